"""What does the check say of a file that is wrong, and does it help the person who has to mend it?"""

from pathlib import Path

import pytest

from feedback.framework.reader import FrameworkRefused, check, read
from tests.framework.example import FIVE, FRAMEWORKS, changed, example, found_in, line_of, said, saved

FIRST = 'themes "People first" > competencies "Listening" > behaviours "listening.team.1"'


def test_the_example_of_the_docs_is_in_order(tmp_path: Path) -> None:
    file = saved(tmp_path, example())

    assert check(file) == []
    assert read(file).id == "marlbeck"


@pytest.mark.parametrize("framework_id", FIVE)
def test_the_five_are_in_order(framework_id: str) -> None:
    framework = read(FRAMEWORKS / f"{framework_id}.yaml")

    assert framework.id == framework_id
    assert framework.hash == read(FRAMEWORKS / f"{framework_id}.yaml").hash


GONE = ""
FAULTS = [
    pytest.param(
        ('            rater: "Makes time to listen to their team"\n', GONE),
        ("- id: listening.team.1", f"{FIRST} > rater", "This is missing: add it."),
        id="a wording is missing",
    ),
    pytest.param(
        ('rater: "Makes time', 'ratter: "Makes time'),
        ("ratter:", f"{FIRST} > ratter", "This key is not part of the format. Check its spelling, or take it out."),
        id="a key is misspelt",
    ),
    pytest.param(
        ('rater: "Makes time to listen to their team"', "rater:"),
        ("rater:\n", f"{FIRST} > rater", "This is empty: write it, or take the key out."),
        id="a wording is empty",
    ),
    pytest.param(
        ('rater: "Makes time to listen to their team"', f'rater: "{"Long " * 61}"'),
        ('rater: "Long', f"{FIRST} > rater", "This is longer than 300 characters. Shorten it."),
        id="a wording is far too long",
    ),
    pytest.param(
        ("levels: [team]", "levels: []"),
        ("levels: []", f"{FIRST} > levels", "This list is empty: it needs at least one entry."),
        id="a list is empty",
    ),
    pytest.param(
        ("levels: [team]", "levels: team"),
        ("levels: team", f"{FIRST} > levels", "This must be a list: each entry on its own line, starting with a dash."),
        id="a list is no list",
    ),
    pytest.param(
        ("id: listening.team.1", "id: Listening team 1"),
        (
            "id: Listening",
            'themes "People first" > competencies "Listening" > behaviours "Listening team 1" > id',
            "An id may have small letters, digits and hyphens; of behaviours also full stops.",
        ),
        id="an id with blanks",
    ),
    pytest.param(
        ("levels: [team]", "levels: [teams]"),
        ("levels: [teams]", f"{FIRST} > levels, entry 1", 'There is no level "teams". The levels are team, service.'),
        id="a level that is not there, and those that are in the order of the file",
    ),
    pytest.param(
        ('{level: service, text: "Shadow', '{level: services, text: "Shadow'),
        (
            "{level: services",
            'themes "Getting things done" > competencies "Planning" > actions, entry 1 > level',
            'There is no level "services". The levels are team, service.',
        ),
        id="an action at a level that is not there",
    ),
    pytest.param(
        ("id: listening.team.2", "id: listening.team.1"),
        (
            'id: listening.team.1\n            levels: [team]\n            source: "Leaders ask',
            f"{FIRST} > id",
            'The behaviour id "listening.team.1" is used twice. Give each behaviour its own.',
        ),
        id="an id twice",
    ),
    pytest.param(
        ("levels:\n", "levels:\n  - {id: team, name: New}\n"),
        ("- id: team\n", 'levels "Team leader" > id', 'The level id "team" is used twice. Give each level its own.'),
        id="a level id twice",
    ),
    pytest.param(
        (
            "        unexpected:\n",
            "        meaning: [{id: listening.team.2, source: x, rater: x, self: x}]\n        unexpected:\n",
        ),
        (
            "meaning:",
            'themes "People first" > competencies "Listening" > meaning "listening.team.2" > id',
            'The behaviour id "listening.team.2" is used twice. Give each behaviour its own.',
        ),
        id="a statement with the id of a behaviour",
    ),
    pytest.param(
        ("depth: behaviours", "depth: deep"),
        ("depth: deep", "depth", "Write 'behaviours' or 'competencies'."),
        id="a word that is none of the choices",
    ),
    pytest.param(
        ("depth: behaviours", 'depth: behaviours\nchoose: {competencies: "six"}'),
        ("choose:", "choose > competencies", "This must be a whole number."),
        id="a number in words",
    ),
    pytest.param(
        ("depth: behaviours", 'depth: behaviours\nchoose: {competencies: "0"}'),
        ("choose:", "choose > competencies", "This must be 1 or more."),
        id="a number too small",
    ),
    pytest.param(
        ('description: "Everybody who leads a team"', "assignable: perhaps"),
        ("assignable:", 'levels "Team leader" > assignable', "Write yes or no."),
        id="neither yes nor no",
    ),
    pytest.param(
        ('name: "People first"', 'name: "People first"\n    only_for: senior'),
        ("only_for:", 'themes "People first" > only_for', 'Say who the senior people are: add "senior:" at the top.'),
        id="nobody is senior",
    ),
    pytest.param(
        ("unexpected:\n          - ", "level_descriptions:\n          Head of team: "),
        (
            "Head of team:",
            'themes "People first" > competencies "Listening" > level_descriptions > Head of team',
            'There is no level "Head of team". The levels are team, service.',
        ),
        id="a description for no level",
    ),
    pytest.param(
        ('title: "Leading Well"\n', 'title: "Leading Well"\ntitle: "Leading Better"\n'),
        ('title: "Leading Better"', "title", '"title" is given twice in one place. Take one out.'),
        id="a key twice",
    ),
    pytest.param(
        ("levels: [team]\n", "levels: [team]\n            stem: *stem\n"),
        ("stem: *stem", f"{FIRST} > stem", "Write the text out: YAML aliases cannot be used here."),
        id="an alias",
    ),
    pytest.param(
        ('source: "Leaders make', 'source: "\\0Leaders make'),
        ('source: "\\0', f"{FIRST} > source", "This holds a character that is no text. Take the \\ code out."),
        id="a character that is no text",
    ),
]


