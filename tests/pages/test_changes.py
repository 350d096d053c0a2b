"""Is each change in flight a page that says what it means, a letter and an audit entry; and nothing more?"""

from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign.leaders import SubjectRefused
from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation import changes
from feedback.invitation.handover import LinkUnusable
from feedback.invitation.models import INVITED, SUBMITTED, Invitation
from feedback.nomination import service as nominations
from feedback.response import service as responses
from tests.building import Council
from tests.conftest import ToldClock
from tests.disclosure import coached
from tests.staff import Browser

Sweeping = Callable[[], Any]


@pytest.fixture
def ann(council: Council) -> Subject:
    """Ann Lee, whose raters have been asked."""
    run = council.campaign(name="Spring 2027")
    return council.collecting(council.leader(run, person=council.person("Ann Lee")), peers=5)


def page_of(leader: Subject) -> str:
    """Where an administrator changes something."""
    return f"/campaigns/{leader.campaign_id}/leaders/{leader.id}"


def events(action: str) -> list[AuditEvent]:
    """What was audited."""
    return db.session.query(AuditEvent).filter_by(action=action).all()


def asked(leader: Subject, group: str) -> list[Invitation]:
    """Who is asked in a group."""
    return db.session.query(Invitation).filter_by(subject_id=leader.id, group=group).order_by(Invitation.id).all()


def letters(inbox: Inbox, person: Person, words: str) -> list[Any]:
    """The letters to somebody whose subject has these words."""
    return [letter for letter in inbox.to(person.email) if words in letter.subject]


def test_a_leader_leaves(admin: Browser, ann: Subject, inbox: Inbox, sweep: Sweeping) -> None:
    admin.get(page_of(ann))
    page = admin.follow("End this leader’s feedback")
    assert page.h1 == "End the feedback on Ann Lee?"
    for words in ("erased, unread", "Everybody is told", "cannot be undone"):
        assert words in page.text
    assert admin.follow("Keep it going").h1 == "Ann Lee"
    admin.follow("End this leader’s feedback")
    page = admin.submit("End this leader’s feedback")
    assert page.messages == ["The feedback on Ann Lee has ended. Everybody who was asked is told by email."]
    sweep()
    [letter] = letters(inbox, ann.person, "is called off")
    assert "Nobody has read it, and nobody can." in letter.text
    assert len(events("round.called_off")) == 1
    assert "Nothing was read, everything was erased" in admin.get(page_of(ann)).text


def test_a_campaign_is_cancelled(admin: Browser, ann: Subject, sweep: Sweeping) -> None:
    admin.get(f"/campaigns/{ann.campaign_id}")
    page = admin.follow("Cancel the campaign")
    assert "stop the campaign instead" in page.text
    page = admin.submit("Cancel the campaign")
    assert "This campaign was cancelled." in page.text
    sweep()
    assert events("campaign.cancelled")
    admin.get(f"/campaigns/{ann.campaign_id}/cancel", expect=409)
    assert "This leader’s feedback was ended" in admin.get(page_of(ann)).text


def test_another_manager_is_asked_and_what_the_one_before_sent_is_gone(
    admin: Browser, ann: Subject, council: Council, inbox: Inbox, sweep: Sweeping
) -> None:
    before = ann.manager
    [invitation] = asked(ann, "manager")
    council.answer(invitation)
    token = council.token(invitation)
    admin.get(page_of(ann))
    admin.follow("Change line manager")
    page = admin.submit(
        "Change the line manager",
        {"Full name of the new line manager": "Nia New", "Their work email address": "nia@example.org"},
    )
    assert page.facts["Line manager"].startswith("Nia New")
    sweep()
    db.session.expire_all()
    [now] = asked(ann, "manager")
    assert (now.person_id, now.state) == (ann.manager_id, INVITED)
    assert len(letters(inbox, before, "A change in the feedback on Ann Lee")) == 1
    assert len(letters(inbox, ann.person, "A change in the feedback on Ann Lee")) == 1
    assert [letter.subject for letter in inbox.to("nia@example.org")].count("Feedback on Ann Lee") == 1
    assert len(events("subject.manager_changed")) == 1
    with pytest.raises(LinkUnusable):
        responses.slots(token, to_write=False)


def test_a_colleague_who_becomes_the_manager_is_asked_anew_and_never_named_for_what_was_anonymous(
    admin: Browser, ann: Subject, council: Council, sweep: Sweeping
) -> None:
    peer = asked(ann, "peers")[0]
    council.answer(peer)
    person = db.session.get_one(Person, peer.person_id)
    admin.get(f"{page_of(ann)}/manager")
    admin.submit(
        "Change the line manager",
        {"Full name of the new line manager": person.name, "Their work email address": person.email},
    )
    sweep()
    db.session.expire_all()
    theirs = db.session.query(Invitation).filter_by(subject_id=ann.id, person_id=person.id).all()
    assert [(one.group, one.state, one.slot) for one in theirs] == [("manager", INVITED, None)]
    assert len(asked(ann, "peers")) == 4


@pytest.mark.parametrize("who", ["leader", "coach", "manager"])
def test_who_cannot_be_the_manager_is_refused_with_words(admin: Browser, ann: Subject, who: str) -> None:
    person = {"leader": ann.person, "coach": ann.coach, "manager": ann.manager}[who]
    admin.get(f"{page_of(ann)}/manager")
    answers = {"Full name of the new line manager": person.name, "Their work email address": person.email}
    page = admin.submit("Change the line manager", answers, expect=400)
    assert len(page.errors) == 1
    assert not events("subject.manager_changed")


