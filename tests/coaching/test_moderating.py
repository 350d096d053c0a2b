"""The coach's desk: every comment with how it travels, and what may be done to each before release."""

import uuid
from collections.abc import Callable

import pytest

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.coaching import service
from feedback.coaching.models import Redaction
from feedback.disclosure import service as disclosure
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.building import Council
from tests.coaching.words import FOR_THE_COACH, HIDDEN, IN_THE_COACHS_WORDS, OTHER_WORDS, WORD_FOR_WORD
from tests.disclosure import rounds
from tests.staff import Browser

Find = Callable[[str], Comment]
BrowserOf = Callable[[Person], Browser]


def read_by_the_leader(leader: Subject) -> set[str]:
    """The texts in the released report."""
    db.session.rollback()
    return {comment["text"] for comment in disclosure.released(leader.id)["comments"]}


def test_the_desk_shows_every_comment_and_what_becomes_of_it(opened: Subject, browser_of: BrowserOf) -> None:
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}")
    page = coach.follow("Look through the comments")

    cards = ["".join(card.itertext()) for card in page.document.of_class("desk__comment")]
    assert len(cards) == len(WORD_FOR_WORD) + len(HIDDEN)
    for text in (*WORD_FOR_WORD, *HIDDEN):
        [card] = [card for card in cards if text in card]
        assert ("For you only" in card) == (text == FOR_THE_COACH)
        assert ("Waits for your words" in card) == (text in OTHER_WORDS)
        assert ("Take something out" in card) == (text in WORD_FOR_WORD)


def test_words_are_taken_out_and_their_original_is_sealed(
    council: Council, opened: Subject, browser_of: BrowserOf, comment: Find
) -> None:
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}/comments/{comment(WORD_FOR_WORD[0]).id}")
    answers = {
        "What do you want to take out?": "Some words",
        "The words to take out": "the  rota\nwas settled",
        "Why?": "It would tell who wrote it",
    }
    page = coach.submit("Take out", answers)

    assert page.h1 == "Look through the comments"
    assert "Kittiwake: [removed by moderator] with all of us." in read_by_the_leader(opened)
    redaction = db.session.query(Redaction).one()
    assert service.original(redaction.id, keys=rounds.keys_of(council.app)) == WORD_FOR_WORD[0]
    assert b"rota" not in (redaction.original_sealed or b"")


def test_a_whole_comment_is_taken_out(opened: Subject, browser_of: BrowserOf, comment: Find) -> None:
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}/comments/{comment(WORD_FOR_WORD[0]).id}")
    coach.submit("Take out", {"What do you want to take out?": "The whole comment", "Why?": "abusive"})

    assert read_by_the_leader(opened) == {*WORD_FOR_WORD[1:], "[removed by moderator]"}


@pytest.mark.parametrize("words", ["", "not in there"])
def test_words_that_are_not_in_the_comment_are_asked_for_again(
    opened: Subject, browser_of: BrowserOf, comment: Find, words: str
) -> None:
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}/comments/{comment(WORD_FOR_WORD[0]).id}")
    page = coach.submit(
        "Take out",
        {"What do you want to take out?": "words", "The words to take out": words, "Why?": "private"},
        expect=400,
    )
    assert page.errors == ["Copy the words exactly as they stand in the comment"]


def test_a_comment_is_said_in_other_words_and_these_may_be_changed(
    opened: Subject, browser_of: BrowserOf, comment: Find
) -> None:
    coach = browser_of(opened.coach)
    place = f"/reports/{opened.id}/comments/{comment(OTHER_WORDS[0]).id}"
    for words in ("Something else.", f"  {IN_THE_COACHS_WORDS} \n\nBest, Casey"):
        coach.get(place)
        page = coach.submit("Save your words", {"In your own words": words})
        assert page.h1 == "Look through the comments"

    assert read_by_the_leader(opened) == {*WORD_FOR_WORD, IN_THE_COACHS_WORDS}, "and evened out like all others"
    assert coach.get(place).form("Save your words").data["words"] == IN_THE_COACHS_WORDS


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (OTHER_WORDS[0], "These are the writer’s words"),
        (
            "It seems that DESK was moved twice in  a week.",
            "These are the writer’s words: “DESK was moved twice in  a week”",
        ),
        ("", "Write what the leader is to read, or leave the comment out"),
        ("Best, A.", "Write what the leader is to read, or leave the comment out"),
    ],
)
def test_what_are_not_the_coachs_words_is_refused(
    opened: Subject, browser_of: BrowserOf, comment: Find, words: str, error: str
) -> None:
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}/comments/{comment(OTHER_WORDS[0]).id}")
    page = coach.submit("Save your words", {"In your own words": words}, expect=400)

    assert page.errors[0].startswith(error.replace("  ", " "))
    assert comment(OTHER_WORDS[0]).waits


