"""What may be said of a leader over all rounds of feedback: campaigns and the check-ins between them?

Made of released cells alone, and of all rounds at once: it takes as many queries for ten rounds as for two.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.analysis.over_time import Line, Round, groups_over_time, lines
from feedback.campaign import service as campaigns
from feedback.campaign.continuity import with_ids_of_now
from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.disclosure import service as disclosure
from feedback.disclosure.report_format import Report
from feedback.followup import check_ins
from feedback.report import earlier

BY = ("theme", "competency", "behaviour")


@dataclass(frozen=True)
class Told:
    """A round of feedback and what is said of it: its name, the day it closed, and what has changed since."""

    subject_id: uuid.UUID
    name: str
    closed_on: date
    is_check_in: bool
    is_compared: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class OverTime:
    """All rounds of a leader that one reader may read, the first one first, and what they are compared on."""

    leader: Subject
    asked: Questionnaire
    told: tuple[Told, ...]
    rounds: tuple[Round, ...]

    newest: Report

    @property
    def groups(self) -> tuple[str, ...]:
        """Whose figures there are."""
        return groups_over_time(self.newest)

    def lines(self, by: str, group: str) -> list[Line]:
        """A line for each theme, competency or behaviour of which a group has a figure."""
        wholes: dict[str, list[str]] = {}
        for item in self.asked.items:
            whole = {"theme": item.theme_id, "competency": item.competency_id, "behaviour": item.id}[by]
            wholes.setdefault(whole, []).append(item.id)
        kind = "item" if by == "behaviour" else by
        return lines(self.rounds, self.newest, wholes, group=group, kind=kind)

    def most_telling(self, by: str) -> str:
        """The group of which most changes can be told, the first of them; "" where there are no figures."""
        told = {group: sum(line.change is not None for line in self.lines(by, group)) for group in self.groups}
        return max(told, key=lambda group: told[group], default="")

    def label(self, by: str, name: str) -> str:
        """What a theme, competency or behaviour is called."""
        if by == "theme":
            return next(theme.name for theme in self.asked.themes if theme.id == name)
        of = {item.id: item.rater for item in self.asked.items}
        return (
            of[name] if by == "behaviour" else {item.competency_id: item.competency for item in self.asked.items}[name]
        )


def of_leader(leader: Subject, *, reader: str) -> OverTime | None:
    """All released rounds of a leader that somebody may read, or None if there is none.

    Args:
        leader: in any campaign.
        reader: "leader", or "coach", who reads only what they coached: the leader was never told that another coach
            would read the rest.
    """
    mine = [
        one
        for one in campaigns.subjects_where(leader.person_id, "leader")
        if reader == "leader" or one.coach_id == leader.coach_id
    ]
    days = disclosure.closing_days([one.id for one in mine])
    mine = sorted((one for one in mine if one.id in days), key=lambda one: (days[one.id], one.id))
    if not mine:
        return None
    held = check_ins.of_plans([one.id for one in mine])
    finished = [(one, found) for one in mine for found in held.get(one.id, []) if found.is_finished]
    days |= disclosure.closing_days([found.subject_id for _one, found in finished])
    reports = disclosure.figures_of([one.id for one in mine] + [found.subject_id for _one, found in finished])
    newest, asked = mine[-1], campaigns.questionnaire_for(mine[-1])
    found: list[tuple[date, Told, Round]] = []
    for one in mine:
        told, round_, same = _of_campaign(newest, one, reports[one.id], days[one.id])
        found.append((days[one.id], told, round_))
        for checked in (checked for of, checked in finished if of is one):
            report, day = reports[checked.subject_id], days[checked.subject_id]
            alike = round_.report is not None and report["scale"] == reports[newest.id]["scale"]
            found.append((day, *_of_check_in(checked, report, day, round_, same if alike else {})))
    found.sort(key=lambda entry: entry[0])
    return OverTime(
        newest,
        asked,
        tuple(told for _day, told, _round in found),
        tuple(round_ for _day, _told, round_ in found),
        reports[newest.id],
    )


def _of_campaign(newest: Subject, one: Subject, report: Report, day: date) -> tuple[Told, Round, Mapping[str, str]]:
    """What is said of a campaign and what is compared of it; and its ids then, each with its id now."""
    asked = campaigns.questionnaire_for(one)
    if one is newest:
        same: Mapping[str, str] = {item.id: item.id for item in asked.items}
        said: tuple[str, ...] = (_("The newest report. The others are compared with it."),)
        before: Mapping[str, object] | None = report
        manager = True
    else:
        then = earlier.compared(newest, one, closed_on=day, released=lambda: report)
        same, said, before, manager = then.same, then.sentences[1:], then.report, then.same_manager
    parts = {same[item.id]: item.competency_id for item in asked.items if item.id in same}
    left = {f"then:{item.id}": item.competency_id for item in asked.items if item.id not in same}
    told = Told(one.id, one.campaign.name, day, False, before is not None, tuple(map(str, said)))
    return told, Round(before, frozenset(same.values()), parts | left, manager), same


def _of_check_in(
    checked: check_ins.Held, report: Report, day: date, campaign: Round, same: Mapping[str, str]
) -> tuple[Told, Round]:
    """The same of a check-in: on the behaviours of the plan, as far as the campaign before it is compared."""
    known = {item: same[item] for item in report["items"] if item in same}
    name = ngettext("Check-in after %(num)s month", "Check-in after %(num)s months", checked.months)
    if known:
        said = ngettext(
            "Asked about %(num)s behaviour of the plan.", "Asked about %(num)s behaviours of the plan.", len(known)
        )
    else:
        said = _("It asked nothing that can be compared with the newest report: another scale, or other behaviours.")
    told = Told(checked.subject_id, str(name), day, True, bool(known), (str(said),))
    parts = {now: campaign.parts[now] for now in known.values()}
    before = with_ids_of_now(report, known) if known else None
    return told, Round(before, frozenset(known.values()), parts, campaign.same_manager)
