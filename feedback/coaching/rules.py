"""What may be taken out of a comment, and why?"""

from datetime import timedelta

REMOVED = "[removed by moderator]"
KEPT_SEALED = timedelta(days=30)
REASONS = {
    "names-somebody": "It names or points to somebody who is not the leader",
    "identifies-writer": "It would tell who wrote it",
    "abusive": "It is abusive or discriminates",
    "private": "It tells something private, such as health",
    "safeguarding": "It raises a safeguarding or misconduct concern, which I have passed on",
}


class WordsNotFound(Exception):
    """The words to remove do not stand in the comment like this."""


def without(text: str, words: str) -> str:
    """The text with every occurrence of the words replaced by a mark.

    Raises:
        WordsNotFound: they are not in it, or there are none.
    """
    wanted = words.strip()
    if not wanted or wanted not in text:
        raise WordsNotFound
    return text.replace(wanted, REMOVED)
