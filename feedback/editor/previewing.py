"""How would a rater, or the leader, see this framework? By the very pages that raters get, with nobody behind them."""

import uuid

from flask import render_template

from feedback.campaign.questionnaire import SCALES, Questionnaire, build
from feedback.framework.format import Framework
from feedback.invitation.handover import Slot
from feedback.response.asked import Asked
from feedback.response.pages import pages, so_far
from feedback.response.showing import statement

VOICES = ("rater", "self")
NOBODY = uuid.UUID(int=0)


def questionnaire_at(framework: Framework, level: str, *, senior: bool) -> Questionnaire:
    """What somebody at a level is asked, as the framework itself says it: all themes, five points."""
    return build(
        framework,
        level=level,
        senior=senior,
        depth=framework.depth,
        scale=SCALES["frequency-5"],
        comment_per_theme=True,
    )


def show_page(asked: Questionnaire, number: int, *, voice: str, name: str, back: str) -> str:
    """One page of it, with a word above that nothing is kept.

    Raises:
        IndexError: there is no such page.
    """
    here = pages(asked)[number - 1]
    return render_template(
        "editor/preview.html",
        asked=_pretended(asked, voice, name),
        place=1,
        page=here,
        so_far=so_far(here),
        typed={},
        faults={},
        warnings={},
        looking_again=False,
        points=tuple((point, asked.scale.label(point)) for point in asked.scale.points),
        statement=statement,
        back=back,
        number=number,
    )


def _pretended(asked: Questionnaire, voice: str, name: str) -> Asked:
    group = "self" if voice == "self" else "peers"
    slot = Slot(NOBODY, 1, NOBODY, group, 0, b"", None, None, None)
    return Asked(slot, name, "", None, asked, 4, coach_key=False, privacy_notice="", about=str(NOBODY))
