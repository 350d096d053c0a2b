"""The accessibility statement says what the tests look at: no page more, no page less, and with what they look."""

import axe_playwright_python
from flask import Flask

from feedback.assurance.accessibility import tried
from feedback.config import ROOT
from tests.browser.conftest import WCAG
from tests.browser.test_every_page import DESK, ELSEWHERE, FOR_PROGRAMS, NO_PAGE, PHONE
from tests.page_client import PageClient


def test_the_statement_counts_every_page_there_is(app: Flask) -> None:
    """After a change of pages: FEEDBACK_STATEMENT=1 python -m pytest tests/browser/test_every_page.py."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGE
    pages = {route for route in routes if not route.startswith(FOR_PROGRAMS)}

    assert len(pages) > 50
    assert set(tried().by_links) | set(tried().elsewhere) == pages
    assert set(tried().elsewhere) == set(ELSEWHERE)


def test_the_statement_names_what_the_tests_look_with() -> None:
    assert tried().rules == tuple(WCAG)
    assert tried().widths == (PHONE["width"], DESK["width"])
    program = (ROOT / axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    assert f"axe v{tried().axe}\n" in program[:100]


def test_everybody_finds_it_and_whom_to_tell(app: Flask) -> None:
    client = PageClient(app)
    for path in ("/", "/r", "/sign-in", "/privacy"):
        assert ("Accessibility", "/accessibility") in client.get(path).links

    page = client.get("/accessibility")
    assert "Tell us: Learning and development at Exampleshire Council" in page.text
    assert str(len(tried().by_links)) in page.text
    assert "Nobody has yet used it with a real screen reader" in page.text

    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"accessibility_contact": "access@exampleshire.example"})
    assert "Tell us: access@exampleshire.example" in client.get("/accessibility").text
