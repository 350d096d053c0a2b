"""The worked examples of docs/methods/analysis.md, in the order they appear there."""

import math

import pytest

from feedback.analysis import rules
from feedback.analysis.certainty import SINGLE_RATER_RELIABILITY, certainty
from tests.analysis.method_page import a_report_of, cell_of, people, table

FIVE_PEERS = {"peers": 5}


@pytest.mark.parametrize(
    ("cell", "printed", "low", "value", "high"), table("Figures are ranges", first_column="Cell in the report")
)
def test_a_cell_is_printed_and_carried_as(cell: str, printed: str, low: str, value: str, high: str) -> None:
    figure = rules.figures(a_report_of(FIVE_PEERS, [cell_of(cell)])).iloc[0]

    assert figure["text"] == printed
    for end, expected in (("low", low), ("value", value), ("high", high)):
        assert math.isnan(figure[end]) if expected == "-" else figure[end] == pytest.approx(float(expected))


def test_the_reliability_of_one_rater() -> None:
    names = {"direct reports": "reports"}
    told = {names.get(kind, kind): float(r) for kind, r in table("Certainty", first_column="Kind")}

    assert told == dict(SINGLE_RATER_RELIABILITY)


@pytest.mark.parametrize(("who", "reliability", "noise", "words"), table("Certainty", first_column="People"))
def test_certainty_follows_from_who_answered(who: str, reliability: str, noise: str, words: str) -> None:
    answered = people(who)

    found = certainty(a_report_of(answered, [{"mean": 3.0}]), "+".join(answered))

    assert (found.people, f"{found.reliability:.2f}", f"{found.noise:.2f}", found.words) == (
        sum(answered.values()),
        reliability,
        noise,
        words,
    )


def test_nobody_gives_no_certainty() -> None:
    with pytest.raises(ValueError, match="nobody in 'peers' answered"):
        certainty(a_report_of({"peers": 0}, []), "peers")


@pytest.mark.parametrize(("own", "theirs", "who", "words", "flagged"), table("Gaps", first_column="Self"))
def test_a_gap_is_flagged_only_where_its_nearest_end_is_sure(
    own: str, theirs: str, who: str, words: str, flagged: str
) -> None:
    [gap] = rules.rows_of(rules.gaps(a_report_of(people(who), [cell_of(theirs)], [int(own)])))

    assert (gap["text"], gap["flagged"]) == (words, flagged == "yes")


@pytest.mark.parametrize(("manager", "theirs", "who", "words", "flagged"), table("Gaps", first_column="Manager"))
def test_the_manager_s_one_rating_adds_its_own_noise(
    manager: str, theirs: str, who: str, words: str, flagged: str
) -> None:
    report = a_report_of(people(who), [cell_of(theirs)])
    report["groups"]["manager"] = {"invited": 1, "n": 1}
    report["cells"].append({"group": "manager", "item": "i1", "mean": int(manager)})

    [gap] = rules.rows_of(rules.gaps(report, of="manager"))

    assert (gap["text"], gap["flagged"]) == (words, flagged == "yes")


@pytest.mark.parametrize(("own", "theirs", "pattern"), table("Patterns", first_column="Self"))
def test_a_pattern_needs_the_whole_range(own: str, theirs: str, pattern: str) -> None:
    found = rules.patterns(a_report_of(FIVE_PEERS, [cell_of(theirs)], [int(own)]))

    assert found["pattern"].tolist() == ([] if pattern == "-" else [pattern])


@pytest.mark.parametrize(("top", "high", "low"), [(5, 4.0, 3.4), (6, 4.8, 4.0)])
def test_what_is_high_and_low_on_each_scale(top: int, high: float, low: float) -> None:
    report = a_report_of(FIVE_PEERS, [], top=top)

    assert (rules.line(report, rules.HIGH), rules.line(report, rules.LOW)) == (high, low)


@pytest.mark.parametrize(
    ("values", "highest", "lowest"), table("Highest and lowest", first_column="Values in the order asked")
)
def test_highest_and_lowest(values: str, highest: str, lowest: str) -> None:
    means = [{"mean": float(value)} for value in values.split(", ")]

    ends = rules.highest_and_lowest(a_report_of(FIVE_PEERS, means))

    places = {"1st": "i1", "2nd": "i2", "3rd": "i3", "4th": "i4"}
    for end, told in zip(ends, (highest, lowest), strict=True):
        assert end["id"].tolist() == ([] if told == "none" else [places[place] for place in told.split(", ")])
