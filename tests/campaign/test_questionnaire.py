"""What is each leader's rater asked, of each framework, at each level?"""

from collections import Counter
from typing import Any

import pytest

from feedback.campaign.questionnaire import (
    SCALES,
    OpenQuestion,
    Questionnaire,
    Scale,
    Section,
    build,
    suggested_competencies,
)
from feedback.framework.format import Competency, Framework
from feedback.framework.reader import read
from tests.framework.example import FIVE, FRAMEWORKS

FOUND = {framework_id: read(FRAMEWORKS / f"{framework_id}.yaml") for framework_id in FIVE}
TWO_QUESTIONS = (OpenQuestion("q1", "What should they keep doing?", ""), OpenQuestion("q2", "What else?", ""))


def _asked(framework_id: str, level: str, depth: str = "", *, senior: bool = False, **chosen: Any) -> Questionnaire:
    framework = FOUND[framework_id]
    return build(
        framework,
        level=level,
        senior=senior,
        depth=depth or framework.depth,
        **{"scale": SCALES["frequency-5"], "questions": TWO_QUESTIONS} | chosen,
    )


def _competency(framework: Framework, competency_id: str) -> Competency:
    [found] = [competency for competency in framework.competencies if competency.id == competency_id]
    return found


@pytest.mark.parametrize(
    ("framework_id", "depth", "senior", "counts"),
    [
        ("bristol", "behaviours", False, {"essential": 36, "proficient": 33, "strong": 32, "exemplary": 33}),
        ("bristol", "behaviours", True, {"essential": 66, "proficient": 63, "strong": 62, "exemplary": 63}),
        ("bristol", "competencies", False, {"essential": 9, "proficient": 9, "strong": 9, "exemplary": 9}),
        ("bristol", "competencies", True, {"essential": 13, "proficient": 13, "strong": 13, "exemplary": 13}),
        ("plymouth", "behaviours", False, {"5": 62, "6": 60}),
        ("plymouth", "competencies", False, {"5": 9, "6": 9}),
        ("mansfield", "behaviours", False, {"3": 31, "2": 40, "1": 47}),
        ("mansfield", "competencies", False, {"3": 10, "2": 10, "1": 10}),
        ("leicestershire", "behaviours", False, {"1": 13, "2": 36, "3": 48}),
        ("leicestershire", "competencies", False, {"1": 5, "2": 5, "3": 5}),
        (
            "derbyshire",
            "competencies",
            False,
            {
                "front-line-worker": 20,
                "front-line-leadership": 20,
                "operational-leadership": 20,
                "strategic-leadership": 28,
            },
        ),
        (
            "derbyshire",
            "behaviours",
            False,
            {
                "front-line-worker": 81,
                "front-line-leadership": 81,
                "operational-leadership": 81,
                "strategic-leadership": 113,
            },
        ),
    ],
)
def test_how_many_ratings_each_level_is_asked(
    framework_id: str, depth: str, counts: dict[str, int], *, senior: bool
) -> None:
    asked = {level: _asked(framework_id, level, depth, senior=senior).item_count for level in counts}

    assert asked == counts
    assert list(counts) == [level.id for level in FOUND[framework_id].levels]


def test_only_bristol_has_themes_for_senior_people() -> None:
    for framework_id in FIVE:
        level = FOUND[framework_id].levels[-1].id
        assert (_asked(framework_id, level) != _asked(framework_id, level, senior=True)) == (framework_id == "bristol")
    assert [theme.name for theme in _asked("bristol", "strong").themes][-1] == "Leadership Behaviours"
    assert [theme.name for theme in _asked("bristol", "strong", senior=True).themes][-1] == "Leadership Qualities"


WHAT_IS_IT = [
    "Enabling colleagues to do and be the best they can",
    "Valuing contributions and ideas from all colleagues and being honest about what happens next",
    "Ensuring that personal biases don't influence decisions about colleagues",
    "Building capability to enable people to meet future challenges",
    "Using a range of experiences as a vehicle for individual and organisational learning",
]


