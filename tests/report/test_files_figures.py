"""A figure is the same on the page and in the PDF, the Word file, the spreadsheet and the JSON, read back from each."""

import json
from typing import Any

import pytest
from flask import Flask

from feedback.analysis import rules, trend
from feedback.foundations.pages import group_name
from feedback.report.files import as_json
from feedback.report.spreadsheet import WHOLE_THEME
from tests.page_rules import text
from tests.report.cases import CASES, COMMENTS, EARLIER
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
from tests.report.test_report_html import a_document, printed, tables_of

NO_GROUP = {"You rated yourself", "More than chance", "On the map", "Then", "Now", "Rated you"}
SPREAD = ["spread words", "spread words, six points"]
WITH_FIGURES = [
    "everybody",
    "six points",
    "several sections a theme",
    "one block",
    "only self",
    "an earlier report",
    *SPREAD,
]


def figures_in(tables: list[list[list[str]]]) -> dict[tuple[str, str], str]:
    """(group, theme or behaviour) -> figure, over all tables that have one column a group."""
    found: dict[tuple[str, str], str] = {}
    for head, *rows in tables:
        if head[0] in {"Theme", "Behaviour"} and not head[1].startswith("Against"):
            for label, *cells in rows:
                for group, words in zip(head[1:], cells, strict=True):
                    if group not in NO_GROUP and not group.endswith(", since then"):
                        assert found.setdefault((group, label), words) == words, (group, label)
    return found


def figures_in_json(case: str) -> dict[tuple[str, str], str]:
    """The same of the released report, once it has been written as JSON and read again."""
    questionnaire, report = CASES[case]
    read: dict[str, Any] = json.loads(as_json(report))
    names = {item.id: item.rater for item in questionnaire.items}
    names |= {theme.id: theme.name for theme in questionnaire.themes}
    in_order = rules.groups_in_order(read)
    return {
        (group_name(cell["group"]), names[cell.get("item") or cell["theme"]]): printed(cell)
        for cell in read["cells"]
        if cell["group"] in in_order
    }


@pytest.mark.parametrize("case", WITH_FIGURES)
def test_every_released_figure_is_the_same_everywhere(app: Flask, case: str) -> None:
    released = figures_in_json(case)
    assert released, "this case has no figures: check this test"
    on_page = figures_in([[head, *rows] for _, head, rows in tables_of(a_document(app, case))])
    in_pdf = figures_in(tables_of_pdf(the_pdf(case)))
    in_word = figures_in(tables_of_word_file(the_word_file(case)))

    assert on_page == in_pdf == in_word
    assert {place: on_page.get(place) for place in released} == released
    assert {on_page[place] for place in on_page.keys() - released.keys()} <= {"not rated", "too few ratings"}


def spread_in(tables: list[list[list[str]]]) -> dict[tuple[str, str], str]:
    """(group, behaviour) -> words about spread, over all tables that have them."""
    return {
        (group, label): words
        for head, *rows in tables
        if head[0] == "Spread of ratings"
        for label, *cells in rows
        for group, words in zip(head[1:], cells, strict=True)
    }


@pytest.mark.parametrize("case", SPREAD)
def test_words_about_spread_are_the_same_everywhere(app: Flask, case: str) -> None:
    questionnaire, report = CASES[case]
    names = {item.id: item.rater for item in questionnaire.items}
    released = {
        (group_name(cell["group"]), names[cell["item"]]): "Low: {low}. High: {high}.".format(**cell["spread"])
        for cell in json.loads(as_json(report))["cells"]
        if "spread" in cell
    }
    assert len(released) > 10, "hardly any words: check this test"

    on_page = spread_in([[head, *rows] for _, head, rows in tables_of(a_document(app, case))])
    assert on_page == spread_in(tables_of_pdf(the_pdf(case))) == spread_in(tables_of_word_file(the_word_file(case)))
    assert {place: on_page.get(place) for place in released} == released
    assert {on_page[place] for place in on_page.keys() - released.keys()} <= {"too few ratings"}


@pytest.mark.parametrize("case", sorted(set(CASES) - set(SPREAD)))
def test_a_campaign_without_words_about_spread_has_none_anywhere(app: Flask, case: str) -> None:
    on_page = a_document(app, case)

    assert spread_in([[head, *rows] for _, head, rows in tables_of(on_page)]) == {}
    assert "Spread of ratings" not in text(on_page.all("body")[0])


@pytest.mark.parametrize("case", SPREAD)
def test_words_about_spread_move_no_figure_of_the_analysis(case: str) -> None:
    _, report = CASES[case]
    without = {
        **report,
        "cells": [{key: said for key, said in cell.items() if key != "spread"} for cell in report["cells"]],
    }

    assert without != report
    for of in (rules.figures, rules.gaps, rules.patterns, rules.theme_overview):
        assert of(report).equals(of(without))


@pytest.mark.parametrize("case", [*WITH_FIGURES, "no self", "nobody"])
def test_every_table_of_the_page_is_in_the_pdf_and_in_the_word_file(app: Flask, case: str) -> None:
    on_page = [[head, *rows] for _, head, rows in tables_of(a_document(app, case))]
    in_pdf, in_word = tables_of_pdf(the_pdf(case)), tables_of_word_file(the_word_file(case))

    assert on_page
    assert [table for table in on_page if table not in in_pdf] == []
    assert [table for table in on_page if table not in in_word] == []
    assert len(in_pdf) == len(in_word) == len(on_page) + 1, "how to read is no table on the page"


