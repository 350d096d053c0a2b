"""Claims R10, R15 and R23: what closing counts, and what leaves no trace in it.

Each test plays the round twice, with and without what must not matter, and compares everything that was released.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.response.at_rest import everything, guises, released, slots
from tests.response.round import Round

Again = Callable[[], AbstractContextManager[Round]]
REMARKS = {"q1": "Gives clear reasons", "q2": "Could delegate more", "theme:connect": "Listens to the whole team"}


def _others_answer(round_: Round) -> None:
    for rating, invitation in enumerate(round_.peers[1:], start=2):
        round_.council.answer(invitation, rating, REMARKS)


def test_r10_of_several_answers_by_one_rater_the_last_alone_counts(round_: Round, another_round: Again) -> None:
    rater = round_.rater()
    rater.answer_all(1, "first thoughts")
    rater.send()
    rater.answer_all(5, "last thoughts")
    _others_answer(round_)
    round_.close()

    with another_round() as once:
        questions = ("q1", "q2", "theme:connect", "theme:inspire")
        once.council.answer(once.peers[0], 5, dict.fromkeys(questions, "last thoughts"))
        _others_answer(once)
        once.close()
        assert released(once.app, once.leader_id) == released(round_.app, round_.leader_id)


def test_r15_withdrawn_answers_leave_no_trace_and_the_rater_is_reminded_again(
    round_: Round, another_round: Again
) -> None:
    rater = round_.rater()
    rater.answer_all(1, "Zinnober-Quittung")
    rater.send()
    assert [slot["state"] for slot in slots(round_.folder)].count(2) == 1
    rater.get("/r/1/withdraw")
    rater.submit("Withdraw my answers")

    assert {(slot["state"], slot["slot"], slot["wrap_sub"]) for slot in slots(round_.folder)} == {(0, None, None)}
    assert "i.connect.1.1" not in rater.given()
    round_.remind()
    assert len(round_.links()) == 2, "reminded again"

    _others_answer(round_)
    round_.close()
    assert not [guise for guise in guises("Zinnober-Quittung") if guise in everything(round_.folder)]
    with another_round() as without:
        _others_answer(without)
        without.close()
        assert released(without.app, without.leader_id) == released(round_.app, round_.leader_id)


@pytest.mark.parametrize("how", ["saved and never sent", "sent, withdrawn and saved again"])
def test_r23_what_was_not_sent_never_reaches_a_figure_or_a_comment(
    round_: Round, another_round: Again, how: str
) -> None:
    rater = round_.rater()
    rater.answer_all(1, "Zinnober-Quittung")
    if how != "saved and never sent":
        rater.send()
        rater.get("/r/1/withdraw")
        rater.submit("Withdraw my answers")
        rater.answer_all(1, "Zinnober-Quittung")
    _others_answer(round_)
    round_.close()

    assert not [guise for guise in guises("Zinnober-Quittung") if guise in everything(round_.folder)]
    assert not [slot for slot in slots(round_.folder) if slot["slot"] or slot["wrap_dev"]]
    with another_round() as without:
        _others_answer(without)
        without.close()
        assert released(without.app, without.leader_id) == released(round_.app, round_.leader_id)


def test_answers_that_were_sent_and_then_emptied_do_not_count_as_a_reply(round_: Round, another_round: Again) -> None:
    rater = round_.rater()
    rater.get("/r/1/page/3")
    rater.submit("Save and check your answers", rater.fill(None, "only words"))
    rater.send()
    rater.get("/r/1/page/3")
    rater.submit("Save and check your answers", rater.fill(None, ""))
    assert "Send your feedback" in rater.get("/r/1/check").text
    _others_answer(round_)
    round_.close()

    with another_round() as without:
        _others_answer(without)
        without.close()
        assert released(without.app, without.leader_id) == released(round_.app, round_.leader_id)
