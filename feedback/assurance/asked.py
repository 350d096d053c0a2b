"""In which words was somebody asked what is kept under an id? Of statements, competencies and levels, for their pack.

Statements are told in the frame in which this person met them ("Listens ..." of others, "I listen ..." of oneself), in
the reader's language. Which statements those are comes from what is remembered of frameworks: no question to the
database for a statement.
"""

from collections.abc import Iterable

from flask_babel import gettext

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.foundations import languages
from feedback.framework.format import Framework


def of_leader(leader: Subject) -> Questionnaire:
    """What is asked about a leader, in the reader's language."""
    return campaigns.questionnaire_for(leader, language=languages.current())


def statements(asked: Questionnaire, ids: Iterable[str], *, frame: str) -> dict[str, dict[str, str]]:
    """The theme, the competency, the words and the scale of these items, in the order asked.

    ``frame`` is "rater" or "self". A check-in asks of each statement twice: whether it has changed comes first.
    """
    wanted, names = set(ids), {theme.id: theme.name for theme in asked.themes}
    themes = {item.competency_id: names[item.theme_id] for item in asked.items if names[item.theme_id]}
    told = {}
    for section in asked.sections:
        for item in section.items:
            if item.id in wanted:
                words = getattr(item, frame)
                if section.scale is not None:
                    words = gettext("Has it changed? %(statement)s", statement=words)
                told[item.id] = {
                    "theme": themes[item.competency_id],
                    "competency": item.competency,
                    "words": words,
                    "scale": (section.scale or asked.scale).id,
                }
    return told


def points(asked: Questionnaire) -> dict[str, dict[str, str]]:
    """The words of each point, by scale."""
    scales = {asked.scale, *(section.scale for section in asked.sections if section.scale is not None)}
    return {scale.id: {str(point): scale.label(point) for point in scale.points} for scale in scales}


def framework_of(leader: Subject) -> Framework:
    """The framework of a leader's campaign, in the reader's language."""
    return campaigns.framework_of(leader.campaign).in_language(languages.current())


def level_name(framework: Framework, level: str) -> str:
    """The name of a level."""
    return next((one.name for one in framework.levels if one.id == level), level)


def competency_names(framework: Framework, ids: Iterable[str]) -> dict[str, str]:
    """The names of these competencies, in the framework's order."""
    wanted = set(ids)
    return {one.id: one.name for one in framework.competencies if one.id in wanted}
