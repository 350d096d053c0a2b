"""Is a file of people looked through before it changes anything, and is it then all taken in or nothing of it?"""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback.extensions import db
from feedback.identity import service as identity
from feedback.identity.models import DirectoryUpload, Person
from tests.building import Council
from tests.identity.files import ANN, BO, HEAD, SAM, csv, workbook
from tests.page_client import Page
from tests.staff import Browser


def check(admin: Browser, content: bytes) -> Page:
    """Choose a file."""
    admin.get("/people")
    admin.follow("Bring up to date from a file")
    return admin.submit("Check the file", {"CSV file or Excel workbook (.xlsx)": (io.BytesIO(content), "people.csv")})


def test_a_file_is_looked_through_and_then_taken_in(admin: Browser) -> None:
    page = check(admin, csv(HEAD, SAM, ANN, BO))
    assert page.h1 == "Check what will change"
    assert page.facts["Will be added"] == "3 people"
    assert [row[1].rsplit(" ", 1)[0] for row in page.table("Will be added")[1:]] == ["Sam Roe", "Ann Lee", "Bo Ray"]
    assert identity.person_by_email("ann@example.org") is None, "nothing has changed yet"

    page = admin.submit("Make these changes")
    assert page.messages == ["3 added, 0 changed, 0 left alone."]
    assert identity.person_by_email("ann@example.org") is not None
    assert db.session.scalar(select(func.count()).select_from(DirectoryUpload)) == 0

    page = check(admin, csv(HEAD, SAM, ANN.replace("Housing,sam", "Homes,sam"), BO))
    assert page.table("Will be changed")[1:] == [["3", "Ann Lee ann@example.org", "team"]]
    assert page.facts["Left alone: the same already"] == "2 people"
    assert page.facts["Left alone: not in the file"] == "1 person"
    assert "There is nothing to do" in check(admin, csv(HEAD, SAM, ANN, BO)).text


def test_a_workbook_is_taken_too(admin: Browser) -> None:
    page = check(admin, workbook([["Name", "Email", "Shoe size"], ["Ann Lee", "ann@example.org", 38]]))
    assert page.facts["Will be added"] == "1 person"
    assert "These columns are not used: Shoe size." in page.text


def test_errors_are_told_and_nothing_is_kept(admin: Browser) -> None:
    page = check(admin, csv(HEAD, SAM, "Ann,ann,,,,,"))

    assert (page.status, page.errors) == (
        400, ["The file has 1 error and nothing was changed. Correct the file and choose it again"],
    )  # fmt: skip
    assert [row[:2] for row in page.table("What to correct in the file")[1:]] == [["3", "email"]]
    assert db.session.scalar(select(func.count()).select_from(DirectoryUpload)) == 0


def test_a_directory_that_changed_meanwhile_is_shown_again(admin: Browser, council: Council) -> None:
    check(admin, csv(HEAD, SAM, ANN))
    db.session.add(Person(name="Ann Lee", email="ann@example.org"))
    db.session.commit()
    page = admin.submit("Make these changes")

    assert page.messages == [
        "Somebody has changed the directory meanwhile. Nothing was taken in yet: look through the file again."
    ]
    assert page.facts["Will be changed"] == "1 person"
    assert admin.submit("Make these changes").messages == ["1 added, 1 changed, 0 left alone."]


def test_a_file_is_its_administrators_and_for_an_hour(
    admin: Browser, council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    path = check(admin, csv(HEAD, SAM)).path
    other = browser_of(council.person("Olu Other", administrator=True))
    assert other.get(path, expect=403).h1 == "You do not have access to this page"
    council.clock.advance(hours=1, seconds=1)
    assert admin.get(path).messages == ["That file is no longer kept. Choose it again."]
    assert admin.post(path).h1 == "Bring people up to date from a file"
    assert identity.person_by_email("sam@example.org") is None


def test_everybody_can_be_downloaded_and_taken_in_again(admin: Browser) -> None:
    check(admin, csv(HEAD, SAM, ANN, BO))
    admin.submit("Make these changes")
    file = admin.download("/people/people.csv").data
    assert file.startswith("\ufeffname,email,job_title".encode())
    assert "There is nothing to do" in check(admin, file).text


def test_no_file_was_chosen(admin: Browser) -> None:
    admin.get("/people/import")
    assert admin.submit("Check the file").errors == ["Choose a file"]


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Callable[..., tuple[int, dict[str, object]]]:
    """Take a file in from the command line."""

    def command(content: bytes, *options: str) -> tuple[int, dict[str, object]]:
        file = tmp_path / "people.csv"
        file.write_bytes(content)
        done = app.test_cli_runner().invoke(args=["person", "import", str(file), *options])
        return done.exit_code, json.loads(done.stdout)

    return command


def test_the_command_says_what_it_would_do_and_does_it_when_told(
    run: Callable[..., tuple[int, dict[str, object]]],
) -> None:
    would = {"added": 2, "changed": 0, "left_alone": 0, "not_in_file": 0, "unused": [], "errors": []}
    assert run(csv(HEAD, SAM, ANN)) == (0, would | {"committed": False})
    assert identity.person_by_email("ann@example.org") is None
    assert run(csv(HEAD, SAM, ANN), "--commit") == (0, would | {"committed": True})
    assert run(csv(HEAD, SAM, ANN), "--commit") == (0, would | {"added": 0, "left_alone": 2, "committed": True})


def test_the_command_fails_on_errors_without_telling_addresses(
    run: Callable[..., tuple[int, dict[str, object]]],
) -> None:
    code, told = run(csv(HEAD, SAM, "Ann,ann@example.org,,,,ann@example.org,"), "--commit")

    assert (code, told["committed"], identity.person_by_email("sam@example.org")) == (1, False, None)
    [error] = told["errors"]  # type: ignore[misc, attr-defined]
    assert (error["row"], error["column"]) == (3, "manager_email")
    assert "example.org" not in json.dumps(told)
