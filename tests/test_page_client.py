"""Does the page-test client refuse each kind of bad page, and use a good one as a person would?"""

import io
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, Response, flash, get_flashed_messages, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from tests.page_client import BadPage, PageClient

GOOD = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>People, Feedback</title><script nonce="n0nce" src="/static/app.js"></script></head>
<body>
<a href="#main">Skip to main content</a>
<main id="main">
<h1>People</h1>
<h2>Everybody</h2>
<p>Asked of <b>two</b>, by <a href="mailto:ask@example.gov.uk">mail</a>. <a href="/people/7?all=1#top">Ann</a></p>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="Ann">
<svg role="img" viewBox="0 0 1 1"><title>A dot</title><path d="M0 0"></path></svg>
<table><caption>Replies</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Answered</th></tr></thead>
<tbody><tr><th scope="row">Peers</th><td>5</td></tr></tbody></table>
<form method="post" action="/save"><input type="hidden" name="csrf_token" value="t0ken">
<label for="name">Name</label><input id="name" name="name" value="Ann">
<label for="note">Note</label><textarea id="note" name="note">
Old</textarea>
<label for="level">Level</label>
<select id="level" name="level"><option value="1">One</option><option value="2">Two</option></select>
<fieldset><legend>Keeps promises</legend>
<input type="radio" id="r1" name="r" value="1"><label for="r1">Never</label>
<input type="radio" id="r2" name="r" value="2" checked><label for="r2">Often</label></fieldset>
<fieldset><legend>Competencies</legend>
<input type="checkbox" id="c1" name="c" value="a" checked><label for="c1">Leading</label>
<input type="checkbox" id="c2" name="c" value="b"><label for="c2">Learning</label></fieldset>
<fieldset><legend>Closes</legend><label>Day <input name="closes"></label><label>Month <input name="closes"></label>
<label>Year <input name="closes"></label></fieldset>
<input type="checkbox" id="told" name="told" value="y"><label for="told">I told them</label>
<label for="file">File</label><input type="file" id="file" name="file">
<button name="step" value="go">Save</button></form>
<form action="/find"><label>Words <input name="words"></label><button>Find</button></form>
</main>
</body>
</html>"""


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """A small application whose page at / is GOOD, or what a test made of it."""
    (tmp_path / "app.js").touch()
    app = Flask("tiny", static_folder=str(tmp_path), static_url_path="/static")
    app.secret_key = "only in this test"
    app.config["PAGE"], app.config["STATUS"] = GOOD, 200

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "script-src 'self' 'nonce-n0nce'"
        return response

    @app.get("/")
    def start() -> ResponseReturnValue:
        said = "".join(f'<p class="govuk-notification-banner__content">{words}</p>' for words in get_flashed_messages())
        return app.config["PAGE"].replace('<main id="main">', f'<main id="main">{said}'), app.config["STATUS"]

    @app.get("/people/<int:number>")
    def person(number: int) -> str:
        return GOOD.replace("People", f"Person {number}")

    @app.get("/find")
    def find() -> str:
        return GOOD.replace("Everybody", request.args["words"])

    @app.post("/save")
    def save() -> ResponseReturnValue:
        app.config["SENT"] = {name: request.form.getlist(name) for name in request.form}
        app.config["FILES"] = {name: sent.read() for name, sent in request.files.items()}
        flash("Saved.")
        return redirect("/")

    @app.get("/data")
    def data() -> Response:
        return jsonify(answer=42)

    return app


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser on the small application."""
    return PageClient(app)


