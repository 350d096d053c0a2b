"""Putting many leaders into a campaign at once: all of the file, or nothing of it."""

import uuid
from datetime import datetime

from flask_babel import gettext as _

from feedback.campaign import leaders, people_csv, service
from feedback.campaign.models import Campaign
from feedback.campaign.people_csv import Known, LeaderRow
from feedback.identity import service as identity
from feedback.identity.spreadsheet import RowError


class ImportRefused(Exception):
    """The file has errors; nothing of it was taken in."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


def import_subjects(campaign: Campaign, content: bytes, *, by: uuid.UUID | None, now: datetime) -> int:
    """Add every leader of a CSV file to a draft campaign; return how many. On error the caller rolls back.

    Raises:
        ImportRefused: with every error, by row and column.
    """
    rows, errors = people_csv.read(content, _known(campaign))
    for row in rows:  # also when the file has errors already: all of them are told at once
        try:
            _add(campaign, row, by, now)
        except leaders.SubjectRefused as refused:
            errors.append(RowError(row.row, refused.field, refused.message))
    if errors:
        raise ImportRefused(sorted(errors, key=lambda error: error.row))
    return len(rows)


def _known(campaign: Campaign) -> Known:
    framework = service.framework_of(campaign)
    return Known(
        levels=tuple(level.id for level in framework.levels if level.assignable),
        competencies=frozenset(competency.id for competency in framework.competencies),
        coaches=frozenset(coach.email for coach in identity.coaches()),
    )


def _add(campaign: Campaign, row: LeaderRow, by: uuid.UUID | None, now: datetime) -> None:
    coach = identity.person_by_email(row.coach_email)
    if coach is None:
        raise leaders.SubjectRefused(
            "coach_email", _("Nobody with this address is known. Add the coach under People first")
        )
    leaders.add_subject(
        campaign,
        person=identity.find_or_add_person(name=row.name, email=row.email, job_title=row.job_title),
        manager=identity.find_or_add_person(name=row.manager_name, email=row.manager_email),
        coach=coach,
        level=row.level,
        senior=row.senior,
        competencies=row.competencies,
        by=by,
        now=now,
    )
