"""Does the council's own account sign in whom its provider names, once, in the browser that asked, and nobody else?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from feedback import create_app
from feedback.config import SettingsRefused, read_settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity.models import OutsideAccount, Person, StaffSession
from feedback.identity.rules import account_name, proved_address
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock, _settings
from tests.identity import provider
from tests.page_client import Page
from tests.staff import Browser

GO = "/sign-in/account"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider."""
    with provider.running() as url:
        yield url


@pytest.fixture
def links_by_email() -> bool:
    return True


@pytest.fixture
def app(
    beginning: Path, tmp_path: Path, inbox: Inbox, clock: ToldClock, issuer: str, links_by_email: bool
) -> Iterator[Flask]:
    """An application in which staff sign in by link or account."""
    databases.in_use().copy(beginning, tmp_path)
    plain = _settings(tmp_path, inbox.port)  # type: ignore[attr-defined]
    more = {"sign_in_by": ("link", "account"), "oidc_issuer": issuer, "oidc_client_id": "feedback",
            "oidc_client_secret": "a secret of the provider's", "oidc_links_by_email": links_by_email}  # fmt: skip
    app = create_app(plain.model_copy(update=more))
    app.config["CLOCK"] = lambda: clock.now
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.in_use().drop(tmp_path)


@pytest.fixture
def lee(council: Council) -> Person:
    return council.person("Lee Leader")


def away(browser: Browser, path: str = GO) -> str:
    """Where the browser is sent."""
    db.session.rollback()
    answer = browser.browser.get(path, base_url=browser.base_url)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def back(browser: Browser, location: str, *, expect: int = 200) -> Page:
    """Come back from the provider and press the button."""
    parts = urlsplit(location)
    browser.get(f"{parts.path}?{parts.query}")
    return browser.submit("Sign in", expect=expect)


def through(browser: Browser, subject: str, *, path: str = GO, expect: int = 200) -> Page:
    """All the way."""
    return back(browser, provider.sign_in_there(away(browser, path), subject), expect=expect)


def test_an_account_with_a_proved_address_is_linked_once_and_signs_in_from_then_on(
    client: Browser, issuer: str, lee: Person
) -> None:
    provider.is_known_as(issuer, "first", email=lee.email.upper(), email_verified=True)
    client.get("/sign-in?then=/reports")
    link = next(href for words, href in client.page.links if words == "Sign in with your work account")
    assert through(client, "first", path=link).h1 == "Reports"
    [account] = db.session.query(OutsideAccount).all()
    assert (account.issuer, account.subject, account.person_id) == (issuer, "first", lee.id)

    with one_transaction():
        db.session.get_one(Person, lee.id).email = "lee.wed@example.org"
    client.submit("Sign out")
    assert through(client, "first").h1 == "Your tasks", "an account is known by its name, not by its address"
    assert "Lee Leader" in client.page.text
    assert [one.facts["how"] for one in db.session.query(AuditEvent).filter_by(action="signed_in")] == ["account"] * 2


def test_what_is_asked_of_the_provider(client: Browser, issuer: str) -> None:
    first, second = (parse_qs(urlsplit(away(client)).query) for _ in range(2))
    assert first["response_type"] == ["code"]
    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == ["https://feedback.example/sign-in/account/back"]
    for fresh in ("state", "nonce", "code_challenge"):
        assert len(first[fresh][0]) >= 20
        assert first[fresh] != second[fresh], fresh


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {},
        {"email": "nobody@example.org", "email_verified": True},
    ],
)
def test_an_account_that_is_not_known_opens_nothing_and_adds_nobody(
    client: Browser, issuer: str, lee: Person, claims: dict[str, object]
) -> None:
    before = db.session.query(Person).count()
    subject = f"unknown {sorted(claims.items())}"
    provider.is_known_as(issuer, subject, **{"email": lee.email} | claims)
    assert through(client, subject, expect=410).h1 == "Your work account is not known here"
    assert client.get("/tasks").h1 == "Sign in"
    assert (db.session.query(Person).count(), db.session.query(OutsideAccount).count()) == (before, 0)


def test_an_address_that_was_passed_on_opens_nothing(client: Browser, issuer: str, lee: Person) -> None:
    for subject in ("old", "new"):
        provider.is_known_as(issuer, subject, email=lee.email, email_verified=True)
    through(client, "old")
    client.submit("Sign out")
    assert through(client, "new", expect=410).h1 == "Your work account is not known here"


def test_coming_back_twice_is_refused(client: Browser, issuer: str, lee: Person) -> None:
    provider.is_known_as(issuer, "twice", email=lee.email, email_verified=True)
    location = provider.sign_in_there(away(client), "twice")
    before = dict(client.browser._cookies)  # type: ignore[arg-type]
    back(client, location)
    client.submit("Sign out")
    assert back(client, location, expect=410).h1 == "You are not signed in"
    client.browser._cookies = before  # type: ignore[assignment]  # as whoever copied the browser's cookies
    assert back(client, location, expect=410).h1 == "You are not signed in"


def test_coming_back_in_another_browser_is_refused(client: Browser, issuer: str, lee: Person, app: Flask) -> None:
    provider.is_known_as(issuer, "other", email=lee.email, email_verified=True)
    location = provider.sign_in_there(away(client), "other")
    assert back(Browser(app), location, expect=410).h1 == "You are not signed in"


