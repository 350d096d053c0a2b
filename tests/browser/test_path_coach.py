"""From a sealed report to an agreed plan, as the guides for coaches, leaders and managers tell it, with pictures."""

import random
import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.foundations.database import one_transaction
from feedback.report import service as reports
from feedback.response.rules import COACH_ONLY, PARAPHRASE, Answers
from tests.browser import people
from tests.browser.conftest import Site
from tests.browser.pictures import take
from tests.disclosure import rounds

SAID = [
    ("Says what is expected and keeps to it. I know where I stand.", None),
    ("Could ask us earlier, before the plan is settled.", None),
    ("When the depot flooded they were there, and let us get on with it.", None),
    ("I was talked over again in the budget meeting.", PARAPHRASE),
    ("Thank you for the time you took when I was new.", None),
    ("I think they are very tired at the moment.", COACH_ONLY),
]


def test_from_the_sealed_report_to_the_agreed_plan(site: Site, browser_of: Callable[..., BrowserContext]) -> None:
    with site.app.app_context():
        report, coach_at, leader_at, manager_at = _closed(site)

    # The coach opens, reads, prepares and releases.
    coach = people.sign_in(browser_of(), site, coach_at)
    people.follow(coach, "Leaders you coach")
    take(coach, "coach-bench", coach.locator("main table"))
    coach.goto(f"{site.url}/reports/{report}")
    people.press(coach, "Open the report")
    people.heading(coach, "Feedback for Lee Leader")
    people.press(coach, "Look through the comments")
    take(coach, "coach-comments", coach.locator(".desk__comment").last)
    people.follow(coach, re.compile("Put it in your words"))
    coach.get_by_role("textbox").fill("People want to be heard before things are settled.")
    coach.locator("main button[type=submit]").first.click()
    expect(coach.get_by_text("Saved. The leader reads your words")).to_be_visible()
    coach.goto(f"{site.url}/reports/{report}")
    people.follow(coach, "Prepare the conversation")
    questions = coach.get_by_role("region", name="Questions from this report")
    take(coach, "coach-conversation", questions.get_by_role("listitem").nth(3))
    for part, value in zip(("Day", "Month", "Year"), ("1", "6", "2030"), strict=True):
        coach.get_by_label(part, exact=True).fill(value)
    people.press(coach, "Save the day")
    people.press(coach, "We have met")
    people.follow(coach, "Release the report")
    people.follow(coach, "Release this report")
    take(coach, "coach-release", coach.get_by_role("button", name="Release the report"))
    people.press(coach, "Release the report")

    # The leader reads and plans.
    leader = people.sign_in(browser_of(), site, leader_at)
    leader.goto(f"{site.url}/reports/{report}")
    people.heading(leader, "Feedback for Lee Leader")
    take(leader, "leader-report", leader.locator(".report-short"))
    take(leader, "report", leader.locator("figure svg").first, top=leader.locator("#overview"))
    leader.goto(f"{site.url}/tasks")
    people.follow(leader, "Make your action plan")
    people.press(leader, "Choose a behaviour")
    leader.locator("main li a").first.click()
    leader.wait_for_load_state()
    leader.get_by_label("What will you do?").fill("Tell the team each month what our work has changed for residents.")
    leader.get_by_label("How will you and others know?").fill("They tell my manager so in the autumn.")
    for part, value in zip(("Day", "Month", "Year"), ("1", "9", "2030"), strict=True):
        leader.get_by_label(part, exact=True).fill(value)
    people.press(leader, "Save in your plan")
    take(leader, "leader-plan", leader.get_by_role("button", name="Share the plan"))
    people.press(leader, "Share the plan")

    # The manager agrees.
    manager = people.sign_in(browser_of(), site, manager_at)
    people.follow(manager, "Agree the action plan of Lee Leader")
    take(manager, "manager-plan", manager.get_by_text("Send the plan back with a note"))
    people.press(manager, "Agree the plan")
    expect(manager.get_by_text("Agreed. Lee Leader has been told by email.")).to_be_visible()


def _closed(site: Site) -> tuple[str, str, str, str]:
    """The id of the report of one of three leaders, sealed, and the addresses of its coach, leader and manager."""
    council, dice = site.council, random.Random(7)
    lee, ann, bo = rounds.launched(council, leaders=3, name="Leadership feedback, spring 2027", depth="behaviours")
    for leader, name in ((lee, "Lee Leader"), (ann, "Alex Example"), (bo, "Brook Sample")):
        leader.person.name = name
    lee.manager.name, lee.coach.name = "Morgan Manager", "Casey Coach"
    for leader in (lee, ann, bo):
        given = {"peers": _answers(leader, dice, 6), "reports": _answers(leader, dice, 5, SAID[3:])}
        given |= {"others": _answers(leader, dice, 4), "manager": _answers(leader, dice, 1)}
        rounds.send(leader, given | {"self": _answers(leader, dice, 1)})
    rounds.close(council, lee.campaign)
    with one_transaction():
        for leader in (ann, bo):
            reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        reports.release_report(bo, by=bo.coach_id, now=council.clock.now)
    return str(lee.id), lee.coach.email, lee.person.email, lee.manager.email


def _answers(
    leader: Subject, dice: random.Random, count: int, said: list[tuple[str, str | None]] = SAID[:0]
) -> list[Answers]:
    """So many people's answers, who see the same strengths and differ a little; some write."""
    items = [item.id for item in campaigns.questionnaire_for(leader).items]
    levels = random.Random(leader.person.name)
    strengths = {item: levels.uniform(2.6, 4.7) for item in items}
    found = []
    for number in range(count):
        ratings = {item: min(5, max(1, round(dice.gauss(level, 0.7)))) for item, level in strengths.items()}
        text, travels = said[number] if number < len(said) else ("", None)
        found.append(Answers(ratings, {"q1": text} if text else {}, {"q1": travels} if travels else {}))
    return found
