"""A short walk through every reader and every form; ``make fuzz`` goes on for longer."""

import pytest
from flask import Flask

from tests.fuzz import forms
from tests.fuzz.parsers import PARSERS, Parser
from tests.fuzz.running import run

FORMS = forms.forms()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_reader_reads_or_refuses(app: Flask, parser: Parser) -> None:
    with app.test_request_context():
        assert run(parser.comes, parser.try_it, examples=60) >= 50


def test_every_form_is_filled_in_with_harm(app: Flask) -> None:
    assert len(FORMS) > 25, "found hardly any form: check this test"
    for form in FORMS:
        assert run(forms.typed_into(form), lambda typed, form=form: forms.try_form(app, form, typed), examples=15), form
