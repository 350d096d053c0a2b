"""How are a leader's figures over time laid out: as a table, and as a strip of dots for each line of it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.analysis.over_time import Line
from feedback.followup.over_time import OverTime, Told
from feedback.foundations.pages import british_date, group_name
from feedback.report.parts import Cell, Row, Table

WIDTH, HEIGHT, EDGE, RADIUS = 320, 72, 16, 6


@dataclass(frozen=True)
class Dot:
    """A figure in a strip: where it stands, and how far the range reaches that it stands for."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Strip:
    """One line of the table, drawn: its dots from the first round to the last, and the path between them.

    ``first`` and ``last`` are the figures at its ends, in words.
    """

    label: str
    first: str
    last: str
    dots: tuple[Dot, ...]
    path: str


def table_of(found: OverTime, lines: Sequence[Line], *, by: str, group: str) -> Table | None:
    """The figures of one group in words, a column for each round that has any; None if none has."""
    places = _places(lines)
    if not places:
        return None
    heads = {"theme": _("Theme"), "competency": _("Competency"), "behaviour": _("Behaviour")}
    rows = tuple(
        Row(
            found.label(by, line.id),
            (
                *(_cell(line, place, group) for place in places),
                Cell(
                    line.change["text"] if line.change else _("no comparison"),
                    strong=bool(line.change and line.change["flagged"]),
                    faint=line.change is None,
                ),
            ),
        )
        for line in lines
    )
    names = [_head(found.told[place]) for place in places]
    return Table(
        _("%(group)s, from round to round", group=group_name(group)),
        (heads[by], *names, _("The last one against the one before")),
        rows,
    )


def _places(lines: Sequence[Line]) -> list[int]:
    """The rounds of which any of these lines has a figure."""
    rounds = zip(*(line.figures for line in lines), strict=True)
    return [place for place, figures in enumerate(rounds) if any(figures)]


def _head(told: Told) -> str:
    return str(_("Check-in, %(day)s", day=british_date(told.closed_on))) if told.is_check_in else told.name


def _cell(line: Line, place: int, group: str) -> Cell:
    figure = line.figures[place]
    return Cell(figure["text"] if figure else _("no comparison"), group, line.id, faint=figure is None)


def strips_of(found: OverTime, lines: Sequence[Line], *, by: str) -> tuple[Strip, ...]:
    """The lines that have more than one figure, drawn: rounds at equal distances, the scale from bottom to top."""
    places = _places(lines)
    least, most = float(found.newest["scale"]["min"]), float(found.newest["scale"]["max"])
    step = (WIDTH - 2 * EDGE) / max(1, len(places) - 1)
    height = (HEIGHT - 2 * EDGE) / (most - least)

    def at(value: float) -> float:
        return round(HEIGHT - EDGE - (value - least) * height, 1)

    strips = []
    for line in lines:
        dots = tuple(
            Dot(round(EDGE + number * step, 1), at(figure["value"]), at(figure["high"]), at(figure["low"]))
            for number, place in enumerate(places)
            if (figure := line.figures[place]) is not None
        )
        if len(dots) > 1:
            path = "M" + " L".join(f"{dot.x} {dot.y}" for dot in dots)
            texts = [figure["text"] for figure in line.figures if figure is not None]
            strips.append(Strip(found.label(by, line.id), texts[0], texts[-1], dots, path))
    return tuple(strips)
