"""A coach locks the answers and opens the lock, on a phone; the administrator sees who is waited for."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import people
from tests.browser.conftest import Site
from tests.disclosure.coached import PASSPHRASE

WIDTHS = (390, 1280)


def test_the_coach_locks_and_closes(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None]
) -> None:
    def look(page: Page) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            accessible(page)

    with site.app.app_context():
        coach = site.council.person("Casey Coach", coach=True)
        run = site.council.campaign(name="Spring feedback", coach_key=True)
        leader = site.council.leader(run, person=site.council.person("Lee Leader"), coach=coach)
        site.council.collecting(leader, peers=4, reports=4)
        address, campaign_page, subject_id = coach.email, f"{site.url}/campaigns/{run.id}", leader.id
    admin = people.sign_in(browser_of(), site, site.person("Ada Admin", administrator=True))
    admin.goto(f"{campaign_page}")
    expect(admin.get_by_text("Coaches who have not chosen a passphrase yet")).to_be_visible()
    look(admin)

    page = people.sign_in(browser_of(width=390), site, address)
    look(page)
    page.goto(site.mail(address, "Choose a passphrase"))
    people.follow(page, "Protect the answers about Lee Leader")
    people.heading(page, "Protect the answers about Lee Leader")
    look(page)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    people.press(page, "Lock the answers")
    people.heading(page, "Answers about Lee Leader are protected")
    look(page)
    people.follow(page, "Change the passphrase")
    look(page)

    site.sweep()
    with site.app.app_context():
        rater = next(found for found in site.council.invitations(leader) if found.group == "peers")
        link = f"{site.url}/r#{site.council.token(rater)}"
    told = people.open_link(browser_of(width=390), link)
    expect(told.get_by_text("locked by a passphrase that only the coach has")).to_be_visible()
    look(told)
    with site.app.app_context():
        for invitation in site.council.invitations(leader):
            site.council.answer(invitation, 4)

    admin.goto(f"{campaign_page}/stop")
    people.press(admin, "Stop taking answers")
    site.sweep()
    admin.reload()
    expect(admin.get_by_text("have not come yet")).to_be_visible()
    look(admin)

    page.goto(site.mail(address, "Type your passphrase"))
    look(page)
    people.follow(page, "Close the feedback on Lee Leader")
    look(page)
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    people.press(page, "Close the feedback")
    people.heading(page, "Feedback on Lee Leader is being closed")
    look(page)
    site.mail(address, "Reports are ready")
    page.goto(f"{site.url}/reports/{subject_id}")
    people.press(page, "Open the report")
    people.heading(page, "Feedback for Lee Leader")
