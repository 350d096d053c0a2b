"""Letters that are due leave one by one; whatever happens to one, none is lost and none holds up the others."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.database import one_transaction
from feedback.foundations.mail import Letter, NotAccepted, SmtpTransport
from feedback.foundations.outbox import Delivery, MailedToday, Manners, Outgoing, Written
from feedback.identity.models import Person
from tests.building import Council
from tests.conftest import START
from tests.databases import ON_POSTGRESQL

MINUTE = timedelta(minutes=1)


class PowerCut(BaseException):
    """The machine stopped."""


@dataclass
class Post:
    """Writers that note what they were asked, and a carrier whose mood can be set."""

    written: list[tuple[uuid.UUID, frozenset[uuid.UUID]]] = field(default_factory=list)
    carried: list[Letter] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    refusals: dict[str, BaseException] = field(default_factory=dict)
    after: BaseException | None = None

    def write(self, person_id: uuid.UUID, about: Sequence[uuid.UUID]) -> Written:
        self.written.append((person_id, frozenset(about)))
        address = db.session.get_one(Person, person_id).email
        return Written(Letter(address, "Subject", ("Words",)), forget=lambda: self.forgotten.append(address))

    def lapse(self, _person_id: uuid.UUID, _about: Sequence[uuid.UUID]) -> None:
        return None

    def break_down(self, _person_id: uuid.UUID, _about: Sequence[uuid.UUID]) -> None:
        raise RuntimeError("Zinnober")

    def send(self, letter: Letter) -> None:
        if letter.to in self.refusals:
            raise self.refusals[letter.to]
        self.carried.append(letter)
        if self.after:
            raise self.after

    def deliver(self, now: datetime = START) -> Delivery:
        writers = {"plain": self.write, "other": self.write, "lapsed": self.lapse, "broken": self.break_down}
        return outbox.deliver_due(writers=writers, transport=self, now=now)


@pytest.fixture
def post(app: Flask) -> Post:
    """The post, with nothing in it."""
    return Post()


@pytest.fixture
def people(council: Council) -> list[Person]:
    """Five people."""
    return [council.person() for _ in range(5)]


def _ask(*wanted: tuple[str, Person], then: BaseException | None = None) -> None:
    with one_transaction():
        for kind, person in wanted:
            outbox.enqueue(kind, to=person.id, about=uuid.uuid4())
        if then:
            raise then


def _waiting() -> list[Outgoing]:
    db.session.rollback()
    return db.session.query(Outgoing).all()


def test_a_letter_is_sent_once(post: Post, people: list[Person]) -> None:
    _ask(*(("plain", person) for person in people))
    assert post.deliver() == Delivery(accepted=5)
    assert sorted(letter.to for letter in post.carried) == sorted(person.email for person in people)
    assert _waiting() == []
    assert post.deliver() == Delivery()


def test_what_is_rolled_back_asks_for_no_letter(post: Post, people: list[Person]) -> None:
    with pytest.raises(PowerCut):
        _ask(("plain", people[0]), then=PowerCut())
    assert post.deliver() == Delivery()


def test_several_requests_for_one_person_become_one_letter(post: Post, people: list[Person]) -> None:
    _ask(*[("plain", people[0])] * 4, ("other", people[0]), ("plain", people[1]))
    assert post.deliver() == Delivery(accepted=3)
    assert sorted(len(about) for _, about in post.written) == [1, 1, 4]


@pytest.mark.parametrize("final", [True, False])
def test_one_refused_address_never_stops_the_others(post: Post, people: list[Person], final: bool) -> None:
    post.refusals[people[2].email] = NotAccepted("refused", final=final)
    _ask(*(("plain", person) for person in people))
    assert post.deliver() == Delivery(accepted=4, refused=1)
    assert post.forgotten == [people[2].email], "and the link in its letter is forgotten"
    [row] = _waiting()
    assert (row.person_id, row.given_up, row.attempts) == (people[2].id, final, 1)


def test_one_refused_address_never_stops_the_others_at_a_real_mail_server(
    app: Flask, post: Post, inbox: Inbox, people: list[Person]
) -> None:
    inbox.refuse |= {people[0].email, people[4].email}
    _ask(*(("plain", person) for person in people))
    real = SmtpTransport(app.config["SETTINGS"])
    assert outbox.deliver_due(writers={"plain": post.write}, transport=real, now=START) == Delivery(3, 2, 0)
    assert {letter.to for letter in inbox.letters} == {person.email for person in people[1:4]}


@pytest.mark.parametrize("kind", ["broken", "of a kind that nobody writes"])
def test_a_letter_that_cannot_be_written_never_stops_the_others(
    post: Post, people: list[Person], kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    _ask((kind, people[0]), *(("plain", person) for person in people))
    assert post.deliver() == Delivery(accepted=5, refused=1)
    [row] = _waiting()
    assert (row.kind, row.attempts, row.given_up) == (kind, 1, False)
    assert "Zinnober" not in caplog.text, "what broke may name people"
    assert "a letter could not be written" in caplog.text


def test_a_letter_that_lapsed_is_not_sent(post: Post, people: list[Person]) -> None:
    _ask(("lapsed", people[0]), ("plain", people[1]))
    assert post.deliver() == Delivery(accepted=1, lapsed=1)
    assert _waiting() == []


def test_a_refused_letter_is_tried_again_at_growing_intervals_and_then_given_up(
    post: Post, people: list[Person]
) -> None:
    post.refusals[people[0].email] = NotAccepted("away", final=False)
    _ask(("plain", people[0]))
    now, waits = START, []
    for attempt in range(1, outbox.ATTEMPTS + 1):
        assert post.deliver(now) == Delivery(refused=1), attempt
        [row] = _waiting()
        assert row.not_before is not None
        waits.append(row.not_before - now)
        if attempt < outbox.ATTEMPTS:
            assert not row.given_up
            assert post.deliver(row.not_before - timedelta(seconds=1)) == Delivery(), "not before its time"
        now = row.not_before
    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert timedelta(hours=62) < sum(waits[:-1], timedelta()) < timedelta(days=5), "from Friday to Monday"
    assert row.given_up
    assert post.deliver(now + timedelta(days=365)) == Delivery()
    assert post.carried == []


def test_a_mail_server_that_comes_back_gets_the_letter(post: Post, people: list[Person]) -> None:
    post.refusals[people[0].email] = NotAccepted("away", final=False)
    _ask(("plain", people[0]))
    post.deliver()
    post.refusals.clear()
    assert post.deliver(START + MINUTE) == Delivery(accepted=1)
    assert _waiting() == []


def test_a_power_cut_after_the_server_accepted_repeats_the_letter_once_at_most(
    post: Post, people: list[Person]
) -> None:
    _ask(*(("plain", person) for person in people))
    post.after = PowerCut()
    with pytest.raises(PowerCut):
        post.deliver()
    db.session.rollback()
    post.after = None

    assert post.deliver() == Delivery(accepted=5)
    sent = [letter.to for letter in post.carried]
    assert sorted({address: sent.count(address) for address in sent}.values()) == [1, 1, 1, 1, 2]
    assert post.deliver() == Delivery()


def test_a_power_cut_before_sending_loses_no_letter(post: Post, people: list[Person]) -> None:
    _ask(("plain", people[0]))
    post.refusals[people[0].email] = PowerCut()
    with pytest.raises(PowerCut):
        post.deliver()
    db.session.rollback()
    post.refusals.clear()
    assert post.deliver() == Delivery(accepted=1)


def test_the_database_is_free_while_a_mail_server_takes_its_time(
    post: Post, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(("plain", people[0]))
    wrote = []

    def send(_self: Post, _letter: Letter) -> None:
        with db.engine.connect() as other:
            if ON_POSTGRESQL:
                other.execute(text("LOCK TABLE outbox, person IN ACCESS EXCLUSIVE MODE NOWAIT"))
            else:
                other.connection.execute("PRAGMA busy_timeout=0")  # type: ignore[attr-defined]
                other.execute(text("SELECT 1"))  # which takes the one lock that there is
            wrote.append(True)

    monkeypatch.setattr(Post, "send", send)
    assert post.deliver() == Delivery(accepted=1)
    assert wrote == [True]


@pytest.mark.parametrize("fault", [RuntimeError("Zinnober"), PowerCut()])
def test_a_letter_that_cannot_be_counted_is_not_sent_again(
    post: Post, people: list[Person], fault: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def count(_rows: object) -> None:
        raise fault

    _ask(("plain", people[0]))
    with suppress(PowerCut):
        outbox.deliver_due(writers={"plain": post.write}, transport=post, now=START, accepted=count)
    db.session.rollback()
    assert _waiting() == []
    assert post.deliver() == Delivery()
    assert len(post.carried) == 1
    assert "Zinnober" not in caplog.text
    assert isinstance(fault, PowerCut) or "could not be counted" in caplog.text


def test_who_had_a_letter_is_forgotten_on_the_next_day_though_no_other_goes(post: Post, people: list[Person]) -> None:
    def deliver(now: datetime) -> Delivery:
        manners = Manners(
            today=now.date(), is_open=False, at_once=frozenset({"plain"}), once_a_day=frozenset({"plain"})
        )
        return outbox.deliver_due(writers={"plain": post.write}, transport=post, now=now, manners=manners)

    _ask(("plain", people[0]))
    assert deliver(START) == Delivery(accepted=1)
    _ask(("plain", people[0]))
    assert deliver(START) == Delivery(), "one a day"
    assert db.session.query(MailedToday).count() == 1
    with one_transaction():
        db.session.query(Outgoing).delete()
    assert deliver(START + timedelta(days=1)) == Delivery()
    assert db.session.query(MailedToday).count() == 0


def test_a_row_holds_no_words_no_address_and_no_link() -> None:
    columns = set(Outgoing.__table__.columns.keys())
    assert columns == {"id", "kind", "person_id", "about_id", "attempts", "not_before", "given_up", "refusal"}


def test_the_log_says_why_a_letter_was_not_taken_and_not_whose_it_is(
    post: Post, people: list[Person], caplog: pytest.LogCaptureFixture
) -> None:
    for person, final in zip(people, (True, False), strict=False):
        post.refusals[person.email] = NotAccepted("the mail server said 451", final=final)
        with one_transaction():
            outbox.enqueue("plain", to=person.id, about=person.id)
    post.deliver()
    told = sorted(record.getMessage() for record in caplog.records)
    assert told == [
        f"a letter was not taken, and is {fate}: the mail server said 451" for fate in ("given up", "put off")
    ]