@pytest.mark.parametrize("level", ["essential", "proficient", "strong", "exemplary"])
def test_bristol_asks_what_supporting_others_is(level: str) -> None:
    supporting = _competency(FOUND["bristol"], "supporting-others")
    assert [statement.source for statement in supporting.meaning] == WHAT_IS_IT

    items = [item for item in _asked("bristol", level).items if item.competency == "Supporting others"]
    assert [item.rater for item in items] == [statement.rater for statement in supporting.meaning]
    assert [item.self for item in items] == [statement.self for statement in supporting.meaning]
    [whole] = [
        item for item in _asked("bristol", level, "competencies").items if item.competency == "Supporting others"
    ]
    assert list(whole.guidance) == WHAT_IS_IT
    assert whole.expectation is None  # the heading of the level belongs to the questions printed here by a slip


def test_bristol_asks_the_other_behaviours_their_level_questions() -> None:
    for competency_id in ("results-orientation", "solving-problems", "different-perspectives"):
        competency = _competency(FOUND["bristol"], competency_id)
        items = [item.id for item in _asked("bristol", "strong").items if item.competency_id == competency_id]
        assert items == [behaviour.id for behaviour in competency.behaviours if behaviour.levels == ("strong",)]
        assert len(items) == 4
        [whole] = [item for item in _asked("bristol", "strong", "competencies").items if item.id == competency_id]
        assert whole.expectation == competency.level_descriptions["strong"]


def test_leicestershire_adds_its_levels_up() -> None:
    managers = _asked("leicestershire", "2").items
    of_managers = _asked("leicestershire", "3").items
    levels = {behaviour.id: behaviour.levels for behaviour in FOUND["leicestershire"].behaviours}

    assert Counter(levels[item.id] for item in managers) == {("1",): 13, ("2",): 23}
    assert Counter(levels[item.id] for item in of_managers) == {("1",): 13, ("2",): 23, ("3",): 12}
    assert {item.id for item in managers} < {item.id for item in of_managers}


def test_leicestershire_guidance_has_the_words_its_expectations_hang_under() -> None:
    drive = _asked("leicestershire", "2", "competencies").items[0]
    hanging = [line for line in drive.guidance if line.startswith("Support all team members to succeed at LCC: ")]

    assert (drive.competency, len(drive.guidance), len(hanging)) == ("Drive", 12, 4)
    assert hanging[1].endswith(
        "discuss with each team member how their performance is measured and what they're accountable for"
    )


@pytest.mark.parametrize("level", [level.id for level in FOUND["derbyshire"].levels])
def test_derbyshire_rates_elements_with_the_description_of_the_level(level: str) -> None:
    items = _asked("derbyshire", level).items

    for item in items:
        element = _competency(FOUND["derbyshire"], item.id)
        assert (item.rater, item.self) == (element.rater, element.self)
        assert item.expectation == element.level_descriptions[level]
        assert item.guidance == tuple(behaviour.source for behaviour in element.behaviours)
        assert len(item.guidance) in (4, 5)
    dimensions = {item.theme_id for item in items}
    assert ("creating-the-vision" in dimensions) == ("delivering-the-strategy" in dimensions) == (len(items) == 28)


def test_mansfield_suggests_six_competencies_over_its_three_themes() -> None:
    mansfield = FOUND["mansfield"]
    chosen = suggested_competencies(mansfield)
    spread = [sum(one.id in chosen for one in theme.competencies) for theme in mansfield.themes]

    assert (len(set(chosen)), spread) == (6, [2, 2, 2])
    assert list(chosen) == [one.id for one in mansfield.competencies if one.id in chosen]
    counts = {level: _asked("mansfield", level, competencies=chosen).item_count for level in ("3", "2", "1")}
    assert counts == {"3": 19, "2": 24, "1": 29}


