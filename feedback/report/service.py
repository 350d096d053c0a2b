"""The verbs of a report: the coach opens it first, then releases it to the leader."""

import uuid
from datetime import datetime

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.foundations import audit, outbox


def open_report(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Break the seal: the coach has opened the report. Opening it twice is opening it once.

    Raises:
        NotClosed: there is no report yet.
    """
    report = disclosure.report_of(leader.id)
    if report.state == "sealed":
        report.state = "opened"
        audit.record("report.opened", by=by, about=leader.id, now=now)


def release_report(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Let the leader read it. The last one of a campaign makes the campaign reported.

    What the leader is not to read must be settled first: ``coaching.service.release`` does both.

    Raises:
        NotClosed: there is no report yet.
        NotAllowedNow: the coach has not opened it.
    """
    report = disclosure.report_of(leader.id)
    if report.state == "sealed":
        raise NotAllowedNow("a report is opened by the coach before it is released")
    if report.state == "released":
        return
    report.state, report.released_on = "released", now.date()
    outbox.enqueue("report_released", to=leader.person_id, about=leader.id)
    audit.record("report.released", by=by, about=leader.id, now=now)
    reported = [other for other in campaigns.subjects_of(leader.campaign_id) if not other.ended]
    others = [other.id for other in reported if other.id != leader.id]
    states = disclosure.states_of(others)
    if leader.campaign.state == State.CLOSED and all(states.get(other) == "released" for other in others):
        campaigns.move(leader.campaign, State.REPORTED, by=by, now=now)


def may_read(role: str, state: str) -> bool:
    """True if a coach (once opened) or a leader (once released) may read a report in this state."""
    return state == "released" or (role == "coach" and state == "opened")
