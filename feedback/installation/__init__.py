"""Several councils in one installation, each with an application, a database, keys and a secret of its own.

register  which councils are there, and what each is told
dispatch  whose pages are asked for
upkeep    what is due for each, in turn
adding    a new council
"""
