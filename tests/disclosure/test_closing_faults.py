"""What happens to a campaign that cannot be closed, and to the others? Nothing is lost, and nobody waits for it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Subject
from feedback.disclosure import attempts, closing, service
from feedback.disclosure.closing import CannotClose
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyStore
from feedback.invitation.models import Invitation
from feedback.response.rules import Answers
from tests.building import Council
from tests.disclosure import rounds


def spoil(leader: Subject, **columns: Any) -> None:
    """Damage one sent slot of a leader."""
    one = db.session.scalars(select(Invitation).where(Invitation.subject_id == leader.id)).first()
    assert one is not None
    with one_transaction():
        for column, value in columns.items():
            setattr(one, column, value)


def test_a_missing_key_stops_its_campaign_before_anything_of_it_is_opened(council: Council) -> None:
    leaders, [other] = rounds.answered(council, 3), rounds.answered(council)
    put_back = rounds.lose_key(rounds.keys_of(council.app), leaders[2].id)
    rounds.due(council, *leaders, other)

    assert rounds.close_due(council) == 1, "the other campaign went on"

    assert other.campaign.state == State.CLOSED
    assert [leader.closed for leader in leaders] == [False] * 3
    assert leaders[0].campaign.state == State.STOPPED
    problem = rounds.events(attempts.PUT_OFF)[0].facts["problem"]
    assert f"round {leaders[2].id}: 5 of 5 sent answers cannot be read: its private key is missing" in problem
    assert f"Put {leaders[2].id}.key back into the key store" in problem

    put_back()
    council.clock.advance(minutes=2)

    assert rounds.close_due(council) == 3
    for seed, leader in enumerate(leaders):
        given = rounds.varied(leader, seed, peers=5)
        assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, given)


def test_the_stop_can_still_be_undone_when_a_campaign_cannot_be_closed(council: Council) -> None:
    leaders = rounds.answered(council, 2)
    rounds.lose_key(rounds.keys_of(council.app), leaders[1].id)
    rounds.due(council, leaders[0])
    rounds.close_due(council)

    with one_transaction():
        campaigns.undo_stop(leaders[0].campaign, by=None, now=council.clock.now)

    assert leaders[0].campaign.state == State.COLLECTING
    assert len(rounds.key_files(council.app, leaders[0].id)) == 2


def test_a_key_of_another_round_is_told_from_a_damaged_answer(council: Council) -> None:
    [leader, other] = rounds.answered(council, 2)
    keys = rounds.keys_of(council.app)
    for folder in (keys.place, keys.copy):
        (folder / f"{leader.id}.key").write_bytes((folder / f"{other.id}.key").read_bytes())
    rounds.due(council, leader)

    with pytest.raises(CannotClose, match=f"round {leader.id}: .* the private key kept for it is not its own"):
        closing.close_campaign(leader.campaign_id, keys=keys, now=council.clock.now)

    assert len(rounds.key_files(council.app, leader.id)) == 2


def test_a_key_store_that_may_not_be_read_never_counts_as_a_lost_key(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    [leader] = rounds.answered(council)
    rounds.due(council, leader)

    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError

    monkeypatch.setattr(KeyStore, "open", refuse)

    for give_up in ({}, {leader.id: 5}):
        [problem] = closing.problems(leader.campaign_id, keys=rounds.keys_of(council.app), leave_out=give_up)
        assert problem.endswith("the key store cannot be read (PermissionError). Run this as the user it belongs to")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param({"slot": b"other bytes" * 800}, id="other bytes"),
        pytest.param({"wrap_sub": b"x" * 80}, id="its own key is damaged"),
        pytest.param({"slot": None, "wrap_sub": None}, id="sent, and yet nothing there"),
    ],
)
def test_a_damaged_slot_stops_the_campaign_until_it_is_given_up(council: Council, damage: dict[str, Any]) -> None:
    leader, other = rounds.answered(council, 2)
    spoil(leader, **damage)
    rounds.due(council, leader)
    keys, now = rounds.keys_of(council.app), council.clock.now

    with pytest.raises(CannotClose, match=r"1 of 5 sent answers cannot be read: their slots are damaged") as told:
        closing.close_campaign(leader.campaign_id, keys=keys, now=now)
    assert f"flask campaign close {leader.campaign_id} --leave-out {leader.id}=1 --commit" in str(told.value)
    assert (leader.closed, other.closed) == (False, False)

    closing.close_campaign(leader.campaign_id, keys=keys, now=now, leave_out={leader.id: 1})

    assert service.report_of(leader.id).counts == {"peers": [5, 4]}
    assert service.report_of(other.id).counts == {"peers": [5, 5]}
    [event] = rounds.events("round.answers_left_out")
    assert (event.about_id, event.facts) == (leader.id, {"answers": 1})


@pytest.mark.parametrize(
    ("damaged", "given_up", "problem"),
    [
        pytest.param(False, 1, "all 5 sent answers can be read, so none may be left out", id="nothing is damaged"),
        pytest.param(True, 2, "1 of 5 sent answers cannot be read", id="more than are damaged"),
    ],
)
def test_no_answer_that_can_be_read_is_ever_left_out(
    council: Council, damaged: bool, given_up: int, problem: str
) -> None:
    [leader] = rounds.answered(council)
    if damaged:
        spoil(leader, slot=b"")
    rounds.due(council, leader)

    with pytest.raises(CannotClose, match=problem):
        closing.close_campaign(
            leader.campaign_id,
            keys=rounds.keys_of(council.app),
            now=council.clock.now,
            leave_out={leader.id: given_up},
        )

    assert not leader.closed


def test_a_round_of_another_campaign_cannot_be_given_up_by_mistake(council: Council) -> None:
    [leader], [other] = rounds.answered(council), rounds.answered(council)
    rounds.due(council, leader)

    with pytest.raises(CannotClose, match=f"round {other.id} is not in this campaign"):
        closing.close_campaign(
            leader.campaign_id, keys=rounds.keys_of(council.app), now=council.clock.now, leave_out={other.id: 5}
        )


def test_a_key_that_is_lost_for_good_need_not_keep_a_campaign_open_for_ever(council: Council) -> None:
    [leader] = rounds.answered(council)
    rounds.lose_key(rounds.keys_of(council.app), leader.id)
    rounds.due(council, leader)
    keys, now = rounds.keys_of(council.app), council.clock.now

    closing.close_campaign(leader.campaign_id, keys=keys, now=now, leave_out={leader.id: 5})

    assert service.report_of(leader.id).counts == {"peers": [5, 0]}
    assert rounds.cells_of(leader.id) == {}


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(Answers({"never.asked": 3}), id="an item that was never asked"),
        pytest.param(Answers({"{item}": 6}), id="off the scale"),
        pytest.param(Answers({"{item}": True}), id="true for a number"),
        pytest.param(Answers({"{item}": "3"}), id="a text for a number"),  # type: ignore[dict-item]
        pytest.param(Answers({"{item}": 3}, {"q9": "Hello"}), id="a question that was never asked"),
        pytest.param(Answers({"{item}": 3}, {"q1": 3}), id="a number for words"),  # type: ignore[dict-item]
        pytest.param(Answers({"{item}": 3}, {"q1": "Hello"}, {"q1": "by post"}), id="a way that no comment travels"),
    ],
)
def test_what_is_no_answer_to_what_was_asked_counts_as_damaged(council: Council, answers: Answers) -> None:
    [leader] = rounds.answered(council)
    item = rounds.items_of(leader)[0]
    ratings = {name.format(item=item): rating for name, rating in answers.ratings.items()}
    wrong = replace(answers, ratings=ratings)
    rounds.send(leader, {"others": [wrong]})
    rounds.due(council, leader)

    [problem] = closing.problems(leader.campaign_id, keys=rounds.keys_of(council.app))

    assert "1 of 6 sent answers cannot be read" in problem


def test_messages_name_no_person(council: Council) -> None:
    [leader] = rounds.answered(council)
    rounds.lose_key(rounds.keys_of(council.app), leader.id)
    rounds.due(council, leader)

    [problem] = closing.problems(leader.campaign_id, keys=rounds.keys_of(council.app))

    assert leader.person.name not in problem
    assert "@" not in problem
