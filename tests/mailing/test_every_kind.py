"""Is every letter of a campaign on the page about its mail, so that one which is given up is seen?"""

import pytest
from flask import Flask

from feedback import worker
from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Outgoing
from feedback.mailing import schedule, views
from feedback.mailing.models import MailCount
from tests.building import Council
from tests.staff import Browser

NOT_COUNTED = {
    "sign_in": "is of no campaign",
    "replaced": "who changed answers is nobody else's affair",
    "paper_made": "who asked for paper is nobody else's affair",
    "plan_shared": "what leader and manager agree afterwards is theirs",
    "plan_agreed": "as above",
    "plan_sent_back": "as above",
    "check_in_ready": "as above",
}
WRITTEN_INTO_ONE = "request"  # invitations and reminders
NEW = ("called_off", "who_is_who", "more_raters", "approved_by_silence", "list_approved", "passphrase_again")


def test_whatever_is_written_is_counted_or_has_a_reason_not_to_be(app: Flask) -> None:
    written = set(worker.writers(app.config["SETTINGS"])) - {WRITTEN_INTO_ONE} | set(schedule.ABOUT_INVITATIONS)
    assert written == set(schedule.COUNTED) | set(NOT_COUNTED)
    assert not set(schedule.COUNTED) & set(NOT_COUNTED)
    with app.test_request_context():
        assert set(views._kinds()) == set(schedule.COUNTED), "each has words on the page"


@pytest.mark.parametrize("kind", NEW)
def test_a_letter_that_was_given_up_is_on_the_page(app: Flask, council: Council, run: Campaign, kind: str) -> None:
    leader = council.launched(council.leader(run, person=council.person("Ann Lee")))
    with one_transaction():
        db.session.query(Outgoing).delete()
        db.session.add(Outgoing(kind=kind, person_id=leader.person_id, about_id=leader.id, given_up=True))
        schedule.note_accepted([(kind, leader.id)], today=council.clock.now.date())
    page = Browser.of(app, council.person("Ada Admin", administrator=True)).get(f"/campaigns/{run.id}/mail")
    assert "Correct and send again (Ann Lee)" in page.text
    assert len(page.table("Letters of each kind")) == 2
    assert db.session.query(MailCount).one().kind == kind
