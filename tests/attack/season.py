"""A season for the thief: many rounds of feedback on a real installation, robbed every night. Drives the product."""

import logging
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from flask import Flask
from sqlalchemy import event

from feedback import worker
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.invitation.models import Invitation
from feedback.nomination import service as nominations
from feedback.response import service as responses
from feedback.response.rules import Answers
from tests.attack.at_rest import Dump, Haul
from tests.attack.linking import Round
from tests.building import Council

STEM = "Zaunkönig"  # in every marker; with an ö, so that escaping shows
QUESTIONS = ("q1", "q2")
LONGEST = 6_000  # characters that one rater writes
NIGHTS = 10
MOST_REQUESTS = 8  # that one person may have at a time
LINK_CODE = re.compile(r"#([\w-]{43})")


class Thief(Protocol):
    """Copies what lies on disk, and looks at results from outside the application."""

    def dump(self, name: str) -> Dump:
        """Everything of the database as it lies there now."""

    def results(self) -> dict[str, tuple[int, int]]:
        """Leader's id -> released figures and comments that are there for everybody to see."""


@dataclass
class Season:
    """The haul, and what only the rounds' own raters know: who wrote what, the tokens, and how it really went."""

    haul: Haul = field(default_factory=Haul)
    rounds: list[Round] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)
    answering: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    markers: dict[str, str] = field(default_factory=dict)
    ratings: dict[str, dict[str, int | None]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    sealed: list[tuple[bytes, dict[str, bytes]]] = field(default_factory=list)
    devices: list[bytes] = field(default_factory=list)
    never_sent: dict[str, str] = field(default_factory=dict)
    keys_while_open: dict[str, bytes] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    lines_before_closing: int = 0
    results_while_closing: list[dict[str, tuple[int, int]]] = field(default_factory=list)


def play(
    app: Flask, council: Council, inbox: Inbox, thief: Thief, dice: Random, *, leaders: int, raters: int = 6
) -> Season:
    """Invite, answer over ten nights in any order, close; every night and afterwards the thief takes everything."""
    season = Season()
    with _all_that_is_logged(season.haul.log):
        subjects = _invite(council, dice, leaders=leaders, raters=raters)
        season.haul.dumps.append(thief.dump("before anybody answered"))
        invited = [invitation for leader in subjects for invitation in council.invitations(leader)]
        waiting = [invitation for invitation in invited if invitation.group not in ("self", "manager")]
        dice.shuffle(waiting)
        for night in range(NIGHTS):
            for turn, invitation in enumerate(waiting[night::NIGHTS]):
                _answer(council, invitation, season, dice, by_pages=turn == 0)
            council.clock.advance(days=1)
            season.haul.dumps.append(thief.dump(f"night {night + 1}"))
        for invitation in [invitation for invitation in invited if invitation.group == "self"][:NIGHTS]:
            season.never_sent[f"draft of {invitation.id.hex}"] = _save_only(council, invitation, dice)
        season.haul.dumps.append(thief.dump("the last night"))
        season.tokens += [code for letter in inbox.letters for code in LINK_CODE.findall(letter.text)]
        season.letters = [bytes(letter.message) for letter in inbox.letters]
        season.sealed = _slots(subjects)
        season.keys_while_open = _small_files(app)
        season.lines_before_closing = len(season.haul.log)
        ids = [leader.id for leader in subjects]
        _close(app, council, subjects, season, thief)
    _note_truth(ids, season)
    return season


def _invite(council: Council, dice: Random, *, leaders: int, raters: int) -> list[Subject]:
    run = council.campaign("leicestershire", themes=("drive",), comment_per_theme=False)
    coach, manager = council.person("Coach", coach=True), council.person("Manager")
    subjects = [council.leader(run, coach=coach, manager=manager) for _ in range(leaders)]
    council.launched(subjects[0])
    people = [f"rater{number}" for number in range(max(raters, leaders * raters // 4))]
    asked: Counter[str] = Counter()
    with one_transaction():
        for leader in subjects:
            free = [name for name in people if asked[name] < MOST_REQUESTS]
            names = dice.sample(free, raters)
            asked.update(names)
            for place, name in enumerate(names):
                nominations.nominate(
                    leader,
                    name=name,
                    email=f"{name}@example.org",
                    group="peers" if place < 4 else "others",
                    by=leader.person_id,
                    now=council.clock.now,
                )
            leader.list_state = "with_manager"
            nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    worker.sweep(council.app)
    return subjects


def _answer(council: Council, invitation: Invitation, season: Season, dice: Random, *, by_pages: bool) -> None:
    """By a link of one's own, with words and ratings nobody else has; one in five saves first and comes back."""
    leader = campaigns.subject(invitation.subject_id)
    assert leader is not None
    items = [item.id for item in campaigns.questionnaire_for(leader).items]
    name = invitation.id.hex
    season.ratings[name] = {item: dice.randint(1, 5) for item in items}
    words = {question: _marker(question, dice) for question in QUESTIONS}
    season.markers |= {f"{question} of {name}": marker for question, marker in words.items()}
    lengths = [int(LONGEST / 2 * dice.random() ** 2) for _ in QUESTIONS]
    written = {
        question: f"{marker} {'word ' * (length // 5)}end"[: LONGEST // 2]
        for (question, marker), length in zip(words.items(), lengths, strict=True)
    }
    token = council.token(invitation)
    season.tokens.append(token)
    season.answering.append(name)
    whole = Answers(dict(season.ratings[name]), written)
    if by_pages:
        Context().run(_through_the_pages, council.app, token, whole)  # as a server does: no request knows of another
        return
    device = responses.new_device()
    season.devices.append(device)
    first = [Answers({items[0]: 3}, {"q1": written["q1"]})] if dice.random() < 0.2 else []
    for answers in (*first, whole):
        with one_transaction():
            responses.save(responses.slots(token, to_write=True)[0], answers, device=device)
    with one_transaction():
        responses.send(responses.slots(token, to_write=True)[0], device=device)


def _save_only(council: Council, invitation: Invitation, dice: Random) -> str:
    """Somebody who never sends what they saved; returns their marker."""
    marker = _marker("draft", dice)
    with one_transaction():
        [slot] = responses.slots(council.token(invitation), to_write=True)
        responses.save(slot, Answers({}, {"q1": marker}), device=responses.new_device())
    return marker


def _marker(about: str, dice: Random) -> str:
    return f"{STEM} {about} {dice.getrandbits(64):016x}"


def _through_the_pages(app: Flask, token: str, answers: Answers) -> None:
    """As a browser without script does: open the link, fill in page after page, send."""
    base, browser = app.config["SETTINGS"].base_url, app.test_client()
    typed = {f"i.{item}": str(rating) for item, rating in answers.ratings.items()}
    typed |= {f"c.{question}": text for question, text in answers.comments.items()}

    def send(seen: str, to: str, fields: dict[str, str]) -> str:
        shown = browser.get(seen, base_url=base)
        assert shown.status_code == 200, (seen, shown.status)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
        asked = set(re.findall(r'name="([ic]\.[^"]+)"', shown.text))
        fields = fields | {name: value for name, value in typed.items() if name in asked}
        answer = browser.post(to, base_url=base, data=hidden | fields)
        assert answer.status_code in (302, 303), (to, answer.status, answer.text)
        return answer.location

    place = send("/r", "/r", {"code": token})
    page = f"{place}/page/1"
    while "/page/" in page:
        page = send(page, page, {})
    send(page, f"{place}/send", {})


def _slots(subjects: list[Subject]) -> list[tuple[bytes, dict[str, bytes]]]:
    """Every invitation's blobs while the rounds are open, with the id they are bound to."""
    found = []
    for invitation in db.session.query(Invitation).filter(Invitation.subject_id.in_([one.id for one in subjects])):
        blobs = {name: getattr(invitation, name) for name in ("slot", "wrap_dev", "wrap_phrase", "wrap_sub")}
        found.append((invitation.id.bytes, {name: blob for name, blob in blobs.items() if blob is not None}))
    db.session.rollback()
    return found


def _close(app: Flask, council: Council, subjects: list[Subject], season: Season, thief: Thief) -> None:
    """Close, and let the thief look at each transaction's end, and copy everything before the files are tidied up."""

    def look(_session: object) -> None:
        seen = thief.results()
        season.results_while_closing.append(seen)
        if len(seen) == len(subjects) and len(season.haul.after) == 0:
            season.haul.after.append(thief.dump("in the middle of closing"))

    council.stop(subjects[0].campaign)
    council.clock.advance(hours=25)
    event.listen(db.session, "after_commit", look)
    try:
        worker.sweep(app)
    finally:
        event.remove(db.session, "after_commit", look)
    db.session.remove()
    season.haul.after.append(thief.dump("afterwards"))
    season.haul.disk_at_the_end = _small_files(app)


def _small_files(app: Flask) -> dict[str, bytes]:
    """What lies beside the database: the key stores, and whatever else is small enough to be a key."""
    settings = app.config["SETTINGS"]
    folders = {settings.key_store, settings.key_store_copy, settings.key_store.parent}
    paths = [path for folder in folders for path in folder.glob("*") if path.is_file() and path.stat().st_size < 4096]
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in paths}


def _note_truth(subjects: list[uuid.UUID], season: Season) -> None:
    """Which comment is whose, by its marker; only to count the thief's hits."""
    from feedback.disclosure.models import Comment  # what is released is looked at last

    writer = {marker: of.rpartition(" ")[2] for of, marker in season.markers.items()}
    for subject_id in subjects:
        rows = (
            db.session.query(Comment).filter_by(subject_id=subject_id).order_by(Comment.question_id, Comment.id).all()
        )
        for row in rows:
            season.truth[row.id.hex] = writer[re.match(rf"{STEM} q\d [0-9a-f]{{16}}", row.text)[0]]  # type: ignore[index]
            season.printed.append(row.id.hex)
        remarks = {question: tuple(row.id.hex for row in rows if row.question_id == question) for question in QUESTIONS}
        season.rounds.append(Round(tuple(sorted(season.truth[name] for name in remarks["q1"])), remarks))
    db.session.rollback()


@contextmanager
def _all_that_is_logged(lines: list[str]) -> Iterator[None]:
    """Every line that anything logs at the finest level, SQL and its values too; but not what the mail sink says."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.created} {record.name} {record.getMessage()}")

    levels = {"": logging.DEBUG, "sqlalchemy": logging.DEBUG, "mail.log": logging.CRITICAL}
    before = {name: logging.getLogger(name).level for name in levels}
    root = logging.getLogger()
    listening, root.handlers = root.handlers, [Keep()]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        yield
    finally:
        root.handlers = listening
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
