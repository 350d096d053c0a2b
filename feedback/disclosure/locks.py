"""What does it take to open a round's slots: which keys, whose passphrase, and under which frozen rules?

A round has one lock or two. The first opens with the private key in the key store. The second, where the campaign asks
for it, opens with the coach's key, which is in the database only for as long as closing takes: the coach leaves it
there, sealed to a key that the worker made for this one closing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.models import CoachShare, Subject
from feedback.campaign.rules import fingerprint
from feedback.extensions import db
from feedback.foundations import audit, outbox, sealing
from feedback.foundations.keystore import KeyFault, KeyMissing, KeyStore, KeyWrong
from feedback.foundations.sealing import CannotOpen
from feedback.invitation import handover
from feedback.invitation.handover import SentSlot
from feedback.response.rules import Answers
from feedback.response.sealed import open_at_closing

NOT_HERE = "its coach has not typed their passphrase, without which nobody can open them"
NOT_THEIRS = "what the coach handed over does not open them"


class CannotClose(Exception):
    """A round cannot be closed; the message names it and the cure. Nothing of it was changed."""


@dataclass(frozen=True, repr=False)
class Keys:
    """The private keys that open a round's slots (32 bytes each); ``coach`` where its answers have a second lock."""

    private: bytes
    coach: bytes | None = None

    def opened(self, slot: SentSlot) -> Answers:
        """What a slot holds.

        Raises:
            CannotOpen: it was sealed to other keys, or changed.
        """
        return open_at_closing(
            slot.content, slot.wrap_sub, private=self.private, binding=slot.binding, coach=self.coach
        )

    def fit_outside(self, slot: SentSlot) -> bool:
        """True if the first lock opens: all that can be known of a slot until the coach comes."""
        try:
            return len(sealing.unseal(self.private, slot.wrap_sub)) == sealing.SEALED_KEY_BYTES
        except CannotOpen:
            return False


def keys_of(leader: Subject, keys: KeyStore) -> tuple[Keys | None, str]:
    """What opens a round's slots, or why it cannot be had.

    Raises:
        CannotClose: the key store cannot be read, which says nothing of any key.
    """
    private, fault = store_key_of(leader, keys)
    if private is None or not frozen(leader).get("coach_key"):
        return private, fault
    share = db.session.get(CoachShare, leader.id)
    if share is None or share.handed_over is None:
        return None, NOT_HERE
    try:
        asked_with = _read(keys, handover_id(leader.id), share.handover_public or b"")
        return Keys(private.private, sealing.unseal(asked_with, share.handed_over)), ""
    except (KeyFault, CannotOpen):
        return None, NOT_THEIRS


def store_key_of(leader: Subject, keys: KeyStore) -> tuple[Keys | None, str]:
    """What opens the first lock of a round's slots, or why it cannot be had.

    Raises:
        CannotClose: the key store cannot be read.
    """
    try:
        return Keys(_read(keys, leader.id, leader.seal_public or b"")), ""
    except KeyMissing:
        return None, f"its private key is missing. Put {leader.id}.key back into the key store, from its copy"
    except KeyWrong:
        return None, f"the private key kept for it is not its own. Put the right {leader.id}.key into the key store"


def waiting(campaign_id: uuid.UUID) -> set[uuid.UUID]:
    """The open rounds of a campaign whose answers nobody can open until their coach has come. That is no fault."""
    shares = coach_keys.shares_of(campaign_id)
    absent = {subject_id for subject_id, share in shares.items() if share.handed_over is None}
    return absent & handover.rounds_with_answers(campaign_id) if absent else absent


def ask_coaches(*, keys: KeyStore, now: datetime, undo: timedelta) -> int:
    """Ask, once, the coaches whose passphrase it takes to open stopped campaigns; return how many rounds they open.

    Only when the time to undo is over, so that no coach comes for nothing, and a key lies handed over for seconds.
    Also destroys the keys made for a closing that was undone: from then on, what was handed over is noise even in
    copies of the database, and the next closing starts with another key.
    """
    for subject_id in coach_keys.not_handed_over_in(coach_keys.OPEN_STATES):
        if keys.holds(handover_id(subject_id)):
            keys.destroy(handover_id(subject_id))
    asked = 0
    for campaign_id in campaigns.due_for_opening(now=now, undo=undo):
        shares = coach_keys.shares_of(campaign_id)
        answered = handover.rounds_with_answers(campaign_id) if shares else set()
        for subject_id, share in shares.items():
            if subject_id in answered and not _is_asked(share, keys):
                keys.destroy(handover_id(subject_id))  # of an earlier closing, or of one that crashed just here
                share.handover_public, share.handed_over = keys.create(handover_id(subject_id)), None
                outbox.enqueue("passphrase", to=db.session.get_one(Subject, subject_id).coach_id, about=subject_id)
                audit.record("coach_key.asked_for", by=None, about=subject_id, now=now)
                asked += 1
    return asked


def destroy(subject_id: uuid.UUID, keys: KeyStore) -> None:
    """Destroy the keys of a closed round, the round's own last: while it is there, closing comes back to destroy it."""
    keys.destroy(handover_id(subject_id))
    keys.destroy(subject_id)


def told_of_waiting(campaign_id: uuid.UUID) -> list[str]:
    """For the operator: which rounds wait for their coach, and the way out should the coach never come."""
    sent = {subject_id: len(handover.sent_slots(subject_id)) for subject_id in sorted(waiting(campaign_id))}
    return [
        f"round {subject_id} waits for its coach, whose passphrase opens its {count} sent answers. If it is lost for "
        f"good, so are they: flask campaign close {campaign_id} --leave-out {subject_id}={count} --commit"
        for subject_id, count in sent.items()
    ]


def handover_id(subject_id: uuid.UUID) -> uuid.UUID:
    """Under which name the key store keeps the key that the coach's is handed over with."""
    return uuid.uuid5(subject_id, "the coach's key")


def frozen(leader: Subject) -> dict[str, Any]:
    """What the round's raters were promised.

    Raises:
        CannotClose: it is not what was frozen at launch.
    """
    rules = leader.rules or {}
    if fingerprint(rules) != leader.rules_hash:
        raise CannotClose(
            f"round {leader.id}: its rules are not those frozen at launch. Bring its row back from a backup"
        )
    return rules


def _is_asked(share: CoachShare, keys: KeyStore) -> bool:
    """True if the coach's key can be left for us: it has been asked for, and what we asked with is still there."""
    try:
        return share.handover_public is not None and bool(
            keys.open(handover_id(share.subject_id), public=share.handover_public)
        )
    except KeyFault:
        return False


def _read(keys: KeyStore, name: uuid.UUID, public: bytes) -> bytes:
    try:
        return keys.open(name, public=public)
    except OSError as refused:  # says nothing of the key: it must never look like one that is lost
        kind = type(refused).__name__
        raise CannotClose(
            f"round {name}: the key store cannot be read ({kind}). Run this as the user it belongs to"
        ) from refused
