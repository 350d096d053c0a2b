"""What may be taken out of a comment, and why? And which passphrase is good enough to lock answers with?"""

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


WORDS_OFFERED = 6  # of the EFF's long list: about 77 bits, behind scrypt
FEWEST_CHARACTERS = 20
FEWEST_DIFFERENT = 8


class PassphraseTooWeak(Exception):
    """Somebody with the database and the keys could find it by trying."""


def check_passphrase(passphrase: str) -> None:
    """Do nothing if a passphrase is long enough: length is what counts, and what people can type a month later.

    Raises:
        PassphraseTooWeak: too short, or the same few characters over and over.
    """
    meant = "".join(passphrase.casefold().split())
    if len(meant) < FEWEST_CHARACTERS or len(set(meant)) < FEWEST_DIFFERENT:
        raise PassphraseTooWeak


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
