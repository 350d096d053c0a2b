"""What does the page of one leader's report say? It is built from the released report and the questionnaire alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.analysis import rules
from feedback.foundations.pages import british_date, group_name
from feedback.report import charts, summary, tables
from feedback.report.answered import answered_table, hidden_and_why
from feedback.report.gap_part import gap_report
from feedback.report.importance import about_importance, importance_part
from feedback.report.parts import Comments, Panel, ReportPage, ThemePart
from feedback.report.reading import how_to_read
from feedback.report.trend_part import trend_part
from feedback.report.words import Asked, group_in_a_sentence

if TYPE_CHECKING:
    import pandas as pd

    from feedback.campaign.questionnaire import Item, Questionnaire, Section
    from feedback.report.earlier import Earlier

_AUTHORS = {"manager": lazy_gettext("Your manager"), "self": lazy_gettext("You")}


def build(
    report: Mapping[str, Any],
    questionnaire: Questionnaire,
    *,
    leader_name: str,
    campaign_name: str,
    closed_on: date,
    earlier: Earlier | None = None,
    with_radar: bool = False,
) -> ReportPage:
    """Return everything on the page of one leader's report.

    The same arguments always give an equal page, and two sets of answers that were released as the same cells give
    the same one. A chart that has nothing to show is None, never empty.

    Args:
        report: what the closing step released, in the format ``released-report/1``.
        questionnaire: what the raters of this leader were asked.
        leader_name: as it is to be printed.
        campaign_name: as it is to be printed.
        closed_on: the day the campaign closed.
        earlier: an earlier report of the same leader that this reader may see beside it, if there is one.
        with_radar: whether the campaign asked for a radar of the themes.

    Raises:
        ValueError: the report is in another format, or has an item that the questionnaire does not have.
    """
    items = {item.id: item.rater for item in questionnaire.items if item.id in report["items"]}
    if strangers := report["items"].keys() - items.keys():
        raise ValueError(f"the report has items that the questionnaire does not have: {', '.join(sorted(strangers))}")
    # Ties go by item order, which the questionnaire has and a stored JSON object need not have kept.
    report = {**report, "items": {item: report["items"][item] for item in items}}
    asked = _asked(questionnaire.items, report)
    themes = {theme.id: theme.name for theme in questionnaire.themes if theme.id in report["items"].values()}
    in_themes = Asked(themes, _("theme"), _("themes"))
    figures, gaps = rules.figures(report), rules.gaps(report)
    highest, lowest = rules.highest_and_lowest(report)
    ranked_by = group_in_a_sentence(rules.compared_with(report))
    since = trend_part(report, earlier, themes=in_themes, asked=asked, scale=questionnaire.scale)
    importance = importance_part(report, {item.competency_id: item.competency for item in questionnaire.items})
    page = ReportPage(
        leader_name=leader_name,
        campaign_name=campaign_name,
        closed_on=british_date(closed_on),
        summary=(
            *summary.summary(
                report, themes=themes, asked=asked, figures=figures, gaps=gaps, since=since.headline if since else ""
            ),
            *(importance.begin_here if importance else ()),
        ),
        has_figures=bool(figures["value"].notna().any()),
        answered=answered_table(report),
        hidden=hidden_and_why(report, figures),
        overview=charts.overview_chart(report, figures, in_themes, scale=questionnaire.scale),
        overview_table=tables.figures_table(
            report, figures, in_themes, kind="theme", caption=_("Each theme in figures")
        ),
        radar=charts.radar_chart(report, figures, in_themes, scale=questionnaire.scale) if with_radar else None,
        trend=since,
        gaps=gap_report(report, figures, gaps, asked, scale=questionnaire.scale),
        importance=importance,
        highest=tables.ends_table(figures, highest, asked, caption=_("Rated highest by %(who)s", who=ranked_by)),
        lowest=tables.ends_table(figures, lowest, asked, caption=_("Rated lowest by %(who)s", who=ranked_by)),
        themes=_theme_parts(report, figures, questionnaire),
        about_comments="",
        comments=(),
        remarks=Comments("", (), ()),
        how_to_read=(*how_to_read(report, questionnaire.scale), *about_importance(report)),
    )
    return with_comments(page, report, questionnaire)


def with_comments(page: ReportPage, report: Mapping[str, Any], questionnaire: Questionnaire) -> ReportPage:
    """Return a page with the comments of a report in place of its own; all else on it is from the figures alone."""
    by_question, remarks = _comments(report, questionnaire)
    return replace(page, about_comments=_about_comments(report), comments=by_question, remarks=remarks)


def _asked(items: Sequence[Item], report: rules.Report) -> Asked:
    """Return what the report has of these items, in words: behaviours, or competencies when those were rated."""
    labels = {item.id: item.rater for item in items if item.id in report["items"]}
    if all(item.id == item.competency_id for item in items):
        return Asked(labels, _("competency"), _("competencies"))
    return Asked(labels)


def _theme_parts(report: rules.Report, figures: pd.DataFrame, questionnaire: Questionnaire) -> tuple[ThemePart, ...]:
    parts = []
    number = 0
    for place, theme in enumerate(questionnaire.themes, start=1):
        panels = []
        for section in questionnaire.sections:
            if section.theme_id == theme.id and any(item.id in report["items"] for item in section.items):
                number += 1
                panels.append(_panel(report, figures, questionnaire, section, number=number))
        if panels:
            alone = len(panels) == 1 and panels[0].title == theme.name
            parts.append(ThemePart(f"theme-{place}", "" if alone else theme.name, tuple(panels)))
    return tuple(parts)


def _panel(
    report: rules.Report, figures: pd.DataFrame, questionnaire: Questionnaire, section: Section, *, number: int
) -> Panel:
    asked = _asked(section.items, report)
    drawn = charts.section_chart(
        report, figures, asked, scale=questionnaire.scale, prefix=f"chart-section-{number}", section=section.title
    )
    caption = _("%(section)s: each %(one)s in figures", section=section.title, one=asked.one)
    return Panel(
        anchor=f"section-{number}",
        title=section.title,
        description=section.description or "",
        chart=drawn,
        table=tables.figures_table(report, figures, asked, kind="item", caption=caption),
        spread=tables.spread_table(report, asked, caption=_("%(section)s: how ratings spread", section=section.title)),
    )


def _comments(report: rules.Report, questionnaire: Questionnaire) -> tuple[tuple[Comments, ...], Comments]:
    """Return the comments under each question, and the pool of those that no question may claim."""
    headings = {question.id: question.text for question in questionnaire.questions}
    if questionnaire.comment_per_theme:
        headings |= {f"theme:{theme.id}": _("About %(theme)s", theme=theme.name) for theme in questionnaire.themes}
    by_question = tuple(_under(report, heading, {question}) for question, heading in headings.items())
    pooled = {comment["question"] for comment in report["comments"]} - headings.keys()
    return by_question, _under(report, _("Further remarks"), pooled)


def _about_comments(report: rules.Report) -> str:
    unsorted = _(
        "Comments stand in no order, as they were written, or in your coach\u2019s words where their writer asked "
        "for that."
    )
    if any(comment.get("label", "self") not in _AUTHORS for comment in report["comments"]):
        named = _("Some say which group wrote them; only yours and your manager’s say who.")
    else:
        named = _("Only yours and your manager’s say who wrote them.")
    return f"{unsorted} {named}"


def _under(report: rules.Report, heading: str, questions: set[str | None]) -> Comments:
    written = [comment for comment in report["comments"] if comment["question"] in questions]
    by_name = [comment for author in _AUTHORS for comment in written if comment.get("label") == author]
    by_group = [comment for block in rules.blocks(report) for comment in written if comment.get("label") == block]
    return Comments(
        heading,
        unnamed=tuple(comment["text"] for comment in written if not comment.get("label")),
        named=tuple(
            (str(_AUTHORS.get(comment["label"], "")) or group_name(comment["label"]), comment["text"])
            for comment in by_group + by_name
        ),
    )
