"""Is a campaign set up step by step, each kept by itself, and can it begin as last year's was?"""

import uuid
from datetime import date
from typing import Any

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign import setting_up, steps
from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.building import Council
from tests.page_client import Page
from tests.response.raters import Rater
from tests.staff import Browser

SAVE = "Save and continue"


def status_of(page: Page) -> dict[str, str]:
    """The steps and how far each is."""
    words = [" ".join("".join(item.itertext()).split()) for item in page.document.of_class("govuk-task-list__item")]
    known = ("Completed", "Usual choices", "To do", "Optional")
    return {line.split(". ")[0]: next(word for word in known if line.endswith(word)) for line in words}


def states(page: Page) -> list[str]:
    """How far the steps are, in their order."""
    return [state for state in status_of(page).values() if state != "Optional"]


def test_the_steps_are_gone_through_one_after_the_other(admin: Browser, council: Council) -> None:
    admin.get("/campaigns/new/leicestershire")
    page = admin.submit(SAVE, {"Name of the campaign": "Spring", "Last day to answer": (31, 3, 2027)})
    usual = "Usual choices"
    assert states(page) == ["Completed", usual, "To do", usual, usual, usual, "Completed", usual, usual]
    council.leader(campaigns.campaigns()[0], person=council.person("Lee Leader"))

    admin.get(page.path)
    admin.follow("Level rules")
    heads = [admin.submit(SAVE).h1 for _ in range(4)]
    assert heads == ["What raters are asked", "How raters are protected", "How raters are chosen", "Privacy notice"]
    page = admin.submit(SAVE, {"Privacy notice (optional)": "Ask dpo@example.org."})
    assert (page.h1, states(page)) == ("Spring", [*["Completed"] * 8, usual])
    assert page.facts["Privacy notice"] == "Shown to raters"


def test_each_step_keeps_what_it_settles_and_nothing_else(admin: Browser, council: Council) -> None:
    run = council.campaign("mansfield", name="Spring", questions=("What should change?",))
    admin.get(f"/campaigns/{run.id}/set-up/questionnaire")
    typed = {
        "Themes to ask about": ["people"],
        "What do raters rate?": "competencies",
        "Second open question (optional)": "Anything else?",
    }
    admin.submit(SAVE, typed)
    admin.get(f"/campaigns/{run.id}/set-up/protection")
    high = {"Smallest group of raters that is shown": "6", "How high ratings are shown": "strict"}
    admin.submit(SAVE, high)
    admin.get(f"/campaigns/{run.id}/set-up/dates")
    admin.submit(SAVE, {"Last day to answer": (30, 4, 2027)})
    admin.get(f"/campaigns/{run.id}/set-up/framework")
    admin.submit(SAVE, {"Name of the campaign": "Summer"})

    page = admin.get(f"/campaigns/{run.id}")
    assert page.h1 == "Summer"
    assert "30 April 2027" in page.text
    assert page.facts == page.facts | {
        "Themes": "People – Engaging people",
        "Raters rate": "Each competency",
        "Smallest group shown": "6 raters",
        "High ratings": "Shown strictly",
        "Open questions": "2",
    }


@pytest.mark.parametrize("step", steps.FORMS)
def test_a_step_cannot_settle_what_another_one_shows(council: Council, step: str) -> None:
    run = council.campaign()
    before = setting_up.setup_of(run)
    other = {"group_min_n": 3} if step != steps.PROTECTION else {"scale": "frequency-6"}
    with pytest.raises(ValueError, match="settles only"), one_transaction():
        setting_up.save_step(run, step, by=None, now=council.clock.now, **other)
    assert setting_up.setup_of(run) == before


def test_every_choice_belongs_to_one_step() -> None:
    settled = [name for names in setting_up.SETTLES.values() for name in names]
    assert sorted(settled) == sorted(campaigns.Setup.__dataclass_fields__)
    assert tuple(sorted(setting_up.SETTLES)) == tuple(sorted(steps.FORMS))