@pytest.mark.parametrize(("change", "expected"), FAULTS)
def test_one_fault_is_one_error_with_line_place_and_cure(
    tmp_path: Path, change: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    text = changed(change)
    where, place, message = expected
    findings = found_in(tmp_path, text)

    [(line, found_place, _message)] = said([finding for finding in findings if finding.message.startswith(message)])
    assert {finding.kind for finding in findings} == {"error"}
    assert (line, found_place) == (line_of(text, where), place)
    others = [finding for finding in findings if not finding.message.startswith(message)]
    assert all(other.message == "This is missing: add it." for other in others), others  # the key that was misspelt


REPEATS = [
    ("team.9", "listening.team.9", 'There is no behaviour "listening.team.9". Name the first behaviour'),
    ("other words", "listening.team.2", 'The source of "listening.team.2" has other words, so this is no repeat.'),
    ("itself", "planning.service.1", '"planning.service.1" is a repeat itself. Name the first behaviour'),
]


@pytest.mark.parametrize(("_name", "named", "message"), REPEATS)
def test_a_repeat_that_repeats_nothing(tmp_path: Path, _name: str, named: str, message: str) -> None:
    own = 'self: "I look two years ahead to move money and people in good time"'
    text = changed((own, f"{own}\n            repeats: {named}"))

    [finding] = found_in(tmp_path, text)
    assert finding.message.startswith(message)
    assert finding.line == line_of(text, "repeats:")


@pytest.mark.parametrize(
    ("first", "second", "rule", "refused"),
    [
        ("team", "service", "cumulative", False),  # heads of service are asked the level of their teams too
        ("service", "team", "cumulative", True),
        ("team", "team", "exact", False),
        ("team", "service", "exact", True),
    ],
)
def test_nobody_loses_a_question_to_a_repeat(
    tmp_path: Path, first: str, second: str, rule: str, *, refused: bool
) -> None:
    words = 'source: "Leaders make time to listen to their team."'
    planned = 'source: "Plans are clear, and everybody knows their part in them."'
    text = changed(
        (f"levels: [team]\n            {words}", f"levels: [{first}]\n            {words}"),
        (
            f"levels: [team]\n            {planned}",
            f"levels: [{second}]\n            {words}\n            repeats: listening.team.1",
        ),
        ("level_rule: cumulative", f"level_rule: {rule}"),
    )

    errors = [finding.message for finding in found_in(tmp_path, text) if finding.kind == "error"]
    cure = 'Not everybody who has this behaviour is asked "listening.team.1". Take "repeats" out.'
    assert errors == ([cure] if refused else [])


def test_nobody_loses_a_question_to_a_repeat_of_what_only_senior_people_are_asked(tmp_path: Path) -> None:
    planned = 'source: "Plans are clear, and everybody knows their part in them."'
    repeated = 'source: "Leaders make time to listen to their team."\n            repeats: listening.team.1'
    text = changed((planned, repeated), ("depth: behaviours", 'depth: behaviours\nsenior: "Directors"'))
    assert not [finding for finding in found_in(tmp_path, text) if finding.kind == "error"]

    text = text.replace('name: "People first"', 'name: "People first"\n    only_for: senior')
    [finding] = found_in(tmp_path, text)
    assert finding.message.startswith("Not everybody who has this behaviour is asked")


def test_somebody_must_have_a_level(tmp_path: Path) -> None:
    text = changed(
        ('description: "Everybody who leads a team"', 'assignable: "no"'),
        ('description: "Everybody who leads team leaders"', 'assignable: "no"'),
    )

    [(line, place, message)] = said(found_in(tmp_path, text))
    assert (line, place) == (line_of(text, "levels:\n"), "levels")
    assert message == 'No level may be given to a person. Leave out "assignable: no" somewhere.'


def test_a_fault_deep_inside_is_not_told_again_of_the_lists_around_it(tmp_path: Path) -> None:
    text = example()
    second_theme = text[text.index("  - id: results\n") :]
    other_behaviours = text[text.index("          - id: listening.team.2") : text.index("        unexpected:")]
    alone = text.replace(second_theme, "").replace(other_behaviours, "").replace("levels: [team]", "levels: [7 8]")

    assert alone.count("source: ") == 1
    message = 'There is no level "7 8". The levels are team, service.'
    assert [finding.message for finding in found_in(tmp_path, alone)] == [message]
    missing = alone.replace("levels: [7 8]", "levels: [team]").replace(
        '            rater: "Makes time', '            # "'
    )
    assert [finding.message for finding in found_in(tmp_path, missing)] == ["This is missing: add it."]


def test_everything_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed(
        ("version:", "versoin:"),
        ("level_rule: cumulative", "level_rule: additive"),
        ('rater: "Makes time to listen to their team"', "rater:"),
        ("id: listening.team.2", "id: listening.team.1"),
        ("levels: [service]", "levels: [srevice]"),
        ("id: planning.team.1", "id: planning team 1"),
        ('{level: service, text: "Savings', '{level: everyone, text: "Savings'),
    )
    findings = found_in(tmp_path, text)

    assert [finding.line for finding in findings] == sorted(finding.line for finding in findings)
    places = [finding.place.rpartition(" > ")[2] for finding in findings]
    assert places == ["version", "versoin", "level_rule", "rater", "id", "levels, entry 1", "id", "level"]
    assert {finding.kind for finding in findings} == {"error"}
    with pytest.raises(FrameworkRefused) as refused:
        read(tmp_path / "marlbeck.yaml")
    assert refused.value.findings == findings
    assert str(refused.value).count("\n") == len(findings) - 1
