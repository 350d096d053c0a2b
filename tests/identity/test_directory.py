"""Does a file bring the directory up to date: all of it, none of it where anything is wrong, and twice the same?"""

import time
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity import directory, finding, service, spreadsheet
from feedback.identity.directory_file import COLUMNS, MOST_ROWS, read
from feedback.identity.models import Person
from tests.building import Council
from tests.identity.files import ANN, BO, HEAD, SAM, csv, many, workbook


def take_in(council: Council, content: bytes) -> directory.Plan:
    """Take a file in that must have no errors."""
    with one_transaction():
        done = directory.take_in(content, by=None, now=council.clock.now)
    assert done.errors == ()
    return done


def counts(plan: directory.Plan) -> tuple[int, int, int, int]:
    """Added, changed, left alone, not in the file."""
    return len(plan.added), len(plan.changed), len(plan.left_alone), plan.not_in_file


def person(email: str) -> Person:
    """Somebody who must be there."""
    found = service.person_by_email(email)
    assert found is not None
    return found


def test_people_come_in_with_what_the_file_says(council: Council) -> None:
    assert counts(take_in(council, csv(HEAD, BO, ANN, SAM))) == (3, 0, 0, 0)

    ann = person("ann@example.org")
    assert (ann.name, ann.job_title, ann.level, ann.team, ann.is_coach) == (
        "Ann Lee", "Head of Housing", "Head", "Housing", True,
    )  # fmt: skip
    assert (ann.manager_id, person("bo@example.org").manager_id) == (person("sam@example.org").id, ann.id)


def test_the_same_file_again_changes_nothing(council: Council) -> None:
    take_in(council, csv(HEAD, SAM, ANN, BO))
    before = db.session.execute(select(Person.__table__)).all()

    assert counts(take_in(council, csv(HEAD, SAM, ANN, BO))) == (0, 0, 3, 0)
    assert db.session.execute(select(Person.__table__)).all() == before


def test_only_what_differs_changes_and_what_the_file_does_not_say_stays(council: Council) -> None:
    take_in(council, csv(HEAD, SAM, ANN, BO))
    casey = council.person("Casey Coach", coach=True)
    plan = take_in(council, csv("Email,Name,Team", "ANN@example.org ,Ann Lee,Homes", "bo@example.org,Bo Ray,Housing"))

    assert counts(plan) == (0, 1, 1, 2)
    assert [change.what for change in plan.changed] == [("team",)]
    ann = person("ann@example.org")
    assert (ann.team, ann.level, ann.is_coach, ann.manager_id) == ("Homes", "Head", True, person("sam@example.org").id)
    assert service.person(casey.id) is not None


def test_an_empty_cell_takes_away_what_was_known_but_never_a_role(council: Council) -> None:
    take_in(council, csv(HEAD, SAM, ANN))
    take_in(council, csv(HEAD, "Ann Lee,ann@example.org,,,,,"))

    ann = person("ann@example.org")
    assert (ann.job_title, ann.level, ann.manager_id, ann.is_coach) == ("", "", None, True)


def test_taking_in_is_audited_with_numbers_and_no_names(council: Council) -> None:
    take_in(council, csv(HEAD, SAM, ANN, BO))
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.action)).all()

    assert [event.action for event in events] == ["directory.imported", "person.coach_role"]
    assert events[0].facts == {"added": 3, "changed": 0, "left_alone": 0}
    assert events[1].about_id == person("ann@example.org").id


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param([SAM, "Ann,ann,,,,sam@,perhaps"], [(3, "email"), (3, "manager_email"), (3, "coach")], id="cells"),
        pytest.param([SAM, ",,x,,,,"], [(3, "name"), (3, "email")], id="empty"),
        pytest.param([SAM, "S Roe, SAM@Example.org\u200b,,,,,"], [(3, "email")], id="twice in another spelling"),
        pytest.param(["Ann,ann@example.org,,,,ANN@example.org,"], [(2, "manager_email")], id="own manager"),
        pytest.param(["Ann,ann@example.org,,,,nobody@example.org,"], [(2, "manager_email")], id="unknown manager"),
        pytest.param(
            ["Ann,ann@example.org,,,,bo@example.org,", "Bo,bo@example.org,,,,cy@example.org,",
             "Cy,cy@example.org,,,,ann@example.org,"], [(2, "manager_email")], id="circle"),
        pytest.param([f"{'x' * 101},ann@example.org,,,,,"], [(2, "name")], id="long"),
        pytest.param([], [(2, "file")], id="nobody"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_happens(
    council: Council, lines: list[str], told: list[tuple[int, str]]
) -> None:
    with one_transaction():
        plan = directory.take_in(csv(HEAD, *lines), by=None, now=council.clock.now)

    assert [(error.row, error.column) for error in plan.errors] == told
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 0
    assert not any("example.org" in error.message or "nobody@" in error.message for error in plan.errors)


def test_a_circle_through_people_who_are_there_is_refused(council: Council) -> None:
    take_in(council, csv(HEAD, SAM, ANN, BO))
    plan = directory.plan(csv("name,email,manager email", "Sam Roe,sam@example.org,bo@example.org"))

    [error] = plan.errors
    assert (error.row, error.column) == (2, "manager_email")
    assert error.message.startswith("The line of managers goes in a circle")


@pytest.mark.parametrize(
    ("head", "told"),
    [("name,level", [("email")]), ("name,email,Name", ["name"]), ("", ["name", "email"])],
)
def test_columns_that_miss_or_come_twice_are_told(head: str, told: list[str]) -> None:
    assert [error.column for error in read(csv(head, "a,b,c")).errors] == told


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8-sig"), (";", "utf-8")]
)
def test_what_spreadsheets_save_is_read(council: Council, separator: str, encoding: str) -> None:
    lines = ["Full name,E-mail,Grade,Payroll number", "Zoë O’Neil,zoe@example.org,Grade 12,007"]
    plan = take_in(council, csv(*(line.replace(",", separator) for line in lines), encoding=encoding))

    assert plan.unused == ("Payroll number",)
    assert (person("zoe@example.org").name, person("zoe@example.org").level) == ("Zoë O’Neil", "Grade 12")


