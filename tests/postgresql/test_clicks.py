"""Two clicks, or two tabs, at once on PostgreSQL: both are answered, and neither undoes the other."""

from collections.abc import Callable

from feedback.coaching import bundles
from feedback.coaching.models import ReportFile
from feedback.extensions import db
from feedback.followup import assessment
from feedback.foundations.database import one_transaction
from feedback.framework import service as frameworks
from feedback.report import service as reports
from tests.building import FRAMEWORKS, Council
from tests.disclosure import rounds
from tests.postgresql.conftest import Other

OtherOf = Callable[[Callable[[], object]], Other]
SECRET = "a secret for this test only"


def test_reports_that_are_asked_for_twice_at_once_are_asked_for(council: Council, other: OtherOf) -> None:
    leaders = rounds.launched(council, 2)
    for leader in leaders:
        rounds.send(leader, rounds.varied(leader, peers=5))
    db.session.commit()
    rounds.close(council, leaders[0].campaign)
    with one_transaction():
        for leader in leaders:
            reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    run_id, coach_id = leaders[0].campaign_id, leaders[0].coach_id
    db.session.rollback()

    def ask() -> int:
        with one_transaction():
            return bundles.ask(run_id, by=coach_id, now=council.clock.now)

    with one_transaction():
        assert bundles.ask(run_id, by=coach_id, now=council.clock.now) == 2
        db.session.flush()
        second = other(ask).until_waiting()
        assert second.waits
    assert second.result() == 2
    assert db.session.query(ReportFile).count() == 2


def test_two_tabs_that_rate_at_once_both_count(council: Council, other: OtherOf) -> None:
    person = council.person("Lee Leader")
    framework = frameworks.by_id("derbyshire", FRAMEWORKS)
    with one_transaction():
        level = next(known.id for known in framework.levels if known.assignable)
        assessment.begin(person, framework, level=level, senior=False, by=person.id, now=council.clock.now)
    person_id = person.id
    mine = assessment.of(person_id, secret=SECRET)
    assert mine is not None
    first, second, *_ = mine.asked().item_ids
    db.session.rollback()

    def rate() -> None:
        assessment.of(person_id, secret=SECRET)  # as the page looks first
        with one_transaction():
            assessment.rate(person_id, {second: 2}, secret=SECRET)

    with one_transaction():
        assessment.rate(person_id, {first: 4}, secret=SECRET)
        db.session.flush()
        tab = other(rate).until_waiting()
        assert tab.waits
    tab.result()
    db.session.rollback()
    mine = assessment.of(person_id, secret=SECRET)
    assert mine is not None
    assert mine.ratings == {first: 4, second: 2}