def test_another_coach(admin: Browser, ann: Subject, council: Council, inbox: Inbox, sweep: Sweeping) -> None:
    other = council.person("Cleo Coach", coach=True)
    admin.get(page_of(ann))
    admin.follow("Change coach")
    page = admin.submit("Change the coach", {"New coach": "Cleo Coach"})
    assert page.facts["Coach"].startswith("Cleo Coach")
    sweep()
    assert len(letters(inbox, other, "A change in the feedback on Ann Lee")) == 1
    assert len(events("subject.coach_changed")) == 1


@pytest.mark.parametrize("answered", [True, False])
def test_who_is_asked_cannot_be_the_coach(admin: Browser, ann: Subject, council: Council, answered: bool) -> None:
    invitation = asked(ann, "peers")[0]
    rater = db.session.get_one(Person, invitation.person_id)
    if answered:
        council.answer(invitation)
    with one_transaction():
        rater.is_coach = True
    admin.get(f"{page_of(ann)}/coach")
    page = admin.submit("Change the coach", {"New coach": rater.name}, expect=400)
    assert page.errors == ["The coach must have no other part in this feedback. Choose another coach"]
    args = ["campaign", "change-coach", str(ann.id), rater.email, "--commit"]
    assert "no other part" in council.app.test_cli_runner().invoke(args=args).stderr
    db.session.expire_all()
    assert ann.coach_id != rater.id


def test_who_is_on_the_list_cannot_be_the_coach_until_they_are_taken_off(council: Council) -> None:
    leader, peer = council.launched(), council.person(coach=True)
    by, now = leader.person_id, council.clock.now
    with one_transaction():
        proposal = nominations.nominate(leader, name=peer.name, email=peer.email, group="peers", by=by, now=now)
    with pytest.raises(SubjectRefused, match="no other part"), one_transaction():
        changes.change_coach(leader, peer, by=by, now=now)
    with one_transaction():
        nominations.remove(leader, proposal.id, by=by, now=now)
        changes.change_coach(leader, peer, by=by, now=now)
    assert leader.coach_id == peer.id


def test_the_page_warns_when_the_old_passphrase_is_needed(admin: Browser, council: Council) -> None:
    [leader] = coached.answered(council)
    leader.list_state = "approved"
    db.session.commit()
    assert "needs the passphrase of the coach before" in admin.get(f"{page_of(leader)}/coach").text


def test_a_wrong_address_is_put_right_and_the_old_links_die(
    admin: Browser, ann: Subject, council: Council, inbox: Inbox, sweep: Sweeping
) -> None:
    rater = asked(ann, "peers")[0]
    name, old = rater.person_id, db.session.get_one(Person, rater.person_id).name
    token = council.token(rater)
    admin.get(f"{page_of(ann)}/outstanding")
    admin.submit("Show the names", {"Why do you need the names?": "A letter came back, or went to the wrong address"})
    page = admin.follow(f"Put the address right: {old}")
    taken = admin.submit("Save and send again", {"Their right email address": ann.manager.email}, expect=400)
    assert "Somebody else has this address" in taken.errors[0]
    page = admin.submit("Save and send again", {"Their right email address": "right@example.org"})
    assert page.messages == ["Saved. A letter with a fresh link goes to the new address."]
    with pytest.raises(LinkUnusable):
        responses.slots(token, to_write=False)
    sweep()
    [letter] = inbox.to("right@example.org")
    assert letter.subject == "Feedback on Ann Lee"
    [event] = events("rater.address_mended")
    assert (event.about_id, event.facts) == (ann.id, {})
    assert db.session.get_one(Person, name).name == old


def test_an_address_can_be_put_right_only_of_somebody_who_was_asked(
    admin: Browser, ann: Subject, council: Council
) -> None:
    stranger = council.person()
    admin.get(f"{page_of(ann)}/raters/{stranger.id}/address")
    admin.submit("Save and send again", {"Their right email address": "right@example.org"}, expect=409)
    assert stranger.email != "right@example.org"


def test_a_rater_is_forgotten(admin: Browser, ann: Subject, council: Council) -> None:
    rater = asked(ann, "peers")[0]
    council.answer(rater)
    assert rater.state == SUBMITTED
    person_id = rater.person_id
    page = admin.get(f"/people/{person_id}/forget")
    assert "erased unread and will not count" in page.text
    page = admin.submit("Forget this person")
    assert page.messages == ["Forgotten. Nothing of this person is left here."]
    db.session.expire_all()
    assert db.session.get(Person, person_id) is None
    assert len(asked(ann, "peers")) == 4


def test_who_is_more_than_a_rater_is_told_what_has_to_end_first(admin: Browser, ann: Subject) -> None:
    page = admin.get(f"/people/{ann.manager_id}/forget")
    assert "has to end first" in page.text
    assert "Forget this person" not in page.text


def test_a_reported_campaign_is_archived(admin: Browser, ann: Subject) -> None:
    run: Campaign = ann.campaign
    run.state = "reported"
    db.session.commit()
    admin.get(f"/campaigns/{run.id}")
    page = admin.submit("Archive the campaign")
    assert page.messages == ["Archived. Reports stay with their leaders and coaches."]


def test_nothing_of_this_is_there_before_launch_or_after_closing(
    admin: Browser, council: Council, ann: Subject, clock: ToldClock
) -> None:
    draft = council.leader()
    for path in ("", "/end", "/manager", "/coach", "/outstanding"):
        admin.get(page_of(draft) + path, expect=404)
    council.close(ann.campaign)
    for path in ("/end", "/manager", "/coach", "/outstanding"):
        admin.get(page_of(ann) + path, expect=409)
