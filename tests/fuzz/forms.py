"""Every form of the product, filled in by somebody who means harm: it says what is wrong, and shows it harmless."""

import importlib
import pkgutil

from flask import Flask
from flask_wtf import FlaskForm
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FileField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

import feedback
from feedback.foundations.fields import kit_field, problems_of
from tests.fuzz import hostile

CHOICES = [("one", "One"), ("two", "Two"), ("three", "Three")]


def forms() -> list[type[FlaskForm]]:
    """Every form there is, found by walking the packages."""
    for module in pkgutil.walk_packages(feedback.__path__, "feedback."):
        if "form" in module.name.rpartition(".")[2]:
            importlib.import_module(module.name)
    found, waiting = list[type[FlaskForm]](), list(FlaskForm.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("feedback."):
            found.append(form)
    return sorted(found, key=lambda form: (form.__module__, form.__name__))


def typed_into(form: type[FlaskForm]) -> st.SearchStrategy[dict[str, list[str]]]:
    """What a browser, or somebody without one, sends for its fields."""
    names = sorted({name for name in dir(form) if hasattr(getattr(form, name), "field_class")} - {"submit"})
    each = st.lists(hostile.texts | st.sampled_from(("one", "31", "3", "2027", "y")), min_size=1, max_size=3)
    return st.dictionaries(st.sampled_from([*names, "another"]), each, max_size=len(names) + 1)


def try_form(app: Flask, form: type[FlaskForm], typed: dict[str, list[str]]) -> None:
    """Fill it in, check it and show it again."""
    sent = MultiDict((name, value) for name, values in typed.items() for value in values)
    with app.test_request_context(method="POST", data=sent):
        filled = form(meta={"csrf": False})
        for field in filled:
            if isinstance(field, SelectField | SelectMultipleField) and not field.choices:
                field.choices = [SelectChoice(*choice) for choice in CHOICES]
        filled.validate()
        shown = "".join(str(kit_field(field)) for field in filled if not isinstance(field, FileField))
        told = problems_of(filled)
    assert hostile.reflected(shown) == []
    assert all(line["text"] for line in told)