def test_a_comment_is_left_out_without_a_trace(opened: Subject, browser_of: BrowserOf, comment: Find) -> None:
    coach = browser_of(opened.coach)
    coach.get(f"/reports/{opened.id}/comments/{comment(OTHER_WORDS[0]).id}")
    coach.submit("Leave this comment out")

    assert read_by_the_leader(opened) == set(WORD_FOR_WORD)
    assert not comment(OTHER_WORDS[0]).waits


@pytest.mark.parametrize("text", HIDDEN)
def test_no_service_takes_words_out_of_what_the_leader_does_not_read(
    council: Council, opened: Subject, comment: Find, text: str
) -> None:
    with pytest.raises(NotAllowedNow):
        service.withhold(opened, comment(text), reason="private", by=opened.coach_id, now=council.clock.now)


@pytest.mark.parametrize("text", [*WORD_FOR_WORD, FOR_THE_COACH])
def test_only_who_asked_for_other_words_gets_them(council: Council, opened: Subject, comment: Find, text: str) -> None:
    by, now = opened.coach_id, council.clock.now
    with pytest.raises(NotAllowedNow):
        service.say_in_own_words(opened, comment(text), IN_THE_COACHS_WORDS, by=by, now=now)
    with pytest.raises(NotAllowedNow):
        service.leave_out(opened, comment(text), by=by, now=now)


def test_what_a_coach_does_is_audited_without_a_word_of_it(council: Council, opened: Subject, comment: Find) -> None:
    by, now = opened.coach_id, council.clock.now
    with one_transaction():
        service.say_in_own_words(opened, comment(OTHER_WORDS[0]), IN_THE_COACHS_WORDS, by=by, now=now)
        service.leave_out(opened, comment(OTHER_WORDS[1]), by=by, now=now)
        service.withhold(opened, comment(WORD_FOR_WORD[0]), reason="private", by=by, now=now)

    events = db.session.query(AuditEvent).filter(AuditEvent.action.startswith("comment.")).all()
    assert {event.action for event in events} == {"comment.paraphrased", "comment.left_out", "comment.withheld"}
    assert {event.by_id for event in events} == {by}
    assert not [event for event in events if "Changes to where" in str(event.facts) or "Kittiwake" in str(event.facts)]


def test_only_this_leaders_own_coach_comes_to_the_desk(
    council: Council, opened: Subject, browser_of: BrowserOf, comment: Find
) -> None:
    """Neither the leader nor the manager, nor an administrator, nor the coach of another leader."""
    ways = [
        rule
        for rule in council.app.url_map.iter_rules()
        if rule.endpoint.startswith("coaching.") and "subject_id" in rule.arguments
    ]
    assert len(ways) >= 6, "found too few: check this test"
    elsewhere = council.leader()
    values = {"subject_id": str(opened.id), "comment_id": str(comment(OTHER_WORDS[0]).id)}
    others = [opened.person, opened.manager, council.person("Ada Admin", administrator=True), elsewhere.coach]
    for person in others:
        browser = browser_of(person)
        browser.get("/tasks")
        for way in ways:
            path = way.rule
            for name, value in values.items():
                path = path.replace(f"<uuid:{name}>", value)
            if "GET" in (way.methods or ()):
                browser.get(path, expect=404)
            else:
                browser.post(path, {"words": "Mine", "then": "leave out"}, expect=404)
    assert comment(OTHER_WORDS[0]).waits
    assert disclosure.report_of(opened.id).state == "opened"


def test_a_coach_reaches_no_comment_of_another_leader(
    council: Council, opened: Subject, browser_of: BrowserOf, comment: Find
) -> None:
    [another] = rounds.answered(council)
    rounds.close(council, another.campaign)
    wanted = comment(OTHER_WORDS[0]).id
    coach = browser_of(another.coach)
    coach.get(f"/reports/{another.id}")
    coach.submit("Open the report")

    coach.get(f"/reports/{another.id}/comments/{wanted}", expect=404)
    coach.get("/tasks")
    coach.post(f"/reports/{another.id}/comments/{wanted}/words", {"words": "Mine"}, expect=404)
    coach.post(f"/reports/{another.id}/comments/{uuid.uuid4()}", {"what": "all"}, expect=404)
    assert comment(OTHER_WORDS[0]).waits
