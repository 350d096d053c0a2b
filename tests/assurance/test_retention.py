"""Nothing is kept longer than the council says, and nothing shorter; no report changes by what goes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from feedback.assurance.retention import Erased, erase_due, months_before, note_left
from feedback.campaign.models import Campaign, Subject
from feedback.config import Settings, SettingsRefused, read_settings
from feedback.disclosure.models import Comment, ReleasedCell
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.audit_chain import seal_waiting, verify
from feedback.foundations.database import one_transaction
from feedback.foundations.erasing import WipeDue
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.mailing.models import MailCount, RoundMail
from feedback.nomination.models import Nomination
from feedback.report import files
from tests.building import Council


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


@pytest.fixture
def closed(council: Council) -> Subject:
    """A leader's feedback that is closed, with figures."""
    leader = council.collecting(peers=4, reports=4)
    for invitation in council.invitations(leader):
        council.answer(invitation, 4)
    council.close(leader.campaign)
    return leader


@pytest.fixture
def after(council: Council, settings: Settings) -> Callable[[int], Erased]:
    """What is erased so many days from now."""

    def erase(days: int) -> Erased:
        with one_transaction():
            return erase_due(settings, now=council.clock.now + timedelta(days=days))

    return erase


def exported(leader: Subject) -> bytes:
    return files.file_of(leader, "json", council="", colour="#1d5b79")


def count(table: Any) -> int:
    db.session.rollback()
    return int(db.session.query(table).count())


def test_nothing_goes_before_its_time(council: Council, closed: Subject, after: Callable[[int], Erased]) -> None:
    before = [count(table) for table in (Person, Invitation, Nomination, RoundMail, Subject, AuditEvent)]
    assert after(360) == Erased()
    assert [count(table) for table in (Person, Invitation, Nomination, RoundMail, Subject, AuditEvent)] == before


def test_who_was_asked_goes_after_a_year_and_the_report_stays_as_it_is(
    council: Council, closed: Subject, after: Callable[[int], Erased]
) -> None:
    report, raters = exported(closed), [one.person_id for one in council.invitations(closed) if one.group != "self"]
    rating_staff = db.session.get_one(Person, raters[0])
    with one_transaction():
        rating_staff.team = "Roads"
    db.session.rollback()

    done = after(400)

    assert (done.asked, done.rounds, done.people) == (1, 0, 0)
    assert done.mail > 0
    assert [count(table) for table in (Invitation, RoundMail, MailCount)] == [0, 0, 0]
    assert {one.group for one in db.session.query(Nomination)} <= {"self", "manager"}
    assert exported(closed) == report
    assert {row.table_name for row in db.session.query(WipeDue)} >= {"invitation", "nomination"}
    left = {person.id for person in db.session.query(Person).filter(Person.left_on.is_not(None))}
    assert rating_staff.id not in left, "who is in the directory goes when somebody says that they have left"
    assert left == set(raters) - {rating_staff.id, closed.manager_id}


def test_outsiders_nobody_asks_any_more_go_half_a_year_later_unless_they_are_asked_again(
    council: Council, closed: Subject, after: Callable[[int], Erased]
) -> None:
    after(400)
    going = db.session.query(Person).filter(Person.left_on.is_not(None)).all()
    again, many = going[0].id, len(going)
    with one_transaction():
        db.session.add(Nomination(subject_id=closed.id, person_id=again, group="self", state="approved"))
    assert after(400 + 150).people == 0
    assert after(400 + 190).people == many - 1
    assert db.session.get(Person, again) is not None
    assert exported(closed)


def test_a_whole_round_goes_after_three_years_with_its_report(
    council: Council, closed: Subject, after: Callable[[int], Erased]
) -> None:
    assert count(ReleasedCell) > 0
    assert after(3 * 366).rounds == 1
    assert [count(table) for table in (Subject, Campaign, ReleasedCell, Comment, Invitation)] == [0] * 5
    told = {event.action for event in db.session.query(AuditEvent)}
    assert "retention.round_erased" in told


def test_a_campaign_stays_while_one_of_its_leaders_does(council: Council, after: Callable[[int], Erased]) -> None:
    run = council.campaign()
    first, second = council.leader(run), council.leader(run)
    with one_transaction():
        first.closed, first.ended = True, True
        run.state, run.closes_on = "closed", council.day(-1)
    assert after(3 * 366).rounds == 1
    assert count(Campaign) == 1
    assert db.session.get(Subject, second.id) is not None


def test_who_has_left_goes_when_they_have_no_part_any_more(
    council: Council, settings: Settings, closed: Subject, after: Callable[[int], Erased]
) -> None:
    rater = next(one.person_id for one in council.invitations(closed) if one.group == "peers")
    somebody, coach = council.person("Has Left").id, closed.coach_id
    with one_transaction():
        for one in (rater, somebody, coach):
            note_left(one, left=True, by=None, now=council.clock.now)
    assert after(190).people == 1
    left = {person.id for person in db.session.query(Person).filter(Person.left_on.is_not(None))}
    assert left >= {coach}, "still the coach of somebody's report"
    assert db.session.get(Person, somebody) is None


def test_who_came_back_stays(council: Council, after: Callable[[int], Erased]) -> None:
    somebody = council.person("Comes Back")
    for left in (True, False):
        with one_transaction():
            note_left(somebody.id, left=left, by=None, now=council.clock.now)
    assert after(1000).people == 0
    told = {event.action for event in db.session.query(AuditEvent)}
    assert told >= {"person.left", "person.back"}


def test_the_audit_goes_after_six_years_and_can_still_be_checked(
    app: Flask, council: Council, settings: Settings, after: Callable[[int], Erased]
) -> None:
    council.campaign()
    seal_waiting(db.engine, head_file=settings.audit_head_file)
    assert after(6 * 365 - 10).events == 0
    assert after(6 * 366).events == 1
    seal_waiting(db.engine, head_file=settings.audit_head_file)
    found = verify()
    assert (found.well, found.removed, found.sealed) == (True, 1, 1)


def test_nothing_of_a_campaign_that_runs_goes_however_old_it_is(
    council: Council, after: Callable[[int], Erased]
) -> None:
    leader = council.collecting(peers=4)
    done = after(10 * 366)
    assert (done.rounds, done.asked, done.people) == (0, 0, 0)
    assert council.invitations(leader)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("keep_reports_years", (0, 11)),
        ("keep_asked_months", (0, 37)),
        ("keep_mail_months", (0, 37)),
        ("keep_people_months", (-1, 25)),
        ("keep_audit_years", (0, 21)),
    ],
)
def test_periods_have_a_floor_and_a_ceiling(name: str, refused: tuple[int, int]) -> None:
    for value in refused:
        with pytest.raises(SettingsRefused, match=name.upper()):
            read_settings(secret_key="x" * 32, **{name: value})


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_before_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
