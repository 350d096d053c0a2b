"""Which coach gets which leader, so that nobody carries more than need be? Pure; people are known by their ids."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ToCoach:
    """A leader who needs a coach, and who can never be it: the leader, their manager, their direct reports."""

    leader: uuid.UUID
    never: frozenset[uuid.UUID]


class NoCoachFits(Exception):
    """For these leaders every coach is ruled out; nobody was given a coach."""

    def __init__(self, leaders: Sequence[uuid.UUID]) -> None:
        super().__init__(f"no coach fits {len(leaders)} leaders")
        self.leaders = leaders


def share_out(
    leaders: Sequence[ToCoach], coaches: Collection[uuid.UUID], load: Mapping[uuid.UUID, int]
) -> dict[uuid.UUID, uuid.UUID]:
    """A coach for each leader: the one who has the fewest, and the leaders with the least choice first.

    Args:
        leaders: who needs one.
        coaches: whom to choose from, the first of equals first.
        load: how many leaders each coach has already; none where a coach is missing.

    Raises:
        NoCoachFits: some leader's every coach is ruled out.
    """
    choices = {one.leader: [coach for coach in coaches if coach not in one.never] for one in leaders}
    without = [leader for leader, allowed in choices.items() if not allowed]
    if without:
        raise NoCoachFits(without)
    carried = {coach: load.get(coach, 0) for coach in coaches}
    given: dict[uuid.UUID, uuid.UUID] = {}
    for leader in sorted(choices, key=lambda leader: len(choices[leader])):
        given[leader] = min(choices[leader], key=carried.__getitem__)
        carried[given[leader]] += 1
    return given
