"""Marks are sealed, opened and gone; what closing keeps of them comes back in the report, and nobody can make it up."""

import json
from collections.abc import Callable
from copy import deepcopy

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from feedback.disclosure.closing import CannotClose
from feedback.disclosure.models import MarkedImportant
from feedback.disclosure.report_format import Report, ReportDoesNotFollow, check
from feedback.disclosure.service import released
from feedback.extensions import db
from feedback.response.rules import Answers
from tests.architecture.test_schema import MIGRATIONS
from tests.building import Council
from tests.disclosure import rounds

GROUPS = {"self": 1, "manager": 1, "peers": 6, "reports": 4, "others": 1}


def closed(council: Council, given: dict[str, list[Answers]], **setup: object) -> Report:
    [leader] = rounds.launched(council, importance=True, **setup)
    rounds.send(leader, given)
    rounds.close(council, leader.campaign)
    return released(leader.id)


def marks(council: Council, **groups: tuple[str, ...]) -> dict[str, list[Answers]]:
    return {group: [Answers(marks=frozenset(one.split())) for one in given] for group, given in groups.items()}


def test_what_at_least_half_marked_is_all_that_is_kept_of_those_who_are_not_named(council: Council) -> None:
    given = marks(
        council,
        self=("feel",),
        manager=("",),
        peers=("drive think", "drive", "drive inspire", "connect"),
        reports=("drive think", "drive", "", ""),
    )

    report = closed(council, given)

    assert report["importance"] == {
        "most": 2,
        "of": {name: name for name in ("drive", "think", "feel", "connect", "inspire")},
        "marked": {"self": ["feel"], "manager": [], "all_shown": ["drive"]},
    }
    check(json.loads(json.dumps(report)))
    kept = {(row.who, row.competency_id) for row in db.session.scalars(select(MarkedImportant))}
    assert kept == {("self", "feel"), ("all_shown", "drive")}


def test_of_four_nothing_is_said_and_without_the_question_there_is_no_word_of_it(council: Council) -> None:
    few = closed(council, marks(council, peers=("drive",) * 4))
    assert few["importance"]["marked"] == {}

    [leader] = rounds.launched(council)
    assert "importance" not in (leader.rules or {})
    rounds.send(leader, rounds.varied(leader, **GROUPS))
    rounds.close(council, leader.campaign)
    assert "importance" not in released(leader.id)


@pytest.mark.parametrize(
    ("setup", "wrong"),
    [
        ({}, ("drive", "think", "feel")),
        ({}, ("somebody",)),
        ({"importance": False}, ("drive",)),
    ],
    ids=["more than may be", "not asked about", "not asked at all"],
)
def test_marks_that_nobody_was_asked_for_are_no_answer(
    council: Council, setup: dict[str, object], wrong: tuple[str, ...]
) -> None:
    [leader] = rounds.launched(council, **({"importance": True} | setup))
    rounds.send(leader, {"peers": [Answers(marks=frozenset(wrong))] * 4})

    with pytest.raises(CannotClose, match="4 of 4 sent answers cannot be read"):
        rounds.close(council, leader.campaign)


def _mark(who: str, *names: str) -> Callable[[Report], None]:
    return lambda report: report["importance"]["marked"].update({who: list(names)})


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_mark("peers", "drive"), id="of a group"),
        pytest.param(_mark("all_shown", "drive", "think", "feel"), id="more than there is room for"),
        pytest.param(_mark("all_shown", "think", "drive"), id="in another order"),
        pytest.param(_mark("all_shown", "drive", "drive"), id="twice"),
        pytest.param(_mark("all_shown", "courage"), id="that was not asked about"),
        pytest.param(lambda report: report["importance"]["marked"].pop("self"), id="not of who answered"),
        pytest.param(lambda report: report["importance"].update(most=5), id="with no choice left"),
        pytest.param(lambda report: report["importance"]["of"].pop("drive"), id="of fewer items"),
    ],
)
def test_what_no_marks_can_give_is_refused(council: Council, spoil: Callable[[Report], None]) -> None:
    report = closed(council, marks(council, self=("feel",), peers=("drive",) * 5))
    check(deepcopy(report))

    spoil(report)

    with pytest.raises(ReportDoesNotFollow):
        check(report)


def test_too_few_cannot_be_told_of_later(council: Council) -> None:
    report = closed(council, marks(council, peers=("drive",) * 4))
    report["importance"]["marked"]["all_shown"] = ["drive"]

    with pytest.raises(ReportDoesNotFollow, match="too few"):
        check(report)


def test_databases_that_exist_do_not_ask_it_and_one_that_does_is_not_taken_back(
    council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    run = council.campaign()
    run_id = run.id.hex
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0016")
    assert "marked_important" not in inspect(db.engine).get_table_names()
    upgrade(directory=MIGRATIONS)
    with db.engine.begin() as connection:
        [row] = connection.execute(text("SELECT id, importance FROM campaign")).all()
        assert (str(row.id).replace("-", ""), row.importance) == (run_id, 0)
        connection.execute(text("UPDATE campaign SET importance = true"))

    with pytest.raises(SystemExit):
        downgrade(directory=MIGRATIONS, revision="0016")
    assert "Campaigns ask what matters most" in caplog.text
