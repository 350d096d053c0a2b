"""Charts show what the report has, each group so that everybody can tell it from the others, and are never empty."""

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.analysis import rules
from feedback.campaign.questionnaire import SCALES
from feedback.report import dot_plot
from feedback.report.canvas import PAPER, TRACK, WIDTH
from feedback.report.chart_layout import STYLES
from feedback.report.charts import drawn_once, gap_chart, gaps_worth_drawing, overview_chart
from feedback.report.dot_plot import DotPlot, DotRow, Mark, draw_dot_plot
from feedback.report.gap_bars import FLAGGED, NOT_FLAGGED, GapBars, GapRow, draw_gap_bars
from feedback.report.lettering import lines_of, width_of
from feedback.report.words import Asked
from tests.analysis.method_page import a_report_of

# How the cones of a colour-blind eye mix red, green and blue light (Machado, Oliveira and Fernandes 2009, severity 1).
BLIND = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def a_plot(*marks: Mark, groups: tuple[tuple[str, str], ...] = (("self", "Self"), ("peers", "Peers"))) -> DotPlot:
    return DotPlot("p", "Title", "Words.", 1, 5, ("Never", "Always"), groups, (DotRow("Listens", marks),))


def elements(drawn: str, name: str) -> list[Element]:
    """The elements of this name in a drawing."""
    return list(ET.fromstring(drawn).iter(f"{{http://www.w3.org/2000/svg}}{name}"))  # noqa: S314 - our own drawing


def marks_in(drawn: str, color: str) -> list[float]:
    """The places of a group's marks, from left to right, without the one in the key."""
    uses = elements(drawn, "use")
    return [float(use.get("x", "")) for use in uses if color in (use.get("fill"), use.get("stroke"))][1:]


def test_a_mark_stands_where_its_value_lies_on_the_scale() -> None:
    drawn = draw_dot_plot(a_plot(Mark("self", 1, 1, 1), Mark("peers", 3, 3, 3)))

    assert marks_in(drawn, STYLES["self"].color) == [16]
    assert marks_in(drawn, STYLES["peers"].color) == [WIDTH / 2]


def test_a_coded_value_is_a_bar_over_all_it_may_be() -> None:
    drawn = draw_dot_plot(a_plot(Mark("peers", 4.6, 4.8, 5)))

    pale = STYLES["peers"].pale
    bars = [path.get("d") for path in elements(drawn, "path") if path.get("stroke") == pale]
    [(left, right)] = [(float(ends[1]), float(ends[4])) for ends in (str(bar).split() for bar in bars)]
    across = (WIDTH - 32) / 4
    assert [left, right] == pytest.approx([16 + 3.6 * across, 16 + 4 * across], abs=0.01)
    assert "somewhere along the bar" in drawn


@given(st.lists(st.tuples(st.floats(1, 5), st.floats(0, 1)), max_size=5))
def test_marks_and_bars_of_a_row_never_touch(figures: list[tuple[float, float]]) -> None:
    marks = tuple(Mark("peers", low, low, min(5.0, low + wide)) for low, wide in figures)
    plot = a_plot(*marks)

    lanes = dot_plot._lanes(plot.rows[0], plot)

    for (one, lane), (other, its_lane) in combinations(zip(marks, lanes, strict=True), 2):
        first, second = sorted((one, other), key=lambda mark: mark.low)
        apart = (second.low - first.high) * (WIDTH - 32) / 4
        assert lane != its_lane or apart >= 14.99


def test_a_row_without_a_figure_says_so() -> None:
    plot = a_plot(Mark("peers", 3, 3, 3))
    plot = DotPlot(**{**vars(plot), "rows": (*plot.rows, DotRow("Decides", ()))})

    assert "Too few ratings" in draw_dot_plot(plot)


def test_gap_bars_point_the_way_the_leader_errs_and_show_what_is_unsure() -> None:
    rows = (
        GapRow("Listens", 2.8, 4.0, True, "2.8 to 4.0 higher"),
        GapRow("Decides", -1.0, -1.0, False, "1.0 lower"),
        GapRow("Explains", -0.2, 0.8, False, "0.2 lower to 0.8 higher"),
    )
    drawn = draw_gap_bars(GapBars("g", "Gaps", "Words.", rows))

    point = (WIDTH / 2 - 4) / 4
    middle = WIDTH / 2
    assert _boxes(drawn, FLAGGED[0])[1:] == [(middle, pytest.approx(middle + 2.8 * point, abs=0.01))]
    assert _boxes(drawn, FLAGGED[1])[1:] == [(middle, middle + 4 * point)]
    assert _boxes(drawn, NOT_FLAGGED[0])[1:] == [(middle - point, middle)]
    assert _boxes(drawn, NOT_FLAGGED[1]) == [
        (pytest.approx(middle - 0.2 * point, abs=0.01), pytest.approx(middle + 0.8 * point, abs=0.01))
    ]
    assert all(row.text in drawn for row in rows)


def test_nothing_to_draw_is_no_chart() -> None:
    nothing = a_report_of({"peers": 5}, [{"hidden": True}])
    themes = Asked({"t1": "Theme"}, "theme", "themes")

    assert overview_chart(nothing, rules.figures(nothing), themes, scale=SCALES["frequency-5"]) is None
    assert gap_chart(gaps_worth_drawing(rules.gaps(nothing), view="peers"), themes, view="peers") is None


def test_a_chart_is_drawn_once_for_the_same_figures() -> None:
    assert drawn_once(a_plot(Mark("peers", 3, 3, 3))) is drawn_once(a_plot(Mark("peers", 3, 3, 3)))


@pytest.mark.parametrize("group", STYLES)
def test_marks_can_be_seen_on_paper_and_on_the_track(group: str) -> None:
    for ground in (PAPER, TRACK):
        assert _contrast(STYLES[group].color, ground) >= 3, "WCAG 2.2, 1.4.11"


def test_each_group_has_a_shape_of_its_own() -> None:
    assert len({(style.shape, style.hollow) for style in STYLES.values()}) == len(STYLES)


@pytest.mark.parametrize("eyes", BLIND)
def test_a_colour_blind_reader_can_tell_the_groups_apart(eyes: str) -> None:
    seen = {group: _seen(style.color, BLIND[eyes]) for group, style in STYLES.items()}

    for one, other in combinations(seen, 2):
        assert sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5 > 0.08, (one, other)


@given(st.text(alphabet="abcdefghi WM.,", max_size=120))
def test_lines_lose_no_word_and_fit(text: str) -> None:
    lines = lines_of(text, width=200, size=15)

    assert " ".join(lines).split() == text.split()
    assert all(width_of(line, size=15) <= 200 or " " not in line for line in lines)


def _boxes(drawn: str, color: str) -> list[tuple[Any, Any]]:
    found = [path.get("d", "") for path in elements(drawn, "path") if path.get("fill") == color]
    across = [[float(number) for number in re.findall(r"[-\d.]+", shape)[::2]] for shape in found]
    return [(min(xs), max(xs)) for xs in across]


def _light(color: str) -> list[float]:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    dark, bright = sorted(sum(w * c for w, c in zip(weights, _light(color), strict=True)) for color in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def _seen(color: str, eye: tuple[tuple[float, ...], ...]) -> list[float]:
    light = _light(color)
    return [sum(w * c for w, c in zip(row, light, strict=True)) for row in eye]
