"""Which wordings does the check question, and which does it leave in peace?"""

from pathlib import Path

import pytest

from feedback.framework.reader import check
from feedback.framework.wording import second_thing_asked
from tests.framework.example import FRAMEWORKS, changed, found_in, line_of, said, saved

LISTENS = 'rater: "Makes time to listen to their team"'
I_LISTEN = 'self: "I make time to listen to my team"'
ASKS = 'rater: "Asks residents for their views before a service changes"'
TOO_MUCH = "more " * 32
I_ASK = 'self: "I ask residents for their views before a service changes"'


@pytest.mark.parametrize(
    ("rater", "own"),
    [
        ("Makes sure work suits the council and the city", "I make sure work suits the council and the city"),
        ("Sets goals, roles and standards", "I set goals, roles and standards"),
        ("Encourages, supports and coaches people", "I encourage, support and coach people"),
        ("Seeks out and brings in ideas", "I seek out and bring in ideas"),
        ("Makes unpopular decisions, and defends them", "I make unpopular decisions, and defend them"),
        ("Explores ideas, and helps others to do the same", "I explore ideas, and help others to do the same"),
        ("Delivers on time, or says why not", "I deliver on time, or say why not"),
        ("Is bold and tries new things", "I am bold and try new things"),
        ("Takes ownership: keeps promises", "I take ownership: I keep promises"),
        ("Knows how goals and plans shape what happens", "I know how goals and plans shape what happens"),
        ("Listens", "I lend an ear, and more words than these, and even more"),
        ("", ""),
        (": , and", "I"),
    ],
)
def test_one_matter_is_one_question(rater: str, own: str) -> None:
    assert second_thing_asked(rater, own) == ""


