"""What is no answer is refused with words; what was typed stays on the page, and nothing is half-written."""

import pytest

from feedback.foundations import sealing
from feedback.response.rules import LONGEST_COMMENT
from tests.response.at_rest import rows
from tests.response.raters import Rater
from tests.response.round import Round

ODD_TEXTS = {
    "emoji": "Brilliant \N{TWO HEARTS}\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\u200d\N{PERSONAL COMPUTER} work",
    "right to left": "\u202bمدير رائع، يستمع دائما\u202c",
    "zero width": "in\u200bvis\u200dible\ufeff",
    "combining": "Zoe\N{COMBINING DIAERESIS} and S\N{LATIN SMALL LETTER I WITH CIRCUMFLEX}an",
    "lines": "one\n\n  two\n\tthree",
    "markup": "</textarea><script>alert(1)</script> & \"quotes\" 'too' {{ 7 * 7 }} %s",
    "beyond the basic plane": "\N{CUNEIFORM SIGN A}",
}
LOST = {
    "NUL": ("be\0fore", "before"),
    "what is no character": ("a\ufffeb\U0010ffffc\ufdd0d", "abcd"),
    "control characters": ("a\x01b\x08c\x1bd\x7fe\x85f", "abcdef"),
    "line ends of other systems": ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    "blanks around it": ("  \n words \t\n", "words"),
}


def _type(rater: Rater, words: str, *, path: str = "/r/1/page/3", **more: str) -> None:
    rater.get(path)
    hidden = rater.page.form(rater.save_button).data.to_dict()  # type: ignore[union-attr]
    rater.post(path, hidden | {"c.q1": words} | more)


@pytest.mark.parametrize("words", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_whatever_can_be_written_comes_back_as_it_was(rater: Rater, words: str) -> None:
    _type(rater, words)
    assert rater.given(3)["c.q1"] == words


@pytest.mark.parametrize(("typed", "kept"), LOST.values(), ids=LOST)
def test_what_no_page_can_show_is_left_out(rater: Rater, typed: str, kept: str) -> None:
    _type(rater, typed)
    assert rater.given(3)["c.q1"] == kept


def test_half_a_pair_from_a_broken_browser_does_no_harm(rater: Rater) -> None:
    hidden = rater.hidden()
    body = "&".join(f"{name}={value}" for name, value in hidden.items()) + "&c.q1=a%ED%A0%80b&c.q2=%FF%FE"
    form = {"content_type": "application/x-www-form-urlencoded", "data": body}

    assert rater.fetch("POST", "/r/1/page/3", **form).status_code == 302
    assert rater.given(3)["c.q1"].startswith("a")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        pytest.param("i.connect.1.1", "6", "Choose one of the answers shown", id="above the scale"),
        pytest.param("i.connect.1.1", "0", "Choose one of the answers shown", id="below the scale"),
        pytest.param("i.connect.1.1", "3.5", "Choose one of the answers shown", id="between two points"),
        pytest.param("i.connect.1.1", "", "Choose one of the answers shown", id="an empty answer"),
        pytest.param("i.connect.1.1", "\N{FULLWIDTH DIGIT THREE}", "Choose one of the answers shown", id="wide digit"),
        pytest.param("i.unheard.of", "3", "This statement is not part of the page", id="an unknown item"),
        pytest.param("i.inspire.1.1", "3", "This statement is not part of the page", id="an item of another page"),
        pytest.param("i.", "3", "This statement is not part of the page", id="no item"),
        pytest.param("c.unheard", "x", "This question is not part of the page", id="an unknown question"),
        pytest.param(
            "c.theme:connect", "x" * 3_001, "Shorten this to 3,000 characters: it has 3,001", id="one too many"
        ),
        pytest.param("c.theme:connect", "x" * 6_000, "Shorten this to 3,000 characters: it has 6,000", id="6,000"),
        pytest.param("c.theme:connect", "é" * 100_000, "Shorten this to 3,000 characters: it has 100,000", id="a book"),
    ],
)
def test_what_is_no_answer_is_refused_and_the_rest_stays_on_the_page(
    round_: Round, rater: Rater, field: str, value: str, error: str
) -> None:
    rater.get("/r/1/page/1")
    rater.submit("Save and continue", rater.fill(2, "saved before"))
    before = rows(round_.folder)

    rater.get("/r/1/page/1")
    typed = rater.page.form("Save and continue").fill(rater.fill(5, "typed now")).data.to_dict()  # type: ignore[union-attr]
    page = rater.post("/r/1/page/1", typed | {field: value}, expect=400)

    assert len(page.errors) == 1
    assert page.errors[0].startswith(error)
    form = page.form("Save and continue").data
    assert form["i.connect.2.2"] == "5"
    assert form["c.theme:connect"] == (value if field == "c.theme:connect" else "typed now")
    assert rows(round_.folder) == before, "nothing is half-written"
    assert rater.given(1)["c.theme:connect"] == "saved before"


