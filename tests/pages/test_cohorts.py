"""Does an administrator choose cohorts that can stand beside each other, and does a director read the reports?"""

from collections.abc import Callable

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Cohort
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.building import Council
from tests.cohort.leaders import close, draft, report
from tests.staff import Browser


def test_cohorts_are_chosen_by_team_level_and_hand(admin: Browser, council: Council) -> None:
    run, _ = draft(council, ["North"] * 5 + ["South"] * 6, name="Spring")
    page = admin.get(f"/campaigns/{run.id}")
    admin.follow("Reports on leaders together")
    admin.submit("Add teams", {"Teams": ["North", "South"]})
    page = admin.submit("Add levels", {"Levels": ["2"]})

    assert [line.strip() for line in page.messages] == ["1 cohort added."]
    assert "Put this right" not in page.text
    assert {cohort.by for cohort in db.session.query(Cohort)} == {"team", "level"}
    assert db.session.query(AuditEvent).filter_by(action="cohort.added").count() == 3

    names = [leader.person.name for leader in campaigns.subjects_of(run.id)]
    first = [str(leader.id) for leader in campaigns.subjects_of(run.id)][:4]
    page = admin.submit("Add this cohort", {"Name of the cohort": "Four", "Leaders in it": first}, expect=400)
    assert page.errors == ["Tick at least 5 leaders"]
    assert len(names) == 11


def test_cohorts_that_give_leaders_away_stop_the_launch(admin: Browser, council: Council) -> None:
    run, leaders = draft(council, ["North"] * 5 + ["South"] * 3)
    admin.get(f"/campaigns/{run.id}/set-up/cohorts")
    page = admin.submit("Add teams", {"Teams": ["North"]})
    sentence = "3 leaders are in no cohort. Subtracting one report from another would show these few."
    assert sentence in page.text

    page = admin.get(f"/campaigns/{run.id}/launch")
    assert (page.h1, sentence in page.text) == ("Not ready to launch yet", True)
    admin.post(f"/campaigns/{run.id}/launch")
    assert campaigns.campaign(run.id).state == State.DRAFT  # type: ignore[union-attr]

    admin.get(f"/campaigns/{run.id}/set-up/cohorts")
    page = admin.submit("Remove North")
    assert "None. There will be one report" in page.text
    assert leaders[0].campaign_id == run.id


def test_who_is_in_a_cohort_does_not_change_after_launch(council: Council, admin: Browser) -> None:
    run, leaders = draft(council, ["North"] * 5 + ["South"] * 5)
    admin.get(f"/campaigns/{run.id}/set-up/cohorts")
    admin.submit("Add teams", {"Teams": ["North", "South"]})
    close(council, run, leaders, lambda number: {"peers": [3, 4, 4, 4]})
    with one_transaction():
        db.session.get_one(Person, leaders[0].person_id).team = "South"
    admin.get(f"/campaigns/{run.id}/set-up/cohorts", expect=409)

    made = report(council, run)

    assert [(cut["name"], cut["leaders"]) for cut in made["cuts"]] == [("", 10), ("North", 5), ("South", 5)]


def test_directors_read_the_report_and_nothing_else(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    run, leaders = draft(council, ["North"] * 5, name="Spring")
    close(council, run, leaders, lambda number: {"self": [5], "peers": [3, 4, 4, 4], "reports": [3, 3, 3, 4]})
    report(council, run)
    director = browser_of(council.person("Dora Director", director=True))

    director.get("/tasks")
    director.follow("Leaders together")
    page = director.follow("Spring")

    assert page.table("Each theme in figures")[0] == ["Theme", "Self", "Peers", "Direct reports", "All raters shown"]
    assert page.table("Leaders rate themselves higher")[1][1:] == ["4.4 or above", "3.6", "0.8 to 1.4 higher"]
    for leader in leaders:
        assert leader.person.name not in page.text
    for path in ("/campaigns", "/people", f"/campaigns/{run.id}"):
        director.get(path, expect=403)
    browser_of(council.person("Somebody Else")).get(f"/cohorts/{run.id}", expect=403)
    director.get(f"/cohorts/{leaders[0].id}", expect=404)
