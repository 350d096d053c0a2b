"""Double clicks, back buttons, several tabs, several letters, several browsers, yesterday's page, and a sudden stop."""

from typing import Any

import pytest

from feedback.campaign import service as campaigns
from feedback.demo.inbox import Inbox
from feedback.foundations.database import one_transaction
from tests.response.at_rest import rows, slots
from tests.response.raters import Rater
from tests.response.round import Round


def _tab(rater: Rater, path: str, rating: int | None = None, words: str = "") -> tuple[str, dict[str, Any]]:
    """A page opened in a tab of its own and filled in, to be sent later."""
    page = rater.get(path)
    return page.path, page.form(rater.save_button).fill(rater.fill(rating, words)).data.to_dict()


def test_a_double_click_on_the_very_first_save_does_not_lock_the_rater_out(rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 4, "typed once")
    before = rater.cookie("__Host-d")
    assert before, "a browser has its secret before the first save, whose answer may be lost on its way"
    first = rater.fetch("POST", path, data=typed)
    rater.browser.set_cookie("__Host-d", before, domain="feedback.example", secure=True)  # as if first never arrived
    second = rater.fetch("POST", path, data=typed)

    assert (first.status_code, first.location) == (second.status_code, second.location) == (302, "/r/1/page/2")
    assert rater.given()["c.theme:connect"] == "typed once"


def test_sending_twice_is_sending_once(round_: Round, rater: Rater) -> None:
    rater.answer_all(4)
    form = rater.get("/r/1/check").form("Send your feedback").data
    for _ in range(2):
        assert rater.fetch("POST", "/r/1/send", data=form).location == "/r/1/sent"
    assert [slot["state"] for slot in slots(round_.folder)].count(2) == 1
    assert round_.sweep().was_idle


@pytest.mark.parametrize(("button", "leads_to"), [("withdraw", "/r/1/withdrawn"), ("decline", "/r/1")])
def test_a_double_click_on_a_button_that_erases_is_one_click(
    round_: Round, rater: Rater, button: str, leads_to: str
) -> None:
    rater.answer_all(4)
    hidden = rater.hidden()
    for _ in range(2):
        assert rater.fetch("POST", f"/r/1/{button}", data=hidden).location == leads_to
    assert round_.sweep().was_idle, "and no notice is sent about it"


def test_going_back_shows_what_was_saved_and_changes_it(rater: Rater) -> None:
    rater.answer_all(2, "first")
    rater.send()
    path, typed = _tab(rater, "/r/1/page/1", 5, "second")
    assert rater.fetch("POST", path, data=typed).location == "/r/1/page/2"
    assert rater.given()["c.theme:connect"] == "second"
    assert rater.given()["i.inspire.1.1"] == "2", "the other pages are as they were"
    assert rater.get("/r/1/sent").h1 == "Thank you", "what was sent stays sent"


def test_two_tabs_with_two_pages_keep_both(rater: Rater) -> None:
    tabs = [_tab(rater, "/r/1/page/1", 2, "one"), _tab(rater, "/r/1/page/2", 5, "two")]
    for path, typed in tabs:
        assert rater.fetch("POST", path, data=typed).status_code == 302
    given = rater.given()
    assert (given["i.connect.1.1"], given["c.theme:connect"]) == ("2", "one")
    assert (given["i.inspire.1.1"], given["c.theme:inspire"]) == ("5", "two")


def test_a_page_sent_again_from_yesterday_is_kept(round_: Round, rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 3, "left open over night")
    round_.clock.advance(days=1)
    assert rater.fetch("POST", path, data=typed).status_code == 302
    assert rater.given()["c.theme:connect"] == "left open over night"


def test_who_signs_in_or_out_in_another_tab_saves_all_the_same(rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 3, "three paragraphs")
    rater.browser.set_cookie("__Host-session", "of whoever signed in", domain="feedback.example", secure=True)
    assert rater.fetch("POST", path, data=typed).status_code == 302
    rater.browser.delete_cookie("__Host-session", domain="feedback.example")
    assert rater.fetch("POST", path, data=typed).status_code == 302
    assert rater.given()["c.theme:connect"] == "three paragraphs"


def test_a_page_whose_token_is_wrong_is_shown_as_it_was_sent(round_: Round, rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 3, "three paragraphs")
    before = rows(round_.folder)
    page = rater.post(path, typed | {"csrf_token": "made up"}, expect=400)

    assert page.errors == ["Press save once more. Your browser has forgotten us since this page was opened"]
    assert rows(round_.folder) == before
    assert page.form("Save and continue").data["i.connect.1.1"] == "3"
    rater.submit("Save and continue")
    assert rater.given()["c.theme:connect"] == "three paragraphs"


def test_the_token_of_another_browser_is_refused(round_: Round, rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 3, "mine")
    _, of_another = _tab(round_.rater(1), "/r/1/page/1", 3, "theirs")
    assert of_another["csrf_token"] != typed["csrf_token"]
    before = rows(round_.folder)
    for token in (of_another["csrf_token"], "", "\N{SNOWMAN}", typed["csrf_token"].upper()):
        assert rater.fetch("POST", path, data=typed | {"csrf_token": token}).status_code == 400
    assert rows(round_.folder) == before


def test_five_words_from_another_browser_leave_the_forms_of_this_one_good(round_: Round, rater: Rater) -> None:
    rater.get("/r/1/page/1")
    rater.submit(rater.save_button, rater.fill(2, "kept"))
    words = rater.take_words()
    other = round_.rater()
    other.get("/r/1")
    hidden = other.page.form("Go on").data["csrf_token"] if other.page else ""
    other.type_words(words)
    path, typed = _tab(other, "/r/1/page/2", 4, "from the other browser")
    assert other.fetch("POST", path, data=typed | {"csrf_token": hidden}).status_code == 302


