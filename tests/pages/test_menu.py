"""The menu has what somebody needs every week, and one page of what administrators need now and then."""

from collections.abc import Callable

from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.building import Council
from tests.page_client import Page
from tests.page_rules import text
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]
NOW_AND_THEN = {
    "Frameworks": "Frameworks",
    "Other systems": "Other systems",
    "Averages": "Averages",
    "Data protection": "Data protection",
    "Audit": "Audit",
    "What could not be done": "What could not be done",
}


def menu(page: Page) -> list[str]:
    """The words of the menu, in its order."""
    [nav] = [one for one in page.document.all("nav") if one.get("aria-label") == "Main"]
    return [text(link) for link in page.document.all("a", within=nav)]


def test_an_administrator_s_menu_is_short(admin: Browser) -> None:
    assert menu(admin.get("/tasks")) == ["Your tasks", "Campaigns", "People", "Leaders together", "Running the service"]


def test_others_have_no_more_than_is_theirs(council: Council, browser_of: BrowserOf) -> None:
    coach, clerk, director = (
        council.person("Co Coach", coach=True),
        council.person("Cl Clerk"),
        council.person("Di Rector"),
    )
    with one_transaction():
        clerk.is_clerk, director.is_director = True, True
    theirs = {coach: "Leaders you coach", clerk: "Paper answers", director: "Leaders together"}
    for person, words in theirs.items():
        assert menu(browser_of(person).get("/tasks")) == ["Your tasks", words]
        browser_of(person).get("/running-the-service", expect=403)


def test_what_is_needed_now_and_then_is_one_page_further_and_says_what_it_is_for(admin: Browser) -> None:
    admin.get("/tasks")
    page = admin.follow("Running the service")
    entries = [one for one in page.document.all("li") if text(one).startswith(tuple(NOW_AND_THEN))]
    assert [text(page.document.all("a", within=one)[0]) for one in entries] == list(NOW_AND_THEN)
    for words, heading in NOW_AND_THEN.items():
        [entry] = [one for one in entries if text(page.document.all("a", within=one)[0]) == words]
        assert len(text(entry).removeprefix(words).split()) > 5, f"{words}: say what it is for"
        assert admin.follow(words).h1 == heading
        page = admin.get("/running-the-service")


def test_the_way_back_is_on_each_page_of_it(admin: Browser) -> None:
    for words in NOW_AND_THEN.keys() - {"Averages"}:  # which directors read as well, under leaders together
        admin.get("/running-the-service")
        admin.follow(words)
        assert admin.follow("Back to running the service").h1 == "Running the service"