def test_a_thousand_wrong_fields_are_refused_in_one_line(rater: Rater) -> None:
    hidden = rater.hidden()
    page = rater.post("/r/1/page/1", hidden | {f"i.made.up.{n}": "3" for n in range(1_000)}, expect=400)
    assert page.errors == ["This statement is not part of the page. Go back to the start and open it again"]


def test_a_comment_of_just_the_right_length_is_kept(rater: Rater) -> None:
    _type(rater, "x" * LONGEST_COMMENT)
    assert len(rater.given(3)["c.q1"]) == LONGEST_COMMENT


def test_a_form_larger_than_any_answer_is_turned_away_politely(rater: Rater) -> None:
    hidden = rater.hidden()
    answer = rater.fetch("POST", "/r/1/page/3", data=hidden | {"c.q1": "x" * 7_000_000})
    assert answer.status_code == 413
    assert "This page cannot be shown" in answer.text


def test_comments_that_are_too_long_together_are_refused_where_they_are_written(
    round_: Round, rater: Rater, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "PADDED_SIZES", (600,))
    _type(rater, "first")
    before = rows(round_.folder)
    rater.get("/r/1/page/1")
    page = rater.submit("Save and continue", rater.fill(4, "w" * 500))

    assert page.status == 400
    assert page.errors == ["Your comments together are too long to keep. Shorten some of them"]
    form = page.form("Save and continue").data
    assert (form["c.theme:connect"], form["i.connect.1.1"]) == ("w" * 500, "4")
    assert rows(round_.folder) == before
    assert rater.given() == {"c.q1": "first"}


def test_seven_comments_full_of_pictures_are_more_than_the_largest_slot_holds(round_: Round) -> None:
    council = round_.council
    leader = council.collecting(council.leader(council.campaign()), peers=4)
    invitation = council.invitations(leader)[-1]
    rater, token = round_.browser(), council.token(invitation)
    rater.open_link(token)
    hidden, heart = rater.hidden(), "\N{TWO HEARTS}"
    number, kept = 1, 0
    while kept < 5:
        page = rater.get(f"/r/1/page/{number}")
        asked = [control.get("name", "") for control in page.document.all("textarea")]
        typed = hidden | dict.fromkeys(asked, heart * LONGEST_COMMENT)
        assert rater.fetch("POST", page.path, data=typed).status_code == 302
        number, kept = number + 1, kept + len(asked)
    assert kept == 5

    typed = hidden | {"c.q1": heart * LONGEST_COMMENT, "c.q2": "short"}
    refused = rater.fetch("POST", f"/r/1/page/{number}", data=typed)
    assert refused.status_code == 400
    assert "Your comments together are too long to keep" in refused.text
    assert heart * LONGEST_COMMENT in refused.text, "what was typed stays"
    typed["c.q1"] = heart * 1_000
    assert rater.fetch("POST", f"/r/1/page/{number}", data=typed).status_code == 302


def test_ratings_for_which_comments_leave_no_room_say_so_and_lead_to_the_comments(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = round_.council
    leader = council.leader(council.campaign(themes=("connect",), comment_per_theme=False))
    invitation = council.invitations(council.collecting(leader, peers=4))[-1]
    rater = round_.browser()
    rater.open_link(council.token(invitation))
    monkeypatch.setattr(sealing, "PADDED_SIZES", (600,))
    _type(rater, "w" * 540, path="/r/1/page/2")
    before = rows(round_.folder)
    rater.get("/r/1/page/1")
    page = rater.submit("Save and continue", rater.fill(4))

    assert page.status == 400
    assert page.errors == [
        "Your comments are so long that these ratings cannot be kept with them. Shorten a comment first"
    ]
    assert page.form("Save and continue").data["i.connect.1.1"] == "4"
    assert rows(round_.folder) == before
    assert rater.follow(page.errors[0]).path == "/r/1/check"


def test_nothing_cannot_be_sent(rater: Rater) -> None:
    rater.get("/r/1/check")
    page = rater.submit("Send your feedback")
    assert page.status == 400
    assert page.errors == ["Answer at least one question before you send"]
