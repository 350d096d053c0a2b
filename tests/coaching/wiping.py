"""What is erased after closing, and what is looked for on the disk afterwards; for tests on both databases."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from feedback import worker
from feedback.coaching import service as coaching
from feedback.coaching.models import Redaction
from feedback.coaching.rules import REASONS
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.erasing import WipeDue
from feedback.identity.models import Person
from feedback.invitation import forgetting
from feedback.report import service as reports
from tests.building import Council
from tests.databases import Databases
from tests.disclosure import rounds

COMMENTS = 60


def moderate(council: Council) -> list[bytes]:
    """A coach takes words out of half of sixty comments and withholds the other half; returns what was written."""
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, say="Zinnober-Quittung", peers=COMMENTS))
    rounds.close(council, leader.campaign)
    worker.sweep(council.app)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    written = coaching.comments_of(leader)
    texts = [comment.text.encode() for comment in written]
    assert len(texts) == COMMENTS
    for turn, comment in enumerate(written):
        about = {"reason": next(iter(REASONS)), "by": leader.coach_id, "now": council.clock.now}
        with one_transaction():
            if turn % 2:
                coaching.withhold(leader, comment, **about)  # type: ignore[arg-type]
            else:
                coaching.remove_words(leader, comment, comment.text[:-3], **about)  # type: ignore[arg-type]
    assert not [text for text in db.session.scalars(select(Comment.text)) if "Zinnober" in text]
    return [text[:-3] for text in texts]


def let_originals_lapse(council: Council) -> list[bytes]:
    """Thirty-one days after moderation; returns the sealed originals, which the next sweep erases."""
    moderate(council)
    worker.sweep(council.app)
    sealed = [original for original in db.session.scalars(select(Redaction.original_sealed)) if original]
    assert len(sealed) == COMMENTS
    council.clock.advance(days=31)
    return sealed


def forget(council: Council) -> list[bytes]:
    """A rater is forgotten on request; returns the address."""
    leader = council.collecting()
    peer = next(invitation for invitation in council.invitations(leader) if invitation.group == "peers")
    person = db.session.get_one(Person, peer.person_id)
    known = [person.email.encode()]
    with one_transaction():
        forgetting.forget_rater(person.id, by=None, now=council.clock.now)
    return known


ERASING: dict[str, Callable[[Council], list[bytes]]] = {
    "moderated comments": moderate,
    "originals whose thirty days are over": let_originals_lapse,
    "a rater who is forgotten": forget,
}


def check_wiped(council: Council, kept_by: Databases, folder: Path, erase: Callable[[Council], list[bytes]]) -> None:
    """Assert that what is erased lies in the files before the next sweep, and not after it."""
    texts = erase(council)
    db.session.rollback()
    lying = kept_by.on_disk(folder, log=True)
    assert all(text in lying for text in texts), "found none: check this test"

    worker.sweep(council.app)

    lying = kept_by.on_disk(folder, log=False)
    assert not [text for text in texts if text in lying]
    assert not due(council.app)


def due(_app: Flask) -> list[str]:
    """The tables of which something is still to be wiped."""
    found = list(db.session.scalars(select(WipeDue.table_name)))
    db.session.rollback()
    return found
