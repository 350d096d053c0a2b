"""What the log says of a visit: which page and how it went; of a rater's visit, that there was one."""

from types import SimpleNamespace

import pytest
from flask import Flask, abort

from feedback.foundations import access_log


@pytest.fixture
def app() -> Flask:
    """A page of staff, a rater's page, and one of each that breaks."""
    app = Flask("tiny")
    app.config["SETTINGS"] = SimpleNamespace(https=True)
    access_log.init_app(app)

    def breaks(name: str = "") -> str:
        secret = f"Zinnober {name}"
        raise RuntimeError(secret)

    def rates(**_: str) -> str:
        return "fine"

    def rate_breaks() -> str:
        return breaks("rater")

    rates.rater_page = rate_breaks.rater_page = True  # type: ignore[attr-defined]
    app.add_url_rule("/people/<name>", "people.person", lambda name: name)
    app.add_url_rule("/missing", "missing", lambda: abort(404))
    app.add_url_rule("/breaks", "breaks", breaks)
    app.add_url_rule("/rate/<name>", "rates", rates)
    app.add_url_rule("/rate-breaks", "rate_breaks", rate_breaks)
    app.add_url_rule("/r", "start", lambda: "start")
    return app


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "feedback.access"]


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """At the level at which the log says most."""
    caplog.set_level("DEBUG")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/people/Ann?email=ann@example.org", "GET people.person 200"),
        ("/missing", "GET missing 404"),
        ("/nowhere/Ann", "GET unknown page 404"),
        ("/breaks", "GET breaks 500"),
        ("/rate/Ann?code=1", "rater page"),
        ("/rate-breaks", "rater page"),
        ("/r", "rater page"),
        ("/r?code=1", "rater page"),
        ("/r/1/nowhere", "rater page"),
        ("/reports", "GET unknown page 404"),
    ],
)
def test_one_line_a_visit_with_no_value_in_it(
    app: Flask, caplog: pytest.LogCaptureFixture, path: str, line: str
) -> None:
    app.test_client().get(path, headers={"User-Agent": "Particular/1"}, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert _lines(caplog) == [line]
    assert "203.0.113.7" not in caplog.text
    assert "Particular" not in caplog.text
    assert "Ann" not in caplog.text


def test_static_files_are_not_worth_a_line(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.test_client().get("/static/style.css")
    assert _lines(caplog) == []


def test_what_breaks_for_staff_is_told_in_full(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.test_client().get("/breaks")
    [told] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.getMessage() == "error on GET breaks"
    assert "Zinnober" in caplog.text, "with the trace, or nobody could mend it"


def test_what_breaks_for_a_rater_is_told_by_its_place(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.test_client().get("/rate-breaks")
    [told] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.getMessage().startswith("error on a rater page: RuntimeError in breaks:")
    assert told.exc_info is None
    assert "Zinnober" not in caplog.text
