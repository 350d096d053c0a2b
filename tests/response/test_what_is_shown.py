"""Before they send, raters see what the leader will see: the rules of their own group, and figures that are made up."""

import pytest

from feedback.extensions import db
from feedback.invitation.models import Invitation
from tests.response.raters import Rater
from tests.response.round import Round

WHERE = "/r/1/what-is-shown"


def _of(round_: Round, group: str) -> Rater:
    invitation = db.session.query(Invitation).filter_by(subject_id=round_.leader_id, group=group).first()
    assert invitation is not None
    rater = round_.browser()
    rater.open_link(round_.council.token(invitation))
    return rater


def test_a_peer_reads_the_size_of_the_own_group_and_of_no_other(round_: Round) -> None:
    rater = round_.rater()
    rater.get("/r/1")
    page = rater.follow("See what Leader 0 will see")
    assert page.path == WHERE
    assert page.h1 == "What Leader 0 will see"
    assert "You are one of 5 peers who are asked." in page.text
    assert "If fewer than 4 of you answer, your ratings are combined with another group or left out." in page.text
    assert "direct report" not in page.text
    assert [row[:2] for row in page.table("How the report could look for a group of 6")] == [
        ["Statement", "Peers"],
        ["Listens to different views", "3.8"],
        ["Explains decisions", "4.6 or above"],
        ["Makes time for people", "2.0 or below"],
        ["Plans ahead", "too few ratings"],
    ]


@pytest.mark.parametrize(("group", "column"), [("self", "Self"), ("manager", "Manager")])
def test_those_who_are_named_are_told_so_with_an_example(round_: Round, group: str, column: str) -> None:
    page = _of(round_, group).get(WHERE)
    assert page.table("How your ratings could look")[0] == ["Statement", column, "Peers"]
    assert "Your group" not in page.text
    assert "say that they are yours" in page.text
    assert ("You are not anonymous" in page.text) == (group == "manager")
    assert ("For each comment you can choose another way" in page.text) == (group == "manager")


@pytest.mark.parametrize("group", ["peers", "manager", "self"])
def test_every_figure_stands_where_it_says_that_it_is_made_up(round_: Round, group: str) -> None:
    page = _of(round_, group).get(WHERE)
    examples = page.document.of_class("made-up")
    assert examples
    inside = {cell for box in examples for cell in page.document.all("td", "li", within=box)}
    outside = [cell for cell in page.document.all("td") if cell not in inside]
    outside += [cell for cell in page.document.of_class("report-comment") if cell not in inside]
    assert outside == []
    for box in examples:
        assert "Example, made up" in "".join(box.itertext())


def test_it_shows_nothing_of_what_anybody_answered(round_: Round) -> None:
    rater = round_.rater()
    before = rater.get(WHERE).text
    rater.answer_all(2, "A particular remark")
    rater.send()
    for peer in range(1, 5):
        other = round_.rater(peer)
        other.answer_all(5, "Another remark")
        other.send()
    assert rater.get(WHERE).text == before


def test_a_manager_reads_who_reads_it(round_: Round) -> None:
    page = _of(round_, "manager").get("/r/1")
    assert "and the coach will read it beside what others said." in page.text


def test_before_sending_there_is_a_way_to_it(round_: Round) -> None:
    rater = round_.rater()
    rater.answer_all(3)
    assert rater.follow("See how your answers are shown").path == WHERE


def test_a_group_too_small_to_stand_alone_is_not_shown_alone_in_the_example(round_: Round) -> None:
    council = round_.council
    leader = council.collecting(council.leader(council.campaign(themes=("connect",))), peers=5, reports=2)
    [one, _] = [invitation for invitation in council.invitations(leader) if invitation.group == "reports"]
    rater = round_.browser()
    rater.open_link(council.token(one))
    page = rater.get(WHERE)
    assert "You are one of 2 direct reports who are asked." in page.text
    assert "A group is shown alone only if 4 answer" in page.text
    assert page.table("How the report could look for a group of 6")[0][1] == "Groups, combined"


def test_where_words_tell_of_spread_the_page_says_so_and_does_not_deny_it(round_: Round) -> None:
    council = round_.council
    run = council.campaign(themes=("connect",), spread_words=True)
    leader = council.collecting(council.leader(run), peers=5)
    [invitation, *_] = [one for one in council.invitations(leader) if one.group == "peers"]
    rater = round_.browser()
    rater.open_link(council.token(invitation))
    denied = "how many people gave which rating"
    page = rater.get(WHERE)
    assert "whether a third or more gave low ratings" in page.text
    assert denied not in page.text
    assert denied in round_.rater().get(WHERE).text
