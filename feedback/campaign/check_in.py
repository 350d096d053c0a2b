"""What does a check-in ask? Of each behaviour of a plan, whether it has changed, and how it is now; nothing else."""

from collections.abc import Sequence
from dataclasses import replace

from feedback.campaign.questionnaire import SCALES, Item, Questionnaire, Scale, Section, Theme

CHANGE_THEME, NOW = "change", "now"
CHANGE = Scale("change-5", "More or less than before", ("Much less", "Less", "The same", "More", "Much more"))
UNCHANGED = 3  # the point that stands for "the same"


def scale_for(campaign_scale: str) -> str:
    """The scale on which a check-in asks how it is now: the campaign's, where it has as many points as ``CHANGE``.

    All that one round asks is rated on as many points, so that one code book and one proof hold for all of it
    (docs/decisions/0028-check-ins.md).
    """
    return campaign_scale if len(SCALES[campaign_scale].points) == len(CHANGE.points) else "frequency-5"


def about(whole: Questionnaire, item_ids: Sequence[str]) -> Questionnaire:
    """A campaign's questionnaire, narrowed to a check-in about these behaviours, in the order they are asked there."""
    items = tuple(item for item in whole.items if item.id in item_ids)
    themes = {item.theme_id for item in items}
    changed = tuple(replace(item, id=change_of(item.id), theme_id=CHANGE_THEME) for item in items)
    return replace(
        whole,
        themes=(Theme(CHANGE_THEME, ""), *(theme for theme in whole.themes if theme.id in themes)),
        sections=(
            Section(CHANGE_THEME, CHANGE_THEME, "", None, changed, scale=CHANGE),
            Section(NOW, NOW, "", None, tuple(map(_without_help, items))),
        ),
        questions=(),
        comment_per_theme=False,
        one_page=True,
        marking=None,
    )


def change_of(item_id: str) -> str:
    """The id under which it is asked whether a behaviour has changed."""
    return f"{CHANGE_THEME}:{item_id}"


def _without_help(item: Item) -> Item:
    """What was explained once on a page is not explained again below."""
    return replace(item, guidance=(), expectation=None)
