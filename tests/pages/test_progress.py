"""Does an administrator see what is short and what would help, and nobody who has answered?"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.identity.models import Person
from feedback.invitation import progress
from feedback.invitation.models import Invitation
from feedback.mailing import schedule
from tests.building import Council
from tests.conftest import ToldClock
from tests.page_client import Page
from tests.staff import Browser


@pytest.fixture
def ann(council: Council) -> Subject:
    """Ann Lee, whose six peers and four direct reports have been asked."""
    run = council.campaign(name="Spring 2027")
    return council.collecting(council.leader(run, person=council.person("Ann Lee")), peers=6, reports=4)


def of_group(council: Council, leader: Subject, group: str) -> list[Invitation]:
    """The invitations of one group."""
    return [invitation for invitation in council.invitations(leader) if invitation.group == group]


def name_of(invitation: Invitation) -> str:
    """The rater's name."""
    return db.session.get_one(Person, invitation.person_id).name


def pages_of(leader: Subject) -> list[str]:
    """Every page with counts on it."""
    own = f"/campaigns/{leader.campaign_id}"
    return [own, f"{own}/progress", f"{own}/leaders/{leader.id}"]


def answers(page: Page) -> str:
    """What the list of leaders says of the answers about the first."""
    return page.table("Leaders")[1][2]


def test_a_short_group_says_what_would_help(admin: Browser, council: Council, ann: Subject) -> None:
    for invitation in of_group(council, ann, "peers")[:3]:
        council.answer(invitation)
    admin.get(f"/campaigns/{ann.campaign_id}")
    page = admin.follow("See each leader")

    assert answers(page) == (
        "Peers: 3 of 6 have answered. 4 are needed: remind them, or move the last day"
        "Direct reports: 0 of 4 have answered. 4 are needed: remind them, or move the last day"
    )
    council.answer(of_group(council, ann, "peers")[3])
    assert answers(admin.get(page.path)).startswith("Peers: 4 of 6 have answeredDirect reports")


def test_a_group_that_cannot_get_there_needs_more_raters(
    admin: Browser, council: Council, ann: Subject, inbox: Inbox, sweep: Any
) -> None:
    first, *_ = of_group(council, ann, "reports")
    first.state = 3
    db.session.commit()
    page = admin.get(f"/campaigns/{ann.campaign_id}/progress?show=too_few")
    assert "those who can still answer are too few: ask for more raters" in answers(page)

    admin.follow("Ann Lee")
    page = admin.submit("Ask the manager for more raters")
    assert page.messages == [f"{ann.manager.name} is asked by email to add raters."]
    sweep()
    [letter] = [letter for letter in inbox.to(ann.manager.email) if letter.subject == "More raters for Ann Lee"]
    assert "may turn out too small" in letter.text
    assert not re.search(r"\d of \d", letter.text)


def test_no_page_of_progress_names_a_rater(admin: Browser, council: Council, ann: Subject) -> None:
    for invitation in of_group(council, ann, "peers"):
        council.answer(invitation)
    names = [name_of(one) for one in council.invitations(ann) if one.group not in ("self", "manager")]
    assert len(names) == 10
    for path in pages_of(ann):
        page = admin.get(path)
        assert not [name for name in names if name in page.text], path


def test_names_are_behind_a_reason_which_is_audited(admin: Browser, council: Council, ann: Subject) -> None:
    done, *rest = of_group(council, ann, "peers")
    council.answer(done)
    gone, still = name_of(done), {name_of(one) for one in rest}
    admin.get(f"/campaigns/{ann.campaign_id}/leaders/{ann.id}")
    admin.follow("See who has still to answer")
    page = admin.submit("Show the names", expect=400)
    assert page.errors == ["Select why"]
    assert not db.session.query(AuditEvent).filter_by(action="raters.names_seen").count()

    page = admin.submit("Show the names", {"Why do you need the names?": "Somebody says they were not asked"})
    shown = {row[0] for row in page.table("Still to answer")[1:]}
    assert shown >= still
    assert gone not in shown
    [event] = db.session.query(AuditEvent).filter_by(action="raters.names_seen")
    assert (event.about_id, event.facts) == (ann.id, {"reason": "asked"})


