"""Release: what the leader then reads in every output, what is sealed, and what is gone thirty days later."""

import io
import json
from collections.abc import Callable
from datetime import timedelta

import docx
import pdfplumber
import pytest
from python_calamine import CalamineWorkbook

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.coaching import service
from feedback.coaching.models import Redaction
from feedback.disclosure import service as disclosure
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.building import Council
from tests.coaching.words import (
    FOR_THE_COACH,
    HIDDEN,
    IN_THE_COACHS_WORDS,
    MARKERS,
    OTHER_WORDS,
    WORD_FOR_WORD,
)
from tests.disclosure import rounds
from tests.staff import Browser

Find = Callable[[str], Comment]
BrowserOf = Callable[[Person], Browser]


def outputs(browser: Browser, leader: Subject) -> dict[str, str]:
    """Every output of a report as its reader gets it, each read back by another program than wrote it."""
    files = {
        kind: browser.download(f"/reports/{leader.id}/report.{kind}").data for kind in ("pdf", "docx", "xlsx", "json")
    }
    with pdfplumber.open(io.BytesIO(files["pdf"])) as pdf:
        of_pdf = " ".join(page.extract_text() for page in pdf.pages)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))
    rows = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    written = docx.Document(io.BytesIO(files["docx"]))
    texts = {
        "page": browser.get(f"/reports/{leader.id}").html,
        "pdf": of_pdf,
        "docx": " ".join(text for text in written.element.itertext()),
        "xlsx": " ".join(map(str, rows)),
        "json": files["json"].decode(),
        "export": leader_export(browser, leader),
    }
    return {kind: " ".join(text.split()) for kind, text in texts.items()}


def leader_export(browser: Browser, leader: Subject) -> str:
    """What the command line prints."""
    db.session.rollback()
    return browser.app.test_cli_runner().invoke(args=["report", "export", str(leader.id)]).stdout


def release(council: Council, leader: Subject) -> None:
    """Let the coach release it."""
    with one_transaction():
        service.release(leader, by=leader.coach_id, now=council.clock.now)


def say(council: Council, leader: Subject, comment: Comment) -> None:
    """Let the coach put a comment in other words."""
    with one_transaction():
        service.say_in_own_words(
            leader, comment, IN_THE_COACHS_WORDS, by=leader.coach_id, now=council.clock.now
        )  # fmt: skip


@pytest.mark.parametrize("released", [False, True])
def test_no_output_holds_what_the_leader_is_not_to_read(
    council: Council, opened: Subject, browser_of: BrowserOf, comment: Find, released: bool
) -> None:
    """The coach's copies before, the leader's after: one comment in other words, one left out, one for the coach."""
    say(council, opened, comment(OTHER_WORDS[0]))
    if released:
        release(council, opened)
    made = outputs(browser_of(opened.person if released else opened.coach), opened)

    assert len(made) == 6
    for kind, text in made.items():
        assert not [marker for marker in MARKERS if marker.lower() in text.lower()], kind
        assert IN_THE_COACHS_WORDS in text, kind
        for shown in WORD_FOR_WORD:
            assert shown in text, kind
    comments = json.loads(made["json"])["comments"]
    assert {tuple(sorted(comment)) for comment in comments} == {("question", "text")}, "nothing marks how it travelled"
    assert len(comments) == 4


def test_two_rounds_that_differ_in_what_is_hidden_alone_give_the_same_words(
    council: Council, opened: Subject, comment: Find
) -> None:
    """Nobody can tell from the report whether there was a comment that the leader does not read."""
    before = {(one["question"], one["text"]) for one in disclosure.released(opened.id)["comments"]}
    with one_transaction():
        for text in HIDDEN:
            db.session.delete(comment(text))
    assert {(one["question"], one["text"]) for one in disclosure.released(opened.id)["comments"]} == before


