"""What matters most stands in the report as it was released, the same in every output, and is compared with ratings."""

import json
from itertools import pairwise

import pytest
from flask import Flask

from feedback.analysis import importance
from feedback.analysis.importance import Importance, marked, marked_and_low
from feedback.coaching.debrief import questions
from feedback.disclosure.report_format import check
from feedback.report.files import as_json
from feedback.report.importance import WHO
from tests.disclosure.method_page import rows_under
from tests.report.cases import CASES, the_page
from tests.report.readback import (
    sheet_of,
    tables_of_pdf,
    tables_of_word_file,
    text_of_pdf,
    text_of_word_file,
    the_pdf,
    the_spreadsheet,
    the_word_file,
)
from tests.report.test_report_html import a_document, tables_of

HEAD = ["Competency", "You", "Your manager", "Many of the others", "Rated by others"]


def _rated(*figures: str) -> str:
    """How a competency is said to be rated whose behaviours have these figures, as the method page writes them."""
    cells: list[dict[str, object]] = []
    for number, words in enumerate(figures):
        end = {"below": "at_most", "above": "at_least"}.get(words.split()[-1], "mean")
        figure = {"hidden": True} if words == "too few ratings" else {end: float(words.split()[0])}
        cells.append({"group": "peers", "item": f"i{number}"} | figure)
    items = [f"i{number}" for number in range(len(figures))]
    told = importance.marked(
        {
            "format": "released-report/1",
            "scale": {"min": 1, "max": 5},
            "items": dict.fromkeys(items, "t"),
            "groups": {"peers": {"invited": 6, "n": 6}, "all_shown": {"of": ["peers"]}},
            "cells": cells,
            "importance": {"most": 2, "of": dict.fromkeys(items, "c"), "marked": {"all_shown": ["c"]}},
        }
    )
    assert [(one.competency, one.marked_by) for one in told] == [("c", ("all_shown",))]
    return told[0].rated


@pytest.mark.parametrize(("figures", "said"), rows_under("Worked examples of ratings", page="importance"))
def test_worked_examples(figures: str, said: str) -> None:
    assert _rated(*figures.split(", ")) == said


def test_first_what_most_of_the_three_marked() -> None:
    _, report = CASES["importance"]

    found = marked(report)

    assert [(one.competency, one.marked_by) for one in found] == [
        ("t4c2", ("self", "manager", "all_shown")),
        ("t1c1", ("self",)),
        ("t2c1", ("all_shown",)),
    ]
    assert all(len(one.marked_by) >= len(next_.marked_by) for one, next_ in pairwise(found))
    low = marked_and_low(report)
    assert low, "nothing of it is rated low: check the case"
    assert low == [one for one in found if one.rated == "low"]


def _tables(app: Flask) -> dict[str, list[list[str]]]:
    """The table of what was marked, as each output has it."""
    found = {
        "page": [[head, *rows] for _, head, rows in tables_of(a_document(app, "importance"))],
        "PDF": tables_of_pdf(the_pdf("importance")),
        "Word": tables_of_word_file(the_word_file("importance")),
        "spreadsheet": [sheet_of(the_spreadsheet("importance"), "What matters most")],
    }
    return {name: next(table for table in tables if table[0] == HEAD) for name, tables in found.items()}


def test_every_output_has_the_same_table(app: Flask) -> None:
    questionnaire, report = CASES["importance"]
    told = json.loads(as_json(report))
    check(told)
    names = {item.competency_id: item.competency for item in questionnaire.items}
    rows = [
        [
            names[one.competency],
            *("Yes" if who in one.marked_by else no for who, no in zip(WHO, ("No", "No", "Not named"), strict=True)),
            one.rated,
        ]
        for one in marked(told)
    ]

    for name, table in _tables(app).items():
        assert table == [HEAD, *rows], name


def test_every_output_says_who_marked_what_and_begins_with_what_is_low() -> None:
    page = the_page("importance")
    assert page.importance is not None
    assert page.importance.sentences[:3] == (
        "Many of the people you work with marked Competency 2.1 and Competency 4.2.",
        "Your manager marked Competency 4.2.",
        "You marked Competency 1.1 and Competency 4.2.",
    )
    assert page.importance.begin_here
    assert set(page.importance.begin_here) <= set(page.summary)
    words = {
        "PDF": text_of_pdf(the_pdf("importance")),
        "Word": text_of_word_file(the_word_file("importance")),
        "spreadsheet": " ".join(row[1] for row in sheet_of(the_spreadsheet("importance"), "How to read")),
    }
    for name, text in words.items():
        for sentence in page.importance.sentences:
            assert sentence in " ".join(text.split()), (name, sentence)


def test_of_too_few_it_says_so_and_without_the_question_nothing() -> None:
    part = the_page("importance of too few").importance
    assert part is not None
    assert part.table is None
    assert part.sentences == (
        "Too few of the people you work with are shown for anything to be said of their marks.",
        "You marked nothing.",
    )
    assert the_page("everybody").importance is None
    assert not [term for term, _ in the_page("everybody").how_to_read if term == "What matters most"]


def test_the_coach_is_given_one_question_about_what_matters_and_is_low() -> None:
    questionnaire, report = CASES["importance"]
    names = {item.competency_id: item.competency for item in questionnaire.items}
    words = {
        "behaviours": {item.id: item.rater for item in questionnaire.items},
        "themes": {theme.id: theme.name for theme in questionnaire.themes},
    }
    first: Importance = marked_and_low(report)[0]

    asked = [one for one in questions(report, **words, competencies=names) if "matters most" in one.text]

    assert len(asked) == 1
    assert asked[0].evidence.startswith(f"{names[first.competency]}: marked by ")
    assert len(questions(report, **words, competencies=names)) <= 10
    assert not [one for one in questions(CASES["everybody"][1], **words) if "matters most" in one.text]
