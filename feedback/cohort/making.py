"""How does the report on all leaders of a campaign, and on its cohorts, come about? Once, when the campaign has closed.

Docs: docs/methods/cohort.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, cast

from sqlalchemy import func, select

from feedback.analysis.rules import HIGH, LOW, line
from feedback.campaign import built, cohorts
from feedback.campaign import service as campaigns
from feedback.campaign.blocks import NAMED, in_group_order
from feedback.campaign.cuts import FEWEST_LEADERS
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.questionnaire import SCALES, Item
from feedback.cohort import cells, quality, rules
from feedback.cohort.cells import LeaderFigure
from feedback.cohort.rules import Scale
from feedback.disclosure.models import ReleasedReport
from feedback.disclosure.rules import Mode
from feedback.extensions import db

FORMAT = "cohort-report/1"
ALL = "all"
Report = dict[str, Any]
Spread = Mapping[str, tuple[int, tuple[int, int], tuple[int, int]]]  # theme -> leaders, rated low, rated high


def make(campaign: Campaign, *, made_on: date) -> Report:
    """The report on a closed campaign, in the format ``cohort-report/1``, ready for JSON.

    Leaders whose part has become too small (rounds that were called off leave it) are left out of every figure.
    """
    framework, scale = campaigns.framework_of(campaign), scale_of(campaign)
    leaders = cells.members(campaign.id)
    shown = {part: n for part, n in leaders.items() if n >= FEWEST_LEADERS}
    asked = _asked(campaign)
    items = {item.id: item.theme_id for item in asked}
    figures = {part: of_part for part, of_part in cells.of_leaders(campaign.id, scale).items() if part in shown}
    sums = {part: of_part for part, of_part in cells.sums(campaign.id, scale).items() if part in shown}
    of_parts = {part: _part_cells(of_part, scale) for part, of_part in sums.items()}
    answered = cells.answered(campaign.id)
    spreads = {part: _spread(figures.get(part, ()), items, scale) for part in shown}
    wanted = [(ALL, "", 0), *((str(one.id), one.name, one.mark) for one in cohorts.cohorts_of(campaign.id))]
    cuts, not_shown = [], []
    for cut, name, mark in wanted:
        inside = [part for part in shown if part & mark == mark]
        if not inside:
            not_shown += [name] if name else []
            continue
        cuts.append(
            {
                "id": cut,
                "name": name,
                "leaders": sum(shown[part] for part in inside),
                "answered": _answered([answered.get(part, {}) for part in inside]),
                "figures": rules.figures_of_cut([of_parts.get(part, {}) for part in inside], items, scale),
                "spread": _added([spreads[part] for part in inside], items),
            }
        )
    themes = {theme.id: theme.name for theme in framework.themes if theme.id in items.values()}
    return {
        "format": FORMAT,
        "campaign": {"id": str(campaign.id), "name": campaign.name, "closed_on": _closed_on(campaign, made_on)},
        "framework": {
            "id": framework.id, "title": framework.title, "version": framework.version,
            "hash": campaign.framework_hash,
        },
        "scale": {"id": campaign.scale, "min": scale.min, "max": scale.max},
        "rules": {"fewest_leaders": FEWEST_LEADERS, "insiders": rules.INSIDERS, "mode": scale.mode},
        "lines": {"low": _line(scale, LOW), "high": _line(scale, HIGH)},
        "left_out": sum(n for part, n in leaders.items() if part not in shown),
        "themes": [{"id": theme, "name": name} for theme, name in themes.items()],
        "items": [{"id": item.id, "theme": item.theme_id, "words": item.rater} for item in asked],
        "cuts": cuts,
        "not_shown": not_shown,
        "quality": quality.findings(
            list(chain.from_iterable(figures.values())), items, scale, unheard=_unheard(sums.values()),
            leaders=sum(shown.values()), raters=_raters([answered.get(part, {}) for part in shown]),
        ),
    }  # fmt: skip


def scale_of(campaign: Campaign) -> Scale:
    """The scale that a campaign's raters used, and how strictly it shows high ratings."""
    scale = SCALES[campaign.scale]
    return Scale(scale.min, scale.max, cast(Mode, campaign.mode))


