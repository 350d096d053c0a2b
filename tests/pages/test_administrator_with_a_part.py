"""Does an administrator who leads, manages or coaches learn from any number how many have answered there?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app

from feedback.campaign.models import Campaign, Subject
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.foundations.outbox import Outgoing
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.mailing import by_hand
from feedback.nomination import service as nominations
from tests.building import Council
from tests.conftest import ToldClock
from tests.page_client import Page
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]
PARTS = ("person", "manager", "coach")


@pytest.fixture
def run(council: Council) -> Campaign:
    return council.campaign(name="Spring 2027")


@pytest.fixture
def own(council: Council, run: Campaign, sweep: Any) -> Subject:
    """The leader in whose feedback the administrator has a part: four peers are asked, and five about another."""
    own = council.leader(run, person=council.person("Ann Lee"), coach=council.person("Cora", coach=True))
    other = council.leader(run, person=council.person("Bob Ray"), coach=council.person("Dan", coach=True))
    council.launched(own)
    for leader, many in ((own, 4), (other, 5)):
        raters = [council.person() for _ in range(many)]
        with one_transaction():
            for rater in raters:
                nominations.nominate(
                    leader, name=rater.name, email=rater.email, group="peers", by=None, now=council.clock.now
                )
            leader.list_state = "with_manager"
            nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    sweep()
    return own


def peers(council: Council, leader: Subject) -> list[Invitation]:
    return [one for one in council.invitations(leader) if one.group == "peers"]


def theirs(browser_of: BrowserOf, own: Subject, part: str) -> Browser:
    """The browser of somebody with a part, who is an administrator too."""
    person: Person = getattr(own, part)
    with one_transaction():
        person.is_administrator = True
    return browser_of(person)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_changes_on_any_page_when_somebody_answers_there(
    council: Council, own: Subject, run: Campaign, browser_of: BrowserOf, part: str
) -> None:
    pages = theirs(browser_of, own, part)
    progress = f"/campaigns/{run.id}/progress"
    paths = [
        progress,
        *(f"{progress}?show={show}" for show in ("short", "too_few", "enough")),
        f"/campaigns/{run.id}/mail",
    ]
    before = [pages.get(path).text for path in paths]
    assert all("You have a part in the feedback on 1 leader here" in text for text in before)
    for invitation in peers(council, own):
        council.answer(invitation)
    assert [pages.get(path).text for path in paths] == before
    assert "Not shown: you have a part" not in pages.get(f"{progress}?show=enough").text


def test_somebody_without_a_part_sees_it(council: Council, own: Subject, run: Campaign, admin: Browser) -> None:
    progress = f"/campaigns/{run.id}/progress"
    before = admin.get(progress)
    assert "You have a part" not in before.text
    for invitation in peers(council, own):
        council.answer(invitation)
    assert admin.get(progress).text != before.text
    assert "Ann Lee" in admin.get(f"{progress}?show=enough").text


def test_reminding_by_hand_neither_reaches_nor_counts_raters_there(
    council: Council, own: Subject, run: Campaign, browser_of: BrowserOf, sweep: Any, clock: ToldClock
) -> None:
    clock.advance(days=4)
    council.answer(peers(council, own)[0])
    pages = theirs(browser_of, own, "coach")
    page = pages.get(f"/campaigns/{run.id}/mail/remind")
    assert "Another administrator can remind them" in page.text
    with one_transaction():
        people = by_hand.remind(run, by=own.coach_id, hours=Hours.of(settings()), now=clock.now)
    asked = db.session.query(Outgoing).filter_by(kind="reminder").all()
    assert people == len(asked) == 7
    assert not {one.about_id for one in asked} & {one.id for one in council.invitations(own)}
    assert by_hand.outlook(run, reader=own.coach_id, hours=Hours.of(settings()), now=clock.now).people == 0
    assert "Raters: reminder" not in where_letters_stand(pages.get(f"/campaigns/{run.id}/mail"))


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def where_letters_stand(page: Page) -> str:
    return " ".join(str(row) for row in page.table("Letters of each kind"))


@pytest.mark.parametrize("part", [*PARTS, "rater"])
def test_a_rater_whom_a_reminder_did_not_reach_is_not_named_to_whoever_has_a_part(
    council: Council, own: Subject, run: Campaign, browser_of: BrowserOf, admin: Browser, part: str
) -> None:
    missed, other = peers(council, own)[:2]
    with one_transaction():
        db.session.add(Outgoing(kind="reminder", person_id=missed.person_id, about_id=missed.id, given_up=True))
        db.session.add(Outgoing(kind="nominate", person_id=own.person_id, about_id=own.id, given_up=True))
        db.session.get_one(Person, missed.person_id).name = "Mia Missed"
        db.session.get_one(Person, other.person_id).is_administrator = part == "rater"
    path = f"/campaigns/{run.id}/mail"
    pages = (
        browser_of(db.session.get_one(Person, other.person_id)) if part == "rater" else theirs(browser_of, own, part)
    )

    page = pages.get(path)
    assert "Mia Missed" not in page.text
    assert own.person.email in page.text, "a letter to the leader tells nothing of raters"
    assert "Another administrator can correct this" in page.text
    pages.get(f"{path}/people/{own.person_id}", expect=403)
    pages.get(f"{path}/people/{missed.person_id}", expect=404)
    assert "Mia Missed" in admin.get(path).text
    assert "had not answered when it was written" in admin.get(path).text


def test_letters_of_another_campaign_are_not_on_their_way_here(
    council: Council, own: Subject, run: Campaign, admin: Browser
) -> None:
    away = council.collecting(council.leader(council.campaign(name="Autumn 2027")), peers=4)
    with one_transaction():
        [waits, *_] = council.invitations(away)
        db.session.add(Outgoing(kind="reminder", person_id=waits.person_id, about_id=waits.id))
    assert "Letters to raters on their way" not in admin.get(f"/campaigns/{run.id}/progress").text
