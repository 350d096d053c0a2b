"""Beside a comment: what may give its writer away, shown once and never in the way; and how the comment travels."""

import re

import pytest

from tests.response.raters import Rater
from tests.response.round import Round

TELLING = "In our last one-to-one you blocked my promotion."
MORE = f"{TELLING} Ring 01234 567 890."
LOOK = "Saved. Before you go on: this may tell the leader it is you"


def _save(rater: Rater, **fields: str) -> str:
    """Save the open questions, and say where that leads."""
    response = rater.fetch("POST", "/r/1/page/3", data={**rater.hidden(), "c.q1": "", "c.q2": "", **fields})
    assert response.status_code == 302
    return response.headers["Location"]


def test_without_a_script_the_page_is_shown_once_more_for_each_text(rater: Rater) -> None:
    assert _save(rater, **{"c.q2": TELLING}) == "/r/1/page/3?look=again#c.q2-group"
    page = rater.get("/r/1/page/3?look=again")
    assert LOOK in page.text
    assert "Something only you could say: “my promotion”" in page.text
    assert rater.given(3)["c.q2"] == TELLING, "nothing waits to be saved"

    assert _save(rater, **{"c.q2": TELLING}) == "/r/1/check", "pressed again, it goes on"
    assert _save(rater, **{"c.q2": f"{TELLING} It hurt the team."}) == "/r/1/check", (
        "and stays quiet about the same words"
    )
    assert _save(rater, **{"c.q2": MORE}) == "/r/1/page/3?look=again#c.q2-group"


@pytest.mark.parametrize(
    ("fields", "leads_to"),
    [
        ({"c.q1": "Explains the reasons for a decision."}, "/r/1/check"),
        ({"c.q1": TELLING, "then": "later"}, "/r/1/saved"),
        ({"c.q1": TELLING, "giveaways": "seen"}, "/r/1/check"),
        ({"c.q1": TELLING, "t.q1": "coach_only"}, "/r/1/check"),
    ],
    ids=["nothing to tell", "they leave", "the script has shown it", "the leader never reads it"],
)
def test_nobody_is_held_up_without_need(rater: Rater, fields: dict[str, str], leads_to: str) -> None:
    assert _save(rater, **fields) == leads_to


def test_the_script_is_told_what_the_page_would_say_and_nothing_is_kept(round_: Round, rater: Rater) -> None:
    hidden = rater.hidden()
    before = [path.read_bytes() for path in sorted(round_.folder.glob("feedback.sqlite*"))]
    told = rater.fetch("POST", "/r/1/giveaways", data={**hidden, "text": TELLING})
    assert told.status_code == 200
    assert "Something only you could say" in told.text
    assert LOOK not in told.text
    assert not rater.fetch("POST", "/r/1/giveaways", data={**hidden, "text": "Listens well."}).text.strip()
    assert [path.read_bytes() for path in sorted(round_.folder.glob("feedback.sqlite*"))] == before


def test_words_are_looked_through_for_this_request_alone(rater: Rater) -> None:
    """As with saving: a form made for another leader is refused, and so is one without its token."""
    hidden = rater.hidden()
    assert rater.fetch("POST", "/r/1/giveaways", data={**hidden, "about": "x", "text": TELLING}).status_code == 409
    assert rater.fetch("POST", "/r/1/giveaways", data={"about": hidden["about"], "text": TELLING}).status_code == 400


def test_a_comment_is_told_how_to_travel_and_the_check_page_says_so(rater: Rater) -> None:
    rater.get("/r/1/page/3")
    legends = [text for text in _legends(rater) if "travels" in text]
    assert len(legends) == 2
    words = dict.fromkeys(_boxes(rater), "Explains things.")
    page = rater.submit(
        rater.save_button, {**words, legends[0]: "In the coach’s words", legends[1]: "To the coach only"}
    )

    assert page.path == "/r/1/check"
    ways = ["".join(way.itertext()).partition(":")[0] for way in page.document.of_class("checked__way")]
    assert ways == ["In the coach’s words", "To the coach only"]
    form = rater.get("/r/1/page/3").form(rater.save_button).data
    assert (form["t.q1"], form["t.q2"]) == ("paraphrase", "coach_only")


def test_a_way_that_is_not_offered_is_refused(rater: Rater) -> None:
    data = {**rater.hidden(), "c.q1": "Words", "t.q1": "by post"}
    page = rater.post("/r/1/page/3", data, expect=400)
    assert page.errors == ["Choose one of the answers shown"]


def test_a_way_without_a_comment_is_forgotten(rater: Rater) -> None:
    _save(rater, **{"t.q1": "coach_only"})
    assert rater.get("/r/1/page/3").form(rater.save_button).data["t.q1"] == "verbatim"


def test_who_rates_themself_has_no_such_choice(round_: Round) -> None:
    links = [link for letter in round_.inbox.to(round_.leader.person.email) for link in letter.links if "/r#" in link]
    leader = Rater(round_.app)
    leader.open_link(links[-1])
    page = leader.get("/r/1/page/3")
    assert not re.search(r'name="t\.|data-giveaways', page.html)


def test_who_rates_themself_is_asked_about_themself(round_: Round, rater: Rater) -> None:
    links = [link for letter in round_.inbox.to(round_.leader.person.email) for link in letter.links if "/r#" in link]
    leader = Rater(round_.app)
    leader.open_link(links[-1])
    for browser, asks, never in (
        (leader, "What do you do well", "this leader"),
        (rater, "What does this leader", "do you"),
    ):
        page = browser.get("/r/1/page/3")
        assert asks in page.text
        assert never not in page.text
        browser.submit(browser.save_button, browser.fill(None, "Said so in May."))
        page = browser.get("/r/1/check")
        assert asks in page.text
        assert never not in page.text


def _legends(rater: Rater) -> list[str]:
    document = rater.page.document  # type: ignore[union-attr]
    return list(dict.fromkeys(document.legend(one) for one in document.all("input") if one.get("type") == "radio"))


def _boxes(rater: Rater) -> list[str]:
    document = rater.page.document  # type: ignore[union-attr]
    return [document.label(one) for one in document.all("textarea")]
