"""Are raters' pages told from others, and reading from writing? Who may use which route is walked in tests/access."""

from flask import Flask

from feedback.foundations.access_log import is_rater_page


def test_only_pages_behind_the_raters_link_are_rater_pages(app: Flask) -> None:
    pages = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("response.")}
    assert len(pages) > 10
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert getattr(view, "rater_page", False) == rule.endpoint.startswith("response."), rule.endpoint
    with app.test_request_context("/r/1/page/99999999999999999999/nonsense"):
        assert is_rater_page(app), "also an address that leads nowhere keeps silent"


def test_reading_and_writing_are_apart(app: Flask) -> None:
    """A GET changes nothing: views that write answer to POST alone."""
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), rule