@pytest.mark.parametrize("part", ["leader", "manager", "coach", "rater"])
def test_who_has_a_part_sees_neither_names_nor_counts(
    council: Council, ann: Subject, browser_of: Callable[[Person], Browser], part: str
) -> None:
    person = {
        "leader": ann.person,
        "manager": ann.manager,
        "coach": ann.coach,
        "rater": db.session.get_one(Person, of_group(council, ann, "peers")[0].person_id),
    }[part]
    person.is_administrator = True
    db.session.commit()
    theirs = browser_of(person)
    page = theirs.get(f"/campaigns/{ann.campaign_id}/leaders/{ann.id}")
    assert "See who has still to answer" not in page.text
    theirs.get(f"/campaigns/{ann.campaign_id}/leaders/{ann.id}/outstanding", expect=403)
    if part != "rater":
        assert "of 6 have answered" not in page.text
        assert answers(theirs.get(f"/campaigns/{ann.campaign_id}/progress")).startswith("Not shown")


def test_reminding_reaches_those_who_wait_once_in_three_days(
    admin: Browser, council: Council, ann: Subject, inbox: Inbox, sweep: Any, clock: ToldClock
) -> None:
    done, *_ = of_group(council, ann, "peers")
    council.answer(done)
    progress = f"/campaigns/{ann.campaign_id}/progress"
    admin.get(progress)
    page = admin.follow("Remind those who have not answered")
    assert "nobody to whom a reminder may go now" in page.text, "they were asked today"
    assert "the raters of 1 leader, of whom some had a letter in the last three days" in page.text

    clock.advance(days=3)
    page = admin.get(page.path)
    assert "11 people have neither answered nor said no" in page.text
    assert "This is one of the two" in page.text
    assert "11 people are reminded." in admin.submit("Remind 11 people").messages[0]
    assert "last reminded by hand on 4 March 2027" in admin.get(progress).text
    assert "nobody to whom a reminder may go now" in admin.get(f"/campaigns/{ann.campaign_id}/mail/remind").text
    assert set(schedule.mail_of([ann.id])[ann.id]) >= {"first invitation", "first reminder"}


def test_nobody_is_reminded_by_hand_before_raters_answer_or_after(
    admin: Browser, council: Council, ann: Subject
) -> None:
    path = f"/campaigns/{ann.campaign_id}/mail/remind"
    admin.get(path)
    council.stop(ann.campaign)
    admin.get(path, expect=409)


def test_a_leader_sees_steps_counted_once_a_day(
    council: Council, ann: Subject, browser_of: Callable[[Person], Browser], sweep: Any, clock: ToldClock
) -> None:
    path = f"/nominations/{ann.id}/replies"
    seen = []
    leaders = browser_of(ann.person)
    for invitation in of_group(council, ann, "peers"):
        council.answer(invitation)
        sweep()
        before = leaders.get(path).facts["Peers"]
        clock.advance(days=1)
        sweep()
        seen.append((before, leaders.get(path).facts["Peers"]))
    few, four = "Fewer than 4 of 6 so far", "4 or more of 6"
    assert seen == [(few, few)] * 3 + [(few, four), (four, four), (four, four)]


def test_a_step_that_was_reached_stays_when_somebody_takes_their_answers_back(
    council: Council, ann: Subject, sweep: Any, clock: ToldClock
) -> None:
    for invitation in of_group(council, ann, "peers")[:4]:
        council.answer(invitation)
    clock.advance(days=1)
    sweep()
    assert progress.steps_of(ann) == {"peers": (6, 4), "reports": (4, 0)}
    back, *_ = of_group(council, ann, "peers")
    back.state, back.slot, back.wrap_sub = 0, None, None
    db.session.commit()
    clock.advance(days=1)
    sweep()
    assert progress.steps_of(ann)["peers"] == (6, 4)


def test_the_leader_the_manager_and_the_coach_see_it_and_nobody_else(
    council: Council, ann: Subject, browser_of: Callable[[Person], Browser], admin: Browser
) -> None:
    path = f"/nominations/{ann.id}/replies"
    assert browser_of(ann.person).get(path).h1 == "How many have answered about you"
    assert browser_of(ann.manager).get(path).h1 == "How many have answered about Ann Lee"
    assert "Add raters" not in browser_of(ann.coach).get(path).text
    admin.get(path, expect=404)
    browser_of(council.person()).get(path, expect=404)
