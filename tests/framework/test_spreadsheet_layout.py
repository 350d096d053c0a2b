"""A framework from a spreadsheet: what becomes of its rows, and what is refused."""

import csv
import io
from collections.abc import Iterator

import pytest
from flask import Flask

from feedback.framework import editing
from feedback.framework.reader import check_data
from feedback.framework.spreadsheet_layout import COLUMNS, EXAMPLE, MOST_ROWS, Read, read, template


@pytest.fixture(autouse=True)
def request_of(app: Flask) -> Iterator[None]:
    """Words come in the reader's language."""
    with app.test_request_context("/"):
        yield


def taken(content: bytes) -> Read:
    return read(content, framework_id="marlbeck", title="Leading Well", organisation="Marlbeck Borough Council")


def as_csv(*rows: tuple[str, ...], columns: tuple[str, ...] = tuple(COLUMNS)) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode()


def test_the_template_is_a_framework_that_passes_the_check() -> None:
    found = taken(template())

    assert found.errors == ()
    framework, remarks = check_data(found.data)
    assert framework is not None, remarks
    assert remarks == []
    assert [level.id for level in framework.levels] == ["team-leader", "head-of-service"]
    listening, planning = framework.competencies
    assert [behaviour.levels for behaviour in listening.behaviours] == [("team-leader",), ("head-of-service",)]
    assert planning.behaviours[0].levels == ("team-leader", "head-of-service")
    assert listening.actions[0].level == "head-of-service"
    assert taken(as_csv(*EXAMPLE)).data == found.data, "and as CSV it says the same"


def test_what_is_missing_is_put_right_in_the_browser() -> None:
    found = taken(as_csv(("People", "", "Leader", "Listens.", "Listens", "")))

    assert found.data is not None
    assert [one["name"] for one in editing.competencies(found.data)] == ["People"]
    framework, remarks = check_data(found.data)
    assert framework is None
    assert {remark.message for remark in remarks} == {"This is missing: add it."}


def test_rows_of_one_theme_need_not_stand_together() -> None:
    rows = [(theme, "", "all", text, text, f"I {text}") for theme, text in (("A", "a"), ("B", "b"), ("A", "c"))]

    found = taken(as_csv(*rows)).data

    assert found is not None
    assert [[one["source"] for one in each["behaviours"]] for each in editing.competencies(found)] == [
        ["a", "c"],
        ["b"],
    ]
    assert [level["id"] for level in found["levels"]] == ["everybody"]


@pytest.mark.parametrize(
    ("content", "row", "column", "words"),
    [
        pytest.param(as_csv(("=1+1", "", "x", "a", "b", "c")), 2, "theme", "as a formula does", id="a formula"),
        pytest.param(as_csv(("T", "", "x", "a", "@SUM(1)", "c")), 2, "rater", "“@”", id="another one"),
        pytest.param(as_csv(("", "", "x", "a", "b", "c")), 2, "theme", "empty", id="no theme"),
        pytest.param(as_csv(("T", "", "x", "a" * 3_001, "b", "c")), 2, "source", "3,000", id="too long"),
        pytest.param(as_csv(columns=("theme", "level")), 1, "source", "missing", id="no such column"),
        pytest.param(as_csv(), 2, "file", "no behaviours", id="nothing"),
        pytest.param(b"PK\3\4 no workbook", 1, "file", "cannot be read", id="a broken workbook"),
        pytest.param(
            as_csv(*[("T", "", "x", "a", "b", "c")] * (MOST_ROWS + 1)), 1, "file", "1000 rows", id="too many rows"
        ),
    ],
)
def test_what_is_refused_is_said_by_row_and_column(content: bytes, row: int, column: str, words: str) -> None:
    found = taken(content)

    assert found.data is None
    assert (found.errors[0].row, found.errors[0].column) == (row, column)
    assert words in found.errors[0].message
