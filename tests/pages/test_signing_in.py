"""Does a link sign in the person it was sent to, once, and tell nobody else anything?"""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from feedback.demo.inbox import Inbox
from feedback.worker import Sweep
from tests.building import Council
from tests.conftest import ToldClock
from tests.staff import Browser

Send = Callable[[str], str]
ASKED = "Your work email address"
PASTE = "Paste the link from your email"


@pytest.fixture
def link_for(client: Browser, inbox: Inbox, sweep: Callable[[], Sweep]) -> Send:
    """Ask for a link and take it from the mail."""

    def ask(email: str) -> str:
        client.get("/sign-in")
        client.submit("Email me a link", {ASKED: email})
        sweep()
        return inbox.to(email)[-1].links[0]

    return ask


def open_link(client: Browser, link: str) -> None:
    """Open it as a browser without scripts does: the page cannot know what stands after the #."""
    client.get(urlsplit(link).path)


def test_a_link_leads_to_the_page_that_was_wanted(
    client: Browser, council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    admin = council.person("Ada Admin", administrator=True)
    assert client.get("/campaigns").h1 == "Sign in"
    assert client.submit("Email me a link", {ASKED: admin.email.upper()}).h1 == "Check your email"
    sweep()
    [letter] = inbox.to(admin.email)

    open_link(client, letter.links[0])
    page = client.submit("Sign in", {PASTE: letter.links[0]})

    assert (page.h1, page.path) == ("Campaigns", "/campaigns")
    assert "Ada Admin" in page.text


def test_looking_at_the_link_does_not_spend_it(client: Browser, council: Council, link_for: Send) -> None:
    link = link_for(council.person("Lee Leader").email)

    open_link(client, link)
    open_link(client, link)

    assert client.submit("Sign in", {PASTE: link.partition("#")[2]}).h1 == "Your tasks"


def test_a_link_works_once(client: Browser, council: Council, link_for: Send) -> None:
    link = link_for(council.person("Lee Leader").email)
    open_link(client, link)
    client.submit("Sign in", {PASTE: link})
    client.submit("Sign out")

    open_link(client, link)
    assert client.submit("Sign in", {PASTE: link}, expect=410).h1 == "This link cannot be used"
    assert client.get("/tasks").h1 == "Sign in"


@pytest.mark.parametrize("spoil", [lambda link: link[:-1], lambda link: link + "x", lambda _: "", lambda _: "#"])
def test_a_mangled_link_does_not_work(
    client: Browser, council: Council, link_for: Send, spoil: Callable[[str], str]
) -> None:
    link = link_for(council.person("Lee Leader").email)
    open_link(client, link)

    assert client.submit("Sign in", {PASTE: spoil(link)}, expect=410).h1 == "This link cannot be used"
    open_link(client, link)
    assert client.submit("Sign in", {PASTE: link}).h1 == "Your tasks", "the whole link still works"


def test_a_link_expires(client: Browser, council: Council, link_for: Send, clock: ToldClock) -> None:
    link = link_for(council.person("Lee Leader").email)
    clock.advance(minutes=15, seconds=1)

    open_link(client, link)
    page = client.submit("Sign in", {PASTE: link}, expect=410)

    assert page.h1 == "This link cannot be used"
    assert client.follow("Get a new link").h1 == "Sign in"


def test_only_the_newest_link_works(client: Browser, council: Council, link_for: Send) -> None:
    email = council.person("Lee Leader").email
    older, newer = link_for(email), link_for(email)

    open_link(client, older)
    client.submit("Sign in", {PASTE: older}, expect=410)
    open_link(client, newer)
    assert client.submit("Sign in", {PASTE: newer}).h1 == "Your tasks"


def test_an_unknown_address_looks_the_same(
    client: Browser, council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    known = council.person("Lee Leader").email
    pages = []
    for email in (known, "nobody@example.org"):
        client.get("/sign-in")
        page = client.submit("Email me a link", {ASKED: email})
        pages.append((page.status, page.address, page.text))
    sweep()

    assert pages[0] == pages[1]
    assert [letter.to for letter in inbox.letters] == [known]


@pytest.mark.parametrize("typed", ["", "lee", "lee@example", "lee leader@example.org"])
def test_what_cannot_be_an_address_is_refused(client: Browser, typed: str) -> None:
    client.get("/sign-in?then=/people")
    page = client.submit("Email me a link", {ASKED: typed})

    assert page.errors == [
        "Enter an email address in the correct format, like name@example.gov.uk"
        if typed
        else "Enter your work email address"
    ]
    assert 'name="then" value="/people"' in page.html, "the wanted page is not forgotten"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/tasks", "/\\evil.example", "tasks"])
def test_nobody_is_sent_elsewhere(client: Browser, council: Council, link_for: Send, elsewhere: str) -> None:
    person = council.person("Lee Leader")
    client.get(f"/sign-in?then={elsewhere}")
    client.submit("Email me a link", {ASKED: person.email})
    link = link_for(person.email)

    open_link(client, link)
    assert client.submit("Sign in", {PASTE: link}).path == "/tasks"


def test_signing_out_forgets_who_it_was(client: Browser, council: Council, link_for: Send) -> None:
    link = link_for(council.person("Lee Leader").email)
    open_link(client, link)
    client.submit("Sign in", {PASTE: link})

    page = client.submit("Sign out")

    assert page.messages == ["You have signed out."]
    assert "Lee Leader" not in page.text
    assert client.get("/").h1 == "Honest feedback for leaders"
