"""Routes write their addresses as Werkzeug's own do; what is compiled of templates serves all applications."""

import uuid

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, Map, Rule

from feedback import create_app
from feedback.foundations.pages import Compiled
from feedback.foundations.routes import Route

SAMPLES = {"uuid": uuid.UUID(int=7), "int": 3, "path": "a/b c", "string": "é & ?"}


def _sample(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    kind = next(name for name, known in Map.default_converters.items() if type(converter) is known and name in SAMPLES)
    return SAMPLES[kind]


def test_every_address_is_werkzeugs_own_and_stays_so(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]  # that one Flask adds itself
    assert len(rules) > 100, "found hardly any route: check this test"
    for ours in rules:
        assert type(ours) is Route, ours
        twin = Rule(ours.rule, endpoint=ours.endpoint, methods=ours.methods, defaults=ours.defaults)
        Map([twin])
        values = {name: _sample(converter) for name, converter in ours._converters.items()}
        for given in (values, values | {"q": "a word", "then": "/x?y=z"}):
            for append in (True, False):
                wanted = twin.build(dict(given), append)
                assert ours.build(dict(given), append) == wanted, ours
                assert ours.build(dict(given), append) == wanted, "the second time, with what was written the first"


def test_a_template_is_compiled_once_for_all_applications(app: Flask) -> None:
    app.jinja_env.get_template("home/welcome.html")
    before = dict(Compiled.known)
    other = create_app(app.config["SETTINGS"])
    assert other.jinja_env is not app.jinja_env
    other.jinja_env.get_template("home/welcome.html")
    assert before
    assert Compiled.known == before
    assert {id(code) for code in Compiled.known.values()} == {id(code) for code in before.values()}
