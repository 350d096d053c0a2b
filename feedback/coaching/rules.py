"""What may be changed in a comment before the leader reads it, and why? Which passphrase can lock answers?"""

import re
from datetime import timedelta
from textwrap import shorten

from flask_babel import lazy_gettext as _

REMOVED = "[removed by moderator]"
KEPT_SEALED = timedelta(days=30)
LONGEST_RUN = 5  # words in a row that a coach may share with the writer; six are seldom chance
REASONS = {
    "names-somebody": _("It names or points to somebody who is not the leader"),
    "identifies-writer": _("It would tell who wrote it"),
    "abusive": _("It is abusive or discriminates"),
    "private": _("It tells something private, such as health"),
    "safeguarding": _("It raises a safeguarding or misconduct concern, which I have passed on"),
}
PUT_IN_OTHER_WORDS, LEFT_OUT = "paraphrased", "left-out"  # why the original of a comment is sealed at release

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


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


class NothingSaid(Exception):
    """No words are left once what is no word is taken away."""


class TheirOwnWords(Exception):
    """What is meant to be the coach's words holds a run of the writer's; ``words`` are these."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words

    @property
    def some(self) -> str:
        """As many of them as are needed to find the place."""
        return shorten(self.words, 60, placeholder=" ...")


def without(text: str, words: str) -> str:
    """The text with every occurrence of the words, however their lines break, replaced by a mark.

    Raises:
        WordsNotFound: they are not in it, or there are none.
    """
    wanted = r"\s+".join(re.escape(word) for word in words.split())
    if not wanted or not re.search(wanted, text):
        raise WordsNotFound
    return re.sub(wanted, REMOVED, text)


def check_own_words(original: str, said: str) -> None:
    """Do nothing if what is said shares no more than five words in a row with the original.

    Raises:
        NothingSaid: there are no words.
        TheirOwnWords: with the longest run, as it stands in what is said.
    """
    written = [word.group().casefold() for word in _WORD.finditer(original)]
    found = list(_WORD.finditer(said))
    spoken = [word.group().casefold() for word in found]
    if not spoken:
        raise NothingSaid
    longest, begin = 0, 0
    runs = [0] * (len(written) + 1)
    for place, word in enumerate(spoken):
        runs = [0, *(before + 1 if word == other else 0 for before, other in zip(runs, written, strict=False))]
        if max(runs) > longest:
            longest = max(runs)
            begin = place + 1 - longest
    if longest > LONGEST_RUN or spoken == written:
        raise TheirOwnWords(said[found[begin].start() : found[begin + longest - 1].end()])
