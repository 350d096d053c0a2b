"""How are lines, marks and words put on a chart, in the pixels of its view box?

The origin is the top left corner and y runs down, as in the finished SVG. Matplotlib is used without pyplot,
whose registry of figures is not safe between threads, and without axes, which cost more than all they would draw.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from feedback.report.svg import fit_for_page

# Set once for the process: rc_context would leak into every other thread that draws at the moment.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "released report", "path.simplify": False})

WIDTH: Final = 380
"""Of every chart, in pixels of its view box: 15-pixel letters are then 14 on a phone and 20 at a desk."""

INK, FAINT_INK, PAPER, TRACK, RULE = "#0b0c0c", "#484949", "#ffffff", "#f0f1f2", "#cecece"

_POINTS_AN_INCH: Final = 72  # at this resolution a point is a pixel, so sizes need no conversion


class _Words(Text):
    """One line of text at a baseline, for the browser's own font: not measured, and a dollar sign is a dollar sign."""

    def draw(self, renderer: RendererBase, *args: Any, **kwargs: Any) -> None:
        """Hand the words to the renderer as they are; measuring would warn of letters our own fonts lack."""
        x, y = self.get_transform().transform(self.get_unitless_position())
        context = renderer.new_gc()
        context.set_foreground(self.get_color())
        height = renderer.get_canvas_width_height()[1]
        renderer.draw_text(context, x, height - y, self.get_text(), self.get_fontproperties(), 0, mtext=self)
        context.restore()


class Canvas:
    """One chart being drawn; later marks lie over earlier ones."""

    def __init__(self, *, height: float) -> None:
        """Start an empty chart of the width all charts have."""
        size = (WIDTH / _POINTS_AN_INCH, height / _POINTS_AN_INCH)
        self._figure = Figure(figsize=size, dpi=_POINTS_AN_INCH, frameon=False)
        self._pixels = Affine2D().scale(1, -1).translate(0, height)

    def words(
        self, x: float, y: float, text: str, *, size: float, color: str = INK, at: str = "left", bold: bool = False
    ) -> None:
        """Write one line whose baseline is y; ``at`` says which end or middle ("left", "center", "right") lies at x."""
        weight = "bold" if bold else "normal"
        self._add(_Words(x, y, text, fontsize=size, color=color, ha=at, va="baseline", fontweight=weight))

    def boxes(self, corners: Sequence[tuple[float, float, float, float]], *, color: str, edge: str = "none") -> None:
        """Fill boxes given as left, top, right, bottom."""
        shapes = [[(x1, y1), (x2, y1), (x2, y2), (x1, y2)] for x1, y1, x2, y2 in corners]
        self._add(PolyCollection(shapes, facecolors=color, edgecolors=edge, linewidths=1))

    def rules(
        self, ends: Sequence[tuple[float, float, float, float]], *, color: str, width: float, round_ends: bool = False
    ) -> None:
        """Draw straight lines given as x1, y1, x2, y2."""
        shapes = [[(x1, y1), (x2, y2)] for x1, y1, x2, y2 in ends]
        cap = "round" if round_ends else "butt"
        self._add(LineCollection(shapes, colors=color, linewidths=width, capstyle=cap))

    def marks(
        self, places: Sequence[tuple[float, float]], *, shape: str, size: float, fill: str, edge: str, edge_width: float
    ) -> None:
        """Draw the same mark at several places; ``shape`` is one of matplotlib's marker letters."""
        self._add(
            Line2D(
                [x for x, _ in places], [y for _, y in places], linestyle="none", marker=shape, markersize=size,
                markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=edge_width,
            )
        )  # fmt: skip

    def finished(self, *, prefix: str, title: str, description: str) -> Markup:
        """Return the chart as SVG fit for a page; the same drawing always gives the same bytes."""
        drawn = io.StringIO()
        self._figure.savefig(drawn, format="svg", metadata={"Date": None})
        return fit_for_page(drawn.getvalue(), prefix=prefix, title=title, description=description)

    def _add(self, artist: Any) -> None:
        artist.set_transform(self._pixels)
        artist.set_clip_on(False)
        self._figure.add_artist(artist, clip=False)
