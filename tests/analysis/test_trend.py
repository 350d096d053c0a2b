"""What changed since an earlier report: the worked examples of docs/methods/analysis.md, and what is never compared."""

from typing import Any

import pytest

from feedback.analysis import rules, trend
from tests.analysis.method_page import a_report_of, cell_of, people, table

ITEMS = {"i1", "i2"}


def changed(now: dict[str, Any], before: dict[str, Any], **how: Any) -> list[dict[str, Any]]:
    """The changes between two reports on the same items, with the same manager unless it is said otherwise."""
    return rules.rows_of(trend.changes(now, before, **{"items": ITEMS, "same_manager": True} | how))


@pytest.mark.parametrize(
    ("then", "now", "people_then", "people_now", "words", "flagged"),
    table("Since the last report", first_column="Then"),
)
def test_a_change_is_flagged_only_beyond_the_noise_of_both(
    then: str, now: str, people_then: str, people_now: str, words: str, flagged: str
) -> None:
    [change] = changed(
        a_report_of(people(people_now), [cell_of(now)]), a_report_of(people(people_then), [cell_of(then)])
    )

    assert (change["before"], change["now"]) == (then, now)
    assert (change["text"], change["flagged"]) == (words, flagged == "yes")


def test_a_group_is_compared_only_under_the_same_label() -> None:
    together = a_report_of({"peers": 3, "others": 2}, [{"mean": 3.0}])
    alone = a_report_of({"peers": 5}, [{"mean": 4.0}])

    assert changed(together, alone) == []
    assert changed(alone, together) == []
    assert [change["group"] for change in changed(alone, alone)] == ["peers"]


def test_all_raters_are_compared_only_where_they_are_the_same_blocks() -> None:
    def total(*blocks: str) -> dict[str, Any]:
        report = a_report_of({"peers": 5}, [{"mean": 3.0}])
        report["groups"] |= {block: {"invited": 5, "n": 5} for block in blocks} | {"all_shown": {"of": list(blocks)}}
        report["cells"] = [{"group": block, "item": "i1", "mean": 3.0} for block in (*blocks, "all_shown")]
        return report

    two, three = total("peers", "reports"), total("peers", "reports", "others")

    assert "all_shown" in {change["group"] for change in changed(two, two)}
    assert {change["group"] for change in changed(three, two)} == {"peers", "reports"}


def test_another_manager_is_not_compared_with_the_last_one() -> None:
    report = a_report_of({"peers": 5}, [{"mean": 3.0}])
    report["groups"]["manager"] = {"invited": 1, "n": 1}
    report["cells"].append({"group": "manager", "item": "i1", "mean": 4})

    assert {change["group"] for change in changed(report, report)} == {"manager", "peers"}
    assert {change["group"] for change in changed(report, report, same_manager=False)} == {"peers"}


def test_only_what_was_asked_in_both_is_compared_and_a_theme_only_as_a_whole() -> None:
    two = a_report_of({"peers": 5}, [{"mean": 3.0}, {"mean": 4.0}])
    two["cells"].append({"group": "peers", "theme": "t1", "mean": 3.5, "derived": "mean_of_items"})
    three = a_report_of({"peers": 5}, [{"mean": 3.0}, {"mean": 4.0}, {"mean": 4.0}])
    three["cells"].append({"group": "peers", "theme": "t1", "mean": 3.7, "derived": "mean_of_items"})

    assert {change["id"] for change in changed(two, two)} == {"i1", "i2", "t1"}
    assert {change["id"] for change in changed(two, two, items={"i1"})} == {"i1"}
    assert {change["id"] for change in changed(three, two, items={"i1", "i2", "i3"})} == {"i1", "i2"}


def test_another_scale_and_a_hidden_figure_give_no_change() -> None:
    five, six = a_report_of({"peers": 5}, [{"mean": 3.0}]), a_report_of({"peers": 5}, [{"mean": 3.0}], top=6)
    hidden = a_report_of({"peers": 5}, [{"hidden": True}])

    assert changed(six, five) == changed(five, hidden) == changed(hidden, five) == []
