"""The door between who may answer and what is answered lets a slot through, and never a person."""

from dataclasses import fields, replace

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.rounds import Round
from feedback.extensions import db
from feedback.foundations import sealing
from feedback.foundations.database import one_transaction
from feedback.invitation import handover
from feedback.invitation import service as invitations
from feedback.invitation.handover import LinkUnusable, Sealed, SentSlot, Slot
from feedback.invitation.models import DECLINED, DRAFT, INVITED, SUBMITTED, Invitation, InvitationToken
from tests.building import Council

CONTENT = Sealed(b"content", b"device", None, None)
SENT = Sealed(b"content", b"device", None, b"sealed")


@pytest.fixture
def invitation(council: Council) -> Invitation:
    """An invitation of a peer."""
    return council.invitations(council.collecting(peers=4))[-2]


def _slot(council: Council, invitation: Invitation) -> Slot:
    [slot] = handover.slots(council.token(invitation), to_write=True)
    return slot


def _state(invitation: Invitation) -> tuple[object, ...]:
    db.session.expire_all()
    return (invitation.state, invitation.slot, invitation.wrap_dev, invitation.wrap_phrase, invitation.wrap_sub)


def test_what_is_handed_over_carries_no_identity() -> None:
    assert {field.name for field in fields(Slot)} == {
        "id", "place", "subject_id", "group", "state", "seal_public", "content", "wrap_dev", "wrap_phrase",
        "coach_public", "round",
    }  # fmt: skip
    assert {field.name for field in fields(Round)} == {
        "leader", "campaign", "closes_on", "group_min_n", "coach_key", "privacy_notice", "kind",
    }  # fmt: skip
    assert {field.name for field in fields(SentSlot)} == {"binding", "group", "content", "wrap_sub"}
    assert {field.name for field in fields(Sealed)} == {"content", "wrap_dev", "wrap_phrase", "wrap_sub"}


def test_a_link_is_known_by_its_digest_alone(council: Council, invitation: Invitation) -> None:
    token = council.token(invitation)
    kept = db.session.query(InvitationToken).filter_by(invitation_id=invitation.id).all()
    assert sealing.digest(token) in {row.token_hash for row in kept}
    assert {column.name for column in InvitationToken.__table__.columns} == {"token_hash", "place", "invitation_id"}
    assert handover.slots(token, to_write=False)[0].id == invitation.id
    for other in (token[:-1], token + "x", "", sealing.digest(token).hex()):
        with pytest.raises(LinkUnusable):
            handover.slots(other, to_write=False)


def test_earlier_links_stay_good_until_one_is_forgotten(council: Council, invitation: Invitation) -> None:
    first, second = council.token(invitation), council.token(invitation)
    with one_transaction():
        invitations.forget(sealing.digest(first))
    assert handover.slots(second, to_write=False)[0].id == invitation.id
    with pytest.raises(LinkUnusable):
        handover.slots(first, to_write=False)


def test_saving_sending_and_clearing_write_everything_in_one_go(council: Council, invitation: Invitation) -> None:
    with one_transaction():
        handover.save(_slot(council, invitation), CONTENT)
    assert _state(invitation) == (DRAFT, b"content", b"device", None, None)
    with one_transaction():
        handover.save(_slot(council, invitation), SENT)
    assert _state(invitation) == (SUBMITTED, b"content", b"device", None, b"sealed")
    with one_transaction():
        handover.clear(_slot(council, invitation))
    assert _state(invitation) == (INVITED, None, None, None, None)
    with one_transaction():
        handover.save(_slot(council, invitation), SENT)
        handover.clear(_slot(council, invitation), declined=True)
    assert _state(invitation) == (DECLINED, None, None, None, None)


def test_nothing_is_written_over_what_somebody_wrote_since_the_slot_was_read(
    council: Council, invitation: Invitation
) -> None:
    empty = _slot(council, invitation)
    with one_transaction():
        handover.save(empty, CONTENT)
    draft = _slot(council, invitation)
    with one_transaction():
        handover.save(draft, replace(SENT, wrap_dev=b"device 2"))
    sent = _state(invitation)
    for slot in (empty, draft, replace(draft, state=SUBMITTED), replace(draft, wrap_dev=b"device 2")):
        for write in (lambda slot=slot: handover.save(slot, CONTENT), lambda slot=slot: handover.clear(slot)):
            with pytest.raises(LinkUnusable):
                write()
            db.session.rollback()
    assert _state(invitation) == sent


@pytest.mark.parametrize("why", ["stopped", "closed", "this round closed"])
def test_nothing_can_be_written_once_answers_are_no_longer_taken(
    council: Council, invitation: Invitation, why: str
) -> None:
    slot, leader = _slot(council, invitation), campaigns.subject(invitation.subject_id)
    assert leader is not None
    if why == "stopped":
        council.stop(leader.campaign)
    elif why == "closed":
        council.close(leader.campaign)
    else:
        with one_transaction():
            leader.closed = True
    before = _state(invitation)
    for write in (lambda: handover.save(slot, SENT), lambda: handover.clear(slot)):
        with pytest.raises(LinkUnusable):
            write()
    db.session.rollback()
    assert _state(invitation) == before


def test_the_closing_step_gets_what_was_sent_and_nothing_else(council: Council, invitation: Invitation) -> None:
    leader = campaigns.subject(invitation.subject_id)
    assert leader is not None
    others = [one for one in council.invitations(leader) if one.group == "peers" and one.id != invitation.id]
    council.answer(others[0], 3)
    council.answer(others[1], 4, send=False)
    sent = handover.sent_slots(leader.id)
    assert [(slot.binding, slot.group) for slot in sent] == [(others[0].id.bytes, "peers")]
    assert handover.invited_counts(leader.id) == {"self": 1, "manager": 1, "peers": 4}


def test_closing_erases_slots_links_and_letters(app: Flask, council: Council, invitation: Invitation) -> None:
    leader = campaigns.subject(invitation.subject_id)
    assert leader is not None
    council.answer(invitation, 3)
    council.remind(leader.campaign_id)
    with one_transaction():
        handover.erase_slots(leader.id)
    db.session.expire_all()
    assert {(one.slot, one.wrap_dev, one.wrap_phrase, one.wrap_sub) for one in council.invitations(leader)} == {
        (None, None, None, None)
    }
    assert db.session.query(InvitationToken).count() == 0
    assert db.session.query(handover.outbox.Outgoing).count() == 0


def test_a_place_is_a_number_within_the_link_and_not_the_invitation(council: Council, invitation: Invitation) -> None:
    leader = campaigns.subject(invitation.subject_id)
    assert leader is not None
    several = [one.id for one in council.invitations(leader)[:3]]
    with one_transaction():
        token = invitations.mint(several)
    opened = handover.slots(token, to_write=False)
    assert [(slot.place, slot.id) for slot in opened] == list(enumerate(several, start=1))