IN_ERROR = """<div class="govuk-error-summary"><ul><li><a href="#name">Enter a name</a></li></ul></div><h1>"""
AT_FIELD = """<p id="e1" class="govuk-error-message">Enter a name</p><input aria-describedby="e1" id="name" """


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("<!doctype html>", "", "Expected DOCTYPE", id="no doctype"),
        pytest.param("<b>two</b>", "<b>two", "html_is_valid", id="element left open"),
        pytest.param('alt="Ann"', 'alt="Ann" alt="Bo"', "duplicate attribute", id="attribute twice"),
        pytest.param("<h2>Everybody</h2>", "<h1>Everybody</h1>", "exactly one h1", id="two h1"),
        pytest.param("<h1>People</h1>", "<h1></h1>", "exactly one h1", id="h1 without words"),
        pytest.param("<title>People", "<title>Persons", "should start with 'People'", id="title is not the h1"),
        pytest.param("<title>", "<title>Error: ", "should start with 'People'", id="error in the title alone"),
        pytest.param("<h2>Everybody</h2>", "<h3>Everybody</h3>", "is an h3 after an h1", id="level skipped"),
        pytest.param('id="note"', 'id="name"', "given 2 times", id="id twice"),
        pytest.param("<textarea", '<textarea aria-describedby="hint"', "leads to no element", id="hint missing"),
        pytest.param('<label for="name">Name</label>', "", "'name' has no label", id="input without label"),
        pytest.param('<label for="level">Level</label>', "", "'level' has no label", id="select without label"),
        pytest.param(">Note</label>", "></label>", "'note' has no label", id="empty label"),
        pytest.param("<legend>Keeps promises</legend>", "", "no fieldset with a legend", id="radios without legend"),
        pytest.param("<legend>Keeps promises<", "<legend><", "no fieldset with a legend", id="empty legend"),
        pytest.param(">Ann</a>", "></a>", "a a has no words", id="link without words"),
        pytest.param(' alt="Ann"', "", "has no alt", id="picture without alternative"),
        pytest.param("<title>A dot</title>", "", "an svg is neither", id="drawing without alternative"),
        pytest.param("<caption>Replies</caption>", "", "no caption", id="table without caption"),
        pytest.param(' scope="row"', "", "without scope", id="header without scope"),
        pytest.param("<h1>", IN_ERROR, "should start with 'Error: People'", id="summary, but not in the title"),
        pytest.param('<input id="name" ', AT_FIELD, "not in an error summary", id="error without summary"),
        pytest.param('aria-describedby="e1" ', "", "tied to no field", id="error tied to nothing"),
        pytest.param("<h1>", '<h1 style="color: red">', "a style of its own", id="style attribute"),
        pytest.param("<h1>People", "<h1>People<style>p{}</style>", "a style of its own", id="style element"),
        pytest.param("<h1>", '<h1 onclick="go()">', "a script in an attribute", id="inline handler"),
        pytest.param(' nonce="n0nce"', "", "lacks the nonce", id="script without nonce"),
        pytest.param('nonce="n0nce"', 'nonce="old"', "lacks the nonce", id="script with another nonce"),
        pytest.param('name="csrf_token" value="t0ken"', 'name="csrf"', "has no csrf_token", id="post without token"),
        pytest.param(' lang="en"', "", "html has no lang", id="no language"),
        pytest.param(
            "/static/app.js", "https://cdn.example.com/a.js", "names another host", id="script from elsewhere"
        ),
        pytest.param("<svg", '<svg data-from="//cdn.example.com"', "names another host", id="host in any attribute"),
        pytest.param("/static/app.js", "/static/none.js", "has no route for GET", id="static file missing"),
        pytest.param("/people/7", "/persons/7", "has no route for GET", id="dangling link"),
        pytest.param(
            'action="/save"', 'action="/find"', "has no route for POST", id="form to a page that takes no post"
        ),
        pytest.param("#main", "#content", "leads to nothing on this page", id="fragment without target"),
        pytest.param("mailto:ask@example.gov.uk", "javascript:go()", "is no address", id="script as address"),
    ],
)
def test_refuses(app: Flask, client: PageClient, old: str, new: str, complaint: str) -> None:
    page = GOOD.replace('<input id="name" ', AT_FIELD) if old not in GOOD else GOOD
    assert old in page, "the test would change nothing"
    app.config["PAGE"] = page.replace(old, new)

    with pytest.raises(BadPage, match=complaint):
        client.get("/")


