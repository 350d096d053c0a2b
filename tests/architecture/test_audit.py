"""Whatever staff change is audited. Found by walking from every route that writes, through all that it calls."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from flask import Flask

RECORDS = {"feedback.foundations.audit.record", "feedback.foundations.audit.looked"}
# Routes of staff that write nothing of the council's, each with the reason.
CHANGES_NOTHING = {
    "home.choose_language": "a cookie of this browser",
    "identity.send_link": "asks for a letter; signing in is the event",
    "identity.sign_out": "ends this browser's own session",
    "keys.new": "has the browser make a key; keeping it is the event",
    "keys.touch": "lets in whoever has signed in, which is the event",
    "people.narrow": "what a list narrows to, in this browser's session",
    "people.check_file": "keeps the file for an hour; taking it in is the event",
    "nomination.find": "looks people up",
    "nomination.what_if": "works out chances",
    "setup.framework_chosen": "leads to the next question",
    "competency.check": "says what the check would say of what was typed",
    "publishing.preview_next": "leads to the next page of a preview",
}
THEIR_OWN = {
    "debrief.save_notes": "the coach's own notes, encrypted for them: nobody else's business",
    "assessment.begin": "rating oneself, encrypted for oneself: nobody else's business",
    "assessment.rate": "the same",
    "assessment.save_aim": "the same",
    "assessment.remove_aim": "the same",
}
# What is answered on paper leaves no trace either (docs/decisions/0016-paper.md).
KEYED_IN = {"keying.show", "keying.check", "keying.send"}


def posts(app: Flask) -> dict[str, Any]:
    """Every view that answers to POST."""
    found = {
        rule.endpoint: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }
    assert len(found) > 60, "found hardly any route: check this test"
    return found


@cache
def _tree(module: ModuleType) -> dict[str, ast.AST]:
    """The functions, and methods of classes, that a module defines, by name."""
    tree = ast.parse(inspect.getsource(module))
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{one.name}": one for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


def _called(module: ModuleType, name: str) -> Iterator[tuple[str, str]]:
    """The (module, function) pairs of this package that a function names: what it may call."""
    node = _tree(module).get(name)
    if node is None:
        return
    # Not what decorates it: a guard that has somebody sign in again audits that, and nothing of what the view does.
    inside = [one for part in getattr(node, "body", [node]) for one in ast.walk(part)]
    local = {
        alias.asname or alias.name: importlib.import_module(f"{one.module}.{alias.name}")
        for one in inside
        if isinstance(one, ast.ImportFrom) and one.module and one.module.startswith("feedback")
        for alias in one.names
        if _is_module(f"{one.module}.{alias.name}")
    }
    for one in inside:
        target: Any = None
        if isinstance(one, ast.Name):
            target = vars(module).get(one.id)
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            owner = local.get(one.value.id) or vars(module).get(one.value.id)
            target = vars(owner).get(one.attr) if type(owner) is ModuleType else None
        if type(target) is FunctionType:
            target = inspect.unwrap(target)
            if target.__module__.startswith("feedback"):
                yield target.__module__, target.__qualname__


def _is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def reached(view: Any) -> set[str]:
    """The full names of everything of this package that a view may come to call."""
    view = inspect.unwrap(view)
    waiting, known = [(view.__module__, view.__qualname__)], set[tuple[str, str]]()
    while waiting:
        here = waiting.pop()
        if here in known:
            continue
        known.add(here)
        waiting += _called(importlib.import_module(here[0]), here[1])
    return {".".join(one) for one in known}


def silent(app: Flask, view: Any) -> bool:
    """What raters do, and what is keyed in for them."""
    return bool(getattr(view, "rater_page", False) or getattr(view, "silent", False))


def test_every_write_of_staff_is_audited(app: Flask) -> None:
    unsaid = CHANGES_NOTHING.keys() | THEIR_OWN.keys()
    missing = {
        endpoint
        for endpoint, view in posts(app).items()
        if not silent(app, view) and endpoint not in unsaid and not RECORDS & reached(view)
    }
    assert missing == set()
    assert unsaid <= posts(app).keys(), "a route is gone: take it out of the lists above"


def test_nothing_that_raters_do_reaches_the_audit(app: Flask) -> None:
    views = {endpoint: view for endpoint, view in posts(app).items() if silent(app, view)}
    assert len(views) > 10
    assert views.keys() >= KEYED_IN
    assert {endpoint for endpoint, view in views.items() if RECORDS & reached(view)} == set()


# Every page that shows, or file that holds, what somebody said of leaders, or everybody’s names.
SENSITIVE = {
    "report.show", "report.download", "coaching.comments", "coaching.moderate", "coaching.before_release",
    "debrief.prepare", "bundle.download", "people.export", "assessment.shared", "followup.download",
    "cohort.show", "cohort.cut", "cohort.download", "evaluation.show",
    "norms.beside", "norms.export", "api.report", "api.cohort",
}  # fmt: skip


def test_every_look_at_something_sensitive_is_audited(app: Flask) -> None:
    looked = "feedback.foundations.audit.looked"
    gets = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - {"static"}
    assert {endpoint for endpoint in gets if looked in reached(app.view_functions[endpoint])} == SENSITIVE
