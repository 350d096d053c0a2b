"""Which written comments may be shown, under which question, and in what order?

Words are never changed.  What a keyboard or a habit leaves around them is evened out, and so is the order in which
they arrived.  Style and facts that only the writer knows remain: the rater is told so before writing, and the
coach moderates.  Source: the anonymity design, section 5.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from secrets import SystemRandom
from typing import Any, NamedTuple

from feedback.campaign.blocks import NAMED, Block, in_group_order
from feedback.disclosure.rules import Rules
from feedback.response.rules import VERBATIM, Said

FURTHER = "further"  # the pooled list, for questions that too few wrote on to be shown alone
FEWEST_WRITERS = 3
FEWEST_IN_A_LABELLED_BLOCK = 5

_LOOKS_THE_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u2012\u2013\u2212", "\u2013"),
        **dict.fromkeys("\u2014\u2015", "\u2014"),
        "\u2026": "...",
    }
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_END = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_FAREWELL = (
    r"(?:(?:with |my )?(?:(?:kind(?:est)?|best|warm(?:est)?|many) (?:regards|wishes)|regards)|all the best"
    r"|yours(?: (?:sincerely|faithfully|truly|ever))?|sincerely)"
)
_OFTEN_MEANT = r"(?:best|(?:many )?thanks(?: again)?|thx|cheers|ta|love)"
_PART_OF_A_NAME = r"(?-i:[^\W\d_a-z][\w'-]*\.?)"
_NAME = rf"{_PART_OF_A_NAME}(?:[ -]?{_PART_OF_A_NAME}){{0,2}}"
# A closing starts a line or follows the end of a sentence, and nothing but a name comes after it.  A farewell alone
# is one too, if something was said before it; words that are as often meant ("Thanks", "Best") only with a name
# behind a comma or a new line; "Thank you" only with a name on its own line, since the leader is thanked by name.
_CLOSINGS = (
    rf"{_FAREWELL}[,.! ]{{0,3}}[\n ]{{0,2}}{_NAME}",
    rf"(?<=[\s]){_FAREWELL}",
    rf"{_OFTEN_MEANT}(?: ?[,-] ?|[,!.]?\n{{1,2}}){_NAME}",
    rf"thank you[,!.]?\n{{1,2}}{_NAME}",
)
_CLOSING = re.compile(rf"(?:^|\n|(?<=[.!?]) )(?:{'|'.join(_CLOSINGS)})[\s.,!]{{0,4}}\Z", re.IGNORECASE)
_SENT_FROM = re.compile(r"(?:^|\n)(?:sent from my [^\n]{1,40}|get outlook for [^\n]{1,20})\Z", re.IGNORECASE)

Shuffle = Callable[[list[Any]], object]
mix: Shuffle = SystemRandom().shuffle


class Remark(NamedTuple):
    """One comment: question id or "further", its text, its block's label where that is safe, and how it travels."""

    question: str
    text: str
    label: str | None
    travels: str = VERBATIM


def normalise(text: str) -> str:
    """The same words without the marks of a keyboard, a programme or a signature; empty if nothing is left.

    Unicode NFC; one kind of quotation mark, dash and blank; no invisible characters, trailing blanks or runs of
    empty lines; no closing such as "Best, A." or "Sent from my phone".  Doing it twice changes nothing more.
    """
    even = _INVISIBLE.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    )
    even = "".join(" " if _is_blank(mark) else mark for mark in even if not _is_unprintable(mark))
    even = unicodedata.normalize("NFC", even).translate(_LOOKS_THE_SAME)
    even = re.sub(" *(?:\u2014|(?<!-)--(?:-)?(?!-)) *| +\u2013 +", " - ", even).replace("\u2013", "-")
    even = _tidy(even)
    while (shorter := _tidy(_SENT_FROM.sub("", _CLOSING.sub("", even)))) != even:
        even = shorter
    return even


