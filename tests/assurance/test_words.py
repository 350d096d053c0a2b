"""Everything that the audit and “Your data” can name has words of the product. Found by reading all of the code."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint

from feedback import worker
from feedback.api.scopes import SCOPES
from feedback.assurance import access_pack, pack_paper, words
from feedback.campaign.lifecycle import State
from feedback.config import ROOT
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import Model
from feedback.followup.models import Plan
from feedback.foundations.hours import Hours
from feedback.mailing.rules import Wishes
from feedback.nomination.models import Nomination
from tests.conftest import START

# What is put together only when it runs: the code of an action, or of its facts, and what may come of it.
PUT_TOGETHER = {
    "f'campaign.{to}'": {f"campaign.{state}" for state in State if state != State.DRAFT},
    "f'comment.{state}'": {"comment.redacted", "comment.withheld"},
    "f'{what}.read_by_system'": {"report.read_by_system", "cohort_report.read_by_system"},
    "roles": {"administrator", "coach", "clerk", "director"},
    "vars(wishes)": set(Wishes.__dataclass_fields__),
    "{name: done[name] for name in sorted(done)}": {"closing", "files", "letters"},
}
AUDIT = ("audit.record", "audit.looked")
NOT_FACTS = {"by", "about", "now"}


def calls() -> Iterator[tuple[ModuleType, ast.FunctionDef, ast.Call]]:
    """Each place of the code that writes to the audit: its module, its function, and the call."""
    for file in sorted((ROOT / "feedback").rglob("*.py")):
        code = file.read_text()
        assert not re.search(r"foundations\.audit import .*\b(record|looked)\b", code), f"{file}: name the module"
        for function in ast.walk(ast.parse(code)):
            if isinstance(function, ast.FunctionDef):
                for one in ast.walk(function):
                    if isinstance(one, ast.Call) and ast.unparse(one.func) in AUDIT:
                        yield _module(file), function, one


def _module(file: Path) -> ModuleType:
    return importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def values(told: ast.expr, function: ast.FunctionDef, module: ModuleType) -> set[str]:
    """What an expression may be when it runs."""
    if isinstance(told, ast.Constant):
        return {told.value}
    if isinstance(told, ast.IfExp):
        return values(told.body, function, module) | values(told.orelse, function, module)
    if ast.unparse(told) in PUT_TOGETHER:
        return PUT_TOGETHER[ast.unparse(told)]
    if isinstance(told, ast.Attribute) and isinstance(told.value, ast.Name):
        return {getattr(getattr(module, told.value.id), told.attr)}
    assert isinstance(told, ast.Name), f"{module.__name__}: say above what {ast.unparse(told)} may be"
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Tuple) and isinstance(one.value, ast.Tuple):
            for name, value in zip(one.targets[0].elts, one.value.elts, strict=True):
                if ast.unparse(name) == told.id:
                    return values(value, function, module)
    return {getattr(module, told.id)}


def test_every_action_has_words_and_every_word_an_action() -> None:
    found = {action for module, function, call in calls() for action in values(call.args[0], function, module)}
    assert len(found) > 100, "found hardly any: check this test"
    assert words.ACTIONS.keys() == found


def test_every_kind_has_words_and_every_word_a_kind() -> None:
    assert words.KINDS.keys() == {action.partition(".")[0] for action in words.ACTIONS}


def test_every_fact_has_words_and_every_word_a_fact() -> None:
    found = set[str]()
    for module, function, call in calls():
        for given in call.keywords:
            found |= {given.arg} if given.arg else values(given.value, function, module)
    assert len(found - NOT_FACTS) > 30, "found hardly any: check this test"
    assert words.FACTS.keys() | words.UNSAID == found - NOT_FACTS


def test_reasons_and_codes_are_those_that_are_asked_for(app: Flask) -> None:
    assert words.CODES["scopes"].keys() == SCOPES.keys()
    assert words.REASONS.keys() <= words.ACTIONS.keys()
    with app.test_request_context():
        assert words.of_facts("raters.names_seen", {"reason": "asked"}) == "reason: Somebody says they were not asked"
        assert words.of_facts("access_pack.made", {"reason": "asked"}) == "reason: They asked for it"
        assert words.of_facts("person.saved", {"coach": True, "note": ""}) == "coach: yes"
        assert words.of_facts("campaign.closing_date_moved", {"to": "2027-03-01"}) == "to: 1 March 2027"
        assert words.of_facts("api_client.made", {"scopes": "campaigns:read progress:read"}) == (
            "may read: campaigns, progress"
        )


def test_what_only_an_older_version_wrote_is_said_as_it_stands() -> None:
    assert words.of_action("round.made_anew") == "Round: made anew"
    assert words.of_kind("round_made") == "Round made"


def names_in_the_pack() -> set[str]:
    """Every name that the code which makes a pack gives to something."""
    tree = ast.parse(Path(access_pack.__file__).read_text())
    found = set[str]()
    for function in (one for one in tree.body if isinstance(one, ast.FunctionDef)):
        for one in ast.walk(function):
            keys = one.keys if isinstance(one, ast.Dict) else [one.slice] if isinstance(one, ast.Subscript) else []
            found |= {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


IN_TABLES = {"by_when", "doing", "evidence", "item", "points", "statements", "support"}  # under heads of their own


def test_everything_in_a_pack_has_words() -> None:
    frame = {"format", "made_on", "whole", "about_answers", "left_out", "at", "action"}
    of_a_column = {"manager"}
    found = names_in_the_pack()
    assert found > frame | of_a_column
    said = pack_paper.FIELDS.keys() | pack_paper.TITLES.keys()
    assert said == found - frame - of_a_column - pack_paper.TABLES - IN_TABLES


@pytest.mark.parametrize(
    ("field", "of"), [("list", Nomination), ("report", ReleasedReport), ("state", Plan)], ids=["list", "report", "plan"]
)
def test_every_state_in_a_pack_has_words(field: str, of: type[Model]) -> None:
    checks = [one for one in of.__table__.constraints if isinstance(one, CheckConstraint)]  # type: ignore[attr-defined]
    [allowed] = [str(one.sqltext) for one in checks if str(one.name).endswith("state_is_known")]
    assert set(re.findall(r"'(\w+)'", allowed)) == pack_paper.CODES[field].keys()


def test_every_role_and_every_letter_has_words(app: Flask) -> None:
    assert pack_paper.CODES["roles"].keys() == set(access_pack.ROLES.values())
    together = worker.manners(Hours.of(app.config["SETTINGS"]), START).together
    kinds = set(worker.writers(app.config["SETTINGS"])) - set(together.values()) | set(together)
    assert pack_paper.LETTERS.keys() == kinds
