"""From choosing raters to a rater's first page, as the guides tell it, with their pictures."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.browser import people
from tests.browser.conftest import Site
from tests.browser.pictures import take
from tests.browser.questionnaire import choose

REPORTS = ("Kai Sample", "Lou Sample", "Mel Sample", "Nic Sample", "Oli Sample")
PEERS = {
    "Fay Example": "Planning",
    "Gus Example": "Planning",
    "Ivy Example": "Parks",
    "Jo Example": "Housing",
    "Max Example": "Roads",
    "Pat Example": "Libraries",
    "Sam Example": "Housing",
}
PHONE = {"width": 390, "height": 844}


def test_a_list_its_approval_and_the_first_answers(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None]
) -> None:
    with site.app.app_context():
        leader, manager, peer = _choosing(site)

    # The leader, from the letter.
    page = people.sign_in(browser_of(height=1000), site, leader)
    people.follow(page, "Choose who gives you feedback")
    people.press(page, "Add all 5 direct reports")
    page.get_by_label("Search the directory").press_sequentially("example")
    for name in PEERS:
        page.get_by_label(name).check()
    page.locator("#found").get_by_label("Peer: a colleague").check()
    expect(page.locator("#forecast")).to_contain_text("group")
    accessible(page)
    take(page, "leader-list", page.locator("#forecast"))
    people.press(page, "Add those ticked")
    page.get_by_text("Somebody who is not in the directory").click()
    page.get_by_label("Full name").fill("Cody Councillor")
    page.get_by_label("Work email address").fill("cody@example.org")
    page.get_by_role("radio", name="Other").check()
    people.press(page, "Add to the list")
    people.press(page, "Send the list to your manager")

    # The manager, on a phone, by the link of the letter alone.
    phone = browser_of(**PHONE).new_page()
    phone.goto(site.mail(manager, "Approve"))
    people.press(phone, "Look at the list")
    accessible(phone)
    take(phone, "manager-list", phone.locator(".raters").first)
    decide = phone.locator("section", has=phone.get_by_role("heading", name="Approve the list"))
    take(phone, "manager-decide", decide.locator("details"), top=decide.get_by_role("heading").first)
    people.press(phone, "Approve the list")
    expect(phone.get_by_text("Approved. Everybody on the list is asked by email.")).to_be_visible()
    told = people.open_link(browser_of(**PHONE), site.mail(manager, "Feedback on"))
    take(told, "manager-asked", told.get_by_role("button", name="Start"))

    # A rater, on the same day.
    rater = people.open_link(browser_of(**PHONE), site.mail(peer, "Feedback on"))
    accessible(rater)
    take(rater, "rater-start", rater.get_by_role("button", name="Start"))
    people.press(rater, "Start")
    for number, words in enumerate(("Often", "Always", "I can’t say")):
        choose(rater, number, words)
    take(rater, "statements-phone")
    rater.set_viewport_size({"width": 1280, "height": 780})
    take(rater, "statements")
    rater.set_viewport_size(PHONE)
    box = rater.locator(".comment").first
    while not box.count():
        rater.locator("main button[type=submit]").first.click()
        people.settled(rater)
    box.get_by_role("textbox").fill("Explained why the plan had changed, and asked what we needed.")
    rater.get_by_text("How this comment travels").first.click()
    take(rater, "rater-comment", rater.locator(".travels").first, top=box)


def _choosing(site: Site) -> tuple[str, str, str]:
    """Addresses of a leader who is to choose, and has five direct reports, of the manager and of a peer."""
    council = site.council
    leader_self, manager = council.person("Lee Leader"), council.person("Morgan Manager")
    found = {name: council.person(name) for name in (*PEERS, *REPORTS)}
    with one_transaction():
        leader_self.team = "Housing"
        for name, person in found.items():
            person.team = PEERS.get(name, "Housing")
            person.job_title = "Service manager" if name in PEERS else "Team leader"
            person.manager_id = leader_self.id if name in REPORTS else manager.id
        db.session.add_all([leader_self, *found.values()])
    run = council.campaign("mansfield", name="Leadership feedback, spring 2027")
    council.launched(council.leader(run, person=leader_self, manager=manager))
    return leader_self.email, manager.email, found["Fay Example"].email
