"""What does a page of a self-assessment show, whoever reads it?"""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from feedback.campaign.questionnaire import SCALES
from feedback.followup import assessment, document, rules
from feedback.followup.assessment import Assessment
from feedback.followup.service import Undertaking
from feedback.foundations import languages


def shown(one: Assessment) -> dict[str, object]:
    """What the page shows of a self-assessment, whoever reads it."""
    asked = one.asked(language=languages.current())
    words = dict(points())
    return {
        "one": one,
        "level": level_name(one),
        "lines": lines_of(one),
        "found": one.findings,
        "words": {item.id: item.self for item in asked.items},
        "labels": {item: in_words(point, words) for item, point in one.ratings.items()},
        "themes": [(theme.name, [item for item in asked.items if item.theme_id == theme.id]) for theme in asked.themes],
        "most": rules.MOST_BEHAVIOURS,
    }


def lines_of(one: Assessment) -> list[document.Line]:
    """What they will do, the first to be done first."""
    asked = one.asked()
    items = {item.id: item for item in asked.items}
    themes = {theme.id: theme.name for theme in asked.themes}
    return [
        document.Line(item_id, themes[items[item_id].theme_id], items[item_id].self, items[item_id].self, *_told(what))
        for item_id, what in sorted(one.aims.items(), key=lambda aimed: aimed[1].by_when)
        if item_id in items
    ]


def _told(what: Undertaking) -> tuple[str, str, str, date]:
    return what.doing, what.evidence, what.support, what.by_when


def level_name(one: Assessment) -> str:
    """The level that they rate themself at."""
    return next(level.name for level in one.framework.levels if level.id == one.level)


def points() -> list[tuple[int, str]]:
    """Each point of the scale and its words."""
    scale = SCALES[assessment.SCALE]
    return [(point, scale.label(point)) for point in scale.points]


def in_words(point: int | None, words: Mapping[int, str]) -> str:
    """A rating as it is read."""
    return _("I can’t say") if point is None else words[point]
