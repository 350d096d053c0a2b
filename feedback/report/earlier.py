"""Which earlier report may a leader's be compared with, on which behaviours, and what changed between the two?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.campaign import service as campaigns
from feedback.campaign.continuity import same_behaviours, with_ids_of_now
from feedback.disclosure import service as disclosure
from feedback.foundations.pages import british_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from feedback.campaign.models import Subject
    from feedback.campaign.questionnaire import Questionnaire


@dataclass(frozen=True)
class Earlier:
    """An earlier released report and what may be compared: ``items`` were asked in both, alike or to the same effect.

    ``sentences`` say which report it is and what changed between. ``report`` has the ids of now; it is None where
    nothing may be compared, and the sentences say why. ``same`` maps ids of then to those of now.
    """

    sentences: tuple[str, ...]
    report: Mapping[str, Any] | None = None
    items: frozenset[str] = frozenset()
    same_manager: bool = False
    same: Mapping[str, str] = field(default_factory=dict)


def earlier_of(leader: Subject, *, reader: str) -> Earlier | None:
    """Return the leader's last released report that shares behaviours with this one, or None if none was released.

    Where the last ones share nothing with this report, the last of them, with the reason why it is not compared.

    Args:
        leader: a leader whose campaign is closed.
        reader: "leader", or "coach", who is shown earlier figures only of reports that they coached too: the leader
            was never told that another coach would read them.
    """
    closed_on = disclosure.report_of(leader.id).closed_on
    others = [other for other in campaigns.subjects_where(leader.person_id, "leader") if other.id != leader.id]
    states = disclosure.states_of([other.id for other in others])
    released = [
        (disclosure.report_of(other.id).closed_on, other) for other in others if states.get(other.id) == "released"
    ]
    before = sorted(
        ((day, other) for day, other in released if day < closed_on), key=lambda one: (one[0], one[1].id), reverse=True
    )
    refused = None
    for day, other in before:
        if reader == "coach" and other.coach_id != leader.coach_id:
            found = Earlier((_which(other, day), _not_theirs()))
        else:
            found = compared(leader, other, closed_on=day, released=lambda of=other: disclosure.released(of.id))  # type: ignore[misc]
        if found.report is not None:
            return found
        refused = refused or found
    return refused


def _which(other: Subject, closed_on: date) -> str:
    return str(
        _("The report before this one, %(campaign)s, closed on %(day)s.", campaign=other.campaign.name,
          day=british_date(closed_on))
    )  # fmt: skip


def _not_theirs() -> str:
    return str(_("It was prepared with another coach, so only the leader sees what has changed since."))


def compared(leader: Subject, other: Subject, *, closed_on: date, released: Callable[[], Mapping[str, Any]]) -> Earlier:
    """Return what of an earlier report of the same leader may be compared, and what changed between.

    Args:
        leader: the leader in the later campaign.
        other: the same in the earlier one.
        closed_on: the day on which that closed.
        released: gives its report; asked for only where something may be compared.
    """
    last = _which(other, closed_on)
    now, then = campaigns.framework_of(leader.campaign), campaigns.framework_of(other.campaign)
    if now.id != then.id:
        return Earlier(
            (last, _("It was on another framework, %(title)s, so the two are not compared.", title=then.title))
        )
    asked, asked_then = campaigns.questionnaire_for(leader), campaigns.questionnaire_for(other)
    if asked.scale != asked_then.scale:
        return Earlier((last, _("It was rated on another scale (%(scale)s), so the two are not compared.",
                                scale=_(asked_then.scale.name).lower())))  # fmt: skip
    same = same_behaviours(asked_then, asked)
    if not same:
        return Earlier((last, _("It asked nothing that this one asks too, so the two are not compared.")))
    return Earlier(
        (last, *_what_changed(leader, other, same, (asked_then, asked), (then.version, now.version))),
        report=with_ids_of_now(released(), same),
        items=frozenset(same.values()),
        same_manager=leader.manager_id == other.manager_id,
        same=same,
    )


def _what_changed(
    leader: Subject, other: Subject, same: Mapping[str, str], asked: tuple[Questionnaire, Questionnaire],
    versions: tuple[str, str],
) -> list[str]:  # fmt: skip
    said = []
    if versions[0] != versions[1]:
        said.append(
            _(
                "The framework has changed between the two, from version %(then)s to version %(now)s. Only what is "
                "worded the same in both, or is said by the council to mean the same, is compared.",
                then=versions[0],
                now=versions[1],
            )
        )
    before, now = ({item.id: item.rater for item in one.items} for one in asked)
    if len(same) < len(now):
        said.append(
            ngettext(
                "Of the %(num)s thing rated now, %(shared)s had been rated then too.",
                "Of the %(num)s things rated now, %(shared)s had been rated then too.",
                len(now),
                shared=str(len(same)),
            )
        )
    reworded = sum(before[then] != now[today] for then, today in same.items())
    if reworded:
        said.append(
            ngettext(
                "%(num)s of them was worded differently then; the council says that it means the same.",
                "%(num)s of them were worded differently then; the council says that they mean the same.",
                reworded,
            )
        )
    if leader.manager_id != other.manager_id:
        said.append(_("Your manager is another person now, so their ratings are not compared."))
    return said
