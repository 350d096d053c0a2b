"""Can raters and leaders answer what the five frameworks ask? The rules that hand-written wordings must keep."""

import re

import pytest

from feedback.framework.format import LONGEST_WORDING, Competency, Statement
from feedback.framework.reader import check, read
from tests.framework.example import FIVE, FRAMEWORKS

LIKE_A_LEADER = {"they": "I", "them": "me", "their": "my", "themself": "myself"}
IRREGULAR = {"is": "am", "are": "am", "has": "have", "does": "do"}


def _asked(framework_id: str) -> list[Competency | Statement]:
    competencies = read(FRAMEWORKS / f"{framework_id}.yaml").competencies
    found = [item for one in competencies for item in (one, *one.meaning, *one.behaviours)]
    assert len(found) > 50
    return found


def _pairs_up(rater: str, own: str) -> bool:
    """Say whether the two differ in nothing but the person: "listens to their team", "I listen to my team"."""
    theirs, mine = rater.split(), own.split()
    while theirs and mine:
        if mine[0] == "I" and theirs[0] != "they":
            mine.pop(0)
        elif _same_but_for_the_person(theirs.pop(0), mine.pop(0)):
            continue
        else:
            return False
    return not theirs and not mine


def _same_but_for_the_person(theirs: str, mine: str) -> bool:
    theirs, mine = theirs.lower().strip(",:"), mine.strip(",:")
    forms = {f"{mine}s", f"{mine}es"} | ({f"{mine[:-1]}ies"} if mine.endswith("y") else set())
    return theirs in forms or mine.lower() == theirs or mine in (LIKE_A_LEADER.get(theirs), IRREGULAR.get(theirs))


def test_the_pairs_are_compared_word_by_word() -> None:
    assert _pairs_up("Is fair: listens to their team, and tries again", "I am fair: I listen to my team, and try again")
    assert not _pairs_up("Listens to their team", "I listen to the team")
    assert not _pairs_up("Listens to their team", "I hear my team")
    assert not _pairs_up("Listens to their team", "I listen to my team daily")


@pytest.mark.parametrize("framework_id", FIVE)
def test_the_leader_and_the_raters_are_asked_the_same(framework_id: str) -> None:
    different = [(item.rater, item.self) for item in _asked(framework_id) if not _pairs_up(item.rater, item.self)]

    assert different == []


@pytest.mark.parametrize("framework_id", FIVE)
def test_wordings_read_well_after_how_often_does_this_describe_sam(framework_id: str) -> None:
    for item in _asked(framework_id):
        for text in (item.rater, item.self):
            assert len(text) <= LONGEST_WORDING, text
            assert not text.endswith((".", "?", ";", ":")), text
            assert text == " ".join(text.split()), text
            assert not re.search(r"\b(he|she|his|her|hers|him|himself|herself)\b", text), text
            assert "**" not in text, text
        # A verb in the third person, or an adverb before one: never a name, never a command.
        assert re.match(r"(Is|Has|[A-Z][a-z-]+s|[A-Z][a-z]+ly [a-z]+s)\b", item.rater), item.rater
        assert not re.search(r"\b(I|me|my|myself|you|your)\b", item.rater), item.rater
        assert item.self.startswith("I "), item.self
        assert not re.search(r"\b(you|your|themself)\b", item.self), item.self


@pytest.mark.parametrize("framework_id", FIVE)
def test_nothing_is_wrong_and_the_only_warnings_are_of_two_matters_that_the_source_has(framework_id: str) -> None:
    for finding in check(FRAMEWORKS / f"{framework_id}.yaml"):
        assert finding.kind == "warning", str(finding)
        assert "asks a second thing" in finding.message, str(finding)
