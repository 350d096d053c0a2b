"""May these cohorts stand beside each other, or could somebody subtract one from another? Pure, and from counts alone.

Leaders who are in exactly the same cohorts make a *part*. Every figure of a cohort report is made from whole parts, so
whatever is added to or subtracted from whatever else, nothing smaller than a part can come of it. That is why each part
needs five leaders: then no two cohorts, nor a cohort and all leaders, differ by fewer. Docs: docs/methods/cohort.md.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from feedback.foundations.pages import listed

FEWEST_LEADERS = 5
MOST_COHORTS = 20


@dataclass(frozen=True)
class Cut:
    """A cohort by its name, and who is in it."""

    name: str
    leaders: Collection[Hashable]


def parts_of(leaders: Collection[Hashable], cuts: Sequence[Cut]) -> Mapping[tuple[str, ...], int]:
    """How many leaders are in exactly these cohorts, for each combination that there is; ``()`` is no cohort."""
    inside = [(cut.name, frozenset(cut.leaders)) for cut in cuts]
    found: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for leader in leaders:
        found[tuple(name for name, members in inside if leader in members)] += 1
    return dict(found)


def problems(leaders: Collection[Hashable], cuts: Sequence[Cut]) -> list[str]:
    """What must be put right before these cohorts can be reported on, as sentences; empty when all is well."""
    if not cuts:
        return []
    small = [cut for cut in cuts if len(cut.leaders) < FEWEST_LEADERS]
    found = [
        ngettext(
            "The cohort “%(name)s” has %(num)s leader. It needs at least %(few)s.",
            "The cohort “%(name)s” has %(num)s leaders. It needs at least %(few)s.",
            len(cut.leaders), name=cut.name, few=FEWEST_LEADERS,
        )
        for cut in small
    ]  # fmt: skip
    if found:
        return found  # parts of cohorts that are too small would only say the same again
    return [_too_few(names, count) for names, count in parts_of(leaders, cuts).items() if count < FEWEST_LEADERS]


def _too_few(names: tuple[str, ...], count: int) -> str:
    quoted = listed([f"“{name}”" for name in names])
    who = (
        ngettext("%(num)s leader is in no cohort.", "%(num)s leaders are in no cohort.", count)
        if not names
        else ngettext(
            "%(num)s leader is in %(names)s and in no other cohort.",
            "%(num)s leaders are in %(names)s and in no other cohort.",
            count, names=quoted,
        )
    )  # fmt: skip
    why = gettext(
        "Subtracting one report from another would show these few. Change the cohorts so that they are none, or at "
        "least %(few)s.",
        few=FEWEST_LEADERS,
    )
    return f"{who} {why}"
