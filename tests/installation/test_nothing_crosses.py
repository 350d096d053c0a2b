"""Two councils in one process: whatever somebody of the one tries at the other, they are a stranger there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from feedback.demo.inbox import Inbox
from tests.conftest import ToldClock
from tests.installation.conftest import Several, rows_of, told
from tests.installation.rich import UNKNOWN, Rich, fill, path_of, sign_in_code


@pytest.fixture(scope="module")
def two(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, mail_server: Inbox
) -> tuple[Several, Rich, Rich]:
    """North and South, both full; made once, for the tests try what must change nothing."""
    several = Several(tmp_path_factory.mktemp("councils"), migrated_file.parent, mail_server, ToldClock())
    for name, colour in (("north", "#003366"), ("south", "#660033")):
        several.add(name, brand_colour=colour)
    several.serve()
    return several, fill(several, "north"), fill(several, "south")


def rules(several: Several, method: str) -> list[Rule]:
    """Every route that takes this method, but those that answer for the machine."""
    found = [rule for rule in several.app("south").url_map.iter_rules() if method in (rule.methods or ())]
    assert len(found) > 40
    return [rule for rule in found if rule.rule not in ("/healthz", "/readyz")]


def test_a_cookie_of_one_council_is_worth_nothing_at_another(two: tuple[Several, Rich, Rich]) -> None:
    several, north, _ = two
    signed_in = {kind: several.session("north", person) for kind, person in north.people.items()}
    before = rows_of(several, "north"), rows_of(several, "south")
    for method in ("GET", "POST"):
        for rule in rules(several, method):
            path = path_of(rule, **north.ids)
            stranger = told(several.ask("south", path, method=method))
            assert stranger[0] != 500, path
            for kind, (cookie, token) in signed_in.items():
                form = {"data": {"csrf_token": token}} if method == "POST" else {}
                answer = several.ask("south", path, cookie=cookie, method=method, **form)
                assert told(answer) == stranger, (kind, method, path)
    assert (rows_of(several, "north"), rows_of(several, "south")) == before


def test_the_same_cookie_is_good_at_home(two: tuple[Several, Rich, Rich]) -> None:
    """Or the test above would hold for cookies that are good nowhere."""
    several, north, _ = two
    for kind, person in north.people.items():
        page = several.browser("north", person).get("/tasks")
        assert page.h1 == "Your tasks", kind
        assert person.name in page.text
    assert (
        several.browser("north", north.people["administrator"]).get(f"/people/{north.ids['person_id']}").status == 200
    )


def test_ids_of_one_council_name_nothing_at_another(two: tuple[Several, Rich, Rich]) -> None:
    """Whoever is somebody at South gets for an id of North what they get for one that nobody has."""
    several, north, south = two
    before = rows_of(several, "north")
    for kind, person in south.people.items():
        cookie, token = several.session("south", person)
        for method, form in (("GET", {}), ("POST", {"data": {"csrf_token": token}})):
            for rule in [rule for rule in rules(several, method) if "uuid:" in rule.rule]:
                ours, theirs = path_of(rule, **dict.fromkeys(north.ids, UNKNOWN)), path_of(rule, **north.ids)
                nothing, found = (
                    told(several.ask("south", path, cookie=cookie, method=method, **form)) for path in (ours, theirs)
                )
                status, where, words = found
                for number in map(str, north.ids.values()):
                    where, words = where and where.replace(number, UNKNOWN), words.replace(number, UNKNOWN)
                assert (status, where, words) == nothing, (kind, method, theirs)
                assert "North" not in words
    assert rows_of(several, "north") == before


def test_codes_in_letters_of_one_council_open_nothing_at_another(two: tuple[Several, Rich, Rich]) -> None:
    several, north, _ = two
    sign_in = sign_in_code(several, "north", north.people["administrator"])
    for path, code in (("/r", north.raters_code), ("/sign-in/link", sign_in)):
        abroad, home = several.browser("south"), several.browser("north")
        for browser in (abroad, home):
            browser.get(path)
        refused = abroad.post(path, {"code": code}, expect=410)
        assert "North" not in refused.text
        assert home.post(path, {"code": code}, expect=200).status == 200, "and it is still good at home"


def test_what_a_raters_browser_keeps_of_one_council_opens_nothing_at_another(two: tuple[Several, Rich, Rich]) -> None:
    several, north, _ = two
    home = several.browser("north")
    home.get("/r")
    home.post("/r", {"code": north.raters_code})
    kept = {name: home.browser.get_cookie(f"__Host-{name}", "north.example") for name in ("r", "d")}
    abroad = several.browser("south")
    for name, cookie in kept.items():
        assert cookie is not None
        abroad.browser.set_cookie(f"__Host-{name}", cookie.value, domain="south.example")
    for rule in rules(several, "GET"):
        if rule.rule.startswith("/r"):
            stranger = told(several.ask("south", path_of(rule)))
            assert told(several.ask("south", path_of(rule), client=abroad.browser)) == stranger, rule


def test_files_and_colours_are_each_councils_own(two: tuple[Several, Rich, Rich]) -> None:
    several, north, south = two
    looks = {name: several.ask(name, "/static/feedback.css").get_data(as_text=True) for name in ("north", "south")}
    assert "#003366" in looks["north"]
    assert "#660033" in looks["south"]
    assert "#003366" not in looks["south"]
    for name, rich in (("north", north), ("south", south)):
        person = rich.people["coach"]
        browser = several.browser(name, person)
        browser.get(f"/reports/{rich.ids['subject_id']}")
        browser.post(f"/reports/{rich.ids['subject_id']}/open")
        exported = browser.download(f"/reports/{rich.ids['subject_id']}/report.json").get_data(as_text=True)
        assert f"A remark for {name} alone" in exported


def test_a_copy_of_a_council_under_another_secret_and_name_is_another_council(two: tuple[Several, Rich, Rich]) -> None:
    """The worst case for whatever is kept in memory: every id and answer is the same, only whose it is differs."""
    several, north, _ = two
    several.add("twin", like=several.place / "north", brand_colour="#336600", council_name="Twin Council")
    coach, report = north.people["coach"], f"/reports/{north.ids['subject_id']}"
    for name in ("north", "twin"):
        browser = several.browser(name, coach)
        browser.get(report)
        browser.post(f"{report}/open")
        for path in (report, "/tasks"):
            words = browser.get(path).html
            assert ("Twin Council" in words) is (name == "twin"), path
            assert ("North Council" in words) is (name == "north"), path
        rater = several.browser(name)
        rater.get("/r")
        rater.post("/r", {"code": north.raters_code})
        for _ in range(2):
            words = rater.get("/r/1/page/1").html
            assert ("Twin Council" in words, "North Council" in words) == (name == "twin", name == "north")
    cookie, _ = several.session("north", coach)
    assert several.ask("twin", "/tasks", cookie=cookie).status_code == 302, "the person is there, but not the secret"


def test_at_the_same_time_in_many_threads_everybody_is_where_they_asked_to_be(several: Several) -> None:
    """With room for one application in memory, so that councils make room for each other all the time."""
    names = ("north", "south", "west")
    for name in names:
        several.add(name)
    several.serve(awake=1)

    def visit(number: int) -> list[tuple[str, str]]:
        found = []
        for turn in range(4):
            name = names[(number + turn) % 3]
            path = ("/", "/sign-in", "/how-we-keep-raters-anonymous", "/r")[turn % 4]
            found.append((name, several.ask(name, path).get_data(as_text=True)))
        return found

    with ThreadPoolExecutor(4) as pool:
        visits = [one for found in pool.map(visit, range(4)) for one in found]
    assert len(visits) == 16
    for name, words in visits:
        for other in names:
            assert (f"{other.capitalize()} Council" in words) is (other == name)
    assert len(several.served.awake) == 1
