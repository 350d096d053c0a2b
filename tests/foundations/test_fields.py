"""Do the base page, the components and the fields make good pages of whatever form they are given?"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, flash, render_template, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FileField,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.form import Form
from wtforms.validators import InputRequired, Length

from feedback.extensions import csrf
from feedback.foundations import assets, fields, headers, languages, pages
from tests.page_client import PageClient

ROOT = Path(fields.__file__).parents[1]
CHOICES = [SelectChoice("a", "Leading"), SelectChoice("b", "Learning")]
WANTED = [InputRequired("Answer this")]


class EveryKind(FlaskForm):  # type: ignore[misc]
    """One field of each kind, none with a look of its own but the first."""

    name = StringField("Name", description="As in the directory", validators=WANTED, widget=GovTextInput())
    email = EmailField("Email", validators=WANTED)
    days = IntegerField("Days", validators=WANTED)
    secret = PasswordField("Password", validators=WANTED)
    group = RadioField("Group", choices=CHOICES, validators=WANTED)
    several = SelectMultipleField("Competencies", choices=CHOICES, validators=WANTED)
    level = SelectField("Level", choices=[SelectChoice("", "Choose"), *CHOICES], validators=WANTED)
    closes = DateField("Closes", format="%d %m %Y", validators=WANTED)
    note = TextAreaField("Note", validators=[*WANTED, Length(max=500)])
    file = FileField("File", validators=WANTED)
    told = BooleanField("I told them", validators=WANTED)
    submit = SubmitField("Save")


PAGE = """{% extends "base.html" %}
{% from "components/form.html" import post_form, field %}
{% block heading %}Everything <i>here</i>{% endblock %}
{% block content %}
{% call post_form() %}{% for f in form if f.type != "CSRFTokenField" %}{{ field(f) }}{% endfor %}{% endcall %}
{% endblock %}"""

PARTS = """{% extends "base.html" %}
{% from "components/navigation.html" import back_link, breadcrumbs, pagination %}
{% from "components/notices.html" import details, inset, warning %}
{% from "components/rating.html" import rating %}
{% from "components/status.html" import status, task_list %}
{% from "components/summary.html" import summary_list %}
{% from "components/table.html" import table %}
{% from "components/form.html" import button, post_form %}
{% set wide = true %}
{% block navigate %}{{ breadcrumbs([("Parts", "/parts"), ("Spring", none)]) }}{{ back_link("/parts") }}{% endblock %}
{% block caption %}Spring{% endblock %}
{% block heading %}All parts{% endblock %}
{% block content %}
{{ inset("Only the coach sees this.") }}{{ warning("You cannot undo this.") }}{{ details("Why", "Because.") }}
{% call inset() %}<p>Called</p>{% endcall %}
{{ summary_list([{"key": "Closes", "value": "Soon", "href": "/parts"}, {"key": "State", "value": status("closed")}]) }}
{{ task_list("t", [{"title": "Go", "href": "/parts", "hint": "Now", "status": "To do", "colour": "teal"},
                   {"title": "Stop", "status": "Later"}]) }}
{{ table("Replies", ["Group", "Answered"], [["Peers", 5], ["<b>", 6]], numeric=[1], wide="replies") }}
{{ pagination(4, 9, "parts", words="a&b") }}
{% call post_form("/save") %}
{{ rating("i1", "Keeps promises", [(1, "Never"), (2, "Rarely"), (3, "Often")], "I can't say", checked="2") }}
{{ rating("i2", "Listens", [(1, "Never"), (2, "Rarely"), (3, "Often")], "I can't say", error="Choose one") }}
{% call rating("i3", "Shares", [(1, "Never"), (2, "Often")], "I can't say", checked="cant_say") %}
{{ details("What this means", "Early") }}
{% endcall %}
{{ button("Save") }}{{ button("Elsewhere", kind="secondary", href="/parts") }}
{% endcall %}
{% endblock %}"""


@pytest.fixture
def app() -> Flask:
    """The real templates and stylesheet around two pages."""
    app = Flask("tiny", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.secret_key = "only in this test"
    app.config["SETTINGS"] = SimpleNamespace(
        council_name="Ambridge Council",
        product_name="Feedback",
        https=False,
        languages=("en",),
        logo=None,
        brand_colour="#1d5b79",
    )
    csrf.init_app(app)
    headers.init_app(app)
    languages.init_app(app)
    pages.init_app(app)
    assets.init_app(app)

    @app.context_processor
    def given() -> dict[str, Any]:
        return {
            "settings": app.config["SETTINGS"],
            "current_person": SimpleNamespace(name="Ann Lee"),
            "navigation": [("Parts", "/parts", True), ("Everything", "/", False)],
            "home_href": "/",
            "sign_out_href": "/save",
            "footer_links": [("How we keep you anonymous", "parts")],
        }

    @app.route("/", methods=["GET", "POST"])
    def everything() -> ResponseReturnValue:
        form = EveryKind()
        app.config["GOT"] = form.data if form.validate_on_submit() else None
        return render_template_string(PAGE, form=form), 400 if form.errors else 200

    @app.get("/parts")
    def parts() -> str:
        flash("3 people added.", "success")
        flash("Nothing has been sent.")
        return render_template_string(PARTS, errors=[{"text": "Choose one", "href": "#i2"}])

    @app.post("/save")
    def save() -> str:
        return request.form["csrf_token"]

    return app


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser that refuses bad pages."""
    return PageClient(app)


