"""What a closed campaign says of the leadership, as the guide for directors tells it, with pictures."""

from collections.abc import Callable
from random import Random

from playwright.sync_api import BrowserContext, expect

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Subject
from feedback.coaching import sessions
from feedback.cohort import evaluation
from feedback.disclosure import keeping
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.response.rules import Answers
from tests.browser import people
from tests.browser.conftest import Site
from tests.browser.pictures import take
from tests.cohort.leaders import cohort_of_teams, draft, report

RATERS = {"self": 1, "manager": 1, "peers": 5, "reports": 6}
HIGHER = {"self": 0.5, "manager": 0.2, "peers": 0.0, "reports": -0.2}  # on average, in points


def test_what_a_campaign_says_of_the_leadership(site: Site, browser_of: Callable[..., BrowserContext]) -> None:
    with site.app.app_context():
        run = _closed(site)

    director = people.sign_in(browser_of(), site, site.person("Dora Director", director=True))
    people.follow(director, "Leaders together")
    people.follow(director, "Leadership feedback, spring 2027")
    people.heading(director, "Our leaders together")
    take(director, "director-short", director.locator(".report-short"))
    themes = director.locator("#themes")
    take(director, "director-themes", director.locator("figure").first, top=themes)
    take(director, "director-low-and-high", director.locator("figure").nth(1), top=director.locator("#spread"))
    expect(director.locator("#needs")).to_be_visible()
    people.follow(director, "Places")
    people.heading(director, "Places")
    director.goto(f"{site.url}/cohorts/{run}")
    people.follow(director, "Was it worth it?")
    expect(director.get_by_text("They are asked after they have talked about the report")).to_be_visible()
    take(director, "director-worth", director.locator("table").nth(1))
    director.goto(f"{site.url}/averages")
    people.heading(director, "Averages")


def _closed(site: Site) -> str:
    """Twelve leaders in two directorates, rated as chance has it, who have said what it was worth."""
    council, dice = site.council, Random("director")
    run, leaders = draft(
        council, ["People"] * 6 + ["Places"] * 6, name="Leadership feedback, spring 2027", depth="behaviours"
    )
    cohort_of_teams(council, run, "People", "Places")
    council.launched(leaders[0])
    hard = {item.id: dice.gauss(0, 0.35) for item in campaigns.questionnaire_for(leaders[0]).items}
    with one_transaction():
        for leader in leaders:
            _release(leader, hard, dice)
        run.state = State.CLOSED
    report(council, run)
    with one_transaction():
        for leader in leaders:
            sessions.hold(leader, by=leader.coach_id, now=council.clock.now)
            db.session.get_one(ReleasedReport, leader.id).state = "released"
        for who in (evaluation.LEADER, evaluation.COACH):
            for leader in leaders[:10]:
                by = leader.person_id if who == evaluation.LEADER else leader.coach_id
                evaluation.answer(
                    leader, who, useful=dice.choice((3, 4, 4, 5)), acting=dice.choice(("yes", "yes", "perhaps")),
                    words="", by=by, now=council.clock.now,
                )  # fmt: skip
    with one_transaction():
        while evaluation.count_due():
            pass
    return str(run.id)


def _release(leader: Subject, hard: dict[str, float], dice: Random) -> None:
    """Ratings around what is usual for this leader and this behaviour, and what closing makes of them."""
    usual = dice.gauss(3.7, 0.4)
    answers = {
        group: [Answers({item: _rating(usual + hard[item] + HIGHER[group], dice) for item in hard}) for _ in range(n)]
        for group, n in RATERS.items()
    }
    asked = {group: n + (n > 1) for group, n in RATERS.items()}
    closed_on = leader.campaign.closes_on
    keeping.write(keeping.rows_of(leader.id, answers, invited=asked, asked=leader.rules or {}, closed_on=closed_on))
    leader.closed = True


def _rating(about: float, dice: Random) -> int:
    return min(5, max(1, round(dice.gauss(about, 0.7))))
