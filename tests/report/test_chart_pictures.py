"""What charts look like, held against pictures that somebody has looked at.

The pictures are small and grey, so that they also show what a black-and-white printer leaves. After a change that is
meant: FEEDBACK_PICTURES=1 pytest tests/report/test_chart_pictures.py, and look at each before it is kept.
"""

import io
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from feedback.report.chart_layout import STYLES
from feedback.report.charts import Drawable, drawn_once
from feedback.report.dot_plot import DotPlot, DotRow, Mark
from feedback.report.gap_bars import FLAGGED, NOT_FLAGGED, GapBars, GapRow
from feedback.report.parts import Chart
from feedback.report.plots import drawing
from feedback.report.radar import Radar, Spoke
from feedback.report.self_map import SelfMap, Spot
from feedback.report.slopes import Ends, Slope, Slopes
from feedback.report.typesetter import as_pictures

KEPT = Path(__file__).parent / "pictures"
WIDTH = 420
OFF, FEW = 60, 0.004
"""A pixel is another one from so many shades of 255; so large a share of pixels may be, for the edges of letters."""

GROUPS = tuple((group, group.capitalize()) for group in STYLES)
RANGE = "range: somewhere along the bar"
CHARTS: dict[str, Drawable] = {
    "dot plot": DotPlot(
        "p", "Title", "Words.", 1, 5, ("Never", "Always"), GROUPS,
        (
            DotRow("Seeing the big picture", (Mark("self", 2, 2, 2), Mark("manager", 3, 3, 3),
                                              Mark("peers", 3.1, 3.1, 3.1), Mark("reports", 3.2, 3.2, 3.2),
                                              Mark("others", 4, 4, 4))),
            DotRow("Working together", (Mark("self", 4, 4, 4), Mark("peers", 4.6, 4.8, 5),
                                        Mark("reports", 1, 1.6, 2.2))),
            DotRow("Deciding without delay", ()),
        ),
    ),
    "gap bars": GapBars(
        "p", "Title", "Words.",
        (
            GapRow("Listens to different views", 1.4, 2.0, True, "1.4 to 2.0 higher"),
            GapRow("Decides", -1.1, -1.1, True, "1.1 lower"),
            GapRow("Explains", -0.2, 0.8, False, "0.2 lower to 0.8 higher"),
        ),
    ),
    "map": SelfMap(
        "p", "Title", "Words.", 1, 5, 4.0,
        (("Blind spots", "you high, they not"), ("Agreed strengths", "both high"),
         ("Agreed needs", "where both are low"), ("Hidden strengths", "they high, you not")),
        ("\u2191 Your own rating", "Their rating \u2192"), ("plainly so", "too close to say", RANGE),
        (Spot(1, 5, 4.2, 4.2, 4.2, True), Spot(2, 5, 4.6, 4.8, 5, True), Spot(3, 5, 2.4, 2.4, 2.4, True),
         Spot(4, 4, 3.8, 3.8, 3.8, False), Spot(5, 4, 3.8, 3.8, 3.8, False), Spot(6, 2, 1, 1.6, 2.2, True),
         Spot(120, 1, 4.4, 4.4, 4.4, True)),
    ),
    "slopes": Slopes(
        "p", "Title", "Words.", 1, 5, ("then", "now", "more than chance", "may be chance", RANGE),
        (
            Slope("Working together", Ends(2.2, 2.2, 2.2), Ends(3.9, 3.9, 3.9), True, "1.7 higher"),
            Slope("Deciding", Ends(4.6, 4.8, 5), Ends(4.1, 4.1, 4.1), False, "0.5 to 0.9 lower"),
            Slope("Seeing far", Ends(1, 1.6, 2.2), Ends(1, 1.6, 2.2), False, "1.2 lower to 1.2 higher"),
        ),
    ),
    "radar": Radar(
        "p", "Title", "Words.", 1, 5, ("Seeing the big picture", "Working together", "Deciding", "Changing"),
        (
            ("self", "Self", tuple(Spoke(v, v, v) for v in (4.0, 3.0, 2.0, 5.0))),
            ("peers", "Peers", (Spoke(3, 3, 3), Spoke(4.6, 4.8, 5), None, Spoke(3.3, 3.3, 3.3))),
            ("reports", "Direct reports", tuple(Spoke(v, v, v) for v in (1.0, 2.0, 3.0, 2.5))),
        ),
        RANGE,
    ),
}  # fmt: skip


def as_seen(chart: Drawable) -> Image.Image:
    """A chart as a small grey picture, drawn in our own letters."""
    on_paper = drawing(Chart(chart, "Chart", drawn_once), figures="")
    assert on_paper is not None
    [picture] = as_pictures([on_paper], groups=[])
    grey = Image.open(io.BytesIO(picture)).convert("L")
    whole = grey.crop((0, 0, round(grey.width * 98 / 170), grey.height))
    return whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.LANCZOS)


def off(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ plainly; all of them where the sizes do."""
    if one.size != other.size:
        return 1.0
    shades = [np.asarray(picture, dtype=int) for picture in (one, other)]
    return float(np.mean(np.abs(shades[0] - shades[1]) > OFF))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_looks_as_it_did_when_somebody_looked(name: str) -> None:
    seen, kept = as_seen(CHARTS[name]), KEPT / f"{name.replace(' ', '-')}.png"
    if os.environ.get("FEEDBACK_PICTURES"):
        seen.quantize(16).save(kept, optimize=True)

    assert off(seen, Image.open(kept).convert("L")) < FEW


def test_one_figure_that_moved_is_seen() -> None:
    whole = CHARTS["slopes"]
    assert isinstance(whole, Slopes)
    first, *rest = whole.rows
    moved = replace(whole, rows=(replace(first, now=Ends(3.6, 3.6, 3.6)), *rest))

    assert off(as_seen(whole), as_seen(moved)) > FEW


def test_sure_and_unsure_are_told_apart_without_colour() -> None:
    sure, unsure = (Image.new("RGB", (1, 1), color).convert("L").getpixel((0, 0)) for color in
                    (FLAGGED[0], NOT_FLAGGED[0]))  # fmt: skip
    assert isinstance(sure, int)
    assert isinstance(unsure, int)
    assert unsure - sure > 50
