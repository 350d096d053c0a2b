"""``flask campaign list`` and ``flask campaign close``: what an operator sees and can do."""

import json
from typing import Any

import pytest
from click.testing import Result

from feedback.disclosure import closing
from feedback.foundations.keystore import KeyStore
from tests.building import Council
from tests.disclosure import rounds


def run(council: Council, *words: object) -> Result:
    result = council.app.test_cli_runner().invoke(args=["campaign", *map(str, words)])
    assert result.exit_code in (0, 1), result.output
    return result


def printed(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_list_says_where_every_campaign_stands(council: Council) -> None:
    leaders = rounds.launched(council, 2, name="Chief officers")
    council.campaign(name="Next year")

    found = json.loads(run(council, "list").stdout)

    assert found == [
        {
            "id": str(leaders[0].campaign_id), "name": "Chief officers", "state": "collecting",
            "closes_on": "2027-03-31", "leaders": 2, "closed": 0,
        },
        {
            "id": found[1]["id"], "name": "Next year", "state": "draft",
            "closes_on": "2027-03-31", "leaders": 0, "closed": 0,
        },
    ]  # fmt: skip


def test_without_commit_it_only_says_that_everything_can_be_opened(council: Council) -> None:
    leaders = rounds.answered(council, 2)
    rounds.due(council, *leaders)

    result = run(council, "close", leaders[0].campaign_id)

    assert printed(result) == {"id": str(leaders[0].campaign_id), "state": "stopped", "leaders": 2, "closed": 0}
    assert result.stderr == "Nothing has been opened. Add --commit to do it.\n"
    assert rounds.cells_of(leaders[0].id) == {}


def test_with_commit_it_closes_and_tells_how_far_it_is(council: Council) -> None:
    leaders = rounds.answered(council, 2)
    rounds.due(council, *leaders)

    result = run(council, "close", leaders[0].campaign_id, "--commit")

    assert printed(result) == {"id": str(leaders[0].campaign_id), "state": "closed", "leaders": 2, "closed": 2}
    assert result.stderr == "1 of 2 leaders closed\n2 of 2 leaders closed\n"
    assert printed(run(council, "close", leaders[0].campaign_id, "--commit"))["closed"] == 2, "again does no harm"


def test_a_thousand_leaders_take_twenty_lines_of_progress(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    [leader] = rounds.answered(council)
    rounds.due(council, leader)

    def pretend(*_: object, tell: Any, **__: object) -> None:
        for done in range(1, 1001):
            tell(closing.Progress(done, 1000))

    monkeypatch.setattr(closing, "close_campaign", pretend)

    lines = run(council, "close", leader.campaign_id, "--commit").stderr.splitlines()

    assert (len(lines), lines[0], lines[-1]) == (20, "50 of 1000 leaders closed", "1000 of 1000 leaders closed")


@pytest.mark.parametrize("commit", [[], ["--commit"]])
def test_a_problem_is_told_with_its_cure_and_the_cure_works(council: Council, commit: list[str]) -> None:
    [leader] = rounds.answered(council)
    put_back = rounds.lose_key(rounds.keys_of(council.app), leader.id)
    rounds.due(council, leader)

    result = run(council, "close", leader.campaign_id, *commit)

    assert (result.exit_code, printed(result)["closed"]) == (1, 0)
    assert f"Error: round {leader.id}: 5 of 5 sent answers cannot be read" in result.stderr
    assert result.stderr.rstrip().endswith(f"close {leader.campaign_id} --leave-out {leader.id}=5 --commit.")
    put_back()
    assert printed(run(council, "close", leader.campaign_id, "--commit"))["closed"] == 1


def test_answers_that_are_lost_can_be_given_up_as_the_message_says(council: Council) -> None:
    [leader] = rounds.answered(council)
    keys: KeyStore = rounds.keys_of(council.app)
    rounds.lose_key(keys, leader.id)
    rounds.due(council, leader)

    result = run(council, "close", leader.campaign_id, "--leave-out", f"{leader.id}=5", "--commit")

    assert (result.exit_code, printed(result)["closed"]) == (0, 1)
    assert [event.facts for event in rounds.events("round.answers_left_out")] == [{"answers": 5}]


def test_a_campaign_that_takes_answers_is_not_opened(council: Council) -> None:
    [leader] = rounds.answered(council)

    result = run(council, "close", leader.campaign_id, "--commit")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: This campaign is collecting. Stop it first, on its page.\n"


def test_a_stop_that_can_be_undone_is_not_cut_short(council: Council) -> None:
    [leader] = rounds.answered(council)
    council.stop(leader.campaign)
    council.clock.advance(hours=23)

    result = run(council, "close", leader.campaign_id, "--commit")

    assert result.exit_code == 1
    assert "can be undone until 2 March 2027 at 09:00 UTC" in result.stderr
    assert not leader.closed


def test_a_campaign_that_is_not_there(council: Council) -> None:
    result = run(council, "close", "00000000-0000-0000-0000-000000000000")

    assert (result.exit_code, result.stderr) == (
        1, "Error: There is no campaign with this id. See: flask campaign list\n",
    )  # fmt: skip


def test_an_option_that_cannot_be_read_shows_how_to_write_it(council: Council) -> None:
    [leader] = rounds.answered(council)

    result = council.app.test_cli_runner().invoke(
        args=["campaign", "close", str(leader.campaign_id), "--leave-out", "5"]
    )

    assert result.exit_code == 2
    assert "write a round's id, =, and how many answers are given up: got 5" in result.stderr
