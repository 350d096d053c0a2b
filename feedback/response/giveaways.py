"""What in these words may tell the leader who wrote them? Hints for the rater alone, before sending; they never block.

Computed in the request and kept nowhere. The names are known (everybody who was invited, and the leader's other
people), so exact and fuzzy matching finds what matters without a language model. It does not claim to be complete:
style, and facts that only one person knows, cannot be found. Recall on a seeded set: tests/response/test_giveaways.py.
"""

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from flask_babel import lazy_gettext as _
from rapidfuzz import fuzz, process

SIMILAR_ENOUGH = 88  # of 100; finds a slip in a name of six letters, not another word
SHORTEST_NAME = 3
SHORTEST_FUZZY = 5
FEWEST_WORDS_TO_TELL_A_LANGUAGE = 8
ENGLISH_SHARE = 0.15

NICKNAMES = {
    "alexander": "alex sandy xander", "alexandra": "alex sandra", "andrew": "andy drew", "anthony": "tony",
    "barbara": "babs", "benjamin": "ben benny", "catherine": "cath cathy kate katie", "charles": "charlie chas",
    "christine": "chris chrissy", "christopher": "chris", "daniel": "dan danny", "david": "dave davy",
    "deborah": "deb debbie", "edward": "ed eddie ted", "elizabeth": "liz lizzie beth betty eliza", "emily": "em",
    "frances": "fran", "francis": "frank", "gregory": "greg", "gillian": "gill jill", "jacqueline": "jackie",
    "james": "jim jimmy jamie", "jennifer": "jen jenny", "john": "johnny jack", "jonathan": "jon jonny",
    "joseph": "joe", "joshua": "josh", "katherine": "kath kate katie kathy", "kenneth": "ken", "lawrence": "larry",
    "leonard": "len", "margaret": "maggie meg peggy", "matthew": "matt", "michael": "mike mick", "mohammed": "mo",
    "natalie": "nat", "nicholas": "nick nicky", "nicola": "nicky nic", "pamela": "pam", "patricia": "pat trish",
    "patrick": "pat paddy", "peter": "pete", "philip": "phil", "rebecca": "becky bex", "richard": "rich rick dick",
    "robert": "bob rob bobby robbie", "ronald": "ron", "samantha": "sam", "samuel": "sam", "sandra": "sandy",
    "stephen": "steve", "steven": "steve", "stuart": "stu", "susan": "sue susie", "suzanne": "sue", "terence": "terry",
    "theodore": "theo ted", "thomas": "tom tommy", "timothy": "tim", "valerie": "val", "victoria": "vicky tori",
    "william": "will bill billy", "zachary": "zac zak",
}  # fmt: skip

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
# Why; signs, in small letters, without one of which there can be none (they are found much faster); what is looked for.
_PATTERNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (why, tuple(signs.split("|")), re.compile(pattern, re.IGNORECASE))
    for why, signs, pattern in (
        (_("An email address"), "@", r"[\w.+-]+@[\w-]+\.[\w.-]+"),
        (_("A telephone number"), "0|+44", r"(?<!\d)(?:\+44\s?|0)\d(?:[\s-]?\d){8,10}(?!\d)"),
        (
            _("A date or a day"),
            "0|1|2|3|4|5|6|7|8|9",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b|\b(?:{_MONTHS})\s+\d{{1,4}}\b"
            r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
        ),
        (_("A date or a day"), "day", rf"\b(?:last|on|this|every)\s+(?:{_DAYS})\b"),
        (
            _("A meeting that few were in"),
            "to one|to-one|1:1|1-1|supervision|appraisal",
            r"\b(?:our|my)\s+(?:last\s+)?(?:one[- ]to[- ]ones?|1[:-]1s?|supervision|appraisal)\b",
        ),
        (
            _("Something only you could say"),
            "only|my |when i |as your|as the|told |promised me|asked me|sent me|i reminded|i warned",
            r"\bas (?:your|their|his|her|the) only\b|\b(?:I am|I'm|being) the only\b"
            r"|\bmy (?:own )?(?:promotion|maternity|paternity|sick(?:ness)?|grievance|probation|secondment)\b"
            r"|\bmy (?:own )?(?:flexible working|disability|pregnancy|resignation)\b"
            r"|\bwhen I (?:joined|started|returned|came back)\b|\bas (?:your|the) (?:deputy|assistant|pa|secretary)\b"
            r"|\b(?:you|s?he|they) (?:told|promised|asked|sent) me\b"
            r"|\bI (?:told|reminded|warned) (?:you|him|her|them)\b",
        ),
    )
)
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BETWEEN_WORDS = {ord(mark): " " for mark in string.punctuation + string.digits if mark not in "'-"}
_OWNED = re.compile(r"['’]s$")
_SIGNED = re.compile(r"\n\s*(?i:best|regards|thanks|cheers|yours)?[,\s]*\n?\s*[A-Z][\w.]{0,15}\s*$")
_EMOJI = re.compile(  # whole: a flag, or a picture with its shade and whatever is joined to it
    "[\U0001f1e6-\U0001f1ff]{2}|PICTURE(?:\u200dPICTURE)*".replace(
        "PICTURE", "[\u231a-\u23ff\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    )
)
_EVERYDAY = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "not",
        "no",
        "it",
        "this",
        "that",
        "they",
        "their",
        "them",
        "he",
        "she",
        "his",
        "her",
        "you",
        "your",
        "we",
        "our",
        "i",
        "my",
        "me",
        "when",
        "what",
        "who",
        "how",
        "very",
        "more",
        "most",
        "so",
        "if",
        "by",
        "from",
        "all",
        "can",
        "will",
    ]
)


