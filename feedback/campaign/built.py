"""Which questionnaire belongs to these choices? Built once for all leaders who share them, in each process.

What is kept is found by everything it is made from, so it can never be stale, and it holds a framework's words alone.
"""

from collections.abc import Sequence

from flask_babel import force_locale

from feedback.campaign import check_in, questionnaire
from feedback.campaign.questionnaire import OpenQuestion, Questionnaire
from feedback.campaign.rules import in_first_person
from feedback.foundations.memory import Memory
from feedback.framework import service as frameworks

_BUILT = Memory[Questionnaire](500)


def questionnaire_of(
    framework_hash: str, level: str, senior: bool, depth: str, scale: str, comment_per_theme: bool, one_page: bool,
    importance: bool, themes: Sequence[str], competencies: Sequence[str], questions: Sequence[str],
    items: Sequence[str] = (), *, language: str,
) -> Questionnaire:  # fmt: skip
    """What is asked under these choices, each as its column holds it; built once for leaders who share them all."""
    key = (
        framework_hash, level, senior, depth, scale, comment_per_theme, one_page, importance,
        tuple(themes), tuple(competencies), tuple(questions), tuple(items), language,
    )  # fmt: skip

    def build() -> Questionnaire:
        with force_locale(language):  # what is kept is found by its language, so it must be in that alone
            return _build()

    def _build() -> Questionnaire:
        made = questionnaire.build(
            frameworks.from_snapshot(framework_hash).in_language(language),
            level=level,
            senior=senior,
            depth=depth,
            scale=questionnaire.SCALES[scale],
            questions=tuple(
                OpenQuestion(f"q{n}", text, in_first_person(text)) for n, text in enumerate(questions, start=1)
            ),
            comment_per_theme=comment_per_theme,
            one_page=one_page,
            importance=importance,
            themes=frozenset(themes),
            competencies=frozenset(competencies),
        )
        return check_in.about(made, items) if items else made

    return _BUILT.recall(key, build)
