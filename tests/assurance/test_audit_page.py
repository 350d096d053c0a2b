"""The administrators' page of the audit: who did what; no name in an address, no figure to whom it does not concern."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from feedback.api import service as clients
from feedback.assurance import reading
from feedback.extensions import db
from feedback.foundations import audit, audit_chain
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.building import Council
from tests.conftest import START, ToldClock
from tests.page_client import Page
from tests.page_rules import text
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]


def rows(page: Page) -> list[list[str]]:
    [caption] = page.document.all("caption")
    return page.table(text(caption))[1:]


def test_administrators_read_what_happened_newest_first(council: Council, admin: Browser, clock: ToldClock) -> None:
    run = council.campaign(name="Spring 2027")
    clock.advance(hours=1)
    with one_transaction():
        audit.record("raters.reminded", by=None, about=run.id, now=clock.now, letters=3, digest="00", note="")
    clock.advance(minutes=1)  # what happens in one instant is in no order

    page = admin.get("/audit")

    their_own, first, *rest = rows(page)
    assert their_own == ["Signed in", "1 March 2027, 10:01", "Ada Admin", "Ada Admin", "how: with a link by email"]
    assert first == ["Raters reminded", "1 March 2027, 10:00", "the system", "Spring 2027", "letters: 3"]
    assert ["Campaign created", "1 March 2027, 09:00", "the system", "Spring 2027", ""] in rest
    assert "Ada Admin" in page.text


def test_events_of_one_instant_keep_their_places_when_the_chain_takes_them_in(
    council: Council, admin: Browser, clock: ToldClock, tmp_path: Path
) -> None:
    with one_transaction():
        for number in range(12):
            audit.record("raters.reminded", by=None, about=None, now=clock.now, letters=number)
    before = [row[4] for row in rows(admin.get("/audit?kind=raters"))]
    assert len(before) == 12
    assert before == [row[4] for row in rows(admin.get("/audit?kind=raters"))]

    audit_chain.seal_waiting(db.engine, head_file=tmp_path / "head")
    db.session.rollback()

    assert before == [row[4] for row in rows(admin.get("/audit?kind=raters"))]


def test_it_is_narrowed_by_kind_day_person_and_thing_without_a_name_in_the_address(
    council: Council, admin: Browser, clock: ToldClock
) -> None:
    somebody, run = council.person("Bo Person"), council.campaign(name="Spring 2027")
    clock.advance(days=1)
    with one_transaction():
        audit.record("campaign.changed", by=somebody.id, about=run.id, now=clock.now)
    admin.get("/audit")
    page = admin.submit("Show", {"What": "Campaigns", "First day": ["2", "3", "2027"], "Last day": ["2", "3", "2027"]})
    assert [row[0] for row in rows(page)] == ["Campaign changed"]
    page = admin.follow("Bo Person")
    assert [row[0] for row in rows(page)] == ["Campaign changed"]
    page = admin.follow("Spring 2027")
    assert [row[0] for row in rows(page)] == ["Campaign changed", "Campaign created"]
    assert "Bo" not in page.address
    assert "Spring" not in page.address
    page = admin.get("/audit?until=1&until=3&until=2027")
    assert [row for row in rows(page) if row[1].startswith("2 March")] == []


def test_kinds_that_are_one_thing_to_a_reader_are_one_choice(council: Council, admin: Browser) -> None:
    with one_transaction():
        for action in ("nomination.added", "nominations.approved", "list_link.used", "plan.changed"):
            audit.record(action, by=None, about=None, now=council.clock.now)
    page = admin.get("/audit")
    assert [text(option) for option in page.document.all("option")].count("Lists of raters") == 1
    page = admin.submit("Show", {"What": "Lists of raters"})
    said = ["List of raters approved", "List of raters opened from the letter to the manager", "Rater put on the list"]
    assert sorted(row[0] for row in rows(page)) == said
    page = admin.get("/audit?kind=nominations")  # an address that somebody kept
    assert sorted(row[0] for row in rows(page)) == said


def test_another_system_is_named(council: Council, admin: Browser) -> None:
    leader = council.collecting(peers=4)
    with one_transaction():
        ends, by = START.date() + timedelta(days=30), council.person("Bo Boss").id
        system, _token = clients.make("HR reporting", scopes=[], expires_on=ends, by=by, now=council.clock.now)
    clients.looked_at("report", system, leader.id, now=council.clock.now)
    found = {row[0]: row[3:] for row in rows(admin.get("/audit"))}
    assert found["Another system let in"] == ["HR reporting", ""]
    about = f"{leader.person.name}, {leader.campaign.name}"
    assert found["Report read by another system"] == [about, "system: HR reporting"]


def test_what_makes_no_sense_is_said_and_nonsense_in_the_address_does_no_harm(admin: Browser) -> None:
    admin.get("/audit")
    page = admin.submit("Show", {"First day": ["2", "3", "2027"], "Last day": ["1", "3", "2027"]}, expect=400)
    assert page.errors == ["The last day must not be before the first"]
    for nonsense in (
        "kind=%00&by=x&about=%ff",
        "page=99999999999999999999",
        "until=31&until=12&until=9999",
        "kind=1%25",
    ):
        admin.get(f"/audit?{nonsense}")
    assert admin.get("/audit?since=x", expect=400).errors == ["Enter a real first day, like 27 3 2027"]


def test_who_has_a_part_sees_no_figure(council: Council, browser_of: BrowserOf) -> None:
    leader = council.collecting(peers=4)
    other = council.collecting(council.leader(council.campaign(name="Another")), peers=4)
    with one_transaction():
        leader.manager.is_administrator = True
        for one in (leader, other):
            for about in (one.id, one.campaign_id):
                audit.record("raters.reminded", by=None, about=about, now=council.clock.now, letters=3)

    found = rows(browser_of(leader.manager).get("/audit?kind=raters"))

    reminded = {row[3]: row[4] for row in found if row[0] == "Raters reminded"}
    assert len(reminded) == 4
    hidden = {about for about, more in reminded.items() if more == "not shown: you have a part in this"}
    assert hidden == {leader.campaign.name, f"{leader.person.name}, {leader.campaign.name}"}
    assert {reminded[about] for about in reminded.keys() - hidden} == {"letters: 3"}


def test_only_administrators_read_it(council: Council, browser_of: BrowserOf) -> None:
    for role in ("coach", "clerk"):
        browser_of(council.person(**{role: True})).get("/audit", expect=403)


def test_many_events_come_a_page_at_a_time(council: Council, admin: Browser) -> None:
    with one_transaction():
        for _ in range(reading.PAGE * 2 + 1):
            audit.record("campaign.changed", by=None, about=None, now=START)
    page = admin.get("/audit?kind=campaign&page=3")
    assert len(rows(page)) == 1
    assert ("2", "/audit?page=2&kind=campaign") in page.links


def test_looks_are_written_down_before_what_is_looked_at_is_shown(
    council: Council, browser_of: BrowserOf, admin: Browser
) -> None:
    leader = council.collecting(peers=4)
    for invitation in council.invitations(leader):
        council.answer(invitation)
    council.close(leader.campaign)
    leader_id, coach = leader.id, browser_of(leader.coach)
    coach.get(f"/reports/{leader_id}")
    assert looks() == [], "a sealed report shows nothing"
    coach.submit("Open the report")
    coach.download(f"/reports/{leader_id}/report.json")
    coach.get(f"/reports/{leader_id}/comments")
    admin.download("/people/people.csv")

    assert looks() == ["comments.read", "people.exported", "report.exported", "report.read"]


def looks() -> list[str]:
    db.session.rollback()
    found = db.session.query(AuditEvent.action).filter(
        AuditEvent.action.like("%.read") | AuditEvent.action.like("%.exported")
    )
    return sorted(row[0] for row in found)
