"""On PostgreSQL, step by step: whoever becomes the manager while the list is approved is asked to rate."""

from collections.abc import Callable

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation import changes
from feedback.nomination import service as nominations
from feedback.nomination.models import Nomination
from tests.building import Council
from tests.postgresql.conftest import Other

OtherOf = Callable[[Callable[[], object]], Other]


def test_a_list_approved_while_the_manager_changes_asks_the_new_manager(council: Council, other: OtherOf) -> None:
    leader, new, now = council.launched(), council.person(), council.clock.now
    by = leader.person_id
    with one_transaction():
        for rater in [council.person() for _ in range(4)]:
            nominations.nominate(leader, name=rater.name, email=rater.email, group="peers", by=by, now=now)
        nominations.send_to_manager(leader, by=by, now=now)
    subject_id, new_id = leader.id, new.id

    def change() -> None:
        found = db.session.get_one(Subject, subject_id)
        assert found.list_state == "with_manager", "seen before the list is approved"
        with one_transaction():
            changes.change_manager(found, db.session.get_one(Person, new_id), by=by, now=now)

    with one_transaction():
        nominations.approve(leader, by=leader.manager_id, now=now)
        db.session.flush()
        changing = other(change).until_waiting()
        assert changing.waits
    changing.result()

    db.session.expire_all()
    asked = db.session.query(Nomination).filter_by(subject_id=subject_id, group="manager", state="approved").all()
    assert [one.person_id for one in asked] == [new_id]
