"""Many raters at once: nothing acknowledged is lost, and nobody is told that the database is busy."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier
from typing import Any

import pytest

from feedback.response import saving
from tests.response.at_rest import slots
from tests.response.raters import Rater
from tests.response.round import Round

THREADS = 8


def _at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """What the jobs return; they start together."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_eight_raters_saving_at_once_lose_nothing(round_: Round) -> None:
    council = round_.council
    leader = council.collecting(council.leader(council.campaign(themes=("connect", "inspire"))), peers=THREADS)
    tokens = [council.token(invitation) for invitation in council.invitations(leader) if invitation.group == "peers"]
    raters = [round_.browser() for _ in tokens]
    for rater, token in zip(raters, tokens, strict=True):
        rater.open_link(token)
    forms = [rater.hidden() for rater in raters]

    def answer(rater: Rater, form: dict[str, str], name: str) -> list[int]:
        pages = [
            {f"i.connect.{item}": "4" for item in ("1.1", "1.2", "2.1", "2.2")} | {"c.theme:connect": name},
            {"c.theme:inspire": name},
            {"c.q1": name, "c.q2": name},
        ]
        paths = ["/r/1/page/1", "/r/1/page/2", "/r/1/page/3", "/r/1/send"]
        return [_post(rater, path, form | typed) for path, typed in zip(paths, [*pages, {}], strict=True)]

    jobs = [lambda n=n: answer(raters[n], forms[n], f"rater {n}") for n in range(THREADS)]
    assert _at_once(jobs) == [[302] * 4] * THREADS

    assert [slot["state"] for slot in slots(round_.folder)].count(2) == THREADS
    for n, rater in enumerate(raters):
        given = rater.given()
        assert {given["c.theme:connect"], given["c.theme:inspire"], given["c.q1"], given["c.q2"]} == {f"rater {n}"}
        assert given["i.connect.2.2"] == "4"


def test_two_tabs_saving_two_pages_at_the_same_moment_keep_both(rater: Rater) -> None:
    hidden = rater.hidden()
    for turn in range(5):
        pages = [{"c.theme:connect": f"one {turn}"}, {"c.theme:inspire": f"two {turn}"}, {"c.q1": f"three {turn}"}]
        pages = [hidden | typed for typed in pages]
        jobs = [
            lambda n=n, typed=typed: _post(_tab(rater), f"/r/1/page/{n}", typed) for n, typed in enumerate(pages, 1)
        ]
        assert _at_once(jobs) == [302] * 3
        given = rater.given()
        assert [given["c.theme:connect"], given["c.theme:inspire"], given["c.q1"]] == [
            f"one {turn}",
            f"two {turn}",
            f"three {turn}",
        ]


def test_a_page_that_is_saved_while_another_is_being_saved_is_kept_too(
    rater: Rater, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden, tab, read_page = rater.hidden(), _tab(rater), saving.read_page
    assert _post(rater, "/r/1/page/3", hidden | {"c.q1": "before"}) == 302
    first = [hidden | {"c.theme:inspire": "from the other tab"}]

    def read_late(*typed: Any, **rules: Any) -> Any:
        if first:
            assert Context().run(_post, tab, "/r/1/page/2", first.pop()) == 302
        return read_page(*typed, **rules)

    monkeypatch.setattr(saving, "read_page", read_late)
    assert _post(rater, "/r/1/page/1", hidden | {"c.theme:connect": "from the first"}) == 302
    given = rater.given()
    assert (given["c.theme:connect"], given["c.theme:inspire"]) == ("from the first", "from the other tab")


def test_saving_while_the_worker_sends_letters_is_not_refused(round_: Round, rater: Rater) -> None:
    hidden = rater.hidden()
    round_.remind()

    def save() -> list[int]:
        return [_post(rater, "/r/1/page/3", hidden | {"c.q1": str(n)}) for n in range(10)]

    def work() -> list[bool]:
        with round_.app.app_context():
            return [bool(round_.sweep()) for _ in range(5)]

    assert _at_once([save, work]) == [[302] * 10, [True] * 5]
    assert rater.given()["c.q1"] == "9"


def _post(browser: Rater, path: str, form: dict[str, str]) -> int:
    """Send a form as a browser does, from a thread of its own, and give the status of the answer."""
    return browser.browser.post(path, base_url=browser.base_url, data=form).status_code


def _tab(rater: Rater) -> Rater:
    """Another tab of the same browser: it has the same cookies, and does not wait for the others' answers."""
    tab = Rater(rater.app)
    for name in ("__Host-r", "__Host-d"):
        tab.browser.set_cookie(name, rater.cookie(name) or "", domain="feedback.example", secure=True)
    return tab
