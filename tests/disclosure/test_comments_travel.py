"""How a comment travels never decides what stands beside it: closing counts all, the report only what it shows."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.campaign.blocks import NAMED
from feedback.disclosure.comments import FEWEST_WRITERS, FURTHER, Remark, for_the_leader, release_comments
from feedback.disclosure.rules import Rules
from feedback.response.rules import COACH_ONLY, PARAPHRASE, TRAVELS, VERBATIM

RULES = Rules(scale_min=1, scale_max=5)
remarks = st.lists(
    st.builds(
        Remark,
        st.sampled_from(["q1", "q2", FURTHER]),
        st.just("x"),
        st.sampled_from([None, "peers", "reports", *NAMED]),
    )
)


def test_the_coach_finds_each_comment_with_how_it_travels() -> None:
    said = [{"q1": "a"}, {"q1": ("b", PARAPHRASE)}, {"q1": ("c", COACH_ONLY)}, {"q2": ("d", COACH_ONLY)}]
    found = release_comments({"peers": said}, answered=4, rules=RULES)
    assert set(found) == {
        Remark("q1", "a", None, VERBATIM),
        Remark("q1", "b", None, PARAPHRASE),
        Remark("q1", "c", None, COACH_ONLY),
        Remark(FURTHER, "d", None, COACH_ONLY),
    }


def test_a_comment_that_would_stand_alone_for_the_leader_is_pooled() -> None:
    """Alone under its question it would say that others wrote there, and kept it from the leader."""
    assert for_the_leader([Remark("q1", "a", None)] + [Remark("q2", "b", None)] * 3) == [
        Remark(FURTHER, "a", None),
        *[Remark("q2", "b", None)] * 3,
    ]


def test_labels_go_with_those_who_wore_them() -> None:
    peers, reports = [Remark("q1", "a", "peers")] * 3, [Remark("q1", "b", "reports")] * 2
    assert {remark.label for remark in for_the_leader(peers)} == {"peers"}
    assert {remark.label for remark in for_the_leader(peers + reports)} == {None}


def test_the_leaders_and_the_managers_own_stay_where_they_are() -> None:
    own = [Remark("q1", "a", "self"), Remark("q1", "b", "manager")]
    assert for_the_leader(own) == own


@given(remarks)
def test_no_head_and_no_label_is_over_fewer_than_three(allowed: list[Remark]) -> None:
    placed = for_the_leader(allowed)
    assert [remark.text for remark in placed] == [remark.text for remark in allowed]
    for question in {remark.question for remark in placed} - {FURTHER}:
        labels = [remark.label for remark in placed if remark.question == question and remark.label not in NAMED]
        assert not labels or len(labels) >= FEWEST_WRITERS
        assert all(labels.count(label) >= FEWEST_WRITERS for label in labels)
    assert not [remark for remark in placed if remark.question == FURTHER and remark.label not in (None, *NAMED)]


@given(st.lists(st.sampled_from(TRAVELS), min_size=4, max_size=9))
def test_how_comments_travel_moves_none_at_closing(ways: list[str]) -> None:
    said = [{"q1": "a"} if way == VERBATIM else {"q1": ("a", way)} for way in ways]
    found = release_comments({"peers": said}, answered=len(ways), rules=RULES)
    assert sorted(remark.travels for remark in found) == sorted(ways)
    assert {remark.question for remark in found} == {"q1"}
