"""A new route fails here until somebody decides who may use it."""

from flask import Flask

from feedback.foundations.access_log import is_rater_page

WHO = {
    "anyone",
    "whoever holds the link",
    "signed in",
    "administrator",
    "administrator or director",
    "clerk",
    "the leader's own coach",
    "the leader's own leader",
    "the leader's own manager",
    "the leader's own coach or leader",
    "the leader's own leader or manager",
    "the leader's own leader or manager or coach",
}


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    decided = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "who_may_use_it", None)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    assert len(decided) > 50, "found hardly any route: check this test"
    assert {endpoint: who for endpoint, who in decided.items() if who not in WHO} == {}


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
