"""Words about spread leave closing beside their figure, come back as they were said, and cannot be made up later."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict
from itertools import combinations_with_replacement
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback.campaign.models import Subject
from feedback.disclosure.models import ReleasedCell
from feedback.disclosure.report_format import Report, ReportDoesNotFollow, check
from feedback.disclosure.rules import Coded, Rules, code, release
from feedback.disclosure.service import released
from feedback.disclosure.spread import SpreadWords, printable_with_words, release_spread, spread_words
from feedback.extensions import db
from tests.building import Council
from tests.disclosure import rounds
from tests.disclosure.reports import CELLS, a_report

WITH_WORDS = Rules(scale_min=1, scale_max=5, spread_words=True)
MIXED = SpreadWords("fewer than a third", "a third to two thirds")
GROUPS = {"self": 1, "manager": 1, "peers": 6, "reports": 4, "others": 1}


def closed(council: Council, **setup: object) -> tuple[Subject, Report, dict[tuple[str, str], SpreadWords]]:
    """A leader whose round was closed, the report, and the words that the rules give for the answers."""
    [leader] = rounds.launched(council, **setup)
    given = rounds.varied(leader, say="Words of", **GROUPS)
    rounds.send(leader, given)
    rounds.close(council, leader.campaign)
    assert leader.rules is not None
    promised, items = Rules.from_dict(leader.rules["disclosure"]), list(leader.rules["items"])
    anonymous = {group: [one.ratings for one in some] for group, some in given.items() if group not in rounds.NAMED}
    words = release_spread(anonymous, items, release(anonymous, items, promised).blocks, promised)
    return leader, released(leader.id), words


@pytest.mark.parametrize("merge", ["combine", "merge", "drop"])
def test_the_words_said_at_closing_are_those_of_the_report(council: Council, merge: str) -> None:
    _, report, words = closed(council, spread_words=True, merge=merge)

    assert words, "nothing to say: check this test"
    read = json.loads(json.dumps(report))
    assert read["rules"]["spread_words"] is True
    assert {(cell["group"], cell["item"]): cell["spread"] for cell in read["cells"] if "spread" in cell} == {
        place: asdict(said) for place, said in words.items()
    }
    check(read)


def test_without_them_nothing_is_kept(council: Council) -> None:
    leader, report, words = closed(council)

    cells = db.session.scalars(select(ReleasedCell).where(ReleasedCell.subject_id == leader.id)).all()
    assert cells
    assert not words
    assert {(cell.low_share, cell.high_share) for cell in cells} == {(None, None)}
    assert not [cell for cell in report["cells"] if "spread" in cell]


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({"low_share": "two thirds", "high_share": "fewer than a third"}, "low_share_is_known"),
        ({"low_share": "a third or more", "high_share": "two"}, "high_share_is_known"),
        ({"low_share": "a third or more"}, "spread_stands_whole_and_by_a_figure"),
        (
            {"low_share": "a third or more", "high_share": "fewer than a third", "kind": "few", "tenths": None},
            "spread_stands_whole_and_by_a_figure",
        ),
    ],
)
def test_the_database_itself_refuses_other_words(council: Council, columns: dict[str, Any], because: str) -> None:
    leader, _, _ = closed(council)
    cell = db.session.scalars(select(ReleasedCell).where(ReleasedCell.subject_id == leader.id)).first()
    assert cell is not None

    for column, value in columns.items():
        setattr(cell, column, value)
    with pytest.raises(IntegrityError, match=because):
        db.session.flush()


@pytest.mark.parametrize("most", [5, 6])
@pytest.mark.parametrize("n", [4, 5, 6, 7, 9])
def test_figures_and_words_that_can_stand_together_are_those_that_ratings_give(n: int, most: int) -> None:
    rules = Rules(scale_min=1, scale_max=most, spread_words=True)

    given = {
        (code(ratings, rules), said)
        for ratings in combinations_with_replacement(rules.points, n)
        if (said := spread_words(ratings, rules))
    }

    assert printable_with_words(n, rules) == given
    assert bool(given) is (n >= 5)


def _with(group: str, item: str, low: str, high: str) -> Callable[[Report], None]:
    def say(report: Report) -> None:
        place = {"group": group, "item": item}
        next(cell for cell in report["cells"] if place.items() <= cell.items())["spread"] = {"low": low, "high": high}

    return say


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_with("self", "i01", "a third or more", "fewer than a third"), id="of a named person"),
        pytest.param(_with("reports", "i03", "some", "fewer than a third"), id="in other words"),
        pytest.param(_with("peers+others", "i03", MIXED.low, MIXED.high), id="beside no figure"),
        pytest.param(
            _with("reports", "i02", "a third or more", "more than two thirds"), id="that no ratings give beside 4.7"
        ),
        pytest.param(
            _with("peers+others", "i01", "fewer than a third", "more than two thirds"), id="beside 2.0 or below"
        ),
        pytest.param(_with("all_shown", "i01", MIXED.low, MIXED.high), id="of a total"),
    ],
)
def test_words_that_nobody_can_have_said_are_refused(spoil: Callable[[Report], None]) -> None:
    report = a_report(rules=WITH_WORDS, spread={("reports", "i01"): MIXED})
    check(deepcopy(report))

    spoil(report)

    with pytest.raises(ReportDoesNotFollow):
        check(report)


def test_words_are_refused_where_the_rules_have_none_or_the_block_is_too_small() -> None:
    with pytest.raises(ReportDoesNotFollow, match="spread words"):
        a_report(spread={("reports", "i01"): MIXED})
    four = {"reports": (9, 4), "self": (1, 1), "manager": (1, 1), "peers": (6, 5), "others": (2, 1)}
    cells = {**CELLS, ("reports", "i01"): Coded("mean", 35), ("reports", "i02"): Coded("few", None)}
    a_report(rules=WITH_WORDS, counts=four, cells={**cells, ("reports", "i03"): Coded("few", None)})
    with pytest.raises(ReportDoesNotFollow, match="spread words"):
        a_report(
            rules=WITH_WORDS,
            counts=four,
            cells={**cells, ("reports", "i03"): Coded("few", None)},
            spread={("reports", "i01"): MIXED},
        )
