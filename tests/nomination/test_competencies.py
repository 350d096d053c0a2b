"""N4 where competencies are chosen: until nobody has been asked they may change, and nothing else ever does."""

import hashlib
import json

import pytest

from feedback import worker
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.nomination import competencies, service
from feedback.nomination.competencies import CompetenciesRefused
from tests.building import Council
from tests.disclosure import rounds
from tests.nomination.conftest import Ask


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader under a framework that lets each choose about six."""
    return council.launched(council.leader(council.campaign("mansfield")))


def another_choice(leader: Subject) -> list[str]:
    """Six competencies across the themes, not those that are asked now."""
    columns = [[one.id for one in theme.competencies][-2:] for theme in competencies.themes_of(leader)]
    chosen = [one for column in columns for one in column]
    assert set(chosen) != set(leader.competencies)
    return chosen


def choose(council: Council, leader: Subject, chosen: list[str], *, manager: bool = False) -> None:
    """Choose, as the leader or as the manager."""
    by = leader.manager_id if manager else leader.person_id
    with one_transaction():
        competencies.choose(leader, chosen, by=by, now=council.clock.now)


def test_a_choice_changes_what_is_asked_and_no_other_rule(council: Council, leader: Subject) -> None:
    before = dict(leader.rules or {})
    choose(council, leader, another_choice(leader))
    db.session.expire_all()
    rules = leader.rules or {}

    assert {key: rules[key] for key in rules if key not in ("items", "questions")} == {
        key: before[key] for key in before if key not in ("items", "questions")
    }
    assert rules["items"] != before["items"]
    assert set(rules["items"]) == campaigns.questionnaire_for(leader).item_ids
    assert leader.rules_hash == hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def test_what_the_manager_approved_is_asked_and_closed(council: Council, leader: Subject, ask: Ask) -> None:
    ask(leader, *(council.person() for _ in range(5)))
    with one_transaction():
        service.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
    chosen = another_choice(leader)
    with pytest.raises(NotAllowedNow):
        choose(council, leader, chosen)
    choose(council, leader, chosen, manager=True)
    with one_transaction():
        service.approve(leader, by=leader.manager_id, now=council.clock.now)
    worker.sweep(council.app)
    for invitation in council.invitations(leader):
        council.answer(invitation)
    council.close(leader.campaign)
    assert {cell[1] for cell in rounds.cells_of(leader.id)} == set((leader.rules or {})["items"])


def test_what_may_be_marked_as_mattering_most_follows_the_choice(council: Council) -> None:
    leader = council.launched(council.leader(council.campaign("mansfield", importance=True)))
    before = (leader.rules or {})["importance"]
    choose(council, leader, another_choice(leader))
    rules, marking = leader.rules or {}, campaigns.questionnaire_for(leader).marking

    assert marking is not None
    assert rules["importance"]["of"].keys() == rules["items"].keys()
    assert set(rules["importance"]["of"].values()) == set(marking.ids) != set(before["of"].values())


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_N4_nothing_is_chosen_once_the_list_is_approved(council: Council, leader: Subject, state: State) -> None:
    chosen = another_choice(leader)
    _approved(council, leader)
    with one_transaction():
        run = leader.campaign
        run.state, run.stopped_at = state, council.clock.now if state == State.STOPPED else None
    before = (list(leader.competencies), dict(leader.rules or {}), leader.rules_hash)
    for manager in (False, True):
        with pytest.raises(NotAllowedNow):
            choose(council, leader, chosen, manager=manager)
    db.session.expire_all()
    assert (list(leader.competencies), dict(leader.rules or {}), leader.rules_hash) == before


def test_even_a_list_that_was_put_back_by_hand_does_not_open_the_choice(council: Council, leader: Subject) -> None:
    chosen = another_choice(leader)
    _approved(council, leader)
    with one_transaction():
        leader.list_state = "choosing"
    with pytest.raises(NotAllowedNow):
        choose(council, leader, chosen)


def test_a_framework_that_asks_everybody_the_same_has_no_choice(council: Council) -> None:
    leader = council.launched()
    with pytest.raises(NotAllowedNow):
        choose(council, leader, [])


def test_too_few_too_many_and_none_of_a_theme_are_refused(council: Council, leader: Subject) -> None:
    by_theme = [[one.id for one in theme.competencies] for theme in competencies.themes_of(leader)]
    everything = [one for theme in by_theme for one in theme]
    assert (len(by_theme), len(everything)) == (3, 10)
    for wrong in ([], everything, by_theme[0] + by_theme[1], ["no-such-thing"]):
        with pytest.raises(CompetenciesRefused):
            choose(council, leader, wrong)


def _approved(council: Council, leader: Subject) -> None:
    with one_transaction():
        for person in [council.person() for _ in range(4)]:
            service.nominate(
                leader, name=person.name, email=person.email, group="peers", by=leader.person_id, now=council.clock.now
            )
        leader.list_state = "with_manager"
        service.approve(leader, by=leader.manager_id, now=council.clock.now)