@pytest.mark.parametrize(
    ("rater", "own", "second"),
    [
        (
            "Communicates well with groups, and is a positive role model",
            "I communicate well with groups, and am a positive role model",
            "is a positive role",
        ),
        ("Sets goals and carries costs", "I set goals and carry costs", "carries costs"),
        ("Plans ahead, but then watches others", "I plan ahead, but then watch others", "watches others"),
        ("Sets goals; openly discusses pay", "I set goals; I openly discuss pay", "discusses pay"),
        (
            "Is fair: listens to people and has no favourites",
            "I am fair: I listen to people and have no favourites",
            "has no favourites",
        ),
        (
            "Knows how they affect others, and learns from feedback",
            "I know how I affect others, and learn from feedback",
            "learns from feedback",
        ),
    ],
)
def test_two_matters_are_two_questions(rater: str, own: str, second: str) -> None:
    assert second_thing_asked(rater, own) == second


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param((LISTENS, f'rater: "Makes {TOO_MUCH}time"'), "The rater wording has 170 characters", id="long"),
        pytest.param(
            (I_LISTEN, f'self: "I make {TOO_MUCH}time"'), "The self wording has 171 characters", id="long self"
        ),
        pytest.param((LISTENS, LISTENS[:-1] + '."'), "The rater wording ends with a full stop", id="full stop"),
        pytest.param((LISTENS, 'rater: "Listens to her team"'), 'says "her"', id="she"),
        pytest.param((I_LISTEN, 'self: "Listening to my team"'), 'does not start with "I"', id="not about me"),
        pytest.param((LISTENS, 'rater: "Does not interrupt"'), "has a negation", id="negation"),
        pytest.param((LISTENS, 'rater: "Doesn’t interrupt"'), "has a negation", id="curly negation"),
    ],
)
def test_a_weak_wording_gets_one_warning_with_its_line(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    text = changed(change)
    [finding] = found_in(tmp_path, text)

    assert finding.kind == "warning"
    assert message in finding.message
    assert finding.line == line_of(text, "- id: listening.team.1")
    assert finding.place == 'themes "People first" > competencies "Listening" > behaviours "listening.team.1"'


@pytest.mark.parametrize("wording", ["Acts when resources are not used well", "Knows what nobody else knows"])
def test_a_negation_aside_from_what_the_leader_does_is_no_trap(tmp_path: Path, wording: str) -> None:
    assert found_in(tmp_path, changed((LISTENS, f'rater: "{wording}"'))) == []


def test_the_competency_as_a_whole_is_read_too(tmp_path: Path) -> None:
    text = changed(('rater: "Plans work so that promises are kept"', 'rater: "Plans work."'))

    [finding] = found_in(tmp_path, text)
    assert finding.line == line_of(text, "- id: planning\n")


def test_the_same_words_at_two_levels_that_add_up(tmp_path: Path) -> None:
    planned = 'rater: "Looks two years ahead to move money and people in good time"'
    text = changed((planned, LISTENS.upper().replace("RATER:", "rater:")))

    [finding] = found_in(tmp_path, text)
    assert "same as that of" in finding.message
    assert '"listening.team.1"' in finding.message
    assert finding.line == line_of(text, "- id: planning.service.1")


def test_the_same_words_at_two_levels_that_stand_alone(tmp_path: Path) -> None:
    planned = 'rater: "Looks two years ahead to move money and people in good time"'

    assert found_in(tmp_path, changed((planned, LISTENS), ("level_rule: cumulative", "level_rule: exact"))) == []


def test_the_same_words_for_the_leader_alone(tmp_path: Path) -> None:
    [finding] = found_in(tmp_path, changed((I_ASK, I_LISTEN)))

    assert finding.message.startswith("The self wording is the same as that of")


def test_a_pair_of_doubles_is_told_once(tmp_path: Path) -> None:
    [finding] = found_in(tmp_path, changed((ASKS, LISTENS), (I_ASK, I_LISTEN)))

    assert finding.message.startswith("The rater wording is the same")


MEANING = """
        meaning:
          - {id: listening.meaning.1, source: "Listening", rater: "Makes time to listen to their team", self: "I hear"}
        unexpected:"""


def test_a_what_is_it_statement_is_heard_too(tmp_path: Path) -> None:
    [finding] = found_in(tmp_path, changed(("\n        unexpected:", MEANING)))

    assert finding.place.endswith('meaning "listening.meaning.1"')
    assert "same as that of" in finding.message


def test_a_competency_of_repeats_has_nothing_to_ask(tmp_path: Path) -> None:
    repeated = 'source: "Plans are clear, and everybody knows their part in them."'
    text = changed(
        (repeated, 'source: "Leaders make time to listen to their team."\n            repeats: listening.team.1'),
        ("level_rule: cumulative", "level_rule: exact"),
    )

    [(line, place, message)] = said(found_in(tmp_path, text))
    assert line == line_of(text, "- id: planning\n")
    assert place == 'themes "Getting things done" > competencies "Planning"'
    assert message == 'At level "team" all of this is a repeat, so nobody is asked it. Add "meaning".'


def test_a_level_that_is_asked_nothing(tmp_path: Path) -> None:
    new = '  - {id: "newcomer", name: "Newcomer"}\n'
    text = changed(("levels:\n", "levels:\n" + new))

    [(line, place, message)] = said(found_in(tmp_path, text))
    assert (line, place) == (line_of(text, new), 'levels "Newcomer"')
    assert message.startswith("Nobody at this level is asked anything.")
    unassignable = new.replace('"}', '", assignable: "no"}')
    assert found_in(tmp_path, text.replace(new, unassignable)) == []


def test_bristol_would_be_warned_of_its_own_slip_without_repeats(tmp_path: Path) -> None:
    lines = (FRAMEWORKS / "bristol.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.strip().startswith("repeats:")]
    assert len(lines) - len(kept) == 18

    warned = [finding for finding in check(saved(tmp_path, "\n".join(kept))) if "same as that of" in finding.message]
    assert len(warned) == 18
