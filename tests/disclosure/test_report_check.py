"""A report in which anything does not follow from its rules and released cells is refused."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from feedback.campaign.blocks import Block
from feedback.disclosure.report_format import Report, ReportDoesNotFollow, check
from feedback.disclosure.rules import Coded
from tests.disclosure.reports import CELLS, a_report


def _set(path: str, value: Any) -> Callable[[Report], None]:
    def tamper(report: Report) -> None:
        *way, last = path.split(".")
        part: Any = report
        for step in way:
            part = part[int(step)] if step.isdecimal() else part[step]
        part[int(last) if last.isdecimal() else last] = value

    return tamper


def _drop_cell(number: int) -> Callable[[Report], None]:
    return lambda report: report["cells"].pop(number)


def _add_cell(**one: Any) -> Callable[[Report], None]:
    return lambda report: report["cells"].append(one)


@pytest.mark.parametrize(
    ("tamper", "because"),
    [
        pytest.param(_set("cells.11.mean", 2.9), "derived cell", id="a total by a tenth"),
        pytest.param(_set("cells.11.high", 3.0), "derived cell", id="a range rounded inwards"),
        pytest.param(_set("cells.11.about", False), "derived cell", id="about denied"),
        pytest.param(_set("cells.3.mean", 4.0), "derived cell", id="a released mean after the event"),
        pytest.param(_drop_cell(-1), "derived cell", id="a derived cell gone"),
        pytest.param(_add_cell(group="peers", theme="T1", mean=2.0, derived="x"), "derived cell", id="part of a block"),
        pytest.param(_drop_cell(0), "one cell for each item", id="a released cell gone"),
        pytest.param(_add_cell(group="reports", item="i01", mean=3.9), "one cell for each item", id="a cell twice"),
        pytest.param(_add_cell(group="peers", item="i01", mean=2.0), "no answers give", id="a cell of part of a block"),
        pytest.param(_add_cell(group="self", item="i09", mean=2), "no answers give", id="an item never asked"),
        pytest.param(_set("cells.0.at_most", 1.9), "no answers give", id="an end of no code book"),
        pytest.param(_set("cells.1.mean", 1.2), "no answers give", id="a mean in the coded range"),
        pytest.param(_set("cells.1.sd", 0.4), "no answers give", id="a standard deviation"),
        pytest.param(_set("cells.1.n", 6), "no answers give", id="a number of ratings"),
        pytest.param(_set("cells.6.mean", 3.5), "no answers give", id="half a rating"),
        pytest.param(_set("cells.2.spread", {"low": "a third or more"}), "spread words", id="words beside nothing"),
        pytest.param(_set("rules.group_min_n", 3), "hash", id="another K"),
        pytest.param(_set("rules.group_min_n", 2), "from 3 to 10", id="a K below the floor"),
        pytest.param(_set("rules.hash", "0" * 64), "hash", id="another hash"),
        pytest.param(_set("scale.max", 6), "hash", id="another scale"),
        pytest.param(_set("groups.others.n", 2), "derived cell", id="another count"),
        pytest.param(_set("groups.peers.n", 3), "blocks are not", id="a count with other blocks"),
        pytest.param(_set("groups.peers.n", 7), "more people answered", id="more than were invited"),
        pytest.param(_set("groups.manager", {"invited": 2, "n": 2}), "more people answered", id="two managers"),
        pytest.param(_set("groups.self.n", 0), "no answers give", id="own ratings from nobody"),
        pytest.param(_set("groups.all_shown.of", ["peers", "reports"]), "blocks are not", id="another total"),
        pytest.param(_set("comments", [{"text": "a", "label": "reports"}]), "labelled", id="a group by a comment"),
        pytest.param(_set("format", "released-report/2"), "format", id="another format"),
    ],
)  # fmt: skip
def test_check_refuses_a_report_in_which_something_does_not_follow(
    tamper: Callable[[Report], object], because: str
) -> None:
    report = copy.deepcopy(a_report())
    check(report)

    tamper(report)

    with pytest.raises(ReportDoesNotFollow, match=because):
        check(report)


def test_comments_of_too_few_people_are_refused() -> None:
    few = {"counts": {"manager": (1, 1), "peers": (6, 2)}, "cells": {}, "named": {}}

    a_report(**few, comments=[("q1", "Be bolder.", "manager")])
    with pytest.raises(ReportDoesNotFollow, match="too few people"):
        a_report(**few, comments=[("q1", "Listens.", None)])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"cells": {**CELLS, ("peers", "i01"): Coded("mean", 30)}}, id="a cell of no block"),
        pytest.param({"cells": {("reports", "i01"): Coded("mean", 39)}}, id="cells missing"),
        pytest.param({"blocks": [Block("reports", ("reports",), 7)]}, id="a block missing"),
    ],
)
def test_cells_and_blocks_that_do_not_match_are_refused(changes: Mapping[str, Any]) -> None:
    with pytest.raises(ReportDoesNotFollow):
        a_report(**changes)
