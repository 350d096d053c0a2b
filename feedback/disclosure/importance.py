"""Which competencies may a report say many raters marked as mattering most in the role?

A mark is an answer, so it is protected as ratings are, and further: whatever is said, and whatever a colleague marked
or planted, every choice that anybody else could have made stays possible. So nothing is said of a single group, no
number is ever given, and what is left unsaid tells as little as what is said. Each rater marks a few of many, and may
mark none. Source of the rule, its proof and worked examples: docs/methods/importance.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from feedback.campaign.blocks import ALL_SHOWN, NAMED, Block
from feedback.disclosure.rules import Rules

Marks = Collection[str]  # the competencies that one rater marked
Marked = Mapping[str, Sequence[str]]  # who -> competencies, in the order asked


def fewest_to_be_told_of(insiders: int) -> int:
    """How many raters there must be for anything to be said: five, where one of them may work with the leader.

    With ``n`` raters, half of them must still be a number that those can reach who are neither the target nor an
    insider, and that a target and the insiders alone cannot reach.
    """
    return 2 * insiders + 3


def marked_by_many(marks: Sequence[Marks], asked: Sequence[str], *, most: int, insiders: int) -> tuple[str, ...] | None:
    """The competencies that stand out: marked by at least half, and among the most frequent that there is room for.

    Args:
        marks: one for each rater who answered, in any order; empty for those who marked nothing.
        asked: ids of the competencies that could be marked, in order.
        most: how many a rater could mark, and how many may stand out.
        insiders: how many colluding raters it withstands.
    Returns:
        In the order asked, at most ``most``; those that tie for the last place are left out together. Empty if none
        stands out; None if there are too few raters for anything to be said.
    """
    if len(marks) < fewest_to_be_told_of(insiders):
        return None
    counts = Counter(competency for one in marks for competency in set(one))
    many = {competency: number for competency, number in counts.items() if 2 * number >= len(marks)}
    placed = {competency: sum(other >= number for other in many.values()) for competency, number in many.items()}
    return tuple(competency for competency in asked if placed.get(competency, most + 1) <= most)


def release_importance(
    marks: Mapping[str, Sequence[Marks]], blocks: Sequence[Block], asked: Sequence[str], *, most: int, insiders: int
) -> dict[str, tuple[str, ...]]:
    """All that leaves closing of the marks.

    Args:
        marks: rater group, self and manager among them -> one for each of its raters who answered.
        blocks: as released; who is in none of them is in no word either.
        asked: ids of the competencies that could be marked, in order.
        most: how many a rater could mark.
        insiders: as in the rules.
    Returns:
        "self" and "manager", if they answered, with what they marked; ``all_shown``, unless too few are, with what
        stands out among all of the blocks together.
    """
    found = {who: tuple(name for name in asked if name in marks[who][0]) for who in NAMED if marks.get(who)}
    shown = [one for block in blocks for group in block.groups for one in marks.get(group, ())]
    many = marked_by_many(shown, asked, most=most, insiders=insiders)
    return found if many is None else found | {ALL_SHOWN: many}


def in_report(of: Mapping[str, str], *, most: int, marked: Marked) -> dict[str, Any]:
    """The part ``importance`` of a released report, for a campaign that asked.

    Args:
        of: item id -> its competency, in the order of the questionnaire.
        most: how many a rater could mark.
        marked: as ``release_importance`` gave it.
    """
    order = list(dict.fromkeys(of.values()))
    return {
        "most": most,
        "of": dict(of),
        "marked": {
            who: sorted(marked[who], key=order.index) for who in (*NAMED, ALL_SHOWN) if marked.get(who) is not None
        },
    }


def problem_with(report: Mapping[str, Any], blocks: Sequence[Block], rules: Rules) -> str | None:
    """What in a report's part ``importance`` no marks give, in words; None if all is well, or nobody was asked."""
    if (part := report.get("importance")) is None:
        return None
    asked = list(dict.fromkeys(part["of"].values()))
    if part["of"].keys() != report["items"].keys() or not 1 <= part["most"] < len(asked):
        return "importance does not speak of the items of this report"
    enough = sum(block.n for block in blocks) >= fewest_to_be_told_of(rules.insiders)
    speak = {who for who in NAMED if report["groups"].get(who, {}).get("n")} | ({ALL_SHOWN} if enough else set())
    if part["marked"].keys() != speak:
        return "importance is told of people who did not answer, or of too few"
    for marked in part["marked"].values():
        if marked != [name for name in asked if name in marked] or len(marked) > part["most"]:
            return "importance names what was not asked, something twice or too much"
    return None
