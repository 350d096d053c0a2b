"""What is usual here, beside a leader's report: made of what was frozen before it, for whoever may read it."""

import re
from collections.abc import Callable, Sequence

import pytest

from feedback.campaign.models import Subject
from feedback.cohort.beside import usual_of
from feedback.cohort.norms import Norm
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.building import Council
from tests.cohort.leaders import close, draft, report
from tests.disclosure.method_page import rows_under
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]
OWN = {"self": [5], "manager": [3], "peers": [4, 4, 4, 5]}
ITEMS = {"one": "T", "two": "T", "three": "T"}


def before(council: Council, leaders: int = 10, ratings: Sequence[int] = (3, 3, 4, 4)) -> None:
    """A campaign that has closed some days before now, with its report on all leaders."""
    run, found = draft(council, ["North"] * leaders, name="Before")
    close(council, run, found, lambda number: {"self": [4], "peers": ratings})
    report(council, run)
    council.clock.advance(days=40)


def leader_of(council: Council, *, state: str = "released") -> Subject:
    """The leader of a campaign that has just closed."""
    run, [leader] = draft(council, ["North"], name="Now", closes_on=council.day(30))
    close(council, run, [leader], lambda number: OWN)
    with one_transaction():
        db.session.get_one(ReleasedReport, leader.id).state = state
    return leader


def test_a_leader_sees_what_is_usual_beside_their_own_figures(council: Council, browser_of: BrowserOf) -> None:
    before(council)
    leader = leader_of(council)
    browser = browser_of(leader.person)
    browser.get(f"/reports/{leader.id}")
    page = browser.follow("See what is usual here")
    head, *rows = page.table("Your figures, and what is usual here")
    assert head == ["Theme", "Self", "Peers"]
    assert len(rows) == 5
    assert {tuple(row[1:]) for row in rows} == {("5.0, usually 4.0", "4.3, usually 3.5")}
    assert "at least 10 leaders" in page.text
    assert browser_of(leader.coach).get(page.path).h1 == "What is usual here"


@pytest.mark.parametrize("why", ["nine leaders", "the same campaign", "a later campaign"])
def test_nothing_is_said_to_be_usual(why: str, council: Council, browser_of: BrowserOf) -> None:
    if why == "the same campaign":
        run, found = draft(council, ["North"] * 10)
        close(council, run, found, lambda number: OWN)
        report(council, run)
        leader = found[0]
        with one_transaction():
            db.session.get_one(ReleasedReport, leader.id).state = "released"
    elif why == "a later campaign":
        leader = leader_of(council)
        report(council, leader.campaign)
        council.clock.advance(days=1)
        before(council)
    else:
        before(council, 9)
        leader = leader_of(council)
    page = browser_of(leader.person).get(f"/averages/beside/{leader.id}")
    assert "Nothing can be said yet. It takes 10 leaders in earlier campaigns" in page.text


def test_only_who_reads_the_report_reads_this_and_not_before(
    council: Council, browser_of: BrowserOf, admin: Browser
) -> None:
    before(council)
    leader = leader_of(council, state="opened")
    path = f"/averages/beside/{leader.id}"
    for person in (leader.person, leader.coach, leader.manager):
        browser_of(person).get(path, expect=404)
    admin.get(path, expect=404)
    with one_transaction():
        db.session.get_one(ReleasedReport, leader.id).state = "released"
    browser_of(leader.manager).get(path, expect=404)
    admin.get(path, expect=404)
    browser_of(leader.coach).get(path)


@pytest.mark.parametrize(("averages", "usual"), rows_under("Worked examples: beside a report", page="norms"))
def test_the_examples_of_the_page(averages: str, usual: str) -> None:
    given = re.findall(r"([\d.]+) \((\d+) leaders\)", averages)
    known = [
        Norm(behaviour=item, group="peers", leaders=int(n), mean=float(mean))
        for item, (mean, n) in zip(ITEMS, given, strict=False)
    ]
    assert given
    found = usual_of(ITEMS, known).get(("T", "peers"))
    assert (f"{found.mean:.1f}" if found else "not known") == usual