@dataclass(frozen=True)
class Hint:
    """One thing that may give the writer away: why, and the words."""

    why: str
    words: str


def hints(text: str, *, names: Iterable[str]) -> tuple[Hint, ...]:
    """What may give the writer away, each once, in the order of the kinds above.

    Args:
        text: one comment as typed.
        names: full names of the people around the leader.
    """
    words = _words(text)
    found = [Hint(_("A name"), word) for word in _names_in(words, names)]
    lowered = _for_signs(text)
    for why, signs, pattern in _PATTERNS:
        if any(sign in lowered for sign in signs):
            found += [Hint(why, match.group().strip()) for match in pattern.finditer(text)]
    if signed := _SIGNED.search(text):
        found.append(Hint(_("A signature"), " ".join(signed.group().split())))
    if shouting := _shouted(words):
        found.append(Hint(_("A habit of capitals"), shouting))
    if not text.isascii() and (pictures := _EMOJI.findall(text)):
        found.append(Hint(_("A habit of emoji"), "".join(dict.fromkeys(pictures))))
    if _not_english(words):
        found.append(Hint(_("A language that others may not use"), " ".join(text.split()[:4])))
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    """As ``_WORD`` finds them, but twice as fast in most English text."""
    if not text.isascii():
        return _WORD.findall(text)
    apart = text.translate(_BETWEEN_WORDS).split()
    return [word for part in apart for word in ((part,) if part.isalpha() else _WORD.findall(part))]


def _for_signs(text: str) -> str:
    """Small letters, among which signs are found wherever ``re`` would find what they are signs of."""
    lowered = text.casefold()
    if text.isascii():
        return lowered
    # To ``re`` an i is an i with its dot or without, as Turkish has it, and a digit one of any script.
    return _OTHER_DIGIT.sub("0", lowered.replace("\u0131", "i").replace("i\u0307", "i"))


def _names_in(words: Iterable[str], names: Iterable[str]) -> list[str]:
    """Those of the words, capitalised as names are, that are part of a known name, a short form of it, or nearly so."""
    known, long_enough = _forms_of(tuple(names))
    found = []
    for word in dict.fromkeys(words):
        if not word[0].isupper():
            continue
        bare = _OWNED.sub("", word)
        lowered = bare.casefold()
        if lowered in _EVERYDAY:
            continue
        if lowered in known or (len(lowered) >= SHORTEST_FUZZY and _is_nearly_one_of(lowered, long_enough)):
            found.append(bare)
    return found


@lru_cache(maxsize=64)
def _forms_of(names: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The parts of names and their short forms, and those that are long enough for a slip to be told from a word."""
    known: set[str] = set()
    for name in names:
        parts = [part.casefold() for part in _WORD.findall(name) if len(part) >= SHORTEST_NAME]
        known.update(parts)
        known.update(short for part in parts for short in NICKNAMES.get(part, "").split())
    return frozenset(known), tuple(name for name in known if len(name) >= SHORTEST_FUZZY)


def _is_nearly_one_of(word: str, names: Sequence[str]) -> bool:
    return process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH) is not None


def _shouted(words: Sequence[str]) -> str:
    """Three or more words in a row in capitals."""
    if sum(map(str.isupper, words)) < 3:
        return ""
    for loud, run in groupby(words, key=lambda word: len(word) > 1 and word.isupper()):
        in_a_row = list(run)
        if loud and len(in_a_row) >= 3:
            return " ".join(in_a_row)
    return ""


def _not_english(words: Sequence[str]) -> bool:
    if len(words) < FEWEST_WORDS_TO_TELL_A_LANGUAGE:
        return False
    return sum(map(_EVERYDAY.__contains__, map(str.casefold, words))) / len(words) < ENGLISH_SHARE
