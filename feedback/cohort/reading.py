"""How is the report on leaders together to be read, and what does it leave out?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.foundations.pages import listed


def how_to_read(report: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Each thing that needs a word, and the word."""
    few = report["rules"]["fewest_leaders"]
    low, high = report["lines"]["low"], report["lines"]["high"]
    scale = report["scale"]
    return (
        (
            _("A figure"),
            _(
                "The average over leaders of what their own reports show, on the scale from %(least)s to %(most)s. "
                "Each leader counts once, however many people answered about them.",
                least=scale["min"],
                most=scale["max"],
            ),
        ),
        (
            _("“Or below”, “or above”"),
            _(
                "At the ends of the scale the exact average could tell how one leader was rated. So only the end is "
                "said from which it lies."
            ),
        ),
        (
            _("“About”"),
            _(
                "The report of some leaders says “or below” or “or above” for this. Their figures count with the "
                "middle of what that can mean; the spreadsheet has the lowest and highest that the average can be."
            ),
        ),
        (_("Not shown"), _("Fewer than %(few)s leaders have a figure for this.", few=few)),
        (
            _("All raters shown"),
            _("The average of the groups of raters, each by the number of leaders who have a figure from it."),
        ),
        (
            _("Rated low, rated high"),
            _(
                "A leader is rated low on a theme if all their raters together come to %(low)s or below, and high at "
                "%(high)s or above. Only between which two numbers such leaders lie is said, so nobody can tell which.",
                low=low,
                high=high,
            ),
        ),
        (
            _("Leaders rate themselves higher, or lower"),
            _(
                "The averages lie at least half a point apart, and further than chance would put them. It says nothing "
                "of any one leader."
            ),
        ),
    )


def left_out(report: Mapping[str, Any]) -> tuple[str, ...]:
    """What is missing from the report, and why."""
    few = report["rules"]["fewest_leaders"]
    found = []
    if not report["cuts"]:
        found.append(_("There is nothing to show: fewer than %(few)s leaders have a report.", few=few))
    if report["not_shown"]:
        names = listed([f"“{name}”" for name in report["not_shown"]])
        found.append(
            _("There is no report on %(names)s: fewer than %(few)s leaders of it are left.", names=names, few=few)
        )
    if report["cuts"] and report["left_out"]:
        found.append(
            ngettext(
                "%(num)s leader is in no figure, because subtracting one report from another would show theirs.",
                "%(num)s leaders are in no figure, because subtracting one report from another would show theirs.",
                report["left_out"],
            )
        )
    return tuple(found)
