"""Who may download a report's files, under which names, and how they are exported at the command line."""

import io
import json
import stat
import uuid
from contextvars import Context
from pathlib import Path

import pikepdf
import pytest
from werkzeug.test import TestResponse

from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import service as reports
from tests.building import Council
from tests.disclosure import rounds
from tests.page_client import PageClient
from tests.staff import sign_in

STARTS = {"pdf": b"%PDF-1.7", "docx": b"PK", "xlsx": b"PK", "json": b'{\n "format": "released-report/1"'}


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose campaign is closed and whose report is sealed."""
    [leader] = rounds.answered(council)
    rounds.close(council, leader.campaign)
    return leader


class Browser(PageClient):
    """A browser in which somebody is signed in, and that shares only the database with the test."""

    def __init__(self, council: Council, person_id: uuid.UUID | None) -> None:
        super().__init__(council.app)
        if person_id:
            sign_in(self.browser, person_id, now=council.clock.now)

    def download(self, path: str, *, expect: int = 200) -> TestResponse:
        """Fetch a file as on a server, with nothing of the test's context in the request."""
        db.session.rollback()
        return Context().run(super().download, path, expect=expect)


def opened(council: Council, leader: Subject, *, release: bool = False) -> None:
    """Let the coach open the report, and release it."""
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        if release:
            reports.release_report(leader, by=leader.coach_id, now=council.clock.now)


@pytest.mark.parametrize("kind", STARTS)
def test_coach_and_then_leader_may_download_every_file(council: Council, leader: Subject, kind: str) -> None:
    path = f"/reports/{leader.id}/report.{kind}"
    coach, own = Browser(council, leader.coach_id), Browser(council, leader.person_id)

    coach.download(path, expect=404)
    opened(council, leader)
    assert coach.download(path).data.startswith(STARTS[kind])
    own.download(path, expect=404)
    opened(council, leader, release=True)
    file = own.download(path)
    assert file.data.startswith(STARTS[kind])
    assert file.headers["Content-Disposition"] == f"attachment; filename=feedback-report.{kind}"
    assert file.headers["Cache-Control"] == "no-store"


def test_nobody_else_is_told_that_there_is_a_file(council: Council, leader: Subject) -> None:
    opened(council, leader, release=True)
    path = f"/reports/{leader.id}/report.pdf"
    others: list[Person] = [
        db.session.get_one(Person, leader.manager_id),
        council.person("Ada Admin", administrator=True),
        council.person("Another Coach", coach=True),
    ]

    for person in others:
        Browser(council, person.id).download(path, expect=404)
    assert Browser(council, None).download(path, expect=302).headers["Location"].startswith("/sign-in")
    Browser(council, leader.person_id).download(f"/reports/{leader.id}/report.exe", expect=404)
    Browser(council, leader.person_id).download(f"/reports/{uuid.uuid4()}/report.pdf", expect=404)


def test_the_page_leads_to_the_files(council: Council, leader: Subject) -> None:
    opened(council, leader, release=True)
    page = Browser(council, leader.person_id)
    page.get(f"/reports/{leader.id}")

    assert page.page is not None
    links = [address for _, address in page.page.links if "/report." in address]
    assert links == [f"/reports/{leader.id}/report.{kind}" for kind in ("pdf", "docx", "xlsx", "json")]


def test_the_pdf_bears_the_councils_name_and_the_day_of_closing(council: Council, leader: Subject) -> None:
    opened(council, leader, release=True)
    made = Browser(council, leader.person_id).download(f"/reports/{leader.id}/report.pdf").data

    closed_on = disclosure.report_of(leader.id).closed_on
    with pikepdf.open(io.BytesIO(made)) as opened_file:
        assert str(opened_file.docinfo["/Author"]) == "Exampleshire Council"
        assert str(opened_file.docinfo["/CreationDate"]).startswith(f"D:{closed_on:%Y%m%d}000000")


@pytest.mark.parametrize("kind", STARTS)
def test_export_writes_the_same_files_for_their_owner_alone(
    council: Council, leader: Subject, tmp_path: Path, kind: str
) -> None:
    opened(council, leader, release=True)
    output = tmp_path / f"report.{kind}"

    result = export(council, leader.id, "--format", kind, "--output", str(output))

    assert (result.exit_code, result.output) == (0, "")
    downloaded = Browser(council, leader.person_id).download(f"/reports/{leader.id}/report.{kind}").data
    assert output.read_bytes() == downloaded
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_export_says_what_is_missing(council: Council, leader: Subject, tmp_path: Path) -> None:
    unsaid = export(council, leader.id, "--format", "pdf")
    nowhere = export(council, leader.id, "--format", "pdf", "--output", str(tmp_path / "no" / "such" / "place.pdf"))
    nobody = export(council, uuid.uuid4(), "--format", "pdf", "--output", str(tmp_path / "report.pdf"))

    assert unsaid.exit_code == 2
    assert "Say where to write it: --output report.pdf" in unsaid.stderr
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr
    assert nobody.exit_code == 1
    assert "There is no closed feedback with this id. See: flask report list" in nobody.stderr
    assert list(tmp_path.glob("*.pdf")) == []
    assert json.loads(export(council, leader.id).stdout) == disclosure.released(leader.id)


def export(council: Council, subject_id: uuid.UUID, *words: str):  # type: ignore[no-untyped-def]
    """``flask report export``."""
    return council.app.test_cli_runner().invoke(args=["report", "export", str(subject_id), *words])
