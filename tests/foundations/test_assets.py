"""Do static files travel packed, once and for ever, and has every page the rules of its classes?"""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.foundations import assets
from frontend import rater_stylesheet

STATIC = Path(__file__).parents[2] / "feedback" / "static"
TEMPLATES = Path(__file__).parents[2] / "feedback" / "templates"
FOR_EVER = "public, max-age=31536000, immutable"
CLASSES = re.compile(r'class="([^"]*)"')
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# For a script; for the root, which needs no more; and two of action plans that have no rule of their own yet.
NOT_STYLED = {"govuk-js-character-count", "govuk-template", "plan-action", "secondary"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    app = Flask("tiny", static_folder=str(tmp_path), static_url_path="/static")
    (tmp_path / "a.css").write_text("p{color:red}" * 100)
    (tmp_path / "notes.txt").write_text("notes")
    assets.init_app(app)
    return app.test_client()


def _address(client: FlaskClient) -> str:
    with client.application.test_request_context():
        address: str = client.application.jinja_env.globals["static_url"]("a.css")  # type: ignore[operator]
        return address


def test_a_file_is_packed_for_browsers_that_can_unpack_and_kept_for_ever(client: FlaskClient) -> None:
    packed = client.get(_address(client), headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(_address(client))

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 10
    assert {answer.headers["Vary"] for answer in (packed, plain)} == {"Accept-Encoding"}
    assert {answer.headers["Cache-Control"] for answer in (packed, plain)} == {FOR_EVER}


@pytest.mark.parametrize("address", ["/static/a.css", "/static/a.css?v=another"])
def test_what_is_asked_for_under_another_version_is_not_kept_as_that(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_other_files_of_the_folder_are_served_as_they_are(client: FlaskClient) -> None:
    with client.get("/static/notes.txt") as answer:
        assert answer.text == "notes"
    assert client.get("/static/../tiny.py").status_code == 404


def test_the_raters_stylesheet_is_what_make_static_makes() -> None:
    assert rater_stylesheet.RATERS.read_text("utf-8") == rater_stylesheet.rater_stylesheet(), "run: make static"


def test_every_block_of_a_template_is_in_the_stylesheets() -> None:
    """Parts of a block may need no rule of their own; a block without any is a slip of the pen."""
    styled: set[str] = set()
    for sheet in STATIC.glob("*.css"):
        styled |= {found.replace("\\", "") for found in rater_stylesheet.CLASS.findall(sheet.read_text("utf-8"))}
    used = {
        (word, str(path.relative_to(TEMPLATES)))
        for path in TEMPLATES.rglob("*.html")
        if path.parent.name != "mail"
        for attribute in CLASSES.findall(JINJA.sub("\N{NO-BREAK SPACE}", path.read_text("utf-8")))
        for word in attribute.split(" ")
        if word and "\N{NO-BREAK SPACE}" not in word
    }
    assert len(used) > 100
    blocks = {re.split("__|--", name)[0] for name in styled} | NOT_STYLED
    assert {(word, place) for word, place in used if re.split("__|--", word)[0] not in blocks} == set()


def test_no_rule_that_a_raters_page_needs_is_left_out() -> None:
    whole = set(rater_stylesheet.CLASS.findall(rater_stylesheet.WHOLE.read_text("utf-8")))
    kept = set(rater_stylesheet.CLASS.findall(rater_stylesheet.RATERS.read_text("utf-8")))
    for path in (TEMPLATES / "response").glob("*.html"):
        for attribute in CLASSES.findall(JINJA.sub(" ", path.read_text("utf-8"))):
            assert set(attribute.split()) & whole <= kept, path.name
    assert {"rating__input", "govuk-error-summary", "govuk-tag--yellow"} <= kept
    assert "govuk-tabs" not in kept
