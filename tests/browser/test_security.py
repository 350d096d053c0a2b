"""The site from outside, by a browser: what each answer's heading says, what cookies are like, a key that is touched.

The rules here are written from the standards (docs/reference/asvs.md), and know nothing of the product's code.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser import people
from tests.browser.conftest import Site
from tests.identity import provider

DIRECTIVES = {
    "default-src": {"'none'"}, "base-uri": {"'none'"}, "frame-ancestors": {"'none'"}, "form-action": {"'self'"},
    "style-src": {"'self'"}, "connect-src": {"'self'"},
}  # fmt: skip
NEVER = ("'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'", "*", "http:", "https:")


def wrong_with(answer: Response) -> list[str]:
    """What a careful reader finds wrong with the heading of an answer."""
    said = {name.lower(): value for name, value in answer.headers.items()}
    policy = {part.split()[0]: set(part.split()[1:]) for part in said.get("content-security-policy", "").split(";")}
    found = [name for name, wanted in DIRECTIVES.items() if policy.get(name) != wanted]
    found += [f"{name} {word}" for name, words in policy.items() for word in words if word in NEVER]
    scripts = policy.get("script-src", set())
    found += [] if scripts and all(one == "'self'" or one.startswith("'nonce-") for one in scripts) else ["script-src"]
    found += [] if said.get("x-content-type-options") == "nosniff" else ["nosniff"]
    found += [] if said.get("referrer-policy") in ("same-origin", "no-referrer") else ["referrer-policy"]
    found += [] if said.get("cross-origin-opener-policy") == "same-origin" else ["opener"]
    found += [name for name in ("server-timing", "x-powered-by", "access-control-allow-origin") if name in said]
    kept = said.get("cache-control", "")
    found += [] if "/static/" in answer.url or "no-store" in kept else [f"cache-control: {kept}"]
    return found


def test_every_answer_has_the_heading_that_the_standard_asks_for(
    site: Site, browser_of: Callable[..., BrowserContext]
) -> None:
    email = site.person("Ada Admin", administrator=True)
    context, seen = browser_of(expects="404"), list[Response]()
    context.on("response", lambda answer: seen.append(answer))
    page = people.sign_in(context, site, email)
    for path in ("/people", "/people/new", "/campaigns", "/account", "/account/keys", "/r", "/nowhere"):
        page.goto(site.url + path)
    made = [answer for answer in seen if "/static/" not in answer.url]  # files come again from the browser's own store
    nonces = [answer.headers["content-security-policy"].partition("nonce-")[2].partition("'")[0] for answer in made]
    assert len(seen) > 20
    assert len(made) > 7
    assert all(nonces)
    assert {answer.url: wrong for answer in seen if (wrong := wrong_with(answer))} == {}
    assert len(set(nonces)) == len(nonces), "a word of its own for each answer"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(
    site: Site, browser_of: Callable[..., BrowserContext]
) -> None:
    context = browser_of()
    page = people.sign_in(context, site, site.person("Ada Admin", administrator=True))
    cookies = context.cookies()
    assert cookies
    for cookie in cookies:
        assert cookie["httpOnly"], cookie["name"]
        assert cookie["sameSite"] in ("Lax", "Strict"), cookie["name"]
        assert cookie["path"] == "/", cookie["name"]
        assert len(cookie["name"]) + len(cookie["value"]) < 4096
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


@pytest.fixture
def at_localhost(site: Site, chromium: Browser) -> Page:
    """A browser at a name, because keys are bound to one, with a key that is touched whenever it is asked for."""
    site.url = site.url.replace("127.0.0.1", "localhost")
    settings = site.app.config["SETTINGS"]
    site.app.config["SETTINGS"] = settings.model_copy(update={"base_url": site.url})
    page = chromium.new_context(locale="en-GB").new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": False, "isUserVerified": False,
               "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_key_is_added_asked_for_and_removed(
    site: Site, at_localhost: Page, accessible: Callable[[Page], None]
) -> None:
    page, email = at_localhost, site.person("Ada Admin", administrator=True)
    people.sign_in_here(page, site, email)
    page.goto(f"{site.url}/account/keys")
    accessible(page)
    page.get_by_label("What do you call it?").fill("Red key")
    people.press(page, "Add a key")
    page.get_by_text("Added. You are asked for it").wait_for()
    accessible(page)
    people.press(page, "Sign out")

    people.sign_in_here(page, site, email, then="Touch your security key")
    page.goto(f"{site.url}/people")
    people.heading(page, "Touch your security key")
    accessible(page)
    page.get_by_role("button", name="Use my security key").click()
    people.heading(page, "Your tasks")

    site.council.clock.advance(minutes=20)
    page.goto(f"{site.url}/account/keys")
    page.get_by_role("button", name="Remove Red key").click()
    page.get_by_text("Removed.", exact=True).wait_for()  # the key was asked for, and touched, in between
    page.context.close()


def test_signing_in_with_a_work_account(site: Site, chromium: Browser) -> None:
    """In a browser, whose policy for forms is kept to on the way to the provider and back."""
    with provider.running() as issuer:
        more = {"sign_in_by": ("link", "account"), "oidc_issuer": issuer, "oidc_client_id": "feedback",
                "oidc_client_secret": "secret", "oidc_links_by_email": True}  # fmt: skip
        site.app.config["SETTINGS"] = site.app.config["SETTINGS"].model_copy(update=more)
        email = site.person("Lee Leader")
        provider.is_known_as(issuer, "lee", email=email, email_verified=True)
        page = chromium.new_context(locale="en-GB").new_page()
        page.goto(f"{site.url}/sign-in")
        page.get_by_role("button", name="Sign in with your work account").click()
        page.locator("input[name=sub]").first.fill("lee")
        page.locator("button[type=submit], input[type=submit]").first.click()
        people.heading(page, "Your tasks")
        page.context.close()
