"""Can a coach take away all the reports of their leaders at once, and only those, whatever happens meanwhile?"""

import io
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from feedback import press
from feedback.campaign.models import Subject
from feedback.coaching import bundles, making, service
from feedback.coaching.models import ReportFile
from feedback.coaching.rules import REASONS
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.claims import claiming
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import files
from feedback.report import service as reports
from tests import databases
from tests.building import Council
from tests.disclosure import rounds
from tests.staff import Browser

NAMES = ("Ada O’Hara", "../../etc/Zed", "Zoë Ångström")


@pytest.fixture
def leaders(council: Council) -> list[Subject]:
    """Three leaders of one coach in a closed campaign; the coach has opened all reports but the last."""
    found = rounds.launched(council, 3)
    for leader, name in zip(found, NAMES, strict=True):
        leader.person.name = name
        rounds.send(leader, rounds.varied(leader, say="Peridot", peers=5))
    db.session.commit()
    rounds.close(council, found[0].campaign)
    with one_transaction():
        service.keep_office_key(rounds.keys_of(council.app))
        for leader in found[:2]:
            reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    return found


@pytest.fixture
def coach(leaders: list[Subject], browser_of: Callable[[Person], Browser]) -> Browser:
    """The coach's browser with the page of the campaign open."""
    browser = browser_of(leaders[0].coach)
    browser.get("/coaching")
    browser.follow("All reports of Leadership feedback as PDFs")
    return browser


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, council: Council) -> None:
    """Files are made in this process, by the code that the processes run."""

    class Makers:
        def __init__(self, *_: object) -> None:
            self.made = 0

        def __enter__(self) -> "Makers":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def submit(self, make: Callable[..., bytes], *given: object) -> press.Future[bytes]:
            future: press.Future[bytes] = press.Future()
            try:
                future.set_result(make(*given))
            except Exception as fault:
                future.set_exception(fault)
            return future

    monkeypatch.setattr(press, "_makers", Makers)
    monkeypatch.setattr(press, "_app", [council.app])


def path_of(leaders: list[Subject]) -> str:
    """Where the page of their campaign is."""
    return f"/reports/campaigns/{leaders[0].campaign_id}"


