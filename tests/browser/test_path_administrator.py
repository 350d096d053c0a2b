"""The administrator's path, as docs/guides/administrator.md tells it, with its pictures."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.nomination import service as nominations
from tests.browser import people
from tests.browser.conftest import Site
from tests.browser.pictures import take

HEADS = {
    "Alex Example": "Housing",
    "Brook Sample": "Roads and transport",
    "Dana Placeholder": "Parks and leisure",
    "Eden Fictional": "Libraries",
    "Frankie Invented": "Revenues and benefits",
}
COACHES = ("Casey Coach", "Drew Coach")
NOTICE = "Exampleshire Council holds your name and address until the feedback is closed. Ask dpo@example.org."


def test_from_the_directory_to_the_mail(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None]
) -> None:
    with site.app.app_context():
        _directory(site)
    admin = site.person("Ada Admin", administrator=True)
    page = people.sign_in(browser_of(), site, admin)

    # Set up, step by step.
    people.create_campaign(
        page, site, framework="Leicestershire", name="Leadership feedback, spring 2027", closes_on="30 4 2027"
    )
    campaign = page.url
    people.follow(page, "Level rules")
    page.get_by_label("Head of service").select_option(label="Managing people managers")
    people.press(page, "Save and continue")
    people.heading(page, "What raters are asked")
    page.goto(campaign)
    people.follow(page, "Privacy notice")
    page.get_by_label("Privacy notice").fill(NOTICE)
    people.press(page, "Save and continue")
    people.follow(page, "Leaders and their coaches")
    people.press(page, "Add from the directory")
    page.get_by_label("Level", exact=True).select_option(label="Head of service")
    people.press(page, "Find")
    button = page.get_by_role("button", name="Add 5 leaders")
    take(page, "administrator-directory", page.locator("main table"), button)
    button.click()
    expect(page.get_by_text("5 leaders added.")).to_be_visible()
    page.goto(campaign)
    take(
        page,
        "administrator-steps",
        page.locator("main .govuk-task-list"),
        page.get_by_role("button", name="Check and launch"),
    )

    people.launch(page)

    # Lists come, are approved, and people answer.
    with site.app.app_context():
        _under_way(site)
    people.sign_in_here(page, site, admin)  # two hours have gone by
    page.goto(campaign)
    people.press(page, "See each leader")
    people.heading(page, "Progress")
    accessible(page)
    take(page, "administrator-progress", page.locator("main table"))
    page.goto(campaign)
    people.press(page, "See the mail")
    accessible(page)
    take(page, "administrator-mail", page.locator("main table").nth(1))
    people.press(page, "Read the letters")
    people.heading(page, "letters")


def _directory(site: Site) -> None:
    """Five heads of service under one director, and two coaches."""
    director = site.council.person("Robin Director")
    for coach in COACHES:
        site.council.person(coach, coach=True)
    for name, team in HEADS.items():
        head = site.council.person(name)
        with one_transaction():
            db.session.add(head)
            head.team, head.level, head.job_title = team, "Head of service", f"Head of {team.lower()}"
            head.manager_id = director.id


def _under_way(site: Site) -> None:
    """Three lists are approved and mostly answered, one is with the manager, one is being chosen."""
    council = site.council
    alex, brook, dana, eden, _frankie = sorted(db.session.query(Subject), key=lambda leader: leader.person.name)
    for leader, peers, reports in ((alex, 6, 5), (brook, 5, 2), (dana, 6, 4), (eden, 5, 4)):
        for number in range(peers + reports):
            rater = council.person(f"Colleague {number}")
            with one_transaction():
                nominations.nominate(
                    leader,
                    name=rater.name,
                    email=rater.email,
                    group="peers" if number < peers else "reports",
                    by=leader.person_id,
                    now=council.clock.now,
                )
        with one_transaction():
            leader.list_state = "with_manager"
        if leader is not eden:
            with one_transaction():
                nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    site.sweep()
    for leader, answering in ((alex, 11), (brook, 4), (dana, 5)):
        for invitation in [one for one in council.invitations(leader) if one.group in ("peers", "reports")][:answering]:
            council.answer(invitation)
    council.clock.advance(hours=2)
    site.sweep()
