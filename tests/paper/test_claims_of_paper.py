"""Claims R1, R2, R16 and R18 for paper: nothing of a code or an answer lies anywhere but on the sheet."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import sealing
from feedback.foundations.audit import AuditEvent
from feedback.invitation import codes
from feedback.invitation.models import PaperCode
from feedback.invitation.paper import Copy
from feedback.paper import keying
from tests.building import Council
from tests.disclosure import coached
from tests.paper.conftest import Staff, copy_of
from tests.paper.printing import papers, printed
from tests.response.at_rest import everything, guises, logged, rows

MARKER = "Zinnober-Quittung, mit der Hand geschrieben"


def test_r1_r2_neither_code_nor_answers_lie_anywhere(
    admin: Staff, clerk: Staff, leader: Subject, raters: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    first, second, third = (paper.code for paper in admin.make(leader, *raters[:3]))
    clerk.key_in(first, "4", MARKER)
    clerk.open_code(second)
    item = campaigns.questionnaire_for(leader).items[0]
    clerk.submit("Check", {item.rater: "no number"})
    clerk.open_code("BCDF GHJK MNPR TVWX")
    admin.make(leader, raters[2])

    disk, log, held = everything(tmp_path), logged(caplog), rows(tmp_path)
    assert b"Lee Leader" in disk, "the search finds what is there"
    kept = {row[0] for row in held["paper_code"]}
    assert len(kept) == 2, "that of the second and of the third, made anew"
    for code in (first, second, third):
        plain = code.replace(" ", "")
        assert sealing.digest(plain) not in disk, "without the secret a code cannot be found again"
        for guise in guises(code) | guises(plain):
            assert guise not in disk
            assert guise not in log
    for guise in guises(MARKER):
        assert guise not in disk
        assert guise not in log


def test_once_sent_a_sheet_leads_to_nobody(clerk: Staff, code: str) -> None:
    assert db.session.query(PaperCode).count() == 1
    clerk.key_in(code, "4")
    assert db.session.query(PaperCode).count() == 0


def test_at_closing_codes_that_never_came_back_go_too(leader: Subject, council: Council, code: str) -> None:
    assert db.session.query(PaperCode).count() == 1
    council.close(leader.campaign)
    assert leader.closed
    assert db.session.query(PaperCode).count() == 0


def test_r16_looking_and_checking_changes_no_row(
    admin: Staff, clerk: Staff, leader: Subject, code: str, tmp_path: Path
) -> None:
    for browser in (clerk, admin):
        browser.get("/account")  # signing in is another thing, and leaves a session
    before = rows(tmp_path)
    for browser, path in [(clerk, "/paper"), (clerk, "/paper/sent")] + [
        (admin, f"/campaigns/{leader.campaign_id}/paper{end}") for end in ("", f"/{leader.id}")
    ]:
        for method in ("GET", "HEAD"):
            assert browser.fetch(method, path).status_code == 200, path
    clerk.open_code(code)
    clerk.submit("Check", {campaigns.questionnaire_for(leader).items[0].rater: "4"}, expect=200)
    clerk.submit("Go back and change")
    assert rows(tmp_path) == before
    assert len(before["paper_code"]) == 1


def test_r18_all_lines_about_a_clerk_are_the_same_line(
    clerk: Staff, leader: Subject, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "feedback.access")
    clerk.open_code("nonsense")
    clerk.key_in(code, "4", MARKER)
    clerk.open_code(code)
    lines = [record.getMessage() for record in caplog.records if record.name == "feedback.access"]
    assert len(lines) >= 8
    assert set(lines) == {"clerk page"}


def test_r18_of_what_breaks_the_log_has_the_place_alone(
    clerk: Staff, code: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(f"{MARKER} {code}")

    monkeypatch.setattr(keying, "opened", breaks)
    clerk.get("/paper")
    clerk.post("/paper", {"code": code}, expect=500)
    [told] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.getMessage().startswith("error on a clerk page: RuntimeError in breaks:")
    assert (told.exc_info, told.exc_text) == (None, None)
    assert MARKER.encode() not in logged(caplog)


def test_r19_headers(clerk: Staff, code: str) -> None:
    page = clerk.open_code(code)
    for answer in (page.response, clerk.get("/paper").response, clerk.key_in(code, "4").response):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert code not in answer.request.url
    assert page.response.request.path == "/paper"


def test_keying_in_is_not_audited(clerk: Staff, code: str) -> None:
    """An event in the transaction that fills a slot would say in its row version which slot a clerk has read."""
    clerk.get("/paper")  # signing in is audited, as for everybody
    before = db.session.query(AuditEvent).count()
    clerk.key_in(code, "4")
    assert db.session.query(AuditEvent).count() == before


def test_what_is_stored_looks_like_an_answer_online(
    clerk: Staff, leader: Subject, council: Council, code: str, tmp_path: Path
) -> None:
    clerk.key_in(code, "4", MARKER)
    sent = [row for row in council.invitations(leader) if row.state == 2]
    council.answer(next(one for one in council.invitations(leader) if one.state == 0), 4, {"q1": MARKER})
    db.session.expire_all()
    both = [row for row in council.invitations(leader) if row.state == 2]
    assert (len(sent), len(both)) == (1, 2)
    shapes = {
        tuple(len(blob or b"") for blob in (one.slot, one.wrap_dev, one.wrap_phrase, one.wrap_sub)) for one in both
    }
    assert len(shapes) == 1


def test_paper_is_locked_by_the_coach_too_where_the_campaign_asks_for_it(
    clerk: Staff, council: Council, app: Flask, sweep: Callable[[], object]
) -> None:
    leader = council.collecting(council.leader(council.campaign(coach_key=True)), peers=4)
    assert council.invitations(leader) == [], "nobody is asked before the coach has a key"
    coached.lock(council, leader)
    sweep()
    first, second, *_ = (one for one in council.invitations(leader) if one.group == "peers")
    clerk.key_in(copy_of(council, first), "4", MARKER)
    council.answer(second, 4, {"q1": MARKER})
    db.session.expire_all()
    assert len(first.wrap_sub or b"") == len(second.wrap_sub or b"") > 80, "a box in a box"
    with app.test_request_context():
        [paper] = papers(printed(leader, Copy("Pat Rater", "peers", codes.new_code())))
    assert "locked by a passphrase that only the coach has" in paper.pages[0]


def test_nobody_can_read_it_back(clerk: Staff, staff: Callable[..., Staff], app: Flask, code: str) -> None:
    clerk.key_in(code, "4", MARKER)
    for path in ("/paper", "/paper/sent", "/tasks"):
        page = clerk.get(path)
        assert MARKER not in page.html
        assert code not in page.html
