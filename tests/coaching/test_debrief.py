"""Which questions does a report suggest to the coach, and when is it hard to read?"""

from typing import Any

from feedback.coaching.debrief import Question, is_harsh, questions


def _report(*, themes: dict[str, dict[str, Any]] | None = None, **of_item: tuple[float, float]) -> dict[str, Any]:
    """A released report with what the leader and the peers said of each item, and what blocks said of themes."""
    cells: list[dict[str, Any]] = []
    for item, (own, theirs) in of_item.items():
        cells += [{"group": "self", "item": item, "mean": own}, {"group": "peers", "item": item, "mean": theirs}]
    for group, figures in (themes or {}).items():
        cells += [{"group": group, "theme": theme} | figure for theme, figure in figures.items()]
    return {
        "format": "released-report/1",
        "scale": {"min": 1, "max": 5},
        "precision": {"mean": 1},
        "items": dict.fromkeys(of_item, "t"),
        "groups": {name: {"invited": 9, "n": 9} for name in ("peers", "reports")} | {"self": {"invited": 1, "n": 1}},
        "cells": cells,
        "comments": [],
    }


def _asked(report: dict[str, Any]) -> list[Question]:
    return questions(report, behaviours={item: item.title() for item in report["items"]}, themes={"t": "Trust"})


def test_each_question_stands_on_figures_of_the_report() -> None:
    report = _report(fine=(4, 4.4), hidden=(2, 4.5), blind=(5, 2.6), need=(2, 2.2), other=(3.5, 3.5), more=(4, 4.1))
    assert [question.evidence for question in _asked(report)] == [
        "Rated highest: Hidden (4.5); Fine (4.4); More (4.1).",
        "Hidden: you 2, others 4.5.",
        "Blind: you 5, others 2.6.",
        "Need: you 2, others 2.2.",
        "",
    ]


def test_groups_that_differ_for_certain_are_named_and_others_are_not() -> None:
    apart = {"peers": {"t": {"at_least": 4.6}}, "reports": {"t": {"mean": 3.1}}}
    [found] = [asked for asked in _asked(_report(themes=apart, one=(4, 4.0))) if "two groups" in asked.text]
    assert found.evidence == "Trust: Peers 4.6 or above, direct reports 3.1."
    close = {"peers": {"t": {"at_most": 3.5}}, "reports": {"t": {"mean": 3.1}}}
    assert not [asked for asked in _asked(_report(themes=close, one=(4, 4.0))) if "two groups" in asked.text]


def test_a_report_with_nothing_to_show_still_has_the_last_question() -> None:
    report = _report(one=(4, 2))
    report["cells"] = []
    assert len(_asked(report)) == 1
    assert not is_harsh(report)


def test_harsh_is_when_half_is_certainly_low() -> None:
    assert is_harsh(_report(one=(4, 2.0), two=(4, 4.0)))
    assert not is_harsh(_report(one=(4, 2.0), two=(4, 4.0), three=(4, 3.5)))
    coded = _report(one=(4, 2.0), two=(4, 4.0))
    coded["cells"][1] = {"group": "peers", "item": "one", "at_most": 3.6}
    assert not is_harsh(coded), "a range that reaches above low is not certainly low"