def test_a_workbook_with_numbers_formulas_and_merged_cells_is_read(council: Council) -> None:
    rows: list[list[Any]] = [
        ["Name", "Email", "Level", "Team", "Coach"],
        ["Ann Lee", "ann@example.org", 12, "", True],
        ["Bo Ray", "bo@example.org", 7.5, "", ""],
        ["Cy Doe", "", "Head", "Housing", "no"],
    ]
    take_in(council, workbook(rows, merge="D2:D3", formula=("B4", '=LOWER("CY@example.org")', "cy@example.org")))

    found = {one.name: (one.email, one.level, one.team, one.is_coach) for one in db.session.query(Person)}
    assert found == {
        "Ann Lee": ("ann@example.org", "12", "Housing", True),
        "Bo Ray": ("bo@example.org", "7.5", "Housing", False),
        "Cy Doe": ("cy@example.org", "Head", "Housing", False),
    }


def test_a_formula_without_a_saved_value_is_an_empty_cell() -> None:
    file = read(workbook([["name", "email"], ["Ann Lee", ""]], formula=("B2", '="ann@"&"example.org"', "")))
    assert [(error.row, error.column) for error in file.errors] == [(2, "email")]


@pytest.mark.parametrize("content", [b"PK\3\4 broken", b"\0\1\2", workbook([])[:200]], ids=["zip", "binary", "cut"])
def test_a_file_that_is_none_is_refused_in_words(content: bytes) -> None:
    [error, *_] = read(content).errors
    assert (error.row, error.column) == (1, "file")
    assert error.message.startswith(("The workbook cannot be read", "This is no CSV file"))


def test_twenty_thousand_people_take_less_than_twenty_seconds(council: Council) -> None:
    start = time.process_time()
    assert counts(take_in(council, many(20_000))) == (20_000, 0, 0, 0)
    assert time.process_time() - start < 20
    assert counts(take_in(council, many(20_000))) == (0, 0, 20_000, 0)


def test_fifty_thousand_rows_are_read_and_more_are_refused_in_words() -> None:
    file = read(many(MOST_ROWS, separator=";", encoding="cp1252"))
    assert (len(file.rows), file.errors) == (50_000, ())
    [error] = read(many(MOST_ROWS + 1)).errors
    assert error.message == "The file has more than 50000 rows. Split it, and choose one part after the other"


def test_what_is_given_out_is_no_formula_and_comes_in_unchanged(council: Council) -> None:
    take_in(council, csv(HEAD, SAM, ANN, BO))
    for number, name in enumerate(("=1+1", "+44", "-2", "@sum"), start=1):
        with one_transaction():
            service.find_or_add_person(name=name, email=f"strange.{number}@example.org")
    text = spreadsheet.as_csv(COLUMNS, finding.everybody())

    assert len(text.splitlines()) == 8
    assert not [cell for line in text.splitlines() for cell in line.split(",") if cell.startswith(("=", "+", "-", "@"))]
    assert len([line for line in text.splitlines() if line.startswith("'")]) == 4
    assert counts(directory.plan(text.encode())) == (0, 0, 7, 0)
