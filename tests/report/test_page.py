"""What the page of a report says in each hard case, and that it says nothing but what was released."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.disclosure.report_format import released_report
from feedback.disclosure.rules import Rules, release
from feedback.report import page
from feedback.report.parts import ReportPage
from tests.report.cases import CASES, COMMENTS, the_page
from tests.report.samples import a_questionnaire, a_report


def test_the_summary_comes_in_sentences_most_useful_first() -> None:
    told = the_page("everybody").summary

    assert told[0] == "Of the 17 people asked besides you and your manager, 13 answered. Your manager answered too."
    assert told[1].startswith("The people you work with rated you highest on ")
    assert told[2].startswith("On ")
    assert "by more than chance may explain" in told[2]
    assert told[-1] == (
        "The averages of your direct reports (7 answered) are a fair guide: "
        "chance alone may move one by up to 0.5 of a point."
    )


def test_a_group_of_raters_that_all_answered_is_told_so() -> None:
    questionnaire = a_questionnaire()
    report = a_report(questionnaire, answered={"self": 1, "manager": 1, "peers": 4, "reports": 5})

    first = _built(report, questionnaire).summary[0]

    assert first == "All 9 people asked besides you and your manager answered. Your manager answered too."


def test_who_answered_says_how_each_group_is_shown_and_what_the_rules_did() -> None:
    full = the_page("everybody")

    assert [(row.heading, *(cell.text for cell in row.cells)) for row in full.answered.rows] == [
        ("Self", "1", "1", "As your own rating"),
        ("Manager", "1", "1", "By name"),
        ("Peers", "6", "5", "Peers and others, combined"),
        ("Direct reports", "9", "7", "As a group of 7"),
        ("Others", "2", "1", "Peers and others, combined"),
    ]
    assert full.hidden[0] == (
        "Others: 1 person answered, fewer than the 4 needed to be shown alone. "
        "Their ratings are in the figures of \u201cPeers and others, combined\u201d."
    )
    left_out = "fewer than the 4 needed, and this campaign combines no groups. Their ratings are in no figure."
    assert the_page("no blocks").hidden == (
        f"Peers: 2 people answered, {left_out}",
        f"Direct reports: 1 person answered, {left_out}",
    )
    assert the_page("small groups left out").hidden == (f"Others: 2 people answered, {left_out}",)
    assert the_page("nobody to combine with").hidden == (
        "Peers: 2 people answered, fewer than the 4 needed, and there was no group to combine them with. "
        "Their ratings are in no figure.",
    )


@pytest.mark.parametrize(
    ("case", "what"), [("everybody", "combined with another or left out"), ("no blocks", "left out")]
)
def test_what_becomes_of_a_small_group_is_explained_as_the_campaign_chose(case: str, what: str) -> None:
    meanings = dict(the_page(case).how_to_read)

    assert f"A smaller group is {what}." in meanings["Groups"]


def test_words_about_spread_are_explained_where_there_are_any() -> None:
    terms = dict(the_page("spread words, six points").how_to_read)

    assert (
        "low (never or rarely or now and then) and how many high (very often or always)" in terms["Spread of ratings"]
    )
    assert "Spread of ratings" not in dict(the_page("everybody").how_to_read)


def test_groups_beside_comments_stand_together_and_are_announced() -> None:
    built = the_page("groups beside comments")
    [named] = [group.named for group in built.comments if group.named]

    assert [author for author, _ in named] == ["Peers and others, combined"] * 3 + ["Direct reports"] * 3 + [
        "Your manager"
    ]
    assert "Some say which group wrote them" in built.about_comments
    assert "Some say which group" not in the_page("everybody").about_comments


@pytest.mark.parametrize("case", CASES)
def test_no_chart_is_empty_and_none_stands_without_its_table(case: str) -> None:
    built = the_page(case)
    panels = [panel for theme in built.themes for panel in theme.panels]

    drawn = [(built.overview, built.overview_table), (built.gaps.chart, built.gaps.largest)]
    drawn += [(panel.chart, panel.table) for panel in panels]
    for chart, table in drawn:
        assert chart is None or table is not None
        assert chart is None or "<use" in chart.svg or "<path" in chart.svg
    assert len({chart.svg for chart, _ in drawn if chart}) == sum(chart is not None for chart, _ in drawn)


@pytest.mark.parametrize(
    ("case", "overview", "gaps", "ends"),
    [
        ("everybody", True, True, True),
        ("no blocks", True, True, False),
        ("only self", True, False, False),
        ("only the manager", True, False, False),
        ("one block", True, True, True),
        ("no self", True, False, True),
        ("everything hidden", False, False, False),
        ("nobody", False, False, False),
        ("120 items", True, True, True),
    ],
)
def test_a_page_has_the_parts_that_its_report_can_fill(case: str, overview: bool, gaps: bool, ends: bool) -> None:
    built = the_page(case)

    assert (built.overview is not None, built.gaps.chart is not None, built.highest is not None) == (
        overview,
        gaps,
        ends,
    )
    assert (built.lowest is not None) == ends
    assert built.has_figures == overview
    assert built.summary
    assert built.gaps.sentences


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("no blocks", "This report has your own ratings and your manager\u2019s."),
        ("only self", "This report has your own ratings."),
        ("only the manager", "This report has your manager\u2019s ratings."),
        ("everything hidden", "Too few of them could rate anything for a figure to be shown."),
        ("nobody can say anything", "Too few of them could rate anything for a figure to be shown."),
        ("nobody", "Too few people answered for any rating to be shown."),
        ("no self", "You did not rate yourself."),
    ],
)
def test_what_is_missing_is_said(case: str, said: str) -> None:
    assert said in " ".join(the_page(case).summary)


def test_who_answered_but_could_say_nothing_is_not_told_that_they_did_not_answer() -> None:
    built = the_page("nobody can say anything")

    assert built.gaps.sentences == ("You could not say anything of yourself, so there is nothing to compare.",)
    assert "You did not rate yourself" not in " ".join(built.summary)
    assert "Direct reports: no figure is shown, because fewer than 3 of the group rated each behaviour." in built.hidden
    assert not built.has_figures


def test_the_last_report_is_in_the_summary_and_what_cannot_be_compared_is_said() -> None:
    compared, refused = the_page("an earlier report"), the_page("an earlier report that cannot be compared")
    apart = the_page("an earlier report of a smaller group").trend

    assert compared.trend is not None
    assert compared.trend.headline in compared.summary
    assert (
        "that your last report had too, the people you work with rated you higher than then" in compared.trend.headline
    )
    assert refused.trend is not None
    assert (refused.trend.chart, refused.trend.every, refused.trend.headline) == (None, None, "")
    assert apart is not None
    assert "Raters were not grouped then as they are now: your peers cannot be compared." in apart.sentences


def test_the_manager_is_set_against_the_others_only_where_both_are_shown() -> None:
    both = the_page("everybody").gaps

    assert both.manager_sentences[0].startswith("On 1 of 12 behaviours your manager rates you differently from")
    assert both.manager is not None
    for case in ("one block", "only the manager", "only self", "nobody"):
        assert (the_page(case).gaps.manager, the_page(case).gaps.manager_sentences) == (None, ())


def test_a_radar_is_drawn_only_where_the_campaign_asks_for_it() -> None:
    assert the_page("an earlier report").radar is not None
    assert the_page("everybody").radar is None


def test_one_block_is_not_shown_again_as_all_raters() -> None:
    table = the_page("one block").overview_table

    assert table is not None
    assert table.columns == ("Theme", "Self", "Direct reports")


def test_comments_of_the_named_say_whose_they_are_and_the_rest_stand_as_mixed() -> None:
    built = the_page("everybody")
    well, better = built.comments

    assert well.unnamed == tuple(text for question, text, label in COMMENTS if question == "well" and not label)
    assert well.named == (("Your manager", "A good year."), ("You", "I keep my promises."))
    assert better.empty
    assert built.remarks.unnamed == ("Thank you for the year.",)


def test_a_report_of_another_questionnaire_is_refused() -> None:
    _, report = CASES["everybody"]
    other = a_questionnaire({"Only theme": ("Only behaviour",)})

    with pytest.raises(ValueError, match="items that the questionnaire does not have: t1b2"):
        _built(report, other)


def test_how_a_report_was_stored_changes_nothing() -> None:
    questionnaire, report = CASES["120 items"]
    stored = json.loads(json.dumps(report, sort_keys=True))

    assert list(stored["items"]) != list(report["items"])
    assert _built(stored, questionnaire) == _built(report, questionnaire)


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_answers_released_as_the_same_cells_give_the_same_page(chance: Any) -> None:
    questionnaire = a_questionnaire()
    rules = Rules(scale_min=1, scale_max=5)
    items = {item.id: item.theme_id for item in questionnaire.items}
    raters = [{item: chance.randint(1, 5) for item in items} for _ in range(6)]
    columns = {item: [rater[item] for rater in raters] for item in items}
    for column in columns.values():
        chance.shuffle(column)
    others = [{item: columns[item][place] for item in items} for place in range(6)]

    pages = []
    for group in (raters, others):
        out = release({"peers": group}, list(items), rules)
        report = released_report(
            rules=rules,
            items=items,
            counts={"peers": (6, 6)},
            blocks=out.blocks,
            cells=out.cells,
            named={},
            comments=(),
        )
        pages.append(_built(report, questionnaire))
    assert pages[0] == pages[1]


def _built(report: Any, questionnaire: Any) -> ReportPage:
    return page.build(report, questionnaire, leader_name="A", campaign_name="B", closed_on=date(2027, 3, 22))
