"""Two at the same work in two processes: two closings of one campaign, each round closed once and by one."""

from pathlib import Path

import pytest

from tests.fault.rig import KILLS, say
from tests.fault.stopped import Closer, Stopped
from tests.fault.test_kill_while_closing import check_closed


@pytest.fixture
def second(place: Path) -> Closer:
    """Another process that closes."""
    return Closer(place)


def test_two_closings_at_once(closer: Closer, second: Closer, stopped: Stopped, place: Path) -> None:
    for turn in range(KILLS):
        stopped.put_into(place)
        for one in (closer, second):
            one.begin("close")
        ended = [one.ended() for one in (closer, second)]
        assert [one["signal"] for one in ended] == [0, 0]
        check_closed(stopped, place, f"two at once, turn {turn}")
    second.end()
    say("two closings at once", times=KILLS, closed_twice=0, lost=0)