def test_the_length_is_shown_before_anything_is_saved(admin: Browser, council: Council) -> None:
    run = council.campaign("plymouth")
    page = admin.get(f"/campaigns/{run.id}/set-up/questionnaire")
    before = page.table("How long it is")[1:]
    assert before
    assert all("Long" in row[1] for row in before)
    assert "Above 40 items or 15 minutes fewer people finish" in page.text

    page = admin.submit("Show the length", {"Themes to ask about": [campaigns.framework_of(run).themes[0].id]})
    assert not any("Long" in row[1] for row in page.table("How long it is")[1:])
    assert "fewer people finish" not in page.text
    db.session.expire_all()
    assert run.themes == []


@pytest.mark.parametrize(
    ("step", "typed", "error"),
    [
        ("framework", {"Name of the campaign": " "}, "Enter a name"),
        ("dates", {"Last day to answer": (1, 3, 2027)}, "The last day must be in the future"),
        ("dates", {"Last day to answer": (31, 2, 2027)}, "The last day must be a real date, like 31 3 2027"),
        ("notice", {"Privacy notice (optional)": "x" * 5001}, "The notice must be 5,000 characters or less"),
    ],
)
def test_a_slip_is_told_and_nothing_is_kept(
    admin: Browser, council: Council, step: str, typed: dict[str, Any], error: str
) -> None:
    run = council.campaign(name="Spring")
    before = setting_up.setup_of(run)
    admin.get(f"/campaigns/{run.id}/set-up/{step}")
    page = admin.submit(SAVE, typed)

    assert (page.status, page.errors) == (400, [error])
    db.session.expire_all()
    assert setting_up.setup_of(run) == before


@pytest.fixture
def last_year(council: Council) -> Campaign:
    """A campaign with choices of its own and two leaders, long over."""
    run = council.campaign("bristol", name="Spring 2026", mode="strict", merge="drop", questions=("What next?",))
    council.leader(run, person=council.person("Lee Leader"))
    gone = council.leader(run, person=council.person("Gil Gone"), coach=council.person("Casey", coach=True))
    council.launched(gone)
    with one_transaction():
        gone.coach.is_coach = False
    return run


def copy(admin: Browser, *, leaders: bool) -> Page:
    """Begin as last year."""
    admin.get("/campaigns/new")
    admin.follow("Start from an earlier campaign instead")
    typed = {"Which campaign?": "Spring 2026", "Name of the campaign": "Spring 2027", "Copy the leaders too": leaders}
    return admin.submit(SAVE, typed | {"Last day to answer": (31, 3, 2027)})


def test_a_campaign_begins_as_last_years_was(admin: Browser, last_year: Campaign) -> None:
    page = copy(admin, leaders=False)
    new = campaigns.campaign(_id_in(page))
    assert new is not None
    assert (new.name, new.closes_on, new.state) == ("Spring 2027", date(2027, 3, 31), "draft")
    was, now = vars(setting_up.setup_of(last_year)), vars(setting_up.setup_of(new))
    assert {name for name in now if now[name] != was[name]} == {"name", "closes_on"} - (
        {"closes_on"} if was["closes_on"] == now["closes_on"] else set()
    )
    assert campaigns.subjects_of(new.id) == []


def test_leaders_are_copied_where_they_still_fit(admin: Browser, council: Council, last_year: Campaign) -> None:
    manager = council.person("New Manager")
    [lee] = [leader for leader in campaigns.subjects_of(last_year.id) if leader.person.name == "Lee Leader"]
    with one_transaction():
        lee.person.manager_id = manager.id
    page = copy(admin, leaders=True)

    assert page.messages == ["Not copied, because the level, manager or coach no longer fits: Gil Gone."]
    [copied] = campaigns.subjects_of(_id_in(page))
    assert (copied.person.name, copied.manager.name, copied.list_state, copied.rules) == (
        "Lee Leader", "New Manager", "choosing", None,
    )  # fmt: skip


def _id_in(page: Page) -> Any:
    return uuid.UUID(page.path.rsplit("/", 1)[1])


@pytest.mark.parametrize("notice", ["", "Exampleshire Council holds your name.\nAsk <dpo@example.org>."])
def test_raters_read_the_notice_before_they_start(app: Flask, council: Council, notice: str) -> None:
    leader = council.collecting(council.leader(council.campaign(privacy_notice=notice)), peers=5)
    rater = Rater(app)
    rater.open_link(f"/r#{council.token(council.invitations(leader)[0])}")
    page = rater.get("/r/1")

    assert ("How the council uses your personal data" in page.text) == bool(notice)
    assert " ".join(notice.split()) in page.text
