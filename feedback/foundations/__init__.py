"""What every stage stands on, and nothing that knows the journey.

A closed list; a module that would be a second home for something else belongs to a stage instead:

- ``clock``: what time is it?
- ``database``, ``prepared``, ``audit``: one transaction, statements that are asked for every page, and who changed what
- ``signs``: when did the worker last do its work?
- ``sealing``, ``keystore``: the only cryptography, and where private keys lie
- ``erasing``: what was erased and must still be wiped from the disk
- ``mail``, ``notify``, ``outbox``, ``hours``: what leaves by mail, and how; what is still to leave, and when it may
- ``headers``: what may a browser do with our pages?
- ``sessions``: what does the server know of a browser from page to page?
- ``memory``: what may a process remember from one request to the next?
- ``assets``: how do stylesheets, scripts and pictures reach a browser?
- ``access_log``, ``journal``: what may the log say of a visit, and how is a line of it written?
- ``visits``: how many visits, how fast, how many faults?
- ``pages``, ``fields``, ``languages``: how dates, numbers, words and form fields look on a page, in which language
- ``typesetter``, ``printable``: how does a document become a tagged PDF, whatever characters are in it?
"""