def test_a_page_left_open_while_the_browser_was_closed_gives_the_words_back(rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 3, "three paragraphs")
    for cookie in ("__Host-v", "__Host-r"):
        rater.browser.delete_cookie(cookie, domain="feedback.example")
    page = rater.post(path, typed, expect=410)
    assert _words_given_back(rater) == ["three paragraphs"]
    assert page.h1 == "This link cannot be used"


def test_other_buttons_without_their_token_do_nothing(round_: Round, rater: Rater) -> None:
    rater.answer_all(3)
    hidden = rater.hidden() | {"csrf_token": "made up"}
    before = rows(round_.folder)
    for button in ("send", "withdraw", "decline", "start-again", "phrase", "resume", "accept"):
        assert rater.fetch("POST", f"/r/1/{button}", data=hidden).status_code == 400
    assert rows(round_.folder) == before


def test_stopping_while_a_page_is_open_gives_the_words_back_and_keeps_what_was_saved(
    round_: Round, rater: Rater
) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 4, "saved in time")
    rater.fetch("POST", path, data=typed)
    path, typed = _tab(rater, "/r/1/page/2", 4, "too late\n\nby a minute")
    round_.stop()
    rater.post(path, typed, expect=410)
    assert _words_given_back(rater) == ["too late\n\nby a minute"]

    with one_transaction():
        campaigns.undo_stop(round_.leader.campaign, by=None, now=round_.clock.now)
    given = rater.given()
    assert given["c.theme:connect"] == "saved in time"
    assert "c.theme:inspire" not in given


def test_two_letters_in_two_tabs_never_mix_up_two_leaders(round_: Round, inbox: Inbox) -> None:
    council = round_.council
    second = council.collecting(council.leader(round_.council.campaign(themes=("connect", "inspire"))), peers=4)
    invitation = council.invitations(second)[-1]
    rater, token = round_.rater(), council.token(invitation)
    path, typed = _tab(rater, "/r/1/page/1", 1, "about the first")
    withdraw = rater.hidden()

    rater.open_link(token)
    rater.answer_all(5, "about the second")
    before = rows(round_.folder)
    page = rater.post(path, typed, expect=409)
    assert page.h1 == "This page was not saved"
    assert _words_given_back(rater) == ["about the first"]
    for button in ("send", "withdraw", "decline", "start-again", "phrase", "resume", "accept"):
        assert rater.fetch("POST", f"/r/1/{button}", data=withdraw).status_code == 409, button
    assert rows(round_.folder) == before
    assert rater.given()["c.theme:connect"] == "about the second"


def test_every_form_of_a_rater_says_whom_it_is_about(round_: Round, rater: Rater) -> None:
    def forms() -> int:
        assert rater.page is not None
        found = rater.page.document.all("form")
        for form in found:
            names = [field.get("name") for field in rater.page.document.all("input", within=form)]
            assert "about" in names, rater.page.path
        return len(found)

    seen = sum(forms() for path in ("/r/1/page/1", "/r/1/check", "/r/1/decline") if rater.get(path))
    rater.answer_all(3)
    seen += sum(forms() for path in ("/r/1/saved", "/r/1/withdraw") if rater.get(path))
    rater = round_.rater()
    seen += forms()
    rater.get("/r/1/decline")
    rater.submit("I would rather not")
    assert seen + forms() == 8


def test_answers_saved_in_another_browser_meanwhile_are_not_overwritten(round_: Round, rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 1, "typed on the laptop")
    phone = round_.rater()
    phone.answer_all(5, "typed on the phone")

    page = rater.post(path, typed, expect=409)
    assert page.h1 == "This page was not saved"
    assert _words_given_back(rater) == ["typed on the laptop"]
    assert phone.given()["c.theme:connect"] == "typed on the phone"


def test_words_typed_after_declining_in_another_tab_are_given_back(round_: Round, rater: Rater) -> None:
    path, typed = _tab(rater, "/r/1/page/1", 1, "second thoughts")
    rater.get("/r/1/decline")
    rater.submit("I would rather not")
    rater.post(path, typed, expect=409)
    assert _words_given_back(rater) == ["second thoughts"]
    assert {slot["slot"] for slot in slots(round_.folder)} == {None}


def test_five_words_for_one_leader_do_not_lock_the_browser_out_of_another(round_: Round) -> None:
    council = round_.council
    second = council.collecting(council.leader(council.campaign(themes=("connect", "inspire"))), peers=4)
    token = council.token(council.invitations(second)[-1])
    laptop, phone = round_.browser(), round_.rater()
    laptop.open_link(token)
    laptop.answer_all(2, "on the laptop")
    phone.answer_all(4, "on the phone")

    laptop.open_link(round_.links()[-1])
    laptop.type_words(phone.take_words())
    assert laptop.given()["c.q1"] == "on the phone"
    laptop.open_link(token)
    assert laptop.given()["c.q1"] == "on the laptop"


def test_saving_what_was_sent_says_that_it_counts(rater: Rater) -> None:
    rater.answer_all(4)
    assert "They do not count until you send them" in rater.get("/r/1/saved").text
    rater.send()
    rater.get("/r/1/page/1")
    page = rater.submit("Save and come back later")
    assert "They have taken the place of what you sent before" in page.text
    assert "do not count" not in page.text


def test_nothing_is_said_to_be_saved_before_it_is(rater: Rater) -> None:
    assert rater.get("/r/1/saved").path == "/r/1"


def _words_given_back(rater: Rater) -> list[str]:
    assert rater.page is not None
    boxes = [box for box in rater.page.document.all("textarea") if "readonly" in box.attrib]
    return [(box.text or "").removeprefix("\n") for box in boxes]
