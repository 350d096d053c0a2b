"""What an administrator sees of a campaign's mail, and can do about it."""

from collections.abc import Callable

import pytest
from flask import Flask

from feedback import worker
from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Delivery, Outgoing
from feedback.identity import service as identity
from feedback.identity.models import Person, SignInLink
from feedback.invitation.models import Invitation, InvitationToken
from feedback.mailing import previews
from feedback.nomination.models import ListLink, Nomination
from feedback.worker import Sweep
from tests.building import Council
from tests.staff import Browser

At = Callable[[str], Sweep]


@pytest.fixture
def admin(app: Flask, council: Council) -> Browser:
    """An administrator's browser."""
    return Browser.of(app, council.person("Ada Admin", administrator=True))


@pytest.fixture
def leader(council: Council, run: Campaign, approve: Callable[..., Subject], at: At, inbox: Inbox) -> Subject:
    """A leader whose raters were asked on 2 March; one address does not exist."""
    leader = council.launched(council.leader(run, person=council.person("Ann Lee")))
    at("03-02 09:00")
    inbox.refuse.add("wrong@example.org")
    approve(leader)
    with one_transaction():
        peer = db.session.query(Nomination).filter_by(group="peers").first()
        assert peer is not None
        peer.person.name, peer.person.email = "Wren Address", "wrong@example.org"
    assert at("03-02 09:00").letters.refused == 1
    return leader


def _path(leader: Subject, rest: str = "") -> str:
    return f"/campaigns/{leader.campaign_id}/mail{rest}"


def test_the_calendar_tells_what_goes_when_to_how_many(admin: Browser, leader: Subject) -> None:
    admin.get(f"/campaigns/{leader.campaign_id}")
    page = admin.follow("See the mail")
    for words in (
        "22 March 2027 Raters: reminder 5 people",
        "9 April 2027 Raters: reminder 5 people",
        "2 March 2027 Raters: invitation 5 people",
        "Working days, 8:00 to 18:00",
        "Two: halfway, and 3 days before the last day",
    ):
        assert words in " ".join(page.text.split()), words


def test_names_are_shown_of_those_alone_who_could_not_be_reached(
    admin: Browser, leader: Subject, council: Council
) -> None:
    page = admin.get(_path(leader))
    people = [db.session.get_one(Person, one.person_id) for one in council.invitations(leader)]
    named = [person.email for person in people if person.email in page.text]
    assert named == ["wrong@example.org"]
    assert "There is no such address." in page.text


def test_a_wrong_address_is_corrected_and_the_letter_goes(
    admin: Browser, leader: Subject, at: At, inbox: Inbox
) -> None:
    admin.get(_path(leader))
    page = admin.follow("Correct and send again (Wren Address)")
    assert "Raters: invitation" in page.text
    page = admin.submit("Save and send again", {"Email address": "right@example.org"})
    assert page.messages == ["The letters to Wren Address are sent again."]
    assert "Who could not be reached" not in page.text
    assert at("03-02 10:00").letters == Delivery(accepted=1)
    [letter] = inbox.to("right@example.org")
    assert letter.subject == "Feedback on Ann Lee"
    actions = {event.action for event in db.session.query(AuditEvent)}
    assert {"person.address_corrected", "mail.sent_again"} <= actions


def test_links_to_the_wrong_address_are_dead_once_it_is_corrected_and_stay_where_it_is_left(
    admin: Browser, leader: Subject, council: Council
) -> None:
    [asked] = [one for one in council.invitations(leader) if _email(one) == "wrong@example.org"]
    council.token(asked)
    with one_transaction():
        identity.mint_sign_in_link(asked.person_id, now=council.clock.now, minutes=15)
    admin.get(_path(leader))
    admin.follow("Correct and send again (Wren Address)")
    admin.submit("Save and send again")
    assert (_links(asked), db.session.query(Outgoing).one().kind) == ((1, 1), "invitation")

    with one_transaction():
        db.session.query(Outgoing).one().given_up = True
    admin.get(_path(leader))
    admin.follow("Correct and send again (Wren Address)")
    admin.submit("Save and send again", {"Email address": "right@example.org"})
    assert _links(asked) == (0, 0)
    assert db.session.query(Outgoing).one().about_id == asked.id


def _email(asked: Invitation) -> str:
    return db.session.get_one(Person, asked.person_id).email


def _links(asked: Invitation) -> tuple[int, int]:
    """How many links to answer and to sign in somebody has."""
    return (
        db.session.query(InvitationToken).filter_by(invitation_id=asked.id).count(),
        db.session.query(SignInLink).filter_by(person_id=asked.person_id).count(),
    )