@pytest.mark.parametrize("part", ["state=", "code="])
def test_a_wrong_state_or_code_is_refused(client: Browser, issuer: str, lee: Person, part: str) -> None:
    provider.is_known_as(issuer, "spoilt", email=lee.email, email_verified=True)
    location = provider.sign_in_there(away(client), "spoilt").replace(part, f"{part}x")
    assert back(client, location, expect=410).h1 == "You are not signed in"
    assert client.get("/tasks").h1 == "Sign in"


def test_an_answer_to_another_question_is_refused(client: Browser, issuer: str, lee: Person, app: Flask) -> None:
    """The code of one browser with the state of another: the nonce in what the provider signed is not ours."""
    provider.is_known_as(issuer, "mixed", email=lee.email, email_verified=True)
    theirs = parse_qs(urlsplit(provider.sign_in_there(away(Browser(app)), "mixed")).query)
    ours = parse_qs(urlsplit(away(client)).query)
    mixed = f"/sign-in/account/back?code={theirs['code'][0]}&state={ours['state'][0]}"
    assert back(client, mixed, expect=410).h1 == "You are not signed in"


@pytest.mark.parametrize("links_by_email", [False])
def test_an_account_is_connected_by_whoever_is_signed_in(
    client: Browser, issuer: str, lee: Person, app: Flask, council: Council
) -> None:
    provider.is_known_as(issuer, "mine", email=lee.email, email_verified=True)
    assert through(client, "mine", expect=410).h1 == "Your work account is not known here"
    browser = Browser.of(app, lee)
    browser.get("/account")
    page = through(browser, "mine", path=f"{GO}?connect=1")
    assert page.messages == ["Connected. You can sign in with your work account from now on."]
    assert through(client, "mine").h1 == "Your tasks"
    other = Browser.of(app, council.person("Max Manager"))
    other.get("/account")
    assert through(other, "mine", path=f"{GO}?connect=1", expect=410).h1 == "You are not signed in"


def test_whoever_shows_that_it_is_them_is_asked_for_their_password_anew(client: Browser, issuer: str) -> None:
    asked = parse_qs(urlsplit(away(client, f"{GO}?again=1")).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])


@pytest.mark.parametrize(
    ("minutes_ago", "is_taken"),
    [(1, True), (-1, True), (16, False), (None, False)],
    ids=["just now", "a clock that is fast", "earlier", "not told"],
)
def test_a_provider_that_asked_nobody_proves_nothing(
    client: Browser, issuer: str, lee: Person, clock: ToldClock, minutes_ago: int | None, is_taken: bool
) -> None:
    subject = f"again {minutes_ago}"
    told = {} if minutes_ago is None else {"auth_time": int(clock.now.timestamp()) - 60 * minutes_ago}
    provider.is_known_as(issuer, subject, email=lee.email, email_verified=True, **told)
    page = through(client, subject, path=f"{GO}?again=1", expect=200 if is_taken else 410)
    assert page.h1 == ("Your tasks" if is_taken else "You were not asked again")

    assert through(client, subject).h1 == "Your tasks", "to sign in it is enough to be signed in there"
    [proved_at] = [one.proved_at for one in db.session.query(StaffSession)]
    assert (clock.now - proved_at < timedelta(minutes=15)) == is_taken, "but what is dangerous asks again"


@pytest.mark.parametrize("path", [GO, f"{GO}/back?code=x&state=y"])
def test_without_accounts_these_pages_lead_to_the_link(council: Council, path: str) -> None:
    plain = council.app.config["SETTINGS"]
    council.app.config["SETTINGS"] = plain.model_copy(update={"sign_in_by": ("link",)})
    page = Browser(council.app).get(path)
    assert (page.h1, "work account" in page.text) == ("Sign in", False)


def test_entra_accounts_are_known_by_tenant_and_object() -> None:
    assert account_name({"iss": "x", "sub": "changes", "tid": "t-1", "oid": "o-2"}) == "t-1/o-2"
    assert account_name({"iss": "x", "sub": "stays"}) == "stays"
    assert proved_address({"email": "A@b.uk", "xms_edov": "1"}) == "a@b.uk"
    assert proved_address({"email": "a@b.uk", "xms_edov": "0"}) == ""


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sign_in_by": ()}, "names"),
        ({"sign_in_by": ("account",)}, "also needs OIDC_ISSUER"),
        ({"oidc_issuer": "http://login.example"}, "must start with https://"),
        ({"oidc_issuer": "https://login.microsoftonline.com/common/v2.0"}, "must name your own tenant"),
        ({"sign_in_by": ("account",), "oidc_issuer": "https://login.example"}, "nobody could connect an account"),
    ],
)
def test_settings_that_could_not_keep_strangers_out_are_refused(changed: dict[str, object], words: str) -> None:
    known = {"sign_in_by": ("link", "account"), "oidc_client_id": "x", "oidc_client_secret": "y"}
    with pytest.raises(SettingsRefused, match=words):
        read_settings(secret_key="a secret for tests only, long enough to be accepted", **known | changed)
