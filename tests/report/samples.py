"""Released reports to read, made as the closing step makes them, from answers that a seed decides."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from feedback.campaign.blocks import Block
from feedback.campaign.questionnaire import SCALES, Item, OpenQuestion, Questionnaire, Section, Theme
from feedback.disclosure.importance import in_report, release_importance
from feedback.disclosure.report_format import released_report
from feedback.disclosure.rules import Rules, release
from feedback.disclosure.spread import release_spread

QUESTIONS = (
    OpenQuestion("well", "What does this person do well?", ""),
    OpenQuestion("better", "What could they do differently?", ""),
)
THEMES: dict[str, tuple[str, ...]] = {
    "Seeing the big picture": (
        "Anticipates the long-term impact of political, economic and social change on the council",
        "Shapes how the department fits within the council's priorities",
        "Makes sure work serves the city and everyone who uses it",
    ),
    "Changing and improving": (
        "Challenges the way things have always been done",
        "Makes it safe to say when something is not working",
        "Responds quickly to critical events",
    ),
    "Making effective decisions": (
        "Decides without delay, and without bias",
        "Explains the reasons for a decision",
        "Welcomes challenge",
    ),
    "Working together": (
        "Listens to different views",
        "Keeps the promises they make to other teams",
        "Looks after the health and safety of colleagues",
    ),
}


def a_questionnaire(
    themes: Mapping[str, Sequence[str]] | None = None, *, scale: str = "frequency-5", sections_a_theme: int = 1
) -> Questionnaire:
    """A questionnaire over the given themes and behaviours, each theme on as many pages as asked for."""
    named, sections = [], []
    for number, (name, behaviours) in enumerate((themes or THEMES).items(), start=1):
        theme = Theme(f"t{number}", name)
        items = [
            Item(
                f"t{number}b{place}", theme.id, f"t{number}c{place}", f"Competency {number}.{place}", text, f"I {text}"
            )
            for place, text in enumerate(behaviours, start=1)
        ]
        named.append(theme)
        for part in range(sections_a_theme):
            title = name if sections_a_theme == 1 else f"{name}, part {part + 1}"
            of_part = tuple(items[part::sections_a_theme])
            sections.append(Section(f"{theme.id}s{part}", theme.id, title, None, of_part))
    return Questionnaire("Framework", tuple(named), tuple(sections), SCALES[scale], QUESTIONS, comment_per_theme=False)


def _importance(
    questionnaire: Questionnaire, marks: Mapping[str, Sequence[Sequence[str]]], blocks: Sequence[Block]
) -> dict[str, Any]:
    of = {item.id: item.competency_id for item in questionnaire.items}
    asked = list(dict.fromkeys(of.values()))
    return in_report(of, most=3, marked=release_importance(marks, blocks, asked, most=3, insiders=1))


def a_report(
    questionnaire: Questionnaire,
    *,
    answered: Mapping[str, int],
    invited: Mapping[str, int] | None = None,
    seed: int = 1,
    unable: float = 0.05,
    comments: Sequence[tuple[str, str, str | None]] = (),
    merge: Any = "combine",
    spread_words: bool = False,
    label_comments: bool = False,
    marks: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> dict[str, Any]:
    """A released report of random answers, kind on the whole, from as many of each group as ``answered`` says.

    ``unable`` is the share of ratings that raters could not give; "self" and "manager" may be among the groups.
    ``marks``: for each group that was asked what matters most, what each of its raters marked.
    """
    chance = random.Random(seed)
    scale = questionnaire.scale
    rules = Rules(
        scale_min=scale.min, scale_max=scale.max, merge=merge, spread_words=spread_words, label_comments=label_comments
    )
    typical = {item.id: chance.uniform(2, scale.max) for item in questionnaire.items}

    def rated() -> dict[str, int | None]:
        return {
            item: None if chance.random() < unable else min(scale.max, max(scale.min, round(chance.gauss(middle, 0.8))))
            for item, middle in typical.items()
        }

    unnamed = {group: [rated() for _ in range(n)] for group, n in answered.items() if group not in ("self", "manager")}
    items = {item.id: item.theme_id for item in questionnaire.items}
    out = release(unnamed, list(items), rules)
    return released_report(
        rules=rules,
        items=items,
        counts={group: ((invited or answered)[group], n) for group, n in answered.items()},
        blocks=out.blocks,
        cells=out.cells,
        named={who: rated() for who in ("self", "manager") if answered.get(who)},
        comments=comments,
        spread=release_spread(unnamed, list(items), out.blocks, rules),
        importance=None if marks is None else _importance(questionnaire, marks, out.blocks),
    )
