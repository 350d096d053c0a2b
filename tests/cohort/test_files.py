"""Are the files of the report on leaders together as good as its page: for those who hear them, and in every figure?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from feedback.cohort import files, page
from feedback.cohort.parts import CohortPage
from feedback.report.parts import Table
from feedback.report.spreadsheet import WHOLE_THEME
from tests.building import Council
from tests.cohort.leaders import close, cohort_of_teams, draft, report
from tests.report import accessible
from tests.report.readback import sheet_of

Made = Callable[[str], bytes]


@pytest.fixture
def together(council: Council) -> dict[str, Any]:
    """A report with every part: two cohorts, both ends of the scale, blind spots, and what questions told."""
    run, leaders = draft(council, ["North & “East” 😀"] * 12 + ["South"] * 10)
    cohort_of_teams(council, run, "North & “East” 😀", "South")

    def given(number: int) -> dict[str, list[int]]:
        peers = [5, 5, 5, 4 + number % 2] if number < 12 else [2, 3, 3, 2 + number % 3]
        return {"self": [5 - number % 2], "manager": [3], "peers": peers, "reports": [1, 1, 2, 1 + number % 2]}

    close(council, run, leaders, given)
    return report(council, run)


@pytest.fixture
def file_of(app: Flask, together: dict[str, Any]) -> Made:
    """The report as a file of a kind."""

    def make(kind: str) -> bytes:
        with app.test_request_context():
            return files.file_of(together, kind, council="Exampleshire Council", colour="#1d5b79")

    return make


@pytest.mark.skipif(not accessible.can_be_asked(), reason=accessible.MISSING)
def test_verapdf_finds_nothing_broken(file_of: Made, tmp_path: Path) -> None:
    made = {"together.pdf": file_of("pdf")}

    for standard in ("ua1", "2a"):
        told = accessible.verdict(made, standard, folder=tmp_path)
        assert "together.pdf kept" in told, told


def test_the_spreadsheet_has_every_figure_of_the_page(app: Flask, together: dict[str, Any], file_of: Made) -> None:
    with app.test_request_context():
        built = page.build(together)
    sheet = {tuple(row[:4]): str(row[5]) for row in sheet_of(file_of("xlsx"), "Figures")[1:]}
    themes = {item["words"]: theme["name"] for item in together["items"] for theme in together["themes"]
              if theme["id"] == item["theme"]}  # fmt: skip

    printed = dict(_printed(built, themes))

    assert len(built.cuts) == 3
    assert len(printed) > 60
    assert {"about", "above", "below"} <= {word for figure in printed.values() for word in figure.split()}
    assert sheet == printed


def _printed(built: CohortPage, themes: dict[str, str]) -> Any:
    """Each figure on the page by cohort, group, theme and behaviour."""
    for cut in built.cuts:
        tables: list[tuple[Table | None, bool]] = [(cut.themes, True), (cut.behaviours, False)]
        for table, whole in tables:
            assert table is not None
            for row in table.rows:
                for group, cell in zip(table.columns[1:], row.cells, strict=True):
                    if cell.text != "not shown":
                        about = (row.heading, WHOLE_THEME) if whole else (themes[row.heading], row.heading)
                        yield (cut.name, group, *about), cell.text
