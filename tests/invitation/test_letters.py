"""What raters find in their mail: one letter for all who ask, one link, and a promise that fits."""

from collections.abc import Callable

import pytest
from flask import Flask

from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox, Received
from feedback.extensions import db
from feedback.foundations import outbox, sealing
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Delivery, Outgoing
from feedback.identity import asking
from feedback.identity import service as identity
from feedback.identity.models import Person, SignInLink
from feedback.invitation.models import Invitation, InvitationToken
from feedback.mailing import desk
from feedback.response import service as responses
from feedback.worker import Sweep
from tests.building import Council

COMBINED = "Your ratings are combined with those of at least three others"
OF_BOB = f"For your feedback on Bob we promise this. {COMBINED}"
Approved = Callable[..., Subject]


def _named(council: Council, name: str) -> Person:
    """Somebody whose name no address could hold."""
    person = council.person()
    with one_transaction():
        person.name = name
    return person


def _code(letter: Received) -> str:
    [link] = letter.links
    assert link.startswith("https://feedback.example/r#")
    return link.partition("#")[2]


def test_several_leaders_asking_one_person_make_one_letter_with_one_link(
    council: Council, campaign: Campaign, approved: Approved, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    rater = _named(council, "Siân O’Brien")
    leaders = [council.leader(campaign, person=_named(council, name)) for name in ("Zoë", "Ann", "Łukasz")]
    for leader in leaders:
        approved(leader, reports=[rater])
    sweep()

    [letter] = inbox.to(rater.email)
    assert letter.subject == "Feedback on Ann, Zoë and Łukasz"
    assert letter.text.startswith("Hello Siân O’Brien,")
    slots = responses.slots(_code(letter), to_write=False)
    assert [slot.place for slot in slots] == [1, 2, 3]
    assert {slot.subject_id for slot in slots} == {leader.id for leader in leaders}


@pytest.mark.parametrize(
    ("groups", "says", "never"),
    [
        pytest.param({"a": "peers"}, [COMBINED], ["not anonymous", "rate yourself"], id="peer"),
        pytest.param({"a": "manager"}, ["As the line manager of Ann you are not anonymous"], [COMBINED], id="manager"),
        pytest.param({"a": "self"}, ["Please rate yourself too"], [COMBINED, "not anonymous"], id="self"),
        pytest.param(
            {"a": "manager", "b": "peers"},
            ["As the line manager of Ann you are not anonymous", OF_BOB],
            ["rate yourself"],
            id="manager of one, peer of the other",
        ),
        pytest.param(
            {"a": "self", "b": "peers"},
            ["Bob would value", "your own ratings are shown under your name", OF_BOB],
            ["Ann would value", "Ann and Bob would", "not anonymous"],
            id="oneself and a peer",
        ),
        pytest.param(
            {"a": "self", "b": "manager"},
            ["As the line manager of Bob you are not anonymous", "your own ratings are shown under your name"],
            [COMBINED],
            id="oneself and one's report",
        ),
    ],
)
def test_the_promise_in_a_letter_fits_what_is_asked(
    council: Council,
    campaign: Campaign,
    approved: Approved,
    inbox: Inbox,
    sweep: Callable[[], Sweep],
    groups: dict[str, str],
    says: list[str],
    never: list[str],
) -> None:
    rater, everybody = council.person("Rae Ter"), {"a": "Ann", "b": "Bob"}
    leaders = []
    for key, group in groups.items():
        named = {"self": "person", "manager": "manager"}.get(group)
        if group == "self":
            with one_transaction():
                rater.name = "Ann"
        people = {"person": council.person(everybody[key])} | ({named: rater} if named else {})
        leaders.append((council.leader(campaign, **people), group))
    for leader, group in leaders:
        approved(leader, **({"peers": [rater]} if group == "peers" else {}))
    sweep()

    [letter] = [letter for letter in inbox.to(rater.email) if "Choose" not in letter.subject]
    text = " ".join(letter.text.split())
    for words in says:
        assert words in text
    for words in never:
        assert words not in text


def test_a_refused_letter_leaves_no_way_in_and_stops_nobody_else(
    council: Council, inbox: Inbox, campaign: Campaign, approved: Approved, sweep: Callable[[], Sweep]
) -> None:
    wrong = council.person("Wrong Address")
    leader = approved(council.leader(campaign), peers=[wrong])
    inbox.refuse.add(wrong.email)
    swept = sweep()

    assert (swept.letters.accepted, swept.letters.refused) == (6, 1), "a letter to choose raters, and five to answer"
    refused = db.session.query(Invitation).filter_by(subject_id=leader.id, person_id=wrong.id).one()
    tokens = db.session.query(InvitationToken).all()
    assert len(tokens) == 5
    assert refused.id not in {token.invitation_id for token in tokens}
    # The address is put right, and the letter that is sent again brings a link that works.
    council.clock.next_working_day()
    with one_transaction():
        desk.send_again(
            leader.campaign, wrong.id, email="right.address@example.org", by=leader.manager_id, now=council.clock.now
        )
    sweep()
    [letter] = inbox.to("right.address@example.org")
    assert responses.slots(_code(letter), to_write=False)[0].id == refused.id


def test_a_reminder_that_waits_lapses_when_the_answer_comes_first(
    council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    leader = council.collecting(peers=4)
    answers, declines, waits = [one for one in council.invitations(leader) if one.group == "peers"][:3]
    council.remind(leader.campaign_id)
    council.answer(answers)
    token = council.token(declines)
    with one_transaction():
        responses.decline(responses.slots(token, to_write=True)[0], device=None)
    inbox.letters.clear()
    council.clock.next_working_day()
    assert sweep().letters == Delivery(accepted=4, lapsed=2)

    addresses = {
        invitation.id: db.session.get_one(Person, invitation.person_id).email for invitation in (answers, waits)
    }
    assert inbox.to(addresses[answers.id]) == []
    assert [letter.subject for letter in inbox.to(addresses[waits.id])] == ["Reminder: feedback on Leader 0"]


def test_letters_that_wait_lapse_when_the_campaign_is_stopped(
    council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    leader = council.collecting(peers=4)
    council.remind(leader.campaign_id)
    council.stop(leader.campaign)
    inbox.letters.clear()
    council.clock.advance(hours=23)  # the next morning, before the time to undo is over
    assert sweep().letters == Delivery(lapsed=6)
    assert inbox.letters == []
    assert db.session.query(Outgoing).count() == 0


def test_asking_twice_for_reminders_sends_one(council: Council, inbox: Inbox, sweep: Callable[[], Sweep]) -> None:
    leader = council.collecting(peers=4)
    assert council.remind(leader.campaign_id) == 6
    assert council.remind(leader.campaign_id) == 0, "those of the first time have not gone yet"
    inbox.letters.clear()
    assert sweep().letters == Delivery(), "nobody gets two letters that ask on one day"
    council.clock.next_working_day()
    assert sweep().letters == Delivery(accepted=6)
    assert len(inbox.letters) == 6


@pytest.mark.parametrize(
    "name",
    [
        "Ann\r\nBcc: everybody@example.org",
        "Ann\x0b\x0c\x1c\x85\u2028Lee",
        "<script>alert(1)</script>",
    ],
)
def test_no_name_can_write_a_heading_or_a_script(
    council: Council, campaign: Campaign, inbox: Inbox, approved: Approved, sweep: Callable[[], Sweep], name: str
) -> None:
    with one_transaction():
        person = identity.find_or_add_person(name=name, email="named.oddly@example.org")
    approved(council.leader(campaign, person=person))
    assert sweep().letters.refused == 0
    [to_a_peer, *_] = [letter for letter in inbox.letters if letter.subject.startswith("Feedback on")]
    assert to_a_peer.subject == f"Feedback on {' '.join(name.split())}"
    assert to_a_peer.message["Bcc"] is None
    assert "<script>" not in to_a_peer.html
    assert len(inbox.to("everybody@example.org")) == 0


def test_a_letter_to_sign_in_has_one_link_that_works_once(
    app: Flask, council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    person = _named(council, "Siân O’Brien")
    with one_transaction():
        asking.ask_to_sign_in(f"  {person.email.upper()} ")
        asking.ask_to_sign_in(person.email)
        asking.ask_to_sign_in("nobody@example.org")
    assert sweep().letters == Delivery(accepted=1)
    [letter] = inbox.letters
    [link] = letter.links
    assert letter.subject == "Your link to sign in"
    assert link.startswith("https://feedback.example/sign-in/link#")
    assert "works once, for 15 minutes" in letter.text
    [kept] = db.session.query(SignInLink).all()
    assert kept.token_hash == sealing.digest(link.partition("#")[2])


def test_a_refused_letter_to_sign_in_leaves_no_way_in(
    council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    person = council.person()
    inbox.refuse.add(person.email)
    with one_transaction():
        asking.ask_to_sign_in(person.email)
    assert sweep().letters == Delivery(refused=1)
    assert db.session.query(SignInLink).count() == 0


def test_the_log_of_a_sweep_names_nobody(
    council: Council, inbox: Inbox, sweep: Callable[[], Sweep], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    person = council.person("Quirina Zinnober")
    inbox.refuse.add(person.email)
    with one_transaction():
        asking.ask_to_sign_in(person.email)
        outbox.enqueue("of no kind", to=person.id, about=person.id)
    sweep()
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert "a letter could not be written" in said
    assert "zinnober" not in said.lower()
    assert str(person.id) not in said
