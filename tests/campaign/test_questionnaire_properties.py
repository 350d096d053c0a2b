"""What must hold of every questionnaire, whatever is chosen of the five frameworks?"""

from collections import Counter
from itertools import groupby
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.campaign.questionnaire import LONGEST_PAGE, SCALES, OpenQuestion, build, theme_question
from feedback.framework.format import Framework
from feedback.framework.reader import read
from feedback.response.pages import pages
from tests.framework.example import FIVE, FRAMEWORKS

FOUND = {framework_id: read(FRAMEWORKS / f"{framework_id}.yaml") for framework_id in FIVE}
TWO_QUESTIONS = (OpenQuestion("q1", "What should they keep doing?", ""), OpenQuestion("q2", "What else?", ""))


@st.composite
def any_choice(draw: st.DrawFn) -> tuple[Framework, dict[str, Any]]:
    framework = FOUND[draw(st.sampled_from(FIVE))]
    some_themes = st.sets(st.sampled_from([theme.id for theme in framework.themes]))
    some_competencies = st.sets(st.sampled_from([competency.id for competency in framework.competencies]))
    return framework, {
        "level": draw(st.sampled_from([level.id for level in framework.levels])),
        "senior": draw(st.booleans()),
        "depth": draw(st.sampled_from(["behaviours", "competencies"])),
        "themes": draw(st.just(frozenset()) | some_themes),
        "competencies": draw(st.just(frozenset()) | some_competencies),
        "comment_per_theme": draw(st.booleans()),
        "questions": TWO_QUESTIONS[: draw(st.integers(0, 2))],
        "scale": SCALES["frequency-5"],
    }


whatever_is_chosen = given(any_choice())
thorough = settings(deadline=None, max_examples=150)


@thorough
@whatever_is_chosen
def test_nobody_is_asked_the_same_twice(choice: tuple[Framework, dict[str, Any]]) -> None:
    asked = build(choice[0], **choice[1])

    for wordings in zip(*((item.id, item.rater.casefold(), item.self.casefold()) for item in asked.items), strict=True):
        assert [wording for wording, times in Counter(wordings).items() if times > 1] == []
    assert asked.item_ids == {item.id for item in asked.items}


@thorough
@whatever_is_chosen
def test_everything_of_the_level_that_was_chosen_is_asked_in_the_order_of_the_document(
    choice: tuple[Framework, dict[str, Any]],
) -> None:
    framework, chosen = choice
    levels = framework.levels_asked(chosen["level"])
    expected = []
    for theme in framework.themes:
        if (theme.only_for and not chosen["senior"]) or (chosen["themes"] and theme.id not in chosen["themes"]):
            continue
        for competency in theme.competencies:
            here = [behaviour for behaviour in competency.behaviours if levels & set(behaviour.levels)]
            if not here or (chosen["competencies"] and competency.id not in chosen["competencies"]):
                continue
            own = [behaviour.id for behaviour in here if not behaviour.repeats]
            own = own or [statement.id for statement in competency.meaning]
            expected += [competency.id] if chosen["depth"] == "competencies" else own

    assert [item.id for item in build(framework, **chosen).items] == expected


@thorough
@whatever_is_chosen
def test_pages_are_short_and_follow_each_other(choice: tuple[Framework, dict[str, Any]]) -> None:
    asked = build(choice[0], **choice[1])

    assert all(1 <= len(section.items) <= LONGEST_PAGE for section in asked.sections)
    assert len({section.id for section in asked.sections}) == len(asked.sections)
    assert len({(section.theme_id, section.title) for section in asked.sections}) == len(asked.sections)
    themes = [section.theme_id for section in asked.sections]
    assert list(dict.fromkeys(themes)) == [theme.id for theme in asked.themes]
    assert len(list(groupby(themes))) == len(set(themes))  # the pages of a theme follow each other
    assert all(item.theme_id == section.theme_id for section in asked.sections for item in section.items)


@thorough
@whatever_is_chosen
def test_each_theme_takes_one_comment_on_its_last_page(choice: tuple[Framework, dict[str, Any]]) -> None:
    framework, chosen = choice
    asked = build(framework, **chosen)
    found = pages(asked)

    commented = [(page.section.id, question.id) for page in found if page.section for question in page.questions]
    last = {section.theme_id: section.id for section in asked.sections}
    expected = [(page, theme_question(theme)) for theme, page in last.items()]
    assert commented == (expected if chosen["comment_per_theme"] else [])
    every = [question.id for page in found for question in page.questions]
    assert sorted(every) == sorted(asked.question_ids)
    assert [page.number for page in found] == list(range(1, len(found) + 1))


def test_there_is_much_to_choose_from() -> None:
    for framework in FOUND.values():
        asked = build(
            framework, level=framework.levels[-1].id, senior=True, depth="behaviours", scale=SCALES["frequency-5"]
        )
        assert len(asked.items) > 40
        assert len(asked.sections) >= len(asked.themes) > 2
