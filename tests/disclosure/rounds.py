"""Rounds for the tests of closing: as they stand when raters have answered, made without writing a single letter."""

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from feedback.campaign import round_keys
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, CoachShare, Subject
from feedback.disclosure import closing
from feedback.disclosure.models import Comment, NamedAnswer, ReleasedCell
from feedback.disclosure.rules import Coded, Rules, release
from feedback.extensions import db, new_id
from feedback.foundations import outbox
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyStore
from feedback.identity.models import Person
from feedback.invitation import service as invitations
from feedback.invitation.handover import Sealed, Slot
from feedback.invitation.models import DRAFT, SUBMITTED, Invitation
from feedback.response.rules import Answers
from feedback.response.sealed import sealed_for
from tests.building import Council

Given = Mapping[str, Sequence[Answers]]
NAMED = ("self", "manager")
SHORT = {"depth": "competencies"}  # five items, so that a test is quick


def keys_of(app: Flask) -> KeyStore:
    """The key store of an application."""
    return KeyStore(app.config["SETTINGS"].key_store, app.config["SETTINGS"].key_store_copy)


def key_files(app: Flask, subject_id: uuid.UUID) -> list[Path]:
    """The files in which a round's private key lies, in both places."""
    keys = keys_of(app)
    return [path for folder in (keys.place, keys.copy) for path in folder.glob(f"{subject_id}*")]


def launched(council: Council, leaders: int = 1, **setup: object) -> list[Subject]:
    """Leaders of one campaign that raters can answer in, each with a key."""
    run = council.campaign(**{**SHORT, **setup})
    coach = council.person("Coach", coach=True)
    manager = council.person("Manager")
    people = [council.leader(run, coach=coach, manager=manager) for _ in range(leaders)]
    council.launched(people[0])
    with one_transaction():
        round_keys.record_keys(keys_of(council.app).create)
        campaigns.move(run, State.COLLECTING, by=None, now=council.clock.now)
    return people


def items_of(leader: Subject) -> list[str]:
    """The ids of the items a leader's raters are asked."""
    return [item.id for item in campaigns.questionnaire_for(leader).items]


def varied(leader: Subject, seed: int = 1, *, say: str = "", **groups: int) -> dict[str, list[Answers]]:
    """Answers so many from each group, none like another; with ``say`` every rater writes a comment of their own."""
    rng, items = random.Random(f"{seed} {leader.campaign.depth}"), items_of(leader)
    return {
        group: [
            Answers(
                {item: rng.choice((1, 2, 3, 3, 4, 5, None)) for item in items},
                {"q1": f"{say} {group} {number}."} if say else {},
            )
            for number in range(count)
        ]
        for group, count in groups.items()
    }


def marking(given: Given, *competencies: str) -> dict[str, list[Answers]]:
    """The same answers by people who all mark these competencies."""
    return {group: [replace(one, marks=frozenset(competencies)) for one in of] for group, of in given.items()}


def invite(leader: Subject, group: str, count: int) -> list[Invitation]:
    """People invited, with a link in their mail and a letter still waiting."""
    named = {"self": leader.person_id, "manager": leader.manager_id}
    people = [named[group]] * count if group in named else [new_id() for _ in range(count)]
    if people and group not in named:
        new = [{"id": person, "name": "Rater", "email": f"{person.hex}@example.org"} for person in people]
        db.session.execute(insert(Person), new)
    made = [Invitation(subject_id=leader.id, person_id=person, group=group) for person in people]
    db.session.add_all(made)
    db.session.flush()
    for invitation in made:
        invitations.mint([invitation.id])
        outbox.enqueue("reminder", to=invitation.person_id, about=invitation.id)
    return made


def send(leader: Subject, given: Given, *, drafts: int = 0, silent: int = 0) -> None:
    """Let raters answer: those ``given`` have sent, ``drafts`` peers saved without sending, ``silent`` did nothing."""
    with one_transaction():
        for group, answers in given.items():
            for invitation, answer in zip(invite(leader, group, len(answers)), answers, strict=True):
                put(invitation, sealed(leader, invitation, answer))
        for invitation in invite(leader, "peers", drafts):
            put(invitation, sealed(leader, invitation, Answers(dict.fromkeys(items_of(leader), 1)), sent=False))
        invite(leader, "peers", silent)


