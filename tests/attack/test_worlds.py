"""Is the attacker's arithmetic right?  Compared with trying every single set of answers, one by one."""

from itertools import product

import pytest

from tests.attack.naive import PLAIN, WITH_DEVIATION, plain_mean
from tests.attack.promise import Promise
from tests.attack.worlds import Tie, View, consistent, late_rating_left_open, left_open, narrowed, promised_view

FIVE = Promise(1, 5, k=3)
VIEWS = [
    pytest.param(promised_view(FIVE), id="promised"),
    pytest.param(promised_view(Promise(1, 6, k=3, strict=True)), id="promised, strict, six points"),
    pytest.param(PLAIN, id="plain"),
    pytest.param(WITH_DEVIATION, id="with deviation"),
]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_what_is_left_open_is_what_some_set_of_answers_allows(view: View, n: int) -> None:
    printed: dict[object, list[tuple[int, ...]]] = {}
    for ratings in product(view.points, repeat=n):
        printed.setdefault(view.prints(n, view.of(ratings)), []).append(ratings)

    for label, worlds in printed.items():
        possible = consistent(view, n, label)  # type: ignore[arg-type]
        assert left_open(view, n, possible) == {ratings[0] for ratings in worlds}
        for own in view.points if n > 1 else ():
            assert left_open(view, n, possible, own) == {ratings[0] for ratings in worlds if ratings[1] == own}


def test_a_total_strikes_out_what_no_joint_answers_allow() -> None:
    total = plain_mean(5, (14,))
    sizes = {"shown": 3, "hidden": 2}
    possible = {"shown": consistent(PLAIN, 3, ("mean", 30)), "hidden": consistent(PLAIN, 2, None)}

    kept = narrowed(possible, sizes, [Tie(("shown", "hidden"), total, plain_mean)])

    assert kept == {"shown": {(9,)}, "hidden": {(5,)}}


def test_the_late_rating_is_the_difference() -> None:
    before, after = (consistent(PLAIN, n, plain_mean(n, (total,))) for n, total in ((4, 15), (5, 17)))

    assert late_rating_left_open(PLAIN, before, after) == {2}


@pytest.mark.parametrize("promise", [FIVE, Promise(1, 6, k=3)], ids=["five points", "six points"])
def test_a_low_end_one_step_lower_would_let_an_insider_prove_a_low_rating(promise: Promise) -> None:
    """The promise has no slack: the attack finds the smallest weakening of it, for every number of answers."""
    for n in range(3, 13):
        low, _ = promise.ends(n) or (0, 0)
        weaker = View(promise.points, lambda _, sums, low=low: ("low",) if sums[0] < low else ("sum", sums[0]))
        open_ = left_open(weaker, n, consistent(weaker, n, ("low",)), promise.most)
        assert all(map(promise.is_low, open_))
