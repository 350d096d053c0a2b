"""What does the page of leaders together say? It is built from the frozen report alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.analysis.certainty import LOWEST_RELIABILITY, NINETEEN_IN_TWENTY, SPREAD_OF_ONE_RATING
from feedback.analysis.ranges import difference
from feedback.campaign.blocks import ALL_SHOWN, NAMED
from feedback.cohort import charts, rules
from feedback.cohort.parts import CohortPage, CutPage
from feedback.cohort.quality_part import quality_part
from feedback.cohort.reading import how_to_read, left_out
from feedback.cohort.rules import Scale, figure, text_of
from feedback.foundations.pages import british_date, group_name, listed
from feedback.report.parts import Cell, Chart, Row, Table

Report = Mapping[str, Any]
Cells = Mapping[tuple[str, str], Mapping[str, Any]]
MOST_ROWS: Final = 5
MOST_NEEDS: Final = 10


def build(report: Report) -> CohortPage:
    """Everything in the report on a campaign's leaders together, ``cohort-report/1``, ready to show."""
    scale = Scale(report["scale"]["min"], report["scale"]["max"], report["rules"]["mode"])
    return CohortPage(
        campaign=report["campaign"]["name"],
        closed_on=british_date(date.fromisoformat(report["campaign"]["closed_on"])),
        cuts=tuple(_Cut(report, cut, scale, place).page() for place, cut in enumerate(report["cuts"])),
        quality=quality_part(report),
        how_to_read=how_to_read(report),
        left_out=left_out(report),
    )


def name_of(cut: Mapping[str, Any]) -> str:
    """What a cohort is called; all leaders have no name of their own in the file."""
    return str(cut["name"] or _("All leaders"))