def test_where_the_rules_hide_everything_no_file_has_a_figure() -> None:
    assert figures_in(tables_of_pdf(the_pdf("everything hidden"))) == {}
    assert figures_in(tables_of_word_file(the_word_file("everything hidden"))) == {}
    assert {row[3] for row in sheet_of(the_spreadsheet("everything hidden"), "Figures")[1:]} == {"too few ratings"}


@pytest.mark.parametrize("case", WITH_FIGURES)
def test_the_spreadsheet_has_every_released_figure_and_where_it_lies(case: str) -> None:
    questionnaire, report = CASES[case]
    head, *rows = sheet_of(the_spreadsheet(case), "Figures")
    themes = {theme.id: theme.name for theme in questionnaire.themes}
    names = {item.id: item.rater for item in questionnaire.items}

    words = ["Low ratings", "High ratings"] if case in SPREAD else []
    assert head == ["Group", "Theme", "Behaviour", "Figure", "Lowest it can be", "Highest it can be", *words]
    assert len(rows) == len(report["cells"])
    for cell, (group, theme, item, figure, low, high, *shares) in zip(report["cells"], rows, strict=True):
        assert shares == [cell.get("spread", {}).get(share, "") for share in ("low", "high") if words]
        of_item = "item" in cell
        assert (group, figure) == (group_name(cell["group"]), printed(cell))
        assert theme == themes[report["items"][cell["item"]] if of_item else cell["theme"]]
        assert item == (names[cell["item"]] if of_item else WHOLE_THEME)
        if "hidden" in cell:
            assert (low, high) == ("", "")
        else:
            assert low <= high
            assert (low == high) == ("mean" in cell and "about" not in cell)


@pytest.mark.parametrize("case", ["everybody", "one block", "no blocks"])
def test_every_gap_is_the_same_everywhere(app: Flask, case: str) -> None:
    questionnaire, report = CASES[case]
    names = {item.id: item.rater for item in questionnaire.items}
    gaps = {of: rules.rows_of(rules.gaps(report, of=of)) for of in ("self", "manager")}
    expected = [
        {
            (f"Against {group_name(gap['against']).lower()}", names[gap["id"]]): gap["text"]
            for gap in some
            if gap["kind"] == "item"
        }
        for some in gaps.values()
        if some
    ]

    def every_gap(tables: list[list[list[str]]]) -> list[dict[tuple[str, str], str]]:
        return [
            {
                (view, row[0]): words
                for row in rows
                for view, words in zip(head[1:], row[1:], strict=True)
                if words != "no comparison"
            }
            for head, *rows in tables
            if head[1].startswith("Against")
        ]

    assert len(expected) == (2 if case == "everybody" else 1)
    assert expected[0], "this case has no gaps: check this test"
    assert every_gap([[head, *rows] for _, head, rows in tables_of(a_document(app, case))]) == expected
    assert every_gap(tables_of_pdf(the_pdf(case))) == expected
    assert every_gap(tables_of_word_file(the_word_file(case))) == expected
    _, *rows = sheet_of(the_spreadsheet(case), "Gaps")
    both = [(gap, group_name(of)) for of, some in gaps.items() for gap in some]
    assert [row[3] for row in rows] == [gap["text"] for gap, _ in both]
    assert [row[6:] for row in rows] == [["Yes" if gap["flagged"] else "No", who] for gap, who in both]


@pytest.mark.parametrize("case", ["an earlier report", "an earlier report of a smaller group"])
def test_every_change_since_the_last_report_is_the_same_everywhere(app: Flask, case: str) -> None:
    questionnaire, report = CASES[case]
    earlier = EARLIER[case]
    assert earlier.report is not None
    names = {item.id: item.rater for item in questionnaire.items}
    changes = rules.rows_of(
        trend.changes(report, earlier.report, items=earlier.items, same_manager=earlier.same_manager)
    )
    expected = {
        (f"{group_name(change['group'])}, since then", names[change["id"]]): change["text"]
        for change in changes
        if change["kind"] == "item"
    }

    def every_change(tables: list[list[list[str]]]) -> dict[tuple[str, str], str]:
        [(head, *rows)] = [table for table in tables if table[0][1].endswith("since then")]
        return {
            (view, row[0]): words
            for row in rows
            for view, words in zip(head[1:], row[1:], strict=True)
            if words != "no comparison"
        }

    assert len(expected) > 20, "hardly anything is compared: check this test"
    assert every_change([[head, *rows] for _, head, rows in tables_of(a_document(app, case))]) == expected
    assert every_change(tables_of_pdf(the_pdf(case))) == expected
    assert every_change(tables_of_word_file(the_word_file(case))) == expected
    _, *rows = sheet_of(the_spreadsheet(case), "Changes")
    assert [row[3:6] for row in rows] == [[change["before"], change["now"], change["text"]] for change in changes]
    assert [row[8] for row in rows] == ["Yes" if change["flagged"] else "No" for change in changes]
    assert json.loads(as_json(report)) == report, "the contract has this report alone: the other has its own"


def test_comments_and_what_is_not_shown_are_in_every_file() -> None:
    in_pdf, in_word = text_of_pdf(the_pdf("everybody")), text_of_word_file(the_word_file("everybody"))
    written = {row[2] for row in sheet_of(the_spreadsheet("everybody"), "Comments")[1:]}

    for _, words, _ in COMMENTS:
        assert words in written
        shown = " ".join(words.split())
        assert shown in in_word
        assert shown in in_pdf or "ممتازة" in shown, "its letters are drawn from right to left"
    for words in (in_pdf, in_word, str(sheet_of(the_spreadsheet("everybody"), "How to read"))):
        assert "Others: 1 person answered, fewer than the 4 needed to be shown alone." in words