def test_the_coach_is_told_how_many_wait_and_may_release_without_them(
    council: Council, opened: Subject, browser_of: BrowserOf, comment: Find
) -> None:
    say(council, opened, comment(OTHER_WORDS[0]))
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}")
    page = coach.follow("Release this report")
    assert "1 comment waits for your words. If you release now, it is left out." in page.text
    assert page.facts == {"Word for word": "3", "In your words": "1", "Left out": "1", "For you only": "1"}

    page = coach.submit("Release the report")
    assert page.messages == [f"Released. {opened.person.name} is told by email."]
    assert disclosure.report_of(opened.id).state == "released"
    coach.get(f"/reports/{opened.id}/release", expect=404)


def test_release_seals_what_the_leader_does_not_read_and_thirty_days_erase_it(
    council: Council, opened: Subject, comment: Find
) -> None:
    say(council, opened, comment(OTHER_WORDS[0]))
    release(council, opened)

    keys = rounds.keys_of(council.app)
    sealed = {row.reason: service.original(row.id, keys=keys) for row in db.session.query(Redaction)}
    assert sealed == {"paraphrased": OTHER_WORDS[0], "left-out": OTHER_WORDS[1]}
    assert {row.text for row in db.session.query(Comment)} == {*WORD_FOR_WORD, FOR_THE_COACH, ""}

    today = council.clock.now.date()
    for days, left in [(29, 1), (30, 0)]:
        with one_transaction():
            erased = service.erase_originals(today=today + timedelta(days=days))
        assert erased == (0 if left else 3)
        assert db.session.query(Comment).filter_by(text=FOR_THE_COACH).count() == left
        assert db.session.query(Redaction).filter(Redaction.original_sealed.is_not(None)).count() == 2 * left


def test_erasing_changes_nothing_that_was_released(
    council: Council, opened: Subject, browser_of: BrowserOf, comment: Find
) -> None:
    say(council, opened, comment(OTHER_WORDS[0]))
    release(council, opened)
    before = leader_export(browser_of(opened.person), opened)
    with one_transaction():
        service.erase_originals(today=council.clock.now.date() + timedelta(days=31))
    assert leader_export(browser_of(opened.person), opened) == before


def test_what_is_for_the_coach_only_stays_on_the_coachs_page_until_it_is_erased(
    council: Council, opened: Subject, browser_of: BrowserOf
) -> None:
    release(council, opened)
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}")
    page = coach.follow("Comments for you only")
    assert FOR_THE_COACH in page.text
    assert not [text for text in (*WORD_FOR_WORD, *OTHER_WORDS) if text in page.text]
    browser_of(opened.person).get(f"/reports/{opened.id}/comments", expect=404)

    with one_transaction():
        service.erase_originals(today=council.clock.now.date() + timedelta(days=30))
    assert "There are none." in coach.get(f"/reports/{opened.id}/comments").text


def test_after_release_nothing_is_changed_any_more(council: Council, opened: Subject, comment: Find) -> None:
    left = comment(WORD_FOR_WORD[0])
    release(council, opened)
    by, now = opened.coach_id, council.clock.now
    other = db.session.query(Comment).filter_by(subject_id=opened.id, travels="paraphrase").first()
    assert other is not None
    for change in (
        lambda: service.withhold(opened, left, reason="private", by=by, now=now),
        lambda: service.say_in_own_words(opened, other, IN_THE_COACHS_WORDS, by=by, now=now),
        lambda: service.leave_out(opened, other, by=by, now=now),
    ):
        with pytest.raises(NotAllowedNow):
            change()
    release(council, opened)
    assert db.session.query(Redaction).count() == 2, "releasing twice is releasing once"


def test_a_sealed_report_is_not_released(council: Council, leader: Subject) -> None:
    with pytest.raises(NotAllowedNow), one_transaction():
        service.release(leader, by=leader.coach_id, now=council.clock.now)
    assert db.session.query(Redaction).count() == 0
