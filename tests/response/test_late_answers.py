"""Late answers are refused, whatever is tried (docs/decisions: late answers), and every rater is told in time."""

import pytest

from feedback.invitation.models import Invitation
from tests.response.at_rest import rows
from tests.response.raters import Rater
from tests.response.round import Round

NOTHING_LATER = "Nothing can be added after that day."
TYPED = {"phrase": "one two three four five", "i.connect.1.1": "5", "c.q1": "late", "next": "save"}


def _answers(round_: Round, peers: list[Invitation]) -> None:
    for rating, invitation in enumerate(peers, start=1):
        round_.council.answer(invitation, rating, {"q1": "In time"})


def _everything_a_browser_can_send(round_: Round) -> list[str]:
    """The address of every form that raters have."""
    with round_.app.test_request_context():
        found = [
            rule.build({"place": 1, "number": 1, "code": "0" * 64}, append_unknown=False)
            for rule in round_.app.url_map.iter_rules()
            if rule.endpoint.startswith("response.") and "POST" in (rule.methods or ())
        ]
    assert len(found) >= 7, "found too few: check this test"
    return [address[1] for address in found if address]


@pytest.fixture(params=["never answered", "saved a draft", "sent"])
def late(request: pytest.FixtureRequest, round_: Round) -> tuple[Rater, dict[str, str]]:
    """The browser of somebody who missed the last day, with the page still open, and what its forms carry."""
    rater = round_.rater()
    if request.param != "never answered":
        rater.answer_all(1, "before the last day")
    hidden = rater.hidden() if request.param == "sent" else _open_form(rater)
    if request.param == "sent":
        rater.send()
    return rater, hidden


def _open_form(rater: Rater) -> dict[str, str]:
    form = rater.get("/r/1/page/1").form("Save and continue")
    return {name: form.data[name] for name in ("csrf_token", "about")}


@pytest.mark.parametrize("closed", [False, True], ids=["stopped", "closed"])
def test_nothing_that_a_browser_can_send_is_taken_in_late(
    round_: Round, late: tuple[Rater, dict[str, str]], closed: bool
) -> None:
    rater, hidden = late
    _answers(round_, round_.peers[1:])
    links = round_.links()
    (round_.close if closed else round_.stop)()
    before = rows(round_.folder)

    for address in _everything_a_browser_can_send(round_):
        for link in ("", *links):
            answer = rater.fetch("POST", address, data=hidden | TYPED | {"code": link})
            if "no-reminders" in address:  # no answer; there will be no more letters anyway, and nothing is written
                assert answer.status_code in (200, 302, 410), (address, answer.status_code)
                continue
            assert answer.status_code == 410, (address, answer.status_code)
            assert "nothing can be added" in answer.text
    assert rows(round_.folder) == before


def test_whoever_is_asked_is_told_that_nothing_can_be_added(round_: Round) -> None:
    round_.remind()
    letters = round_.inbox.to(round_.address())

    assert len(letters) == 2, "an invitation and a reminder"
    assert all(NOTHING_LATER in " ".join(letter.text.split()) for letter in letters)
    rater = round_.rater()
    assert "Nothing can be added or changed after that day" in rater.get("/r/1").text
    rater.get("/r/1/page/1")
    rater.submit("Save and continue", rater.fill(3))
    assert "What has not been sent by then is erased unread" in rater.get("/r/1/saved").text