def test_the_others_suggest_nothing() -> None:
    assert [framework_id for framework_id in FIVE if suggested_competencies(FOUND[framework_id])] == ["mansfield"]


@pytest.mark.parametrize("most", range(1, 13))
def test_suggestions_are_spread_as_evenly_as_they_go(most: int) -> None:
    mansfield = FOUND["mansfield"]
    choose = mansfield.choose.model_copy(update={"competencies": most})  # type: ignore[union-attr]
    chosen = suggested_competencies(mansfield.model_copy(update={"choose": choose}))
    spread = [sum(one.id in chosen for one in theme.competencies) for theme in mansfield.themes]

    assert len(chosen) == min(most, 10)
    assert max(spread) - min(spread) <= 1


@pytest.mark.parametrize(
    ("items", "questions", "minutes", "long"),
    [
        (0, 0, 1, False),
        (36, 2, 7, False),  # 4.5 minutes of ratings and two of writing
        (40, 3, 8, False),
        (41, 0, 5, True),
        (112, 1, 15, True),
        (120, 1, 16, True),
    ],
)
def test_how_long_it_takes(items: int, questions: int, minutes: int, *, long: bool) -> None:
    every = _asked("derbyshire", "strategic-leadership", "behaviours").items
    section = Section("s", "t", "Title", None, (every * 2)[:items])
    asked = Questionnaire("Title", (), (section,), SCALES["frequency-5"], TWO_QUESTIONS[:1] * questions, False)

    assert (asked.item_count, asked.minutes, asked.is_long) == (items, minutes, long)


def test_fifteen_minutes_are_long_whatever_they_are_made_of() -> None:
    section = Section("s", "t", "Title", None, _asked("leicestershire", "2").items)
    asked = Questionnaire("Title", (), (section,), SCALES["frequency-5"], TWO_QUESTIONS * 6, False)

    assert (asked.item_count, asked.minutes, asked.is_long) == (36, 17, True)


def test_scales_count_from_their_lowest_point() -> None:
    assert {scale.id: list(scale.points) for scale in SCALES.values()} == {
        "frequency-5": [1, 2, 3, 4, 5],
        "frequency-6": [1, 2, 3, 4, 5, 6],
    }
    for scale in SCALES.values():
        assert [scale.label(point) for point in scale.points] == list(scale.labels)
    assert Scale("from-nought", "From nought", ("No", "Yes"), min=0).max == 1


def test_a_long_theme_of_one_competency_is_shared_out() -> None:
    drive = [section for section in _asked("leicestershire", "3").sections if section.theme_id == "drive"]

    assert [section.title for section in drive] == ["Drive (1 of 2)", "Drive (2 of 2)"]
    assert [len(section.items) for section in drive] == [7, 8]
    assert {section.description for section in drive} == {"Proactively managing the service"}


def test_a_long_theme_of_several_is_asked_by_competency_with_its_own_help() -> None:
    people = [section for section in _asked("mansfield", "1").sections if section.theme_id == "people"]
    competencies = FOUND["mansfield"].themes[1].competencies

    assert [section.title for section in people] == [competency.name for competency in competencies]
    assert [section.unexpected for section in people] == [competency.unexpected for competency in competencies]


def test_a_short_theme_is_one_page_with_all_the_help() -> None:
    [people] = [section for section in _asked("mansfield", "3").sections if section.theme_id == "people"]

    assert (people.title, len(people.items)) == ("People – Engaging people", 9)
    assert people.unexpected == tuple(
        text for competency in FOUND["mansfield"].themes[1].competencies for text in competency.unexpected
    )
    assert len(people.unexpected) == 6


def test_a_theme_of_just_ten_is_one_page() -> None:
    two = {"big-picture", "changing-and-improving"}
    [page] = _asked("mansfield", "1", competencies=two).sections

    assert (page.title, len(page.items)) == ("Strategic – Setting direction", 10)
