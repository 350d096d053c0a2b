"""What is on the page of leaders together? Words, tables and charts: a template adds and sums nothing."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.report.parts import Chart, Table


@dataclass(frozen=True)
class CutPage:
    """One cohort, or all leaders, in the order in which it is read."""

    id: str
    name: str
    leaders: int
    summary: tuple[str, ...]
    answered: Table | None
    heat: Chart | None
    themes: Table | None
    spread_chart: Chart | None
    spread: Table | None
    blind: Table | None
    hidden: Table | None
    most: Table | None
    least: Table | None
    needs: Table | None
    behaviours: Table | None


@dataclass(frozen=True)
class QualityPart:
    """Which behaviours told little, and what leaving some out would save; ``table`` is None where none did."""

    sentences: tuple[str, ...]
    table: Table | None


@dataclass(frozen=True)
class CohortPage:
    """Everything in the report on a campaign's leaders together."""

    campaign: str
    closed_on: str
    cuts: tuple[CutPage, ...]
    quality: QualityPart | None
    how_to_read: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