def test_every_kind_of_field_makes_a_good_page(client: PageClient) -> None:
    page = client.get("/")

    assert page.document.legend(page.document.by_id["group"]) == "Group"
    assert page.h1 == "Everything here"
    assert "required" not in page.html
    assert 'type="email"' in page.html


def test_every_error_leads_to_the_first_control_of_its_field(client: PageClient) -> None:
    client.get("/")
    page = client.submit("Save")

    led = [href for words, href in page.links if words == "Answer this"]
    assert [page.document.by_id[href[1:]].get("name") for href in led] == [
        "name", "email", "days", "secret", "group", "several", "level", "closes", "note", "file", "told",
    ]  # fmt: skip


def test_a_date_without_its_parts_is_an_error_and_no_crash(client: PageClient) -> None:
    client.get("/")

    assert client.post("/", {"closes": "31"}).status == 400


def test_the_parts_make_a_good_page(client: PageClient) -> None:
    page = client.get("/parts")

    assert page.errors == ["Choose one"]
    assert page.messages == ["3 people added.", "Nothing has been sent."]
    assert page.facts == {"Closes": "Soon", "State": "Closed"}
    assert page.table("Replies") == [["Group", "Answered"], ["Peers", "5"], ["<b>", "6"]]
    assert page.form("Save").data.to_dict() | {"csrf_token": ""} == {"csrf_token": "", "i1": "2", "i3": "cant_say"}


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500", "rater"])
def test_error_pages_need_nothing_from_the_application(app: Flask, client: PageClient, name: str) -> None:
    """A database that is away must not turn the page that says so into another error."""
    app.add_url_rule("/bare", "bare", lambda: app.jinja_env.get_template(f"errors/{name}.html").render())

    assert client.get("/bare").h1


def test_a_rater_is_not_led_to_other_pages(app: Flask, client: PageClient) -> None:
    app.add_url_rule("/rater", "rater", lambda: render_template("errors/rater.html"))
    page = client.get("/rater")

    assert "Ann Lee" not in page.text
    assert [words for words, _ in page.links] == ["Skip to main content", "How we keep you anonymous"]


class Entry(Form):  # type: ignore[misc]
    """One of several."""

    word = StringField("Word", validators=WANTED)


class Many(Form):  # type: ignore[misc]
    """Fields within fields, and a date that a browser's calendar would send."""

    entry = FormField(Entry)
    entries = FieldList(FormField(Entry), min_entries=2)
    day = DateField("Day")


def test_errors_are_found_in_fields_within_fields() -> None:
    form = Many()
    form.validate()
    form.form_errors.append("Choose fewer")

    assert fields.problems_of(form, [{"text": "Last", "href": "#last"}]) == [
        {"text": "Choose fewer", "href": ""},
        *({"text": "Answer this", "href": f"#{one}-word"} for one in ("entry", "entries-0", "entries-1")),
        {"text": "Last", "href": "#last"},
    ]


@pytest.mark.parametrize("name", ["entry", "entries", "day"])
def test_a_field_that_cannot_be_shown_well_is_refused(app: Flask, name: str) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match=name):
        fields.kit_field(Many()[name])


@pytest.mark.parametrize("change", [{"classes": "wide"}, {"size": "l"}, {"params": {"fieldset": {"classes": "wide"}}}])
def test_a_radio_group_keeps_its_legend_whatever_is_set(app: Flask, change: dict[str, Any]) -> None:
    with app.test_request_context():
        assert "Group" in fields.kit_field(EveryKind().group, **change).partition("</legend>")[0]
