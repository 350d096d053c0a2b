"""A page that saves itself while it is filled in: quietly, cheaply, and never more than its reader agreed to."""

from typing import Any

import pytest

from tests.response.at_rest import rows, slots
from tests.response.raters import Rater
from tests.response.round import Round


def _page(rater: Rater, rating: int | None, words: str = "", *, number: int = 1) -> tuple[str, dict[str, Any]]:
    """A page filled in, as its script sends it."""
    page = rater.get(f"/r/1/page/{number}")
    typed = page.form(rater.save_button).fill(rater.fill(rating, words)).data.to_dict()
    return page.path, typed | {"then": "keep"}


def test_it_is_kept_and_nothing_is_shown(round_: Round, rater: Rater) -> None:
    path, typed = _page(rater, 4, "half a sent")
    answer = rater.fetch("POST", path, data=typed)
    assert (answer.status_code, answer.data) == (204, b"")
    assert rater.given(1)["c.theme:connect"] == "half a sent"
    assert [slot["state"] for slot in slots(round_.folder)].count(2) == 0, "it does not count before it is sent"


def test_the_first_save_of_a_browser_without_its_secret_gives_it_one(rater: Rater) -> None:
    rater.browser.delete_cookie("__Host-d", domain="feedback.example")
    path, typed = _page(rater, 4, "first of all")
    assert rater.fetch("POST", path, data=typed).status_code == 204
    assert rater.cookie("__Host-d")
    assert rater.given(1)["c.theme:connect"] == "first of all"


def test_it_leaves_no_line_in_the_log(rater: Rater, caplog: pytest.LogCaptureFixture) -> None:
    path, typed = _page(rater, 4)
    caplog.set_level("DEBUG")
    for _ in range(3):
        assert rater.fetch("POST", path, data=typed).status_code == 204
    assert [record for record in caplog.records if record.name == "feedback.access"] == []
    rater.get("/r/1/check")
    assert len([record for record in caplog.records if record.name == "feedback.access"]) == 1


@pytest.mark.parametrize(
    ("words", "then", "leads_to"),
    [
        ("Listens.", "", "/r/1/page/2"),
        ("Listens.", "later", "/r/1/saved"),
        ("On 12 May they listened.", "", "/r/1/page/1?look=again#c.theme:connect-group"),
    ],
)
def test_a_press_that_the_script_sends_is_told_where_it_leads(
    rater: Rater, caplog: pytest.LogCaptureFixture, words: str, then: str, leads_to: str
) -> None:
    path, typed = _page(rater, 4, words)
    caplog.set_level("INFO", logger="feedback.access")
    answer = rater.fetch("POST", path, data=typed | {"then": then, "turned": "by script"})
    assert (answer.status_code, answer.data, answer.headers["Leads-To"]) == (200, b"", leads_to)
    assert len(caplog.records) == 1, "a press of a button, like any"
    assert rater.given(1)["c.theme:connect"] == words


def test_a_press_that_the_script_sends_is_refused_as_any_other(rater: Rater) -> None:
    path, typed = _page(rater, 4, "x" * 3_001)
    answer = rater.fetch("POST", path, data=typed | {"then": "", "turned": "by script"})
    assert answer.status_code == 400
    assert "Leads-To" not in answer.headers


def test_two_tabs_that_save_themselves_keep_each_others_pages(rater: Rater) -> None:
    tabs = [_page(rater, 2, "one"), _page(rater, 5, "two", number=2)]
    for path, typed in tabs * 2:
        assert rater.fetch("POST", path, data=typed).status_code == 204
    given = rater.given()
    assert (given["c.theme:connect"], given["c.theme:inspire"]) == ("one", "two")


def test_what_was_sent_is_not_changed_by_itself(round_: Round, rater: Rater) -> None:
    path, typed = _page(rater, 1, "from a tab of before")
    rater.answer_all(4, "as it was sent")
    rater.send()
    before = rows(round_.folder)
    assert rater.fetch("POST", path, data=typed).status_code == 409
    assert rows(round_.folder) == before
    assert rater.fetch("POST", path, data=typed | {"then": ""}).status_code == 302, "a press of the button changes it"
    assert rater.given(1)["c.theme:connect"] == "from a tab of before"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"c.theme:connect": "x" * 3_001}, 400, id="a comment too long"),
        pytest.param({"i.connect.1.1": "9"}, 400, id="off the scale"),
        pytest.param({"csrf_token": "made up"}, 400, id="an old form"),
        pytest.param({"about": "somebody else"}, 409, id="another leader"),
    ],
)
def test_what_a_button_would_not_keep_is_not_kept_by_itself(
    round_: Round, rater: Rater, change: dict[str, str], status: int
) -> None:
    path, typed = _page(rater, 4, "fine")
    before = rows(round_.folder)
    assert rater.fetch("POST", path, data=typed | change).status_code == status
    assert rows(round_.folder) == before


def test_answers_of_another_browser_are_not_overwritten_by_itself(round_: Round, rater: Rater) -> None:
    path, typed = _page(rater, 1, "typed on the laptop")
    phone = round_.rater()
    phone.answer_all(5, "typed on the phone")
    assert rater.fetch("POST", path, data=typed).status_code == 409
    assert phone.given(1)["c.theme:connect"] == "typed on the phone"


def test_after_the_stop_nothing_is_kept_by_itself(round_: Round, rater: Rater) -> None:
    path, typed = _page(rater, 1, "too late")
    round_.stop()
    before = rows(round_.folder)
    assert rater.fetch("POST", path, data=typed).status_code == 410
    assert rows(round_.folder) == before
