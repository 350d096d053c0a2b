"""What a campaign chooses about its reports is frozen as chosen, kept together or refused, and told to raters."""

from dataclasses import replace
from itertools import product

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from feedback.campaign import service as campaigns
from feedback.campaign.options import Options
from feedback.campaign.promise import promise
from feedback.campaign.rules import CannotBeKept
from feedback.campaign.service import Setup
from feedback.disclosure.proof import LINE_WITH_SPREAD_WORDS, prove
from feedback.disclosure.rules import Rules
from feedback.foundations.database import one_transaction
from tests.building import Council
from tests.page_client import PageClient

SPREAD = Options(spread_words=True)


def words(options: Options, group: str = "peers") -> str:
    """All that a rater is told before they answer."""
    return " ".join(promise(group, leader="Lee", group_min_n=4, options=options))


@pytest.mark.parametrize(
    ("merge", "spread_words", "label_comments"),
    list(product(("combine", "merge", "drop"), (False, True), (False, True))),
)
def test_what_is_chosen_is_what_is_frozen(
    council: Council, merge: str, spread_words: bool, label_comments: bool
) -> None:
    run = council.campaign(merge=merge, spread_words=spread_words, label_comments=label_comments)
    leader = council.launched(council.leader(run))

    assert leader.rules is not None
    frozen = Rules.from_dict(leader.rules["disclosure"])
    assert (frozen.merge, frozen.spread_words, frozen.label_comments) == (merge, spread_words, label_comments)
    assert Options.of(leader.rules["disclosure"]) == Options(
        merge=merge, spread_words=spread_words, label_comments=label_comments
    )


def test_nothing_of_it_is_on_unless_chosen(council: Council) -> None:
    leader = council.launched()

    assert leader.rules is not None
    assert Options.of(leader.rules["disclosure"]) == Options(merge="combine", spread_words=False, label_comments=False)


def test_a_radar_is_off_unless_chosen_and_is_no_rule_that_raters_are_told(council: Council) -> None:
    plain, drawn = council.campaign(), council.campaign(radar=True)
    leaders = [council.launched(council.leader(run)) for run in (plain, drawn)]

    assert (plain.radar, drawn.radar) == (False, True)
    rules = [dict(leader.rules or {}) for leader in leaders]
    assert rules[0]["disclosure"] == rules[1]["disclosure"]
    assert "radar" not in str(rules)


def test_strict_and_words_about_spread_contradict_each_other(council: Council) -> None:
    run = council.campaign(mode="strict")
    setup = Setup("Other", council.day(30), "behaviours", "frequency-5", mode="strict", spread_words=True)

    with pytest.raises(CannotBeKept, match="Choose one of the two"):
        campaigns.create_campaign(campaigns.framework_of(run), setup, by=None, now=council.clock.now)
    with pytest.raises(CannotBeKept), one_transaction():
        campaigns.change_setup(run, setup, by=None, now=council.clock.now)
    assert run.name != "Other"
    with one_transaction():
        campaigns.change_setup(run, replace(setup, mode="default"), by=None, now=council.clock.now)
    assert run.spread_words


@pytest.mark.parametrize(
    ("column", "value", "because"),
    [("merge", "together", "merge_is_known"), ("spread_words", True, "strict_has_no_spread_words")],
)
def test_the_database_itself_refuses_what_cannot_be_kept(
    council: Council, column: str, value: object, because: str
) -> None:
    run = council.campaign(mode="strict")

    with pytest.raises(IntegrityError, match=because), one_transaction():
        setattr(run, column, value)


def test_raters_are_told_what_their_campaign_chose_and_nothing_else() -> None:
    usual = words(Options())

    assert "combined with another group or left out" in usual
    assert words(Options(merge="merge")) == usual, "to a rater it is the same"
    assert "your ratings are left out. What you write may still be shown" in words(Options(merge="drop"))
    assert "combined with another group" not in words(Options(merge="drop"))
    assert "third" not in usual
    assert "whether a third or more gave low ratings" in words(SPREAD)
    assert "hide your group" in usual
    assert "hide your group" not in words(Options(label_comments=True))
    assert "may name the group beside their comments" in words(Options(label_comments=True))
    for group in ("self", "manager"):
        assert words(SPREAD, group) == words(Options(), group), "they are named, whatever is chosen"


@pytest.mark.parametrize("scale_max", [5, 6])
def test_the_words_about_spread_are_sold_for_what_the_proof_finds(scale_max: int) -> None:
    said = words(SPREAD)
    proved = prove(Rules(scale_min=1, scale_max=scale_max, spread_words=True), range(3, 13))

    assert proved.at_worst()["outsider"] == LINE_WITH_SPREAD_WORDS
    assert "a reader may narrow your rating down to two points of the scale" in said
    assert proved.at_worst()["insider"] == 1
    assert "together with one of your colleagues find out a rating that was not low" in said
    assert proved.at_worst()["low_provable"] == 0
    assert "A low rating still cannot be proved" in said


def test_the_public_page_says_what_a_campaign_may_choose(app: Flask) -> None:
    page = PageClient(app).get("/how-we-keep-raters-anonymous")

    assert "What a campaign may choose" in page.text
    for options in (Options(merge="drop"), SPREAD, Options(label_comments=True), Options(importance=True)):
        usual = promise("peers", leader="Lee", group_min_n=4)
        for sentence in promise("peers", leader="Lee", group_min_n=4, options=options):
            assert sentence in usual or sentence in page.text
    assert "Nothing can be added after the last day" in page.text
