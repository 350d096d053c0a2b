"""The proof holds for the shipped rules, says what docs/methods/disclosure.md says, and bites on rules that leak."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations_with_replacement, product
from statistics import pstdev
from typing import Any

import pytest
from click.testing import CliRunner, Result

from feedback.campaign.blocks import Block, Partition, partition
from feedback.disclosure import proof
from feedback.disclosure.cli import disclosure_cli
from feedback.disclosure.proof import Ratings, attack, every_layout, prove, what_stays_open, what_the_rules_print
from feedback.disclosure.rules import Coded, Rules, code, codebook, half_up
from tests.disclosure.method_page import PAGE, rows_under

ONE_TO_FIVE = Rules(scale_min=1, scale_max=5)
ONE_TO_SIX = Rules(scale_min=1, scale_max=6)


def plain_mean(ratings: Ratings) -> int:
    return half_up(10 * sum(ratings), len(ratings))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(disclosure_cli, ["prove", *arguments])


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row[0]} {row[1]}") for row in rows_under("What the proof finds")]
)
def test_the_table_of_the_method_page(row: list[str]) -> None:
    figures, scale, *found = row
    rules = Rules(
        scale_min=int(scale.split(" to ")[0]),
        scale_max=int(scale.split(" to ")[1]),
        mode="strict" if "strict" in figures else "default",
        spread_words="spread words" in figures,
    )

    proved = prove(rules, range(3, 16), printed=plain_mean if "plain" in figures else None)

    assert [str(left) for left in proved.at_worst().values()] == found
    assert proved.holds is ("shipped" in figures)


def test_the_page_says_how_many_sets_of_answers_are_tried() -> None:
    said = PAGE.read_text(encoding="utf-8")

    for rules in (ONE_TO_FIVE, ONE_TO_SIX):
        tried = {n: sum(1 for _ in combinations_with_replacement(rules.points, n)) for n in range(3, 16)}
        assert f"{sum(tried.values()):,}" in said
        assert [attack(n, rules).data_sets for n in (3, 7)] == [tried[3], tried[7]]


@pytest.mark.parametrize("points", range(3, 9))
@pytest.mark.parametrize("mode", ["default", "strict"])
@pytest.mark.parametrize("insiders", [1, 2])
def test_the_promise_holds_on_other_scales_and_against_two_insiders(points: int, mode: Any, insiders: int) -> None:
    rules = Rules(scale_min=-1, scale_max=points - 2, mode=mode, insiders=insiders)

    assert prove(rules, range(3, 8)).breaches == ()


@pytest.mark.parametrize("k", range(3, 11))
@pytest.mark.parametrize("merge", ["combine", "merge", "drop"])
def test_every_layout_keeps_people_apart_and_blocks_at_k(k: int, merge: Any) -> None:
    tried, smallest, wrong = every_layout(replace(ONE_TO_FIVE, group_min_n=k, merge=merge), up_to=k + 2)

    assert (tried, smallest, wrong) == ((k + 3) ** 3, k, [])


@pytest.mark.parametrize("rules", [ONE_TO_FIVE, ONE_TO_SIX], ids=["1-5", "1-6"])
def test_what_an_insider_can_see_in_default_mode_is_top_marks_only(rules: Rules) -> None:
    narrow = [
        values
        for n in range(3, 11)
        for values in what_stays_open(n, rules, what_the_rules_print(rules))[1].values()
        if len(values) < 3
    ]

    assert narrow, "the residual that the page describes is not there: rewrite the page"
    assert all(min(values) >= rules.scale_max - 1 for values in narrow)


def test_open_values_agree_with_every_ordered_set_of_answers_of_named_raters() -> None:
    """The attack again, written apart: four people with names, one of whom is the insider, one the target."""
    possible: dict[Any, set[int]] = defaultdict(set)
    with_own: dict[Any, set[int]] = defaultdict(set)
    for insider, target, *rest in product(ONE_TO_FIVE.points, repeat=4):
        printed = (code([insider, target, *rest], ONE_TO_FIVE), None)
        possible[printed].add(target)
        with_own[printed, (insider,)].add(target)

    assert what_stays_open(4, ONE_TO_FIVE, what_the_rules_print(ONE_TO_FIVE)) == (possible, with_own)


def test_plain_means_let_an_insider_prove_low_ratings_at_every_size() -> None:
    rows = [attack(n, ONE_TO_FIVE, plain_mean) for n in range(3, 11)]

    assert [row.low_provable for row in rows] == [10] * 8
    assert {row.outsider for row in rows} == {1}


def test_a_total_beside_groups_of_three_gives_the_hidden_rater_away() -> None:
    """Three peers are shown, the only other rater is hidden, and so is nothing: all four are in the total."""
    open_to_hidden: dict[tuple[int, int], set[int]] = defaultdict(set)
    for *shown, hidden in product(ONE_TO_FIVE.points, repeat=4):
        open_to_hidden[plain_mean(tuple(shown)), plain_mean((*shown, hidden))].add(hidden)

    assert {len(values) for values in open_to_hidden.values()} == {1}


def test_hiding_a_group_beside_a_total_is_a_breach_of_layout() -> None:
    def a_total_of_everybody(counts: Mapping[str, int], rules: Rules) -> Partition:
        shown = partition(counts, replace(rules, merge="drop"))
        everybody = tuple(group for group, n in counts.items() if n)
        total = Block("total", everybody, sum(counts.values()))
        return Partition((*shown.blocks, total), shown.left_out) if total.n >= rules.group_min_n else shown

    assert every_layout(ONE_TO_FIVE, up_to=6, parts=a_total_of_everybody)[2]


def test_a_group_of_three_on_its_own_is_a_breach_where_four_are_promised() -> None:
    def from_three_up(counts: Mapping[str, int], rules: Rules) -> Partition:
        return partition(counts, replace(rules, group_min_n=3))

    _, smallest, wrong = every_layout(ONE_TO_FIVE, up_to=5, parts=from_three_up)

    assert smallest == 3
    assert wrong


def test_the_default_code_book_does_not_keep_what_strict_mode_promises() -> None:
    strict = replace(ONE_TO_FIVE, mode="strict")

    proved = prove(strict, [5], printed=lambda ratings: code(ratings, ONE_TO_FIVE))

    assert proved.breaches == ("on 1 to 5 with 5 answers, an insider can narrow a rating to 1 of 3",)


@pytest.mark.parametrize(
    "leak",
    [
        pytest.param(lambda x: (code(x, ONE_TO_FIVE), round(pstdev(x), 1)), id="a standard deviation beside the code"),
        pytest.param(lambda x: (code(x, ONE_TO_FIVE), max(x)), id="the highest rating beside the code"),
        pytest.param(lambda x: (code(x, ONE_TO_FIVE), max(x) - min(x) <= 1), id="a flag that ratings agree"),
        pytest.param(lambda x: tuple(sorted(Counter(x).items())), id="a distribution"),
        pytest.param(lambda x: plain_mean(x) if len(set(x)) > 1 else "hidden", id="hiding what all agree on"),
    ],
)
def test_the_proof_bites_on_what_other_products_print(leak: Any) -> None:
    proved = prove(ONE_TO_FIVE, range(3, 8), printed=leak)

    assert any("outsider" in breach for breach in proved.breaches)
    assert any("low rating" in breach for breach in proved.breaches)


@pytest.mark.parametrize("n", [3, 5, 9])
@pytest.mark.parametrize(("low", "high"), [(-1, 0), (0, 1)], ids=["low end one lower", "high end one higher"])
def test_the_code_book_has_nothing_to_spare(n: int, low: int, high: int) -> None:
    """One sum less under either code would break the promise, so the ends cannot be loosened unseen."""
    book = codebook(n, ONE_TO_FIVE)
    assert book is not None

    def looser(ratings: Ratings) -> Coded:
        total = sum(ratings)
        if total <= book.low + low:
            return Coded("at_most", book.at_most)
        if total >= book.high + high:
            return Coded("at_least", book.at_least)
        return Coded("mean", plain_mean(ratings))

    assert prove(ONE_TO_FIVE, [n]).holds
    assert not prove(ONE_TO_FIVE, [n], printed=looser).holds


def test_counting_4_of_6_as_high_would_break_the_spread_words() -> None:
    """The finding that the words' own section of the page keeps."""
    rules = replace(ONE_TO_SIX, spread_words=True)

    def words_by_the_middle(ratings: Ratings) -> Any:
        n, low, high = len(ratings), sum(r <= 3 for r in ratings), sum(r >= 4 for r in ratings)
        return code(ratings, rules), 3 * low >= n, (3 * high >= n) + (3 * high > 2 * n)

    assert [attack(n, rules, words_by_the_middle).low_provable for n in (5, 6, 7)] == [15, 21, 0]
    assert prove(rules, range(5, 8)).holds