class _Cut:
    """One cohort's figures, looked up by what they are of."""

    def __init__(self, report: Report, cut: Mapping[str, Any], scale: Scale, place: int) -> None:
        self.cut, self.scale, self.prefix, self.lines = cut, scale, f"cut-{place}", report["lines"]
        self.themes = {theme["id"]: theme["name"] for theme in report["themes"]}
        self.items = {item["id"]: item["words"] for item in report["items"]}
        self.theme_of = {item["id"]: item["theme"] for item in report["items"]}
        self.cells = {(cell["group"], cell["item"]): cell for cell in cut["figures"] if "item" in cell}
        self.theme_cells = {(cell["group"], cell["theme"]): cell for cell in cut["figures"] if "theme" in cell}
        self.groups = list(dict.fromkeys(cell["group"] for cell in cut["figures"] if cell["group"] != ALL_SHOWN))
        unnamed = [group for group in self.groups if group not in NAMED]
        self.groups += [ALL_SHOWN] if len(unnamed) > 1 else []
        self.others = ALL_SHOWN if len(unnamed) > 1 else (unnamed or [ALL_SHOWN])[0]
        self.raters = sum(n for group, (_asked, n) in cut["answered"].items() if group not in NAMED)

    def page(self) -> CutPage:
        """The page of this cohort."""
        gaps = self.gaps()
        higher = [row for row in gaps if row["direction"] == "higher"]
        lower = [row for row in gaps if row["direction"] == "lower"]
        most, least = self.ends()
        return CutPage(
            id=self.cut["id"],
            name=name_of(self.cut),
            leaders=self.cut["leaders"],
            summary=self.summary(higher, most, least),
            answered=self.answered(),
            heat=self.heat(),
            themes=self.table(self.themes, self.theme_cells, _("Theme"), _("Each theme in figures")),
            spread_chart=self.spread_chart(),
            spread=self.spread(),
            blind=self.gap_table(higher, _("Leaders rate themselves higher")),
            hidden=self.gap_table(lower, _("Leaders rate themselves lower")),
            most=self.end_table(most, _("Most seen")),
            least=self.end_table(least, _("Least seen")),
            needs=self.needs(),
            behaviours=self.table(self.items, self.cells, _("Behaviour"), _("Each behaviour in figures")),
        )

    def summary(self, blind: Sequence[Any], most: Sequence[str], least: Sequence[str]) -> tuple[str, ...]:
        """The cohort in a few sentences."""
        asked = sum(invited for invited, _n in self.cut["answered"].values())
        came = sum(n for _invited, n in self.cut["answered"].values())
        found = [ngettext("This is about %(num)s leader.", "This is about %(num)s leaders.", self.cut["leaders"])]
        if asked:
            percent, came_in_words = _percent(came, asked), f"{came:,}"
            found.append(_("%(came)s of %(asked)s people answered, %(percent)s in a hundred.",
                           came=came_in_words, asked=f"{asked:,}", percent=percent))  # fmt: skip
        if most and least:
            found.append(
                _("Most seen: %(most)s Least seen: %(least)s",
                  most=_sentence(self.items[most[0]]), least=_sentence(self.items[least[0]]))
            )  # fmt: skip
        if blind:
            found.append(
                ngettext(
                    "On %(num)s behaviour leaders rate themselves plainly higher than others do.",
                    "On %(num)s behaviours leaders rate themselves plainly higher than others do.",
                    len(blind),
                )
            )
        return tuple(found)

    def answered(self) -> Table | None:
        """Who answered, group by group."""
        rows = tuple(
            Row(group_name(group), (Cell(f"{asked:,}"), Cell(f"{came:,}"), Cell(f"{_percent(came, asked)} %")))
            for group, (asked, came) in self.cut["answered"].items()
        )
        if not rows:
            return None
        return Table(_("Who answered"), (_("Group"), _("Asked"), _("Answered"), _("In a hundred")), rows)

    def table(self, labels: Mapping[str, str], cells: Cells, first: str, caption: str) -> Table | None:
        """Every group's figure for each label."""
        known = {of: label for of, label in labels.items() if any((group, of) in cells for group in self.groups)}
        if not known:
            return None
        rows = tuple(Row(label, tuple(_cell(cells, group, of) for group in self.groups)) for of, label in known.items())
        return Table(caption, (first, *map(group_name, self.groups)), rows)

    def heat(self) -> Chart | None:
        """The heat map of themes by groups of raters."""
        known = [theme for theme in self.themes if any((group, theme) in self.theme_cells for group in self.groups)]
        if not known:
            return None
        rows = tuple(
            charts.HeatRow(self.themes[theme], tuple(self._box(group, theme) for group in self.groups))
            for theme in known
        )
        said = " ".join(
            f"{self.themes[theme]}: "
            + listed([f"{group_name(group)} {text_of(self.theme_cells.get((group, theme)))}" for group in self.groups])
            + "."
            for theme in known
        )
        title = _("Themes by group of raters")
        groups = tuple(map(group_name, self.groups))
        shows = charts.HeatMap(f"{self.prefix}-heat", title, f"{_('The darker, the higher.')} {said}", groups, rows)
        return Chart(shows, title, charts.drawn_once)

    def spread_chart(self) -> Chart | None:
        """How many leaders were rated low and high on each theme, as bars."""
        if not self.cut["spread"]:
            return None
        rows = tuple(
            charts.SpreadRow(
                self.themes[one["theme"]],
                (one["low"][0] / one["leaders"], one["low"][1] / one["leaders"]),
                (one["high"][0] / one["leaders"], one["high"][1] / one["leaders"]),
            )
            for one in self.cut["spread"]
        )
        said = " ".join(
            _("%(theme)s: %(low)s rated low, %(high)s rated high.",
              theme=self.themes[one["theme"]], low=_of(one["low"], one), high=_of(one["high"], one))
            for one in self.cut["spread"]
        )  # fmt: skip
        title = _("How many leaders are rated low and high")
        return Chart(charts.SpreadBars(f"{self.prefix}-spread", title, said, rows), title, charts.drawn_once)

    def spread(self) -> Table | None:
        """The same in words."""
        rows = tuple(
            Row(
                self.themes[one["theme"]],
                (Cell(_of(one["low"], one), "low", one["theme"]), Cell(_of(one["high"], one), "high", one["theme"])),
            )
            for one in self.cut["spread"]
        )
        if not rows:
            return None
        low, high = self.lines["low"], self.lines["high"]
        heads = (_("Theme"), _("Rated %(low)s or below", low=low), _("Rated %(high)s or above", high=high))
        return Table(_("How many leaders are rated low and high"), heads, rows)

    def gaps(self) -> list[dict[str, Any]]:
        """Where leaders and all others plainly differ, the widest first."""
        of_one = 1 - LOWEST_RELIABILITY
        length = self.scale.max - self.scale.min
        noise = NINETEEN_IN_TWENTY * SPREAD_OF_ONE_RATING * length * math.sqrt(of_one / max(1, self.raters))
        found = []
        for item in self.items:
            own, theirs = self.cells.get(("self", item)), self.cells.get((self.others, item))
            if own and theirs:
                found.append({"id": item, **difference(self._range(own), self._range(theirs), noise=noise)})
        return sorted((row for row in found if row["flagged"]), key=lambda row: -abs(row["value"]))

    def gap_table(self, gaps: Sequence[Mapping[str, Any]], caption: str) -> Table | None:
        """Behaviours on which leaders and others differ, with both figures."""
        rows = tuple(
            Row(
                self.items[gap["id"]],
                (
                    _cell(self.cells, "self", gap["id"]),
                    _cell(self.cells, self.others, gap["id"]),
                    Cell(gap["text"], "gap", gap["id"], strong=True),
                ),
            )
            for gap in gaps[:MOST_NEEDS]
        )
        heads = (_("Behaviour"), group_name("self"), group_name(self.others), _("Leaders rate themselves"))
        return Table(caption, heads, rows) if rows else None

    def ends(self) -> tuple[list[str], list[str]]:
        """The behaviours that all others rated highest, and lowest; none that may be as high as one of the highest."""
        rated = [item for item in self.items if (self.others, item) in self.cells]
        place = {item: number for number, item in enumerate(rated)}
        number = min(MOST_ROWS, len(rated) // 2)
        top = sorted(rated, key=lambda item: (-self._figure(item).middle, place[item]))[:number]
        least_of_top = min((self._figure(item).low for item in top), default=0)
        rest = [item for item in rated if self._figure(item).high < least_of_top]
        bottom = sorted(rest, key=lambda item: (self._figure(item).middle, place[item]))[:number]
        return (top, bottom) if bottom else ([], [])

    def end_table(self, items: Sequence[str], caption: str) -> Table | None:
        """Behaviours at one end, with what the leaders say of themselves."""
        heads = (_("Behaviour"), group_name(self.others), group_name("self"))
        rows = tuple(
            Row(self.items[item], (_cell(self.cells, self.others, item, strong=True), _cell(self.cells, "self", item)))
            for item in items
        )
        return Table(caption, heads, rows) if rows else None

    def needs(self) -> Table | None:
        """What the training plan might take up: what is rated lowest, and how many leaders are low on the theme."""
        rated = [item for item in self.items if (self.others, item) in self.cells]
        if len(rated) < 2:
            return None
        by_figure = sorted(rated, key=lambda item: self._figure(item).middle)
        low = [item for item in by_figure if self._figure(item).high <= rules.tenths(self.lines["low"])]
        chosen = (low or by_figure[: min(MOST_ROWS, len(rated) // 2)])[:MOST_NEEDS]
        spread = {one["theme"]: one for one in self.cut["spread"]}
        rows = []
        for item in chosen:
            theme = self.theme_of[item]
            leaders = _of(spread[theme]["low"], spread[theme]) if theme in spread else text_of(None)
            cells = (
                Cell(self.themes[theme]),
                _cell(self.cells, self.others, item, strong=True),
                Cell(leaders, "low", theme),
            )
            rows.append(Row(self.items[item], cells))
        heads = (_("Behaviour"), _("Theme"), group_name(self.others), _("Leaders rated low on the theme"))
        return Table(_("For the training plan"), heads, tuple(rows))

    def _figure(self, item: str) -> rules.Figure:
        return figure(self.cells[self.others, item], self.scale)

    def _range(self, cell: Mapping[str, Any]) -> dict[str, float]:
        one = figure(cell, self.scale)
        return {"low": one.low / 10, "value": one.middle / 20, "high": one.high / 10}

    def _box(self, group: str, theme: str) -> tuple[str, float] | None:
        cell = self.theme_cells.get((group, theme))
        if cell is None:
            return None
        share = (figure(cell, self.scale).middle / 20 - self.scale.min) / (self.scale.max - self.scale.min)
        return charts.shown(cell), share


def _cell(cells: Cells, group: str, of: str, *, strong: bool = False) -> Cell:
    """One figure in words."""
    found = cells.get((group, of))
    return Cell(text_of(found), group, of, faint=found is None, strong=strong and found is not None)


def _of(ends: Sequence[int], one: Mapping[str, Any]) -> str:
    """ "2 to 5 of 12"."""
    return str(_("%(least)s to %(most)s of %(all)s", least=ends[0], most=ends[1], all=one["leaders"]))


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole) if whole else 0


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def cut_of(page: CohortPage, cut_id: str) -> CutPage | None:
    """The page of one cohort, or None if the report has none."""
    return next((cut for cut in page.cuts if cut.id == cut_id), None)
