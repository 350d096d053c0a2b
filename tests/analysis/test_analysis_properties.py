"""What must hold of the analysis whatever was released, not only in our examples."""

import json
import random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.analysis import rules
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING, certainty
from tests.analysis.method_page import a_report_of
from tests.report.samples import a_questionnaire, a_report

SIZES = st.integers(0, 9)
reports = st.builds(
    lambda sizes, named, scale, seed, unable: a_report(
        a_questionnaire(scale=scale), answered={**named, **sizes}, seed=seed, unable=unable
    ),
    st.fixed_dictionaries({"peers": SIZES, "reports": SIZES, "others": SIZES}),
    st.fixed_dictionaries({"self": st.integers(0, 1), "manager": st.integers(0, 1)}),
    st.sampled_from(["frequency-5", "frequency-6"]),
    st.integers(0, 10_000),
    st.sampled_from([0.0, 0.1, 0.5]),
)
few = settings(max_examples=25, deadline=None)


@few
@given(reports)
def test_every_figure_is_a_range_on_the_scale_or_nothing(report: dict[str, Any]) -> None:
    table = rules.figures(report)

    shown = table.dropna(subset=["value"])
    assert len(table) == len(report["cells"])
    assert (table[table["value"].isna()]["text"] == rules.TOO_FEW).all()
    assert ((shown["low"] <= shown["value"]) & (shown["value"] <= shown["high"])).all()
    assert shown["low"].ge(report["scale"]["min"]).all()
    assert shown["high"].le(report["scale"]["max"]).all()


@few
@given(reports)
def test_a_coded_value_is_never_a_point(report: dict[str, Any]) -> None:
    table = rules.figures(report)

    coded = table[table["text"].str.contains("or above|or below")]
    assert (coded["low"] < coded["high"]).all()


@few
@given(reports)
def test_a_flagged_gap_is_wide_and_sure_at_its_nearest_end(report: dict[str, Any]) -> None:
    for gap in rules.rows_of(rules.gaps(report)):
        nearest = max(gap["low"], -gap["high"], 0)
        noise = certainty(report, gap["against"]).noise
        assert gap["flagged"] == (nearest >= SMALLEST_GAP_WORTH_SAYING and nearest > noise)
        assert not gap["flagged"] or gap["direction"] in {"higher", "lower"}


@few
@given(reports)
def test_a_gap_is_the_difference_of_the_two_figures_it_names(report: dict[str, Any]) -> None:
    figures = {(row["group"], row["kind"], row["id"]): row for row in rules.rows_of(rules.figures(report))}

    for gap in rules.rows_of(rules.gaps(report)):
        own, theirs = (figures[group, gap["kind"], gap["id"]] for group in ("self", gap["against"]))
        assert gap["low"] == pytest.approx(own["value"] - theirs["high"])
        assert gap["high"] == pytest.approx(own["value"] - theirs["low"])


@few
@given(reports)
def test_no_behaviour_is_among_both_highest_and_lowest(report: dict[str, Any]) -> None:
    highest, lowest = rules.highest_and_lowest(report)

    assert set(highest["id"]).isdisjoint(lowest["id"])
    assert highest.empty == lowest.empty
    assert highest.empty or highest["value"].min() > lowest["value"].max()


@few
@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_cells_says_nothing(report: dict[str, Any], chance: random.Random) -> None:
    mixed = json.loads(json.dumps(report))
    chance.shuffle(mixed["cells"])

    for one, other in zip(_all_of(report), _all_of(mixed), strict=True):
        pd.testing.assert_frame_equal(one, other)


@given(st.sampled_from(["peers", "reports", "others"]), st.integers(1, 30))
def test_one_more_rater_never_makes_an_average_less_certain(kind: str, number: int) -> None:
    fewer, more = (certainty(a_report_of({kind: n}, []), kind) for n in (number, number + 1))

    assert more.noise < fewer.noise
    assert more.reliability > fewer.reliability


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="released-report/1"):
        rules.figures({**a_report_of({"peers": 5}, []), "format": "released-report/2"})


def _all_of(report: dict[str, Any]) -> list[pd.DataFrame]:
    return [rules.theme_overview(report), rules.gaps(report), rules.patterns(report), *rules.highest_and_lowest(report)]
