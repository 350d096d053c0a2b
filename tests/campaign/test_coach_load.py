"""Are leaders shared out so that nobody carries more than need be, and nobody coaches whom they must not?"""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feedback.campaign.coach_load import NoCoachFits, ToCoach, share_out

COACHES = [uuid.UUID(int=number) for number in range(1, 6)]
LEADERS = [uuid.UUID(int=number) for number in range(100, 140)]
NEVER = some.frozensets(some.sampled_from(COACHES), max_size=4)


@given(some.integers(0, 40), some.dictionaries(some.sampled_from(COACHES), some.integers(0, 3)))
def test_without_bars_nobody_is_given_one_who_could_have_gone_to_somebody_with_fewer(
    count: int, load: dict[uuid.UUID, int]
) -> None:
    given_ = share_out([ToCoach(leader, frozenset()) for leader in LEADERS[:count]], COACHES, load)

    assert sorted(given_) == sorted(LEADERS[:count])
    total = {coach: load.get(coach, 0) + list(given_.values()).count(coach) for coach in COACHES}
    given_some = [total[coach] for coach in COACHES if coach in given_.values()]
    assert not given_some or max(given_some) - min(total.values()) <= 1


@given(some.lists(NEVER, max_size=30))
def test_nobody_coaches_whom_they_must_not(bars: list[frozenset[uuid.UUID]]) -> None:
    leaders = [ToCoach(leader, never) for leader, never in zip(LEADERS, bars, strict=False)]
    given_ = share_out(leaders, COACHES, {})

    assert len(given_) == len(leaders)
    assert not [one for one in leaders if given_[one.leader] in one.never]


def test_who_has_least_choice_is_served_first() -> None:
    one, two = COACHES[:2]
    leaders = [ToCoach(LEADERS[0], frozenset()), ToCoach(LEADERS[1], frozenset({one}))]
    assert share_out(leaders, [one, two], {}) == {LEADERS[0]: one, LEADERS[1]: two}


def test_where_every_coach_is_ruled_out_nobody_is_given_one() -> None:
    with pytest.raises(NoCoachFits) as refused:
        share_out([ToCoach(LEADERS[0], frozenset(COACHES)), ToCoach(LEADERS[1], frozenset())], COACHES, {})
    assert refused.value.leaders == [LEADERS[0]]
