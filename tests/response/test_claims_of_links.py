"""Claims R10, R11, R14, R16 and R17: what a link is good for, however many there are and whoever opens it."""

from threading import Thread

import pytest

from tests.response.at_rest import rows, slots
from tests.response.raters import PASTE, Rater
from tests.response.round import Round

NOTICE = "Your feedback was changed from another browser"


def test_r10_two_submissions_with_two_links_leave_one(round_: Round, rater: Rater) -> None:
    round_.remind()
    first, second = round_.links()
    assert first != second

    rater.answer_all(1, "the first answer")
    rater.send()
    rater.open_link(second)
    rater.answer_all(5, "the second answer")
    again = round_.browser()
    again.open_link(first)
    again.submit("Erase and start again")
    again.answer_all(2, "the third answer")
    again.send()

    sent = [slot for slot in slots(round_.folder) if slot["state"] == 2]
    assert len(sent) == 1
    assert len([slot for slot in slots(round_.folder) if slot["slot"]]) == 1
    assert again.given()["c.q1"] == "the third answer"
    assert "Answers were saved in another browser" in rater.get("/r/1").text


def test_r11_the_link_of_every_reminder_opens_the_form_and_the_draft_is_still_there(
    round_: Round, rater: Rater
) -> None:
    rater.answer_all(4, "half a thought")
    draft = rater.given()
    for _ in range(2):
        round_.clock.advance(days=1)
        round_.remind()

    links = round_.links()
    assert len(set(links)) == 3
    for link in links:
        rater.open_link(link)
        assert rater.given() == draft
        elsewhere = round_.browser()
        assert "saved in another browser" in elsewhere.open_link(link).text


def test_r11_whoever_has_sent_or_declined_is_not_reminded(round_: Round) -> None:
    sends, declines = round_.rater(0), round_.rater(1)
    sends.answer_all(3)
    sends.send()
    declines.get("/r/1/decline")
    declines.submit("I would rather not")
    round_.remind()

    assert [len(round_.links(peer)) for peer in range(5)] == [1, 1, 2, 2, 2]
    declines.submit("Give feedback after all")
    round_.remind()
    assert [len(round_.links(peer)) for peer in range(5)] == [1, 2, 3, 3, 3]


@pytest.mark.parametrize("sent", [False, True], ids=["a draft", "sent answers"])
@pytest.mark.parametrize("how", ["Erase and start again", "withdraw", "decline"])
def test_r14_whoever_replaces_answers_from_another_browser_gives_the_rater_notice(
    round_: Round, rater: Rater, how: str, sent: bool
) -> None:
    round_.council.answer(round_.peers[0], 1, {"q1": "Zinnober"}, send=sent)
    other = round_.rater()
    if how == "withdraw":
        other.get("/r/1/withdraw")
        other.submit("Withdraw my answers")
    elif how == "decline":
        other.get("/r/1/decline")
        other.submit("I would rather not")
    else:
        other.submit(how)
    round_.sweep()

    letter = round_.inbox.to(round_.address())[-1]
    assert letter.subject == NOTICE
    assert "Zinnober" not in letter.text + letter.html
    assert len(letter.links) == 1
    rater.open_link(letter.links[0])
    assert not [slot for slot in slots(round_.folder) if slot["slot"]]


@pytest.mark.parametrize("how", ["withdraw", "decline", "change"])
def test_r14_what_raters_do_in_their_own_browser_causes_no_letter(round_: Round, rater: Rater, how: str) -> None:
    before = len(round_.inbox.letters)
    rater.answer_all(1, "Zinnober")
    rater.send()
    if how == "change":
        rater.answer_all(2, "changed")
    else:
        rater.get(f"/r/1/{how}")
        rater.submit("Withdraw my answers" if how == "withdraw" else "I would rather not")

    assert round_.sweep().was_idle
    assert len(round_.inbox.letters) == before


@pytest.mark.parametrize("state", ["new", "draft", "sent", "declined", "in another browser", "without a link"])
def test_r16_looking_at_any_page_changes_no_row(round_: Round, rater: Rater, state: str) -> None:
    if state == "in another browser":
        round_.council.answer(round_.peers[0], 3, {"q1": "words"})
    if state in ("draft", "sent"):
        rater.answer_all(3, "words")
    if state == "sent":
        rater.send()
    if state == "declined":
        rater.get("/r/1/decline")
        rater.submit("I would rather not")
    looks = {"in another browser": round_.rater, "without a link": round_.browser}.get(state, lambda: rater)()
    rules = {rule.rule for rule in round_.app.url_map.iter_rules() if rule.endpoint.startswith("response.")}
    paths = {
        rule.replace("<int:place>", place).replace("<int:number>", number)
        for rule in rules
        for place in ("1", "2")
        for number in ("1", "99")
    }
    assert len(rules) >= 12
    assert len(paths) > 2 * len(rules) - 4

    before = rows(round_.folder)
    for path in sorted(paths):
        for method in ("GET", "HEAD"):
            assert looks.fetch(method, path).status_code < 500, path
    assert rows(round_.folder) == before
    assert sum(map(len, before.values())) > 30, "the snapshot is of something"


def test_r17_a_scanner_may_open_the_link_as_often_as_it_likes(round_: Round) -> None:
    [link] = round_.links()
    before = rows(round_.folder)
    seen: list[int] = []

    def scan() -> None:
        seen.append(round_.browser().browser.get(link, base_url=round_.app.config["SETTINGS"].base_url).status_code)

    scanners = [Thread(target=scan) for _ in range(20)]
    for scanner in scanners:
        scanner.start()
    for scanner in scanners:
        scanner.join()
    assert seen == [200] * 20
    assert rows(round_.folder) == before

    rater = round_.browser()
    rater.open_link(link)
    rater.answer_all(4)
    assert rater.send().h1 == "Thank you"


def test_r17_even_a_scanner_that_presses_buttons_spends_nothing(round_: Round) -> None:
    [link] = round_.links()
    for _ in range(3):
        robot = round_.browser()
        robot.get("/r")
        robot.submit("Continue", {PASTE: link})
    rater = round_.browser()
    rater.open_link(link)
    rater.answer_all(4)
    assert rater.send().h1 == "Thank you"