def _asked(campaign: Campaign) -> list[Item]:
    """Everything that raters of any leader were asked, in the order of the framework."""
    rows = db.session.execute(
        select(Subject.level, Subject.senior, Subject.competencies).where(Subject.campaign_id == campaign.id)
    )
    found: dict[str, Item] = {}
    for level, senior, competencies in sorted({(level, senior, tuple(chosen)) for level, senior, chosen in rows}):
        asked = built.questionnaire_of(
            campaign.framework_hash, level, senior, campaign.depth, campaign.scale, campaign.comment_per_theme,
            campaign.one_page, campaign.importance, campaign.themes, competencies, campaign.questions, language="en",
        )  # fmt: skip
        found |= {item.id: item for item in asked.items if item.id not in found}
    order = [theme.id for theme in campaigns.framework_of(campaign).themes]
    return sorted(found.values(), key=lambda item: order.index(item.theme_id))


def _part_cells(sums: Mapping[rules.Place, rules.Sums], scale: Scale) -> dict[rules.Place, rules.Cell]:
    return {place: cell for place, one in sums.items() if (cell := rules.part_cell(one, scale)) is not None}


def _unheard(parts: Iterable[Mapping[rules.Place, rules.Sums]]) -> dict[str, tuple[int, int]]:
    """For each item: of how many groups of raters too few could say for a figure, and how many were asked."""
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for part in parts:
        for (group, item), one in part.items():
            if group not in NAMED:
                found[item][0] += one.hidden
                found[item][1] += one.hidden + one.leaders
    return {item: (hidden, asked) for item, (hidden, asked) in found.items()}


def _answered(parts: Sequence[Mapping[str, tuple[int, int, int]]]) -> dict[str, list[int]]:
    """For each group of raters: people invited, people who answered; of parts where five leaders or more asked any."""
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for part in parts:
        for group, (leaders, invited, n) in part.items():
            if leaders >= FEWEST_LEADERS:
                found[group][0] += invited
                found[group][1] += n
    unnamed = in_group_order({group: one[1] for group, one in found.items() if group not in NAMED})
    return {group: found[group] for group in (*NAMED, *unnamed) if group in found}


def _raters(parts: Sequence[Mapping[str, tuple[int, int, int]]]) -> int:
    return sum(n for part in parts for _, _, n in part.values())


def _spread(figures: Iterable[LeaderFigure], items: Mapping[str, str], scale: Scale) -> Spread:
    """How many leaders of a part were rated low and high on each theme, as far as it is said."""
    by_theme: defaultdict[str, defaultdict[str, list[float | None]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        by_theme[items[one.item]][one.leader].append(one.middle)
    low, high = 20 * _line(scale, LOW), 20 * _line(scale, HIGH)
    found = {}
    for theme, of_leaders in by_theme.items():
        means = [mean for middles in of_leaders.values() if (mean := _mean_of_theme(middles)) is not None]
        n = len(means)
        if n >= FEWEST_LEADERS:
            rated_low = rules.counted_about(sum(mean <= low for mean in means), n, low=True)
            rated_high = rules.counted_about(sum(mean >= high for mean in means), n, low=False)
            found[theme] = (n, rated_low, rated_high)
    return found


def _mean_of_theme(middles: Sequence[float | None]) -> float | None:
    """Over what was rated of a leader, if at least half of what was asked was."""
    rated = [middle for middle in middles if middle is not None]
    return sum(rated) / len(rated) if rated and 2 * len(rated) >= len(middles) else None


def _added(parts: Sequence[Spread], items: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for theme in dict.fromkeys(items.values()):
        with_it = [part[theme] for part in parts if theme in part]
        if with_it:
            leaders = sum(n for n, _, _ in with_it)
            low, high = rules.added(low for _, low, _ in with_it), rules.added(high for _, _, high in with_it)
            found.append({"theme": theme, "leaders": leaders, "low": list(low), "high": list(high)})
    return found


def _line(scale: Scale, share: float) -> float:
    return line({"scale": {"min": scale.min, "max": scale.max}}, share)


def _closed_on(campaign: Campaign, made_on: date) -> str:
    last = select(func.max(ReleasedReport.closed_on)).join(Subject, Subject.id == ReleasedReport.subject_id)
    closed: date | None = db.session.scalar(last.where(Subject.campaign_id == campaign.id))
    return (closed or made_on).isoformat()
