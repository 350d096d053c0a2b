"""What does a rater see of the report beforehand? The rules of their own round, and made-up figures."""

from dataclasses import dataclass

from flask import abort, render_template

from feedback.campaign import service as campaigns
from feedback.campaign import shown
from feedback.campaign.options import Options, about_importance
from feedback.campaign.shown import Example
from feedback.invitation.handover import Slot
from feedback.response import service
from feedback.response.asked import Asked


@dataclass(frozen=True)
class Preview:
    """For somebody who is not named: what follows from the size of their group, and what is shown how."""

    group: tuple[str, ...]
    may_stand_alone: bool
    figures: tuple[str, ...]
    words: tuple[str, ...]
    fewest_on_a_statement: int
    tells_spread: bool
    importance: tuple[str, ...]
    example: Example


def show_preview(asked: Asked, place: int) -> str:
    """The page for this rater: what follows from the rules for somebody in their group."""
    ways = "" if asked.own else shown.other_ways()
    preview = _preview(asked.slot)
    return render_template("response/what_is_shown.html", asked=asked, place=place, preview=preview, other_ways=ways)


def _preview(slot: Slot) -> Preview | None:
    """What those who are not named can expect; None for the leader and the manager, whose answers carry their names."""
    if slot.group in ("self", "manager"):
        return None
    leader = campaigns.subject(slot.subject_id)
    if leader is None or leader.rules is None:  # nobody is invited before the rules are frozen
        abort(404)
    rules = leader.rules["disclosure"]
    invited = service.invited_like(slot)
    return Preview(
        group=shown.about_group(slot.group, invited=invited, rules=rules),
        may_stand_alone=invited >= rules["group_min_n"],
        figures=shown.about_figures(rules),
        words=() if "check_in" in leader.rules else shown.about_words(rules),
        fewest_on_a_statement=rules["item_min_n"],
        tells_spread=rules["spread_words"],
        importance=about_importance(Options.of_round(leader.rules)),
        example=shown.example(rules),
    )