def release_comments(
    written: Mapping[str, Sequence[Mapping[str, Said]]],
    *,
    answered: int,
    rules: Rules,
    blocks: Sequence[Block] = (),
    shuffle: Shuffle = mix,
) -> list[Remark]:
    """The anonymous raters' comments as they may leave closing, normalised and mixed.

    None are shown if fewer than K anonymous raters answered at all.  A question that fewer than three of them wrote
    on gives its comments to the pooled list "further".  Each list is shuffled on its own, so that one rater's
    answers to two questions cannot be lined up.  The manager's and the subject's own comments do not come here.
    Comments for the coach count and are mixed like all others; ``for_the_leader`` leaves them out.

    Args:
        written: anonymous group id -> one mapping for each rater, question id -> what they typed, with how it travels
            unless that is word for word.
        answered: anonymous raters who answered at all, with or without a comment.
        rules: K, and whether blocks may be named beside comments.
        blocks: as released with the numbers; needed only where the rules allow labels.
        shuffle: mixes a list in place; anything but the operating system's generator is for tests.

    Returns:
        Remarks by question id, in its sorted order whoever wrote first, then the pooled ones.

    Raises:
        ValueError: more raters wrote than answered, a question is called "further", or a group is not anonymous.
    """
    typed = _by_question(written)
    if FURTHER in typed:
        raise ValueError(f'no question can have the id "{FURTHER}": it names the pooled list')
    if answered < max(map(len, typed.values()), default=0):
        raise ValueError("more raters wrote than answered")
    if answered < rules.group_min_n:
        return []

    label_of = _may_be_named([group for group in written if written[group]], blocks, rules)
    pools: dict[str, list[Remark]] = defaultdict(list)
    for question in typed:
        if len(typed[question]) < FEWEST_WRITERS:
            pools[FURTHER] += [Remark(FURTHER, text, None, how) for _, text, how in typed[question]]
        else:
            labels = _labels([group for group, _, _ in typed[question]], label_of)
            pools[question] = [Remark(question, text, labels.get(group), how) for group, text, how in typed[question]]
    for pool in pools.values():
        shuffle(pool)
    return [
        remark for question in sorted(pools, key=lambda name: (name == FURTHER, name)) for remark in pools[question]
    ]


def for_the_leader(allowed: Sequence[Remark]) -> list[Remark]:
    """Of a round's remarks, these that may be read, under the heads that these alone may have.

    The fewest that stand under one question are counted anew without those that the leader does not read: a single
    remark under a question would tell that others wrote there and kept it from the leader.  A question with fewer
    than three of these, or a label with fewer than three on a question, loses the head or the labels.

    Args:
        allowed: remarks as ``release_comments`` gave them, with the words to be shown, without those not to be shown;
            the leader's and the manager's own among them, which keep their place.

    Returns:
        As many remarks in the same order; the caller sorts them anew, so that none shows that it has moved.
    """
    unnamed: dict[str, list[str | None]] = defaultdict(list)
    for remark in allowed:
        if remark.label not in NAMED:
            unnamed[remark.question].append(remark.label)
    few = {FURTHER} | {question for question, labels in unnamed.items() if len(labels) < FEWEST_WRITERS}
    unlabelled = {
        question
        for question, labels in unnamed.items()
        if any(labels.count(label) < FEWEST_WRITERS for label in labels)
    }

    def placed(remark: Remark) -> Remark:
        if remark.label in NAMED or remark.question not in few | unlabelled:
            return remark
        return remark._replace(question=FURTHER if remark.question in few else remark.question, label=None)

    return [placed(remark) for remark in allowed]


def _by_question(written: Mapping[str, Sequence[Mapping[str, Said]]]) -> dict[str, list[tuple[str, str, str]]]:
    """Question id -> (group, normalised text, how it travels) of each rater who wrote words on it."""
    typed: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for group, rater in ((name, rater) for name in in_group_order(written) for rater in written[name]):
        for question, said in rater.items():
            text, how = (said, VERBATIM) if isinstance(said, str) else said
            if shown := normalise(text):
                typed[question].append((group, shown, how))
    return typed


def _may_be_named(answered: Sequence[str], blocks: Sequence[Block], rules: Rules) -> dict[str, str]:
    """Label of the block of each group, if everybody who answered is in a block that may be named; else nothing.

    All or none: beside questions with labels, one without would tell that whoever is in no such block wrote on it,
    and that may be a single person.
    """
    label_of = {
        group: block.label for block in blocks if block.n >= FEWEST_IN_A_LABELLED_BLOCK for group in block.groups
    }
    return label_of if rules.label_comments and all(group in label_of for group in answered) else {}


def _labels(writers: Sequence[str], label_of: Mapping[str, str]) -> Mapping[str, str]:
    """The labels for one question, if enough of every block that wrote on it did; otherwise nothing.

    All or none here too: a comment left without a label could be laid at the door of the few.
    """
    wrote = Counter(label_of.get(group) for group in writers)
    return label_of if all(number >= FEWEST_WRITERS for number in wrote.values()) else {}


def _tidy(text: str) -> str:
    """No blanks at the ends of lines or in runs, at most one empty line, none at the ends."""
    lines = [re.sub(" +", " ", line).strip() for line in text.split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_blank(mark: str) -> bool:
    return mark == "\t" or unicodedata.category(mark) == "Zs"


def _is_unprintable(mark: str) -> bool:
    """Control characters and halves of a pair: no page can show them, and some files cannot hold them."""
    return mark not in "\n\t" and unicodedata.category(mark) in ("Cc", "Cs")
