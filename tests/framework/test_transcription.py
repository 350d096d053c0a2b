"""Is every statement of the five documents in its file, word for word, under its theme and at its level?

The digests were taken once from the councils' own texts, by ``seed_parser.py``, which reads those texts and knows
nothing of the framework files. With the texts at hand (``FEEDBACK_SEEDS`` names their folder) the same tests compare
statement by statement, so that a difference is seen and not only known of. White space is folded; nothing else is.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from feedback.framework.format import Framework
from feedback.framework.reader import read
from tests.framework.example import FIVE, FRAMEWORKS
from tests.framework.seed_parser import DOCUMENTS, statements_in
from tests.framework.transcription import Verbatim, digest, statements_of

DIGESTS = {
    "bristol": "f108abeae04d8499abe115378c3e599d80f12bea8e5511948f4eccd1f5847c98",
    "derbyshire": "4107452416fd328e11cd38f43f561ce79db675e6dbc18024559a49c87cf7c2f1",
    "leicestershire": "9f14b5c6ce81f0df0354bc012444267dd76838d70781841bc76ce5dbb6e20f83",
    "mansfield": "ee03ba35c369dc558b555fa77ee60576c9f58491c7bbd273616f7e7bbc7c022d",
    "plymouth": "baaa4e4c2bdb17f5881118b4c579afe14e46eb1c7512ff705c2cecba4a6d9ef1",
}
SEEDS = os.environ.get("FEEDBACK_SEEDS")


def _statements(framework_id: str) -> list[Verbatim]:
    return statements_of(_framework(framework_id))


def _framework(framework_id: str) -> Framework:
    return read(FRAMEWORKS / f"{framework_id}.yaml")


def test_there_are_exactly_these_five() -> None:
    assert sorted(file.stem for file in FRAMEWORKS.glob("*.yaml")) == sorted(FIVE)
    assert sorted(DIGESTS) == sorted(DOCUMENTS) == sorted(FIVE)


@pytest.mark.parametrize("framework_id", FIVE)
def test_every_statement_stands_word_for_word_where_the_document_has_it(framework_id: str) -> None:
    statements = _statements(framework_id)

    if SEEDS:
        assert statements == statements_in(Path(SEEDS), framework_id)
    assert digest(statements) == DIGESTS[framework_id]


@pytest.mark.parametrize("framework_id", FIVE)
def test_the_source_names_the_document(framework_id: str) -> None:
    framework = _framework(framework_id)

    assert framework.id == framework_id
    assert framework.source.file == DOCUMENTS[framework_id][0]
    assert framework.organisation in framework.source.document or framework_id == "mansfield"


@pytest.mark.parametrize("change", ["missing", "doubled", "other words", "other level", "other theme", "other order"])
def test_a_change_to_any_statement_changes_the_digest(change: str) -> None:
    statements = _statements("mansfield")
    first, second, *rest = statements
    after = {
        "missing": [second, *rest],
        "doubled": [first, first, second, *rest],
        "other words": [first._replace(text=first.text + "."), second, *rest],
        "other level": [first._replace(level="Level 9"), second, *rest],
        "other theme": [first._replace(theme="People"), second, *rest],
        "other order": [second, first, *rest],
    }[change]

    assert digest(after) != digest(statements)


COUNTS = {
    "bristol": {"behaviours": 15 + 72 + 30, "meaning": 18, "unexpected": 19, "level_descriptions": 16},
    "derbyshire": {"behaviours": 113, "level_descriptions": 88},
    "leicestershire": {"behaviours": 48, "stem": 4},
    "mansfield": {"behaviours": 118, "unexpected": 19},
    "plymouth": {"behaviours": 122, "actions": 93, "outcomes": 104},
}


@pytest.mark.parametrize("framework_id", FIVE)
def test_how_many_statements_of_each_kind(framework_id: str) -> None:
    counted = Counter(statement.kind for statement in _statements(framework_id))
    del counted["description"]

    assert counted == COUNTS[framework_id]


def _per_theme_and_level(framework_id: str, kind: str) -> dict[str, list[int]]:
    """For each theme, how many at each level in the order of the file; one number where levels do not differ."""
    framework = _framework(framework_id)
    counted = Counter(
        (statement.theme, statement.level) for statement in _statements(framework_id) if statement.kind == kind
    )
    names = [level.name for level in framework.levels]
    return {
        theme.name: [counted[theme.name, name] for name in ("", *names) if counted[theme.name, name]]
        for theme in framework.themes
    }


def test_bristol_by_part_and_level() -> None:
    assert _per_theme_and_level("bristol", "behaviours") == {
        "Our Values & Behaviours": [15],
        "Leadership Behaviours": [22, 17, 16, 17],
        "Leadership Qualities": [30],
    }
    qualities = _framework("bristol").themes[2].competencies
    assert [(quality.name, len(quality.behaviours)) for quality in qualities] == [
        ("Integrity", 8),
        ("Visionary", 9),
        ("Empowering", 7),
        ("Connected", 6),
    ]


def test_plymouth_by_theme_and_level() -> None:
    counts = {
        "Seeing the Big Picture": ([5, 6], [3, 4], [4, 4]),
        "Changing and Improving": ([9, 7], [6, 4], [6, 5]),
        "Making Effective Decisions": ([6, 7], [3, 3], [6, 4]),
        "Leadership": ([7, 6], [7, 5], [5, 5]),
        "Communicating and influencing": ([5, 6], [6, 2], [4, 5]),
        "Working together": ([8, 7], [8, 6], [10, 11]),
        "Developing self and others": ([8, 8], [7, 5], [7, 5]),
        "Managing a quality service": ([6, 7], [8, 4], [5, 7]),
        "Delivering at pace": ([8, 6], [6, 6], [7, 4]),
    }
    for column, kind in enumerate(("behaviours", "actions", "outcomes")):
        expected = {theme: columns[column] for theme, columns in counts.items()}
        assert _per_theme_and_level("plymouth", kind) == expected


def test_mansfield_by_theme_and_level() -> None:
    assert _per_theme_and_level("mansfield", "behaviours") == {
        "Strategic – Setting direction": [11, 12, 15],
        "People – Engaging people": [9, 12, 15],
        "Performance – Delivering results": [11, 16, 17],
    }
    assert [len(competency.unexpected) for competency in _framework("mansfield").competencies] == [2] * 9 + [1]


def test_leicestershire_by_theme_and_level() -> None:
    assert _per_theme_and_level("leicestershire", "behaviours") == {
        "Drive": [3, 9, 3],
        "Think": [3, 4, 3],
        "Feel": [3, 5, 2],
        "Connect": [2, 2, 2],
        "Inspire": [2, 3, 2],
    }


def test_derbyshire_by_dimension_and_level() -> None:
    assert _per_theme_and_level("derbyshire", "behaviours") == {
        "Demonstrating personal qualities": [16],
        "Working with others": [16],
        "Managing Services": [16],
        "Improving Services": [16],
        "Setting direction": [17],
        "Creating the vision": [16],
        "Delivering the strategy": [16],
    }
    for theme, counts in _per_theme_and_level("derbyshire", "level_descriptions").items():
        assert counts == ([4] if theme in ("Creating the vision", "Delivering the strategy") else [4, 4, 4, 4])
