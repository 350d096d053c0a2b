"""``flask report list`` and ``flask report export``, whose JSON other systems rely on."""

import json
import uuid

import pytest
from click.testing import Result

from feedback.disclosure import service
from feedback.disclosure.report_format import check
from feedback.report import service as reports
from tests.building import Council
from tests.disclosure import rounds

NOTHING = "Error: There is no closed feedback with this id. See: flask report list\n"


def report(council: Council, *words: object) -> Result:
    return council.app.test_cli_runner().invoke(args=["report", *map(str, words)])


def test_list_names_the_closed_leaders_and_where_their_report_stands(council: Council) -> None:
    [leader] = rounds.answered(council)
    rounds.answered(council)
    rounds.close(council, leader.campaign)

    def listed() -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(report(council, "list").stdout)
        return found

    assert listed() == [{"subject": str(leader.id), "campaign": "Leadership feedback", "state": "sealed"}]
    reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    assert listed()[0]["state"] == "opened"
    reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    assert listed()[0]["state"] == "released"


def test_export_prints_the_released_report_as_it_is(council: Council) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, say="Sagt \u201eja\u201c:", self=1, manager=1, peers=5, reports=4))
    rounds.close(council, leader.campaign)

    result = report(council, "export", leader.id)

    assert (result.exit_code, result.stderr) == (0, "")
    exported = json.loads(result.stdout)
    assert exported == service.released(leader.id)
    check(exported)
    assert report(council, "export", leader.id).stdout_bytes == result.stdout_bytes


def test_N5_before_closing_there_is_nothing_to_list_or_export(council: Council) -> None:
    [leader] = rounds.answered(council)

    for step in (lambda: None, lambda: council.stop(leader.campaign)):
        step()
        assert report(council, "list").stdout == "[]\n"
        result = report(council, "export", leader.id)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", NOTHING)


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        pytest.param(str(uuid.uuid4()), 1, NOTHING, id="nobody"),
        pytest.param("1", 2, "'1' is not a valid UUID", id="no id at all"),
    ],
)
def test_export_of_what_is_not_there(council: Council, given: str, code: int, told: str) -> None:
    result = report(council, "export", given)

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
