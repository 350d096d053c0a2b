"""The released report, against the worked examples of docs/methods/disclosure.md and sums done by hand."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.report_format import Report, ReportDoesNotFollow, check
from feedback.disclosure.rules import Coded, half_up, release
from feedback.disclosure.spread import SpreadWords
from tests.disclosure.method_page import rows_under
from tests.disclosure.reports import CELLS, COUNTS, ITEMS, NAMED, RULES, a_report


def cell(report: Report, group: str, place: str) -> dict[str, Any] | None:
    """The one cell of a group on an item or theme, without its address; None if there is none."""
    found = [one for one in report["cells"] if one["group"] == group and place in (one.get("item"), one.get("theme"))]
    assert len(found) < 2
    return {key: said for key, said in found[0].items() if key not in ("group", "item", "theme")} if found else None


def test_the_head_of_a_report() -> None:
    report = a_report()

    assert list(report) == ["format", "scale", "precision", "rules", "items", "groups", "cells", "comments"]
    assert report["format"] == "released-report/1"
    assert (report["scale"], report["precision"]) == ({"min": 1, "max": 5}, {"mean": 1})
    assert report["rules"] == {
        "group_min_n": 4, "item_min_n": 3, "codebook": "default", "merge": "combine", "insiders": 1,
        "spread_words": False, "label_comments": False, "hash": RULES.hash(),
    }  # fmt: skip
    assert report["items"] == ITEMS


def test_groups_are_in_reading_order_with_people_invited_and_answered() -> None:
    assert list(a_report()["groups"].items()) == [
        ("self", {"invited": 1, "n": 1}),
        ("manager", {"invited": 1, "n": 1}),
        ("peers", {"invited": 6, "n": 5}),
        ("reports", {"invited": 9, "n": 7}),
        ("others", {"invited": 2, "n": 1}),
        ("peers+others", {"of": ["peers", "others"]}),
        ("all_shown", {"of": ["peers+others", "reports"]}),
    ]


@pytest.mark.parametrize(
    ("group", "place", "printed"),
    [
        pytest.param("peers+others", "i01", {"at_most": 2.0}, id="low code"),
        pytest.param("peers+others", "i02", {"mean": 3.8}, id="mean"),
        pytest.param("peers+others", "i03", {"hidden": True}, id="too few"),
        pytest.param("reports", "i02", {"at_least": 4.7}, id="high code"),
        pytest.param("self", "i01", {"mean": 4}, id="own rating, whole"),
        pytest.param("self", "i03", None, id="own rating not given"),
        pytest.param("manager", "i03", {"mean": 5}, id="manager's rating"),
        # (1.5 x 6 + 3.9 x 7) / 13 = 2.79; from (1.0 x 6 + 27.3) / 13 = 2.56 to (2.0 x 6 + 27.3) / 13 = 3.02
        pytest.param(
            "all_shown", "i01",
            {"mean": 2.8, "derived": "weighted_by_n", "about": True, "low": 2.5, "high": 3.1},
            id="total with a low code",
        ),
        # (3.8 x 6 + 4.85 x 7) / 13 = 4.37; from (22.8 + 32.9) / 13 = 4.28 to (22.8 + 35) / 13 = 4.45
        pytest.param(
            "all_shown", "i02",
            {"mean": 4.4, "derived": "weighted_by_n", "about": True, "low": 4.2, "high": 4.5},
            id="total with a high code",
        ),
        pytest.param(
            "all_shown", "i03", {"mean": 3.7, "derived": "weighted_by_n"}, id="total of the only block that shows it"
        ),
        # (1.5 + 3.8) / 2 = 2.65; from (1.0 + 3.8) / 2 = 2.4 to (2.0 + 3.8) / 2 = 2.9
        pytest.param(
            "peers+others", "T1",
            {"mean": 2.7, "derived": "mean_of_items", "about": True, "low": 2.4, "high": 2.9},
            id="theme with a code",
        ),
        pytest.param("peers+others", "T2", None, id="theme without a figure"),
        # (3.9 + 4.85) / 2 = 4.375; from (3.9 + 4.7) / 2 = 4.3 to (3.9 + 5) / 2 = 4.45
        pytest.param(
            "reports", "T1",
            {"mean": 4.4, "derived": "mean_of_items", "about": True, "low": 4.3, "high": 4.5},
            id="theme with a high code",
        ),
        pytest.param("reports", "T2", {"mean": 3.7, "derived": "mean_of_items"}, id="theme of means"),
        pytest.param("self", "T1", {"mean": 3.5, "derived": "mean_of_items"}, id="own theme"),
        pytest.param("self", "T2", None, id="own theme not rated"),
        pytest.param("manager", "T1", {"mean": 2.5, "derived": "mean_of_items"}, id="manager's theme"),
        # (2.8 + 4.4) / 2 = 3.6; from (2.5 + 4.2) / 2 = 3.35 to (3.1 + 4.5) / 2 = 3.8
        pytest.param(
            "all_shown", "T1",
            {"mean": 3.6, "derived": "mean_of_items", "about": True, "low": 3.3, "high": 3.8},
            id="theme of totals",
        ),
    ],
)  # fmt: skip
def test_each_cell_against_a_sum_by_hand(group: str, place: str, printed: dict[str, Any] | None) -> None:
    assert cell(a_report(), group, place) == printed


def _coded(said: str) -> Coded:
    tenths = round(float(said.split()[-1]) * 10)
    if said.startswith("at most"):
        return Coded("at_most", tenths)
    return Coded("at_least" if said.startswith("at least") else "mean", tenths)


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row[0]) for row in rows_under("Worked examples of derived figures")]
)
def test_the_derived_figures_of_the_method_page(row: list[str]) -> None:
    """Each part is a block with one item, as many people as its weight; a weight of 1 each is a theme of one block."""
    parts, mean, low, high, _ = row
    figures, weights = zip(*(part.split(" x ") for part in parts.split(", ")), strict=True)
    coded = [_coded(said) for said in figures]
    if set(weights) == {"1"}:
        items = {f"i{place}": "T" for place in range(len(coded))}
        cells = {("peers", item): code for item, code in zip(items, coded, strict=True)}
        report = a_report(items=items, cells=cells, named={}, counts={"peers": (10, 10 if parts[:3] == "3.9" else 5)})
        derived = cell(report, "peers", "T")
    else:
        counts = {group: (int(n), int(n)) for group, n in zip(("peers", "reports"), weights, strict=True)}
        cells = {(group, "i1"): code for group, code in zip(counts, coded, strict=True)}
        derived = cell(a_report(items={"i1": "T"}, cells=cells, named={}, counts=counts), "all_shown", "i1")

    assert derived is not None
    assert f"{derived['mean']:.1f}" == mean
    assert [f"{derived[end]:.1f}" if "about" in derived else "-" for end in ("low", "high")] == [low, high]


@pytest.mark.parametrize(
    ("shown", "of", "has_figure"),
    [(1, 2, True), (1, 3, False), (2, 3, True), (2, 4, True), (2, 5, False), (0, 1, False), (1, 1, True)],
)
def test_a_theme_has_a_figure_if_at_least_half_of_its_items_do(shown: int, of: int, has_figure: bool) -> None:
    items = {f"i{place}": "T" for place in range(of)}
    cells = {
        ("peers", item): Coded("mean", 30) if place < shown else Coded("few", None) for place, item in enumerate(items)
    }

    report = a_report(items=items, cells=cells, counts={"peers": (5, 5)}, named={})

    assert (cell(report, "peers", "T") is not None) is has_figure
    assert (cell(report, "all_shown", "T") is not None) is has_figure


def test_themes_come_in_the_order_of_the_questionnaire() -> None:
    items = {"i1": "Z", "i2": "A"}
    report = a_report(items=items, cells={}, named={"self": {"i1": 4, "i2": 3}}, counts={"self": (1, 1)})

    assert [one["theme"] for one in report["cells"] if "theme" in one] == ["Z", "A"]


def test_a_report_with_nobody_to_show_has_the_named_only_and_no_total() -> None:
    report = a_report(counts={"self": (1, 1), "peers": (6, 2)}, cells={}, named={"self": {"i01": 4}}, comments=[])

    assert list(report["groups"]) == ["self", "peers"]
    assert {one["group"] for one in report["cells"]} == {"self"}
    assert cell(report, "self", "T1") == {"mean": 4.0, "derived": "mean_of_items"}


def test_comments_keep_their_order_and_name_only_the_named() -> None:
    report = a_report(comments=[("q1", "Listens.", None), ("q1", "Be bolder.", "manager")])

    assert report["comments"] == [
        {"question": "q1", "text": "Listens."},
        {"question": "q1", "text": "Be bolder.", "label": "manager"},
    ]


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_its_mappings() -> None:
    backwards = a_report(
        counts=dict(reversed(COUNTS.items())), cells=dict(reversed(CELLS.items())), named=dict(reversed(NAMED.items()))
    )

    assert json.dumps(backwards) == json.dumps(a_report())


def test_spread_words_stand_in_the_cell_if_the_rules_turn_them_on() -> None:
    words = {("reports", "i01"): SpreadWords("fewer than a third", "more than two thirds")}

    report = a_report(rules=replace(RULES, spread_words=True), spread=words)

    assert cell(report, "reports", "i01") == {
        "mean": 3.9, "spread": {"low": "fewer than a third", "high": "more than two thirds"},
    }  # fmt: skip
    with pytest.raises(ReportDoesNotFollow, match="spread words"):
        a_report(spread=words)


def test_a_report_survives_json_and_even_storage_that_sorts_keys() -> None:
    check(json.loads(json.dumps(a_report())))
    check(json.loads(json.dumps(a_report(), sort_keys=True)))


ratings = st.one_of(st.none(), st.integers(1, 5))
raters = st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, ratings)), max_size=8)


@given(st.fixed_dictionaries({"peers": raters, "reports": raters, "others": raters}))
def test_the_true_figure_to_one_decimal_always_lies_in_the_range_given(answers: dict[str, Any]) -> None:
    """True means the same formula, with the exact mean in place of each printed cell."""
    released = release(answers, list(ITEMS), RULES)
    counts = {group: (len(people), len(people)) for group, people in answers.items()}
    report = a_report(counts=counts, cells=released.cells, blocks=released.blocks, named={}, comments=[])

    exact: dict[tuple[str, str], Fraction] = {}
    for block in released.blocks:
        for item in ITEMS:
            given_here = [rater[item] for group in block.groups for rater in answers[group] if rater[item] is not None]
            if released.cells[block.label, item].kind != "few":
                exact[block.label, item] = Fraction(sum(given_here), len(given_here))
    for item in ITEMS:
        if shown := [(exact[block.label, item], block.n) for block in released.blocks if (block.label, item) in exact]:
            exact["all_shown", item] = sum((mean * n for mean, n in shown), Fraction()) / sum(n for _, n in shown)

    for one in report["cells"]:
        if "derived" not in one:
            continue
        group = one["group"]
        of_place = [i for i in ITEMS if one.get("item") == i or (one.get("theme") == ITEMS[i] and (group, i) in exact)]
        true = sum((exact[group, item] for item in of_place), Fraction()) / len(of_place)
        low, high = (one["low"], one["high"]) if "about" in one else (one["mean"] - 0.1, one["mean"] + 0.1)
        assert round(low * 10) <= half_up(true.numerator * 10, true.denominator) <= round(high * 10)
