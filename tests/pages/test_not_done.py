"""What was given up is seen by who can mend it, says how, and goes again when it is told to; nobody is named."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import update

from feedback.campaign.models import Subject
from feedback.coaching.models import ReportFile
from feedback.demo.inbox import Inbox
from feedback.disclosure import attempts
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Outgoing
from feedback.identity.models import Person
from tests.building import Council
from tests.disclosure import rounds
from tests.staff import Browser


@pytest.fixture
def given_up(council: Council, inbox: Inbox, sweep: Callable[[], object]) -> Subject:
    """A leader whose letter is given up, as is a link to sign in, the closing, and a PDF."""
    [leader, other] = rounds.launched(council, 2)
    rounds.send(leader, rounds.varied(leader, peers=5))
    somebody = council.person("Somebody Example")
    council.stop(leader.campaign)
    for place in ("key_store", "key_store_copy"):
        for path in getattr(council.app.config["SETTINGS"], place).glob(f"{leader.id}*"):
            path.rename(path.with_suffix(".away"))
    council.clock.advance(hours=25)
    sweep()
    with one_transaction():
        outbox.enqueue("sign_in", to=somebody.id, about=somebody.id)
        outbox.enqueue("called_off", to=other.person_id, about=other.id)
        db.session.add(ReportFile(subject_id=other.id, attempts=9, erase_after=council.day(3)))
        db.session.flush()
        db.session.execute(update(Outgoing).values(attempts=13, given_up=True, refusal="server"))
    inbox.letters.clear()
    return leader


def status(council: Council, *, expect: int) -> dict[str, object]:
    """What the operator's command says."""
    db.session.rollback()
    result = council.app.test_cli_runner().invoke(args=["worker", "status"])
    assert result.exit_code == expect, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_nothing_given_up(admin: Browser, council: Council) -> None:
    assert "Nothing was given up." in admin.get("/not-done").text
    assert "could not do" not in admin.get("/tasks").text
    found = status(council, expect=0)
    assert found["given_up"] == []
    assert found["files"] == {"waiting": 0, "put_off": 0, "given_up": 0, "made": 0}


def test_everything_given_up_is_there_with_its_cure(given_up: Subject, admin: Browser, council: Council) -> None:
    admin.get("/tasks")
    page = admin.follow("See what the system could not do")
    for words in (
        "Leadership feedback: 1 letter did not reach anybody.",
        "1 letter of no one campaign, such as a link to sign in",
        "Answers that cannot be opened: Leadership feedback",
        "1 try failed. 0 of 2 leaders are done. No answer is lost.",
        f"Put {given_up.id}.key back into the key store",
        "1 PDF that a coach waits for could not be made.",
    ):
        assert words in page.text
    for person in db.session.query(Person):
        assert person.name == "Ada Admin" or person.name not in page.text
        assert person.email not in page.text
    found = status(council, expect=1)
    rows = [(row["work"], row["count"], bool(row["campaign"]), row["again"]) for row in found["given_up"]]  # type: ignore[attr-defined]
    run = given_up.campaign_id
    assert rows == [
        ("letters", 1, True, ""),
        ("letters", 1, False, "flask worker again letters --commit"),
        ("closing", 2, True, f"flask campaign close {run}"),
        ("files", 1, False, "flask worker again files --commit"),
    ]


def test_what_still_waits_or_goes_again_by_itself_is_not_counted(given_up: Subject, admin: Browser) -> None:
    with one_transaction():
        outbox.enqueue("report_ready", to=given_up.coach_id, about=given_up.id)
        outbox.enqueue("nudge_coach", to=given_up.coach_id, about=given_up.id)
        db.session.flush()
        db.session.execute(update(Outgoing).where(Outgoing.kind == "nudge_coach").values(attempts=2))
    assert "Leadership feedback: 1 letter did not reach anybody." in admin.get("/not-done").text


def test_tried_again_it_goes(
    given_up: Subject, admin: Browser, council: Council, inbox: Inbox, sweep: Callable[[], object]
) -> None:
    admin.get("/not-done")
    admin.submit("Try these letters again")
    admin.submit("Try to open them now")
    assert attempts.failures(given_up.campaign_id) == attempts.Failures()
    for place in ("key_store", "key_store_copy"):
        for path in getattr(council.app.config["SETTINGS"], place).glob("*.away"):
            path.rename(path.with_suffix(".key"))
    page = admin.submit("Try to make them again")
    assert page.messages == ["It is tried again now. If it fails once more, you will see it here."]
    db.session.rollback()
    sweep()
    assert [letter.subject for letter in inbox.letters if letter.subject == "Your link to sign in"] == [
        "Your link to sign in"
    ]
    db.session.expire_all()
    assert db.session.get_one(Subject, given_up.id).closed
    assert {file.attempts for file in db.session.query(ReportFile)} == {0}
    events = [event.facts for event in db.session.query(AuditEvent) if event.action == "work.tried_again"]
    assert sorted(events, key=str) == [{"closing": 1}, {"files": 1}, {"letters": 1}]


def test_the_command_only_looks_unless_told_to_commit(given_up: Subject, council: Council) -> None:
    runner = council.app.test_cli_runner()
    db.session.rollback()
    for given in ([], ["--commit"]):
        result = runner.invoke(args=["worker", "again", "letters", "files", *given])
        assert json.loads(result.stdout) == {"letters": 1, "files": 1}
        db.session.expire_all()
        left = db.session.query(Outgoing).filter_by(kind="sign_in", given_up=True).count()
        assert left == (0 if given else 1)
        db.session.rollback()
    assert "--commit" in runner.invoke(args=["worker", "again", "closing"]).stderr


def test_reminders_are_not_told_to_who_has_a_part(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    leader = council.collecting()
    manager = leader.manager
    with one_transaction():
        db.session.get_one(Person, manager.id).is_administrator = True
        council_invited = council.invitations(leader)[0]
        outbox.enqueue("reminder", to=council_invited.person_id, about=council_invited.id)
        db.session.flush()
        db.session.execute(update(Outgoing).values(attempts=13, given_up=True))
    assert "letter did not reach" not in browser_of(manager).get("/not-done").text
    other = council.person("Ada Admin", administrator=True)
    assert "1 letter did not reach anybody" in browser_of(other).get("/not-done").text