def test_takes_a_good_page_and_tells_what_is_on_it(client: PageClient) -> None:
    page = client.get("/")

    assert (page.h1, page.path, page.status, page.errors) == ("People", "/", 200, [])
    assert "Asked of two, by mail." in page.text
    assert page.links[-1] == ("Ann", "/people/7?all=1#top")
    assert page.table("Replies") == [["Group", "Answered"], ["Peers", "5"]]


def test_takes_a_page_with_errors_that_are_told_everywhere(app: Flask, client: PageClient) -> None:
    page = GOOD.replace('<input id="name" ', AT_FIELD).replace("<h1>", IN_ERROR).replace("<title>", "<title>Error: ")
    app.config["PAGE"], app.config["STATUS"] = page, 400

    assert client.post("/save").errors == ["Enter a name"]


def test_an_untouched_form_sends_what_a_browser_sends(app: Flask, client: PageClient) -> None:
    client.get("/")
    page = client.submit("Save")

    assert page.messages == ["Saved."]
    assert app.config["SENT"] == {
        "csrf_token": ["t0ken"], "name": ["Ann"], "note": ["Old"], "level": ["1"], "r": ["2"], "c": ["a"],
        "closes": ["", "", ""], "step": ["go"],
    }  # fmt: skip


def test_a_form_is_filled_in_by_the_words_on_the_page(app: Flask, client: PageClient) -> None:
    client.get("/")
    client.submit(
        "Save",
        {
            "Name": "Bo",
            "Note": "New",
            "Level": "Two",
            "Keeps promises": "Never",
            "Competencies": ["Learning"],
            "Closes": date(2027, 3, 31),
            "I told them": True,
            "File": (io.BytesIO(b"name"), "people.csv"),
        },
    )

    assert app.config["SENT"] == {
        "csrf_token": ["t0ken"], "name": ["Bo"], "note": ["New"], "level": ["2"], "r": ["1"], "c": ["b"],
        "closes": ["31", "3", "2027"], "told": ["y"], "step": ["go"],
    }  # fmt: skip
    assert app.config["FILES"] == {"file": b"name"}


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        pytest.param({"Nickname": "B"}, "asked 0 times for 'Nickname'", id="nobody asked"),
        pytest.param({"Level": "Three"}, "no option 'Three'", id="no such option"),
        pytest.param({"Keeps promises": "Always"}, "'Keeps promises' offers", id="no such radio"),
    ],
)
def test_a_form_cannot_be_filled_in_with_what_it_does_not_offer(
    client: PageClient, answers: dict[str, str], complaint: str
) -> None:
    client.get("/")

    with pytest.raises(BadPage, match=complaint):
        client.submit("Save", answers)


def test_a_form_that_asks_sends_a_query(client: PageClient) -> None:
    client.get("/")
    page = client.submit("Find", {"Words": "Ann & Bo"})

    assert page.address.endswith("/find?words=Ann+%26+Bo")


def test_links_are_followed_by_their_words(client: PageClient) -> None:
    client.get("/")

    assert client.follow("Ann").h1 == "Person 7"
    with pytest.raises(BadPage, match="0 links 'Bo'"):
        client.follow("Bo")


def test_another_status_than_expected_is_refused(app: Flask, client: PageClient) -> None:
    app.config["STATUS"] = 410
    with pytest.raises(BadPage, match="gave 410 GONE, not 200"):
        client.get("/")

    assert client.get("/", expect=410).status == 410


def test_what_is_no_page_is_downloaded(client: PageClient) -> None:
    with pytest.raises(BadPage, match=r"use download\(\)"):
        client.get("/data")

    assert client.download("/data").json == {"answer": 42}
