"""Pages that are kept for everybody: nothing of one rater may ever reach another."""

import re

import pytest
from markupsafe import escape

from feedback.foundations.database import one_transaction
from feedback.response import blank
from tests.response.raters import Rater
from tests.response.round import Round

SECRETS = re.compile(r'name="csrf_token" value="([^"]+)"|nonce="([^"]+)"')


def _shown(rater: Rater, number: int = 1) -> str:
    return rater.get(f"/r/1/page/{number}").html


def _without_secrets(html: str) -> str:
    return SECRETS.sub("", html)


def _kept(round_: Round) -> str:
    """Everything that the process keeps of raters' pages, whole or in parts."""
    return "".join(
        str(vars(round_.app.extensions.get(name)))
        for name in ("blank pages", "blank parts")
        if name in round_.app.extensions
    )


def test_two_raters_see_the_same_page_each_with_a_token_and_a_nonce_of_their_own(round_: Round) -> None:
    first, second = (_shown(round_.rater(peer)) for peer in (0, 1))
    assert _without_secrets(first) == _without_secrets(second)
    token, nonce = [[one.groups() for one in SECRETS.finditer(html)] for html in (first, second)]
    assert len(token) == len(nonce) > 2
    assert not {text for pair in token for text in pair if text} & {text for pair in nonce for text in pair if text}


def test_a_kept_page_is_what_would_have_been_drawn(
    round_: Round, rater: Rater, monkeypatch: pytest.MonkeyPatch
) -> None:
    _shown(rater)
    kept = _shown(rater)
    monkeypatch.setattr("feedback.response.showing.blank_page", lambda asked, draw, *what, **belongs: draw(asked))
    assert _without_secrets(kept) == _without_secrets(_shown(rater))


def test_what_is_written_stands_on_the_page_before_sending_and_nowhere_else(round_: Round, rater: Rater) -> None:
    written = {rater: "<b>words</b> of one", round_.rater(1): "words of another"}
    for browser, words in written.items():
        browser.get("/r/1/page/1")
        browser.submit(browser.save_button, browser.fill(4, words))
    for browser, words in written.items():
        shown = browser.get("/r/1/check").html
        assert [one for one in written.values() if str(escape(one)) in shown] == [words]
    assert round_.app.extensions["blank parts"]._kept, "or nothing was looked at"
    assert "words of" not in _kept(round_)


def test_what_a_rater_fills_in_is_never_kept(round_: Round, rater: Rater) -> None:
    before = _shown(round_.rater(1))
    rater.get("/r/1/page/1")
    rater.submit(rater.save_button, rater.fill(4, "nobody else may read this"))
    assert "nobody else may read this" in _shown(rater)
    assert "nobody else may read this" not in _kept(round_)
    assert _without_secrets(_shown(round_.rater(1))) == _without_secrets(before)


def test_the_leader_and_the_manager_have_pages_of_their_own(round_: Round) -> None:
    shown = {kind: _without_secrets(_shown(browser)) for kind, browser in _one_of_each(round_).items()}
    assert len(set(shown.values())) == len(shown) == 3


@pytest.mark.parametrize("html", ["<p>no script at all</p>", '<input name="csrf_token" value="of somebody else">'])
def test_a_page_without_its_nonce_or_its_token_is_not_kept(round_: Round, html: str) -> None:
    with round_.app.test_request_context(), pytest.raises(ValueError, match="cannot be kept"):
        blank._whole(html)


def test_nobody_s_name_or_id_is_kept_and_each_leader_s_stands_in_its_places(round_: Round, rater: Rater) -> None:
    own = "Zoë O'Testing <b> & “Co”"
    with one_transaction():
        round_.leader.person.name = own
    first = [_shown(rater), rater.get("/r/1").html]
    again = [_shown(rater), rater.get("/r/1").html]
    kept = _kept(round_)

    assert [_without_secrets(html) for html in first] == [_without_secrets(html) for html in again]
    assert all(str(escape(own)) in html for html in again)
    assert f'name="about" value="{round_.leader.id}"' in again[0]
    assert str(round_.leader.id) not in kept
    assert "Testing" not in kept
    assert not set(map(str, blank.PLACES.values())) & set(re.findall(r"[0-9a-f]{32}", "".join(first + again)))


class _ClearedByAnother(dict[object, object]):
    """What a thread sees when another one empties it right after it looked."""

    def get(self, key: object, default: object = None) -> object:
        found = super().get(key, default)
        self.clear()
        return found

    def __contains__(self, key: object) -> bool:
        there = super().__contains__(key)
        self.clear()
        return there


def test_a_page_is_shown_whatever_another_thread_does_meanwhile(round_: Round, rater: Rater) -> None:
    first = _shown(rater)
    kept = round_.app.extensions["blank pages"]
    kept._kept = _ClearedByAnother(kept._kept)
    assert _without_secrets(_shown(rater)) == _without_secrets(first)


def _one_of_each(round_: Round) -> dict[str, Rater]:
    found = {}
    for kind, person in (("self", round_.leader.person), ("manager", round_.leader.manager)):
        browser = round_.browser()
        browser.open_link(
            [link for letter in round_.inbox.to(person.email) for link in letter.links if "/r#" in link][-1]
        )
        found[kind] = browser
    return found | {"peers": round_.rater()}


def test_a_message_to_somebody_signed_in_is_neither_shown_to_raters_nor_kept_nor_lost(round_: Round) -> None:
    staff = round_.rater()
    with staff.browser.session_transaction(base_url="https://feedback.example") as session:
        session["_flashes"] = [("success", "Jo Sample is asked by email to add raters.")]
    assert "Jo Sample" not in _shown(staff)
    assert "Jo Sample" not in _shown(round_.rater(1))
    with staff.browser.session_transaction(base_url="https://feedback.example") as session:
        assert session["_flashes"]