def unpacked(coach: Browser, leaders: list[Subject]) -> dict[str, bytes]:
    """What is in the ZIP."""
    with zipfile.ZipFile(io.BytesIO(coach.download(f"{path_of(leaders)}/reports.zip").data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_processes_make_the_files_and_the_coach_takes_them_away(
    coach: Browser, leaders: list[Subject], council: Council, tmp_path: Path
) -> None:
    assert "1 report is still sealed" in coach.page.text
    page = coach.submit("Make 2 PDFs")
    assert "0 of 2 are ready." in page.text
    coach.download(f"{path_of(leaders)}/reports.zip", expect=404)

    assert press.make_due(council.app, processes=2) == 2
    assert press.make_due(council.app) == 0
    db.session.rollback()
    assert "Download 2 reports (ZIP)" in [words for words, _ in coach.get(path_of(leaders)).links]
    found = unpacked(coach, leaders)
    assert list(found) == ["001 etc Zed.pdf", "002 Ada O’Hara.pdf"]
    settings = council.app.config["SETTINGS"]
    council_name, colour = settings.council_name, settings.brand_colour
    alone = files.file_of(leaders[0], "pdf", council=council_name, colour=colour, reader="coach")
    assert found["002 Ada O’Hara.pdf"] == alone, "the same file as from the report's own page"
    with pikepdf.open(io.BytesIO(found["001 etc Zed.pdf"])) as opened:
        assert len(opened.pages) > 3
    db.session.rollback()
    with databases.in_use().reading(tmp_path) as rows:
        kept = [locked for [locked] in rows("SELECT locked FROM report_file")]
    assert len(kept) == 2
    assert not [locked for locked in kept if b"%PDF" in locked or b"/Type" in locked], "they lie encrypted"


@pytest.mark.usefixtures("here")
def test_nobody_else_finds_the_page_or_the_files(
    coach: Browser, leaders: list[Subject], council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    coach.submit("Make 2 PDFs")
    press.make_due(council.app)
    elsewhere = council.person("Another Coach", coach=True)
    strangers = [council.person("Ada Admin", administrator=True), elsewhere, leaders[0].person, leaders[0].manager]
    for stranger in strangers:
        browser_of(stranger).get(path_of(leaders), expect=404)
        browser_of(stranger).download(f"{path_of(leaders)}/reports.zip", expect=404)
        assert "All reports of" not in browser_of(stranger).get("/coaching").text
    leaders[0].coach_id = elsewhere.id
    db.session.commit()
    assert list(unpacked(coach, leaders)) == ["001 etc Zed.pdf"], "each coach has their own leaders alone"
    assert list(unpacked(browser_of(elsewhere), leaders)) == ["001 Ada O’Hara.pdf"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("change", ["take out", "release"])
def test_a_report_that_changes_takes_its_file_with_it(
    coach: Browser, leaders: list[Subject], council: Council, change: str
) -> None:
    coach.submit("Make 2 PDFs")
    press.make_due(council.app)
    before = unpacked(coach, leaders)["002 Ada O’Hara.pdf"]
    changed, about = leaders[0], {"by": leaders[0].coach_id, "now": council.clock.now}
    with one_transaction():
        if change == "release":
            service.release(changed, **about)  # type: ignore[arg-type]
        else:
            comment = next(one for one in service.comments_of(changed) if one.label is None)
            service.withhold(changed, comment, reason=next(iter(REASONS)), **about)  # type: ignore[arg-type]

    assert list(unpacked(coach, leaders)) == ["001 etc Zed.pdf"]
    assert "1 of 2 are ready." in coach.get(path_of(leaders)).text
    db.session.rollback()
    press.make_due(council.app)
    assert unpacked(coach, leaders)["002 Ada O’Hara.pdf"] != before


@pytest.mark.usefixtures("leaders")
def test_what_was_begun_before_a_change_is_thrown_away(leaders: list[Subject], council: Council) -> None:
    with one_transaction():
        bundles.ask(leaders[0].campaign_id, by=leaders[0].coach_id, now=council.clock.now)
    with one_transaction():
        due = making.next_due(now=council.clock.now)
    assert due is not None
    with one_transaction():
        bundles.forget([due.subject_id])
    with one_transaction():
        assert not making.keep(due, b"of before", secret="x" * 32)
    db.session.expire_all()
    assert db.session.get_one(ReportFile, due.subject_id).locked is None


@pytest.mark.usefixtures("here")
def test_a_report_that_cannot_be_made_holds_nobody_up_and_is_tried_again_on_request(
    coach: Browser,
    leaders: list[Subject],
    council: Council,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    as_it_is = press._make_one

    def breaks(subject_id: object) -> bytes:
        if subject_id == leaders[0].id:
            raise ValueError("Ada O’Hara wrote this")
        return as_it_is(subject_id)  # type: ignore[arg-type]

    monkeypatch.setattr(press, "_make_one", breaks)
    coach.submit("Make 2 PDFs")
    tried = [press.make_due(council.app)]
    for minutes in (1, 2, 4, 8, 16):
        assert press.make_due(council.app) == 0, "it is left alone for a while"
        council.clock.advance(minutes=minutes)
        tried.append(press.make_due(council.app))
    assert tried == [1, 0, 0, 0, 0, 0]
    assert caplog.text.count("could not be made") == bundles.ATTEMPTS
    assert "Ada" not in caplog.text
    page = coach.get(path_of(leaders))
    assert "1 report could not be made" in page.text
    monkeypatch.setattr(press, "_make_one", as_it_is)
    coach.submit("Make the missing PDFs")
    press.make_due(council.app)
    assert len(unpacked(coach, leaders)) == 2


@pytest.mark.usefixtures("here")
def test_being_told_to_end_costs_no_attempt_and_the_next_worker_goes_on(
    leaders: list[Subject], council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    with one_transaction():
        bundles.ask(leaders[0].campaign_id, by=leaders[0].coach_id, now=council.clock.now)
    stop = threading.Event()

    class Slow:
        def submit(self, *_: object) -> press.Future[bytes]:
            stop.set()
            return press.Future()

    with claiming(db.engine) as claims:
        assert press._make(Slow(), claims, secret="x" * 32, at_once=3, stop=stop) == 0  # type: ignore[arg-type]
    db.session.expire_all()
    assert {file.attempts for file in db.session.query(ReportFile)} == {0}
    db.session.rollback()
    assert press.make_due(council.app) == 2


@pytest.mark.usefixtures("here")
def test_what_one_worker_is_making_no_other_begins(leaders: list[Subject], council: Council) -> None:
    with one_transaction():
        bundles.ask(leaders[0].campaign_id, by=leaders[0].coach_id, now=council.clock.now)
    first = min(leader.id for leader in leaders[:2])
    db.session.rollback()
    with claiming(db.engine) as another:
        assert another.take(f"file {first}")
        assert press.make_due(council.app) == 1
        db.session.expire_all()
        assert sorted(file.attempts for file in db.session.query(ReportFile)) == [0, 1]
        db.session.rollback()
    assert press.make_due(council.app) == 1


@pytest.mark.usefixtures("here")
def test_files_are_erased_on_request_and_after_three_days(
    coach: Browser, leaders: list[Subject], council: Council, sweep: Callable[[], object]
) -> None:
    coach.submit("Make 2 PDFs")
    press.make_due(council.app)
    coach.get(path_of(leaders))
    page = coach.submit("Erase the files now")
    assert page.messages == ["2 files are erased. The reports themselves stay."]
    assert db.session.query(ReportFile).count() == 0
    coach.submit("Make 2 PDFs")
    press.make_due(council.app)
    council.clock.advance(days=3)
    sweep()
    assert db.session.query(ReportFile).count() == 2
    council.clock.advance(days=1)
    sweep()
    assert db.session.query(ReportFile).count() == 0
    actions = [event.action for event in db.session.query(AuditEvent) if event.action.startswith("reports.")]
    assert sorted(actions) == ["reports.asked_for", "reports.asked_for", "reports.files_erased"]


def test_names_are_safe_on_every_system() -> None:
    from feedback.coaching.archive import safe_name

    given = ["../../etc", "CON", 'a/b\\c:d*?"<>|', "…", "\u202egpj.exe", "Zoë  O’Hara", "x" * 300, " . "]
    for words in given:
        name = safe_name(words)
        assert 0 < len(name) <= 60
        assert not set(name) & set('/\\:*?"<>|\0\n\r\t\u202e')
        assert name[0] not in ". "
        assert name[-1] not in ". "
    assert safe_name("Zoë  O’Hara") == "Zoë O’Hara"
    assert safe_name("…") == "Report"


@pytest.mark.usefixtures("here")
def test_files_of_another_secret_are_left_out_and_made_anew_when_the_worker_starts(
    coach: Browser, leaders: list[Subject], council: Council
) -> None:
    coach.submit("Make 2 PDFs")
    press.make_due(council.app)
    settings = council.app.config["SETTINGS"]
    with one_transaction():
        assert making.forget_unreadable(secret=settings.secret_key) == 0
    council.app.config["SETTINGS"] = settings.model_copy(update={"secret_key": "another secret, long enough as well"})
    assert unpacked(coach, leaders) == {}

    db.session.rollback()
    assert press.make_due(council.app) == 2
    db.session.rollback()
    assert len(unpacked(coach, leaders)) == 2