def sealed(leader: Subject, invitation: Invitation, answers: Answers, *, sent: bool = True) -> Sealed:
    """Answers as they lie in a slot."""
    share = db.session.get(CoachShare, leader.id)
    slot = Slot(
        invitation.id, 1, leader.id, invitation.group, 0, leader.seal_public or b"", None, None, None,
        coach_public=share.public if share else None,
    )  # fmt: skip
    return sealed_for(slot, answers, device=secrets.token_bytes(32), sent=sent)


def put(invitation: Invitation, content: Sealed) -> None:
    """Write into a slot."""
    invitation.slot, invitation.wrap_dev, invitation.wrap_sub = content.content, content.wrap_dev, content.wrap_sub
    invitation.state = SUBMITTED if content.wrap_sub else DRAFT


def close(council: Council, run: Campaign) -> None:
    """Stop a campaign and open its answers, without the worker and its letters."""
    council.stop(run)
    council.clock.advance(hours=25)
    closing.close_campaign(run.id, keys=keys_of(council.app), now=council.clock.now)


def answered(council: Council, leaders: int = 1) -> list[Subject]:
    """Leaders of one campaign with five peers each who have answered; the first with ``varied``'s seed 0."""
    found = launched(council, leaders)
    for seed, leader in enumerate(found):
        send(leader, varied(leader, seed, peers=5))
    return found


def due(council: Council, *leaders: Subject) -> None:
    """Stop the leaders' campaigns and wait until they may be opened."""
    for run in {leader.campaign for leader in leaders}:
        council.stop(run)
    council.clock.advance(hours=25)


def close_due(council: Council) -> int:
    """What a sweep of the worker does about closing."""
    closed = closing.close_due(keys=keys_of(council.app), now=council.clock.now, undo=timedelta(hours=24))
    db.session.expire_all()
    return closed


def lose_key(keys: KeyStore, round_id: uuid.UUID) -> Callable[[], None]:
    """Take a key out of both places; returns how to put it back."""
    files = {path: path.read_bytes() for path in (keys.place / f"{round_id}.key", keys.copy / f"{round_id}.key")}

    def put_back() -> None:
        for path, content in files.items():
            path.write_bytes(content)

    for path in files:
        path.unlink()
    return put_back


def events(action: str) -> list[AuditEvent]:
    """What was audited under a name, in order of time."""
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.at)))


def expected_cells(leader: Subject, given: Given) -> dict[tuple[str, str], Coded]:
    """The cells that the rules give for these answers."""
    assert leader.rules is not None
    anonymous = {group: [one.ratings for one in some] for group, some in given.items() if group not in NAMED}
    found = release(anonymous, list(leader.rules["items"]), Rules.from_dict(leader.rules["disclosure"]))
    return dict(found.cells)


def cells_of(subject_id: uuid.UUID) -> dict[tuple[str, str], Coded]:
    """The cells in the database."""
    found = db.session.scalars(select(ReleasedCell).where(ReleasedCell.subject_id == subject_id))
    return {(cell.block, cell.item_id): Coded(cell.kind, cell.tenths) for cell in found}  # type: ignore[arg-type]


def named_answers_of(subject_id: uuid.UUID) -> dict[str, dict[str, int | None]]:
    """The ratings in the database of those who are not anonymous."""
    found: dict[str, dict[str, int | None]] = {}
    for answer in db.session.scalars(select(NamedAnswer).where(NamedAnswer.subject_id == subject_id)):
        found.setdefault(answer.group, {})[answer.item_id] = answer.value
    return found


def comments_of(subject_id: uuid.UUID) -> Counter[tuple[str | None, str]]:
    """Label and text of the comments in the database, and how often each is there."""
    found = db.session.scalars(select(Comment).where(Comment.subject_id == subject_id))
    return Counter((comment.label, comment.text) for comment in found)
