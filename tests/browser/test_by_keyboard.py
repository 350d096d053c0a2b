"""Every role's main task by keyboard alone, with what a screen reader is told on the way; raters: test_answering.py."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from feedback.foundations.database import one_transaction
from feedback.nomination import service as nominations
from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard
from tests.disclosure import rounds

BrowserOf = Callable[..., BrowserContext]
REFUSED = "400"  # a form that was sent with a mistake


def test_a_leader_chooses_raters_and_the_manager_approves(site: Site, browser_of: BrowserOf) -> None:
    with site.app.app_context():
        leader_at, manager_at = _choosing(site)
    leader = Keyboard(browser_of(expects=REFUSED).new_page())
    leader.signs_in(site, leader_at)
    leader.presses("Choose who gives you feedback", then="feedback")
    leader.to("Add to the list")
    with leader.page.expect_navigation():
        leader.page.keyboard.press("Enter")
    leader.is_told_of_a_mistake("Enter their full name", field="Full name")
    leader.page.keyboard.type("Cody Councillor")
    leader.types("Work email address", "cody@example.org")
    leader.to("Peer")
    for _ in range(2):
        leader.page.keyboard.press("ArrowDown")
    leader.presses("Add to the list", then="feedback")
    leader.is_told("Cody Councillor added to the list.")
    leader.presses("Send the list to your manager", then="feedback")
    leader.is_told("to approve")

    manager = Keyboard(browser_of().new_page())
    manager.goes_to(site.mail(manager_at, "Approve"), "list")
    manager.presses("Look at the list", then="Lee Leader")
    manager.presses("Approve the list", then="nothing left to decide")
    manager.is_told("Approved")


def test_a_coach_releases_a_report_and_the_leader_and_manager_agree_a_plan(site: Site, browser_of: BrowserOf) -> None:
    with site.app.app_context():
        [lee] = rounds.launched(site.council, leaders=1, depth="behaviours")
        lee.person.name, lee.manager.name, lee.coach.name = "Lee Leader", "Morgan Manager", "Casey Coach"
        rounds.send(lee, rounds.varied(lee, say="Listens", peers=5, reports=4, self=1, manager=1))
        rounds.close(site.council, lee.campaign)
        coach_at, leader_at, manager_at = lee.coach.email, lee.person.email, lee.manager.email

    coach = Keyboard(browser_of().new_page())
    coach.signs_in(site, coach_at)
    coach.presses("Leaders you coach", then="Leaders you coach")
    coach.presses("Open the report", then="Open the report of Lee Leader")
    coach.presses("Open the report", then="Feedback for Lee Leader")
    coach.presses("Look through the comments", then="omments")
    coach.page.go_back()
    coach.presses("Prepare the conversation", then="onversation")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2030")):
        coach.types(part, value)
    coach.presses("Save the day", then="onversation")
    coach.presses("We have met", then="onversation")
    coach.presses("Release the report", then="Feedback for Lee Leader")
    coach.presses("Release this report", then="elease")
    coach.presses("Release the report", then="Feedback for Lee Leader")
    coach.is_told("eleased")

    leader = Keyboard(browser_of().new_page())
    leader.signs_in(site, leader_at)
    leader.presses("Make your action plan", then="plan")
    leader.presses("Choose a behaviour", then="ehaviour")
    behaviour = leader.page.locator("main li a").first.inner_text()
    leader.presses(behaviour, then=behaviour)
    leader.types("What will you do?", "Tell the team each month what has changed for residents.")
    leader.types("How will you and others know?", "They say so in the autumn.")
    for part, value in (("Day", "1"), ("Month", "9"), ("Year", "2030")):
        leader.types(part, value)
    leader.presses("Save in your plan", then="plan")
    leader.presses("Share the plan", then="plan")

    manager = Keyboard(browser_of().new_page())
    manager.signs_in(site, manager_at)
    manager.presses("Agree the action plan of Lee Leader", then="plan")
    manager.presses("Agree the plan", then="plan")
    manager.is_told("Agreed. Lee Leader has been told by email.")


def test_an_administrator_sets_a_campaign_up(site: Site, browser_of: BrowserOf) -> None:
    admin = Keyboard(browser_of(expects=REFUSED).new_page())
    admin.signs_in(site, site.person("Ada Admin", administrator=True))
    admin.presses("Campaigns", then="Campaigns")
    admin.presses("Set up a campaign", then="ramework")
    admin.ticks("Ashfield")
    admin.presses("Continue", then="ampaign")
    admin.presses("Save and continue", then="ampaign")
    admin.is_told_of_a_mistake("Enter a name", field="Name of the campaign")
    admin.page.keyboard.type("Leadership feedback, spring 2027")
    for part, value in (("Day", "30"), ("Month", "4"), ("Year", "2027")):
        admin.types(part, value)
    admin.presses("Save and continue", then="Leadership feedback, spring 2027")
    admin.presses("Running the service", then="Running the service")
    admin.presses("Audit", then="Audit")
    admin.presses("Back to running the service", then="Running the service")


def _choosing(site: Site) -> tuple[str, str]:
    """Addresses of a leader whose list wants one more person, and of the manager."""
    council = site.council
    leader = council.leader(council.campaign("mansfield"), person=council.person("Lee Leader"))
    council.launched(leader)
    for number, group in enumerate(["peers"] * 6 + ["reports"] * 5):
        rater = council.person(f"Colleague {number}")
        with one_transaction():
            nominations.nominate(
                leader, name=rater.name, email=rater.email, group=group, by=leader.person_id, now=council.clock.now
            )
    return leader.person.email, leader.manager.email
