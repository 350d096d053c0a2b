"""What the stage's own tests do not try: other hosts, places to be sent to, packed files that unpack to too much."""

import io
import zipfile
from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask

from feedback.demo.inbox import Inbox
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.identity.spreadsheet import LARGEST_UNPACKED, NotReadable, rows_of
from feedback.worker import Sweep
from tests.building import Council
from tests.staff import Browser

ELSEWHERE = ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\nevil", "evil")


def test_a_host_that_was_made_up_reaches_no_letter_and_no_redirect(
    app: Flask, council: Council, inbox: Inbox, sweep: Callable[[], Sweep], client: Browser
) -> None:
    email = council.person("Lee Leader").email
    client.get("/sign-in")
    token = next(one.get("value") for one in client.page.document.all("input") if one.get("name") == "csrf_token")
    sent = {"csrf_token": token, "email": email}
    [cookie] = client.browser._cookies.values()  # type: ignore[union-attr]
    heading = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Cookie": f"{cookie.key}={cookie.value}"}
    answer = Context().run(app.test_client(use_cookies=False).post, "/sign-in", data=sent, headers=heading)
    assert answer.location == "/sign-in/sent"
    sweep()
    [letter] = inbox.to(email)
    assert letter.links[0].startswith("https://feedback.example/")
    assert "evil" not in letter.text


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_form_sends_anybody_elsewhere(admin: Browser, elsewhere: str) -> None:
    admin.get("/people")
    for path, fields in (("/people/narrow", {"back": elsewhere}), ("/language", {"back": elsewhere, "language": "cy"})):
        page = admin.post(path, fields)
        assert page.path in ("/people", "/tasks"), (path, page.address)
        admin.get("/people")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_touching_a_key_or_signing_in(client: Browser, elsewhere: str) -> None:
    page = client.get("/sign-in")
    client.post("/sign-in", {"email": "nobody@example.org", "then": elsewhere})
    with client.browser.session_transaction(base_url="http://localhost") as session:
        assert session["then"] == ""
    assert page.h1 == "Sign in"


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made, made.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(LARGEST_UNPACKED // 2**20 + 1):
            part.write(bytes(2**20))
    assert len(packed.getvalue()) < 2**20
    with pytest.raises(NotReadable, match="too large"):
        rows_of(packed.getvalue(), most_rows=10)


def test_a_script_in_a_name_stays_words_on_every_page_that_shows_it(
    council: Council, admin: Browser, browser_of: Callable[[Person], Browser]
) -> None:
    person = council.person()
    with one_transaction():
        person.name = "<script>alert(1)</script> \"' onload=x"
    for page in (admin.get("/people"), admin.get(f"/people/{person.id}"), browser_of(person).get("/account")):
        assert "<script>alert" not in page.html
        assert "&lt;script&gt;" in page.html