@pytest.mark.parametrize(
    ("address", "says"),
    [("", "Enter their email address"), ("ada@example.org", "Somebody else has this address")],
)
def test_an_address_that_cannot_be_theirs_is_refused(admin: Browser, leader: Subject, address: str, says: str) -> None:
    with one_transaction():
        db.session.query(Person).filter_by(is_administrator=True).one().email = "ada@example.org"
    admin.get(_path(leader))
    admin.follow("Correct and send again (Wren Address)")
    assert says in admin.submit("Save and send again", {"Email address": address}, expect=400).text


def test_this_is_no_other_way_to_anybodys_address(admin: Browser, leader: Subject) -> None:
    assert admin.get(_path(leader, f"/people/{leader.person_id}"), expect=404)


def test_everything_that_was_put_off_is_tried_again(admin: Browser, leader: Subject, at: At, inbox: Inbox) -> None:
    inbox.refuse.clear()
    admin.get(_path(leader))
    assert admin.submit("Try all again now").messages == ["1 letter is tried again."]
    assert at("03-02 10:00").letters == Delivery(accepted=1)


def test_how_often_to_ask_again_is_chosen(admin: Browser, leader: Subject, at: At) -> None:
    admin.get(_path(leader, "/plan"))
    page = admin.submit("Save", {"How many days before the last day does the last reminder go?": "99"}, expect=400)
    assert "Enter a number of days from 1 to 14" in page.text
    page = admin.submit(
        "Save",
        {
            "How many reminders does a rater get at most?": "One, before the last day",
            "How many days before the last day does the last reminder go?": "5",
        },
    )
    assert "One, 5 days before the last day" in page.text
    assert at("03-22 09:00").letters == Delivery()
    assert at("04-07 09:00").letters == Delivery(accepted=5)


def test_what_a_rater_does_is_not_on_the_page(admin: Browser, leader: Subject, council: Council, at: At) -> None:
    before = admin.get(_path(leader)).text
    peer = next(one for one in council.invitations(leader) if one.group == "peers")
    with one_transaction():
        outbox.enqueue("replaced", to=peer.person_id, about=peer.id)
    assert admin.get(_path(leader)).text == before
    at("03-02 11:00")
    assert admin.get(_path(leader)).text == before


def test_every_letter_can_be_read_before_it_goes(admin: Browser, leader: Subject) -> None:
    links = db.session.query(InvitationToken).count(), db.session.query(ListLink).count()
    page = admin.get(_path(leader, "/letters"))
    names = [href for _, href in page.links if "letter=" in href]
    assert len(names) == 22
    for name in names:
        shown = admin.get(name)
        assert "Ann Lee" in shown.text or leader.coach.name in shown.text, name
        assert "/r#" not in shown.text or "/r#…" in shown.text
    shown = admin.get(next(name for name in names if "remind-peers" in name))
    assert "Reminder: feedback on Ann Lee" in shown.text
    assert "You have not sent your feedback yet" in shown.text
    assert (db.session.query(InvitationToken).count(), db.session.query(ListLink).count()) == links, (
        "no link is made to look at a letter"
    )
    assert db.session.query(Invitation).count() == 6


def test_every_kind_that_the_worker_writes_is_shown_or_says_why_not(app: Flask, leader: Subject) -> None:
    written = worker.writers(app.config["SETTINGS"]).keys()
    shown = {previews.kind_of(name) for name in previews.previews_of(leader, app.config["SETTINGS"])}
    assert shown | previews.NOT_SHOWN.keys() == written
    assert not shown & previews.NOT_SHOWN.keys()
    assert len(shown) > 10
    assert all(previews.NOT_SHOWN.values())


@pytest.mark.parametrize("list_state", ["choosing", "with_manager", "approved"])
def test_the_letter_to_the_manager_is_shown_wherever_the_list_is_and_opens_nothing(
    admin: Browser, council: Council, run: Campaign, list_state: str
) -> None:
    leader = council.leader(run, person=council.person("Ann Lee"))
    with one_transaction():
        leader.list_state = list_state
    shown = admin.get(_path(leader, f"/letters?leader={leader.id}&letter=approve"))
    assert "Approve the raters of Ann Lee" in shown.text
    assert "/list#…" in shown.text
    assert not db.session.query(ListLink).count()


def test_a_draft_shows_its_letters_too(admin: Browser, council: Council, run: Campaign) -> None:
    assert "Add a leader first" in admin.get(f"/campaigns/{run.id}/mail/letters").text
    council.leader(run)
    assert "To the leader, at launch" in admin.get(f"/campaigns/{run.id}/mail/letters").text
    assert "No reminder is planned" in admin.get(f"/campaigns/{run.id}/mail").text


def test_only_administrators(app: Flask, council: Council, leader: Subject) -> None:
    for path in ("", "/plan", "/letters"):
        Browser.of(app, leader.coach).get(_path(leader, path), expect=403)
    assert db.session.query(Outgoing).count() == 1
