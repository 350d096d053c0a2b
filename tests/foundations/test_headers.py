"""Does every response carry the headers, and only static files get leave to be kept?"""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, jsonify, render_template_string

from feedback.foundations import headers


@pytest.fixture
def app() -> Flask:
    """One page, one rater's page, one answer in JSON, one that fails."""
    app = Flask("tiny")
    app.config["SETTINGS"] = SimpleNamespace(https=True)
    headers.init_app(app)
    app.add_url_rule("/page", "page", lambda: render_template_string("{{ csp_nonce() }}"))
    app.add_url_rule("/data", "data", lambda: jsonify(answer=42))

    def rater() -> str:
        return render_template_string("{{ is_rater_page() }}")

    rater.rater_page = True  # type: ignore[attr-defined]
    app.add_url_rule("/rate", "rate", rater)
    return app


def test_the_nonce_of_the_page_is_that_of_the_header_and_new_each_time(app: Flask) -> None:
    first, second = app.test_client().get("/page"), app.test_client().get("/page")

    assert f"'nonce-{first.text}'" in first.headers["Content-Security-Policy"]
    assert first.text != second.text


@pytest.mark.parametrize("path", ["/page", "/data", "/rate", "/nowhere"])
def test_nothing_is_kept_framed_guessed_or_indexed(app: Flask, path: str) -> None:
    sent = app.test_client().get(path).headers

    assert sent["Cache-Control"] == "no-store"
    assert sent["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self' 'nonce-")
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_rater_leaves_no_referrer(app: Flask) -> None:
    page, rater = app.test_client().get("/page"), app.test_client().get("/rate")

    assert page.headers["Referrer-Policy"] == "same-origin"
    assert (rater.headers["Referrer-Policy"], rater.text) == ("no-referrer", "True")


def test_only_a_static_file_may_be_kept(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.css").touch()
    app.static_folder = str(tmp_path)

    with app.test_client().get("/static/a.css") as found, app.test_client().get("/static/b.css") as missing:
        assert found.headers["Cache-Control"] == "no-cache"  # Flask's own; assets.py says for how long
        assert missing.headers["Cache-Control"] == "no-store"


def test_without_https_browsers_are_not_told_to_insist_on_it() -> None:
    app = Flask("tiny")
    app.config["SETTINGS"] = SimpleNamespace(https=False)
    headers.init_app(app)

    assert "Strict-Transport-Security" not in app.test_client().get("/").headers