def test_the_default_run_is_short_and_prints_a_table() -> None:
    result = run()

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.output.count("The promise holds for every set of answers tried.") == 2
    assert "Scale 1 to 5, blocks of at least 4, default code book" in result.output
    assert "Smallest block shown: 4 people" in result.output


def test_json_for_other_tools() -> None:
    result = run("--json", "--scale", "1-5", "--scale", "0-3", "--n", "3-5", "--k", "5", "--mode", "strict")

    said = json.loads(result.stdout)
    assert said["holds"] is True
    assert [part["rules"]["scale_max"] for part in said["scales"]] == [5, 3]
    first = said["scales"][0]
    assert [row["n"] for row in first["rows"]] == [3, 4, 5]
    assert first["at_worst"]["insider"] == 3
    assert first["layouts"] == {"tried": 12**3, "smallest_block": 5}
    assert first["hash"] == replace(ONE_TO_FIVE, mode="strict", group_min_n=5).hash()
    assert first["breaches"] == []


def test_a_breach_is_told_on_standard_error_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "code", lambda ratings, _rules: Coded("mean", plain_mean(ratings)))

    result = run("--n", "4-4", "--scale", "1-5", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["holds"] is False
    assert result.stderr.splitlines() == [
        "Breach: on 1 to 5 with 4 answers, an outsider can narrow a rating to 1 of 3.",
        "Breach: on 1 to 5 with 4 answers, an insider can prove a low rating in 10 cases.",
    ]


@pytest.mark.parametrize(
    ("arguments", "because"),
    [
        (("--scale", "1-20"), "from 3 to 10"),
        (("--scale", "five"), "like 3-15"),
        (("--scale", "5-1"), "the lower first"),
        (("--n", "1-5"), "above the number of insiders"),
        (("--k", "2"), "from 3 to 10"),
        (("--mode", "strict", "--spread-words"), "strict mode"),
    ],
)
def test_what_cannot_be_proved_is_a_usage_error(arguments: tuple[str, ...], because: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert because in result.stderr
    assert result.stdout == ""


def test_scales_below_nought_can_be_written() -> None:
    assert run("--scale", "-2-2", "--n", "3-4").exit_code == 0
