"""May a leader ever conclude from a step that everybody who was asked has answered?"""

from collections.abc import Callable
from typing import Any

import pytest

from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation import progress, rules
from feedback.invitation.models import ReplyStep
from tests.building import Council
from tests.conftest import ToldClock
from tests.staff import Browser


@pytest.mark.parametrize("smallest", range(3, 11))
def test_no_step_tells_that_everybody_has_answered_and_none_falls(smallest: int) -> None:
    for asked in range(21):
        steps = [rules.step(answered, asked=asked, smallest=smallest) for answered in range(asked + 1)]
        assert steps == sorted(steps)
        assert all(step % smallest == 0 for step in steps)
        assert all(step <= answered for answered, step in enumerate(steps))
        assert asked == 0 or max(steps) < asked
        assert max(steps) == rules.highest_step(asked, smallest=smallest)
        assert asked == 0 or asked - max(steps) <= smallest, "no step is held back without need"


@pytest.mark.parametrize("asked", [4, 5, 8])
def test_a_group_of_which_all_have_answered_looks_like_one_of_which_some_have(
    council: Council, asked: int, browser_of: Callable[[Person], Browser], sweep: Any, clock: ToldClock
) -> None:
    leader = council.collecting(council.leader(council.campaign(group_min_n=4)), peers=asked)
    for invitation in council.invitations(leader):
        if invitation.group == "peers":
            council.answer(invitation)
    clock.advance(days=1)
    sweep()
    says = browser_of(leader.person).get(f"/nominations/{leader.id}/replies").facts["Peers"]
    assert says == {4: "Fewer than 4 of 4, or not yet known", 5: "4 or more of 5", 8: "4 or more of 8"}[asked]


def test_a_step_that_was_counted_is_not_shown_once_as_few_are_asked(council: Council) -> None:
    leader = council.collecting(council.leader(council.campaign(group_min_n=4)), peers=8)
    with one_transaction():
        db.session.add(ReplyStep(subject_id=leader.id, group="peers", answered=8))
    assert progress.steps_of(leader)["peers"] == (8, 4)
