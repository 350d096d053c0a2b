"""An administrator writes a framework in the browser: from nothing, a copy or a file, up to a version in use."""

import io
import re
from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask

from feedback.extensions import db
from feedback.framework import editing, service
from feedback.framework.models import FrameworkDraft, FrameworkVersion
from feedback.framework.spreadsheet_layout import template
from feedback.identity.models import Person
from tests.building import FRAMEWORKS, Council
from tests.framework.example import changed, example
from tests.staff import Browser


def the_draft() -> FrameworkDraft:
    db.session.rollback()
    return db.session.query(FrameworkDraft).one()


def fields(html: str, start: str = "seen") -> dict[str, str]:
    """The hidden fields that say what was opened."""
    return dict(re.findall(rf'<input type="hidden" name="({start})" value="([^"]*)"', html))


@pytest.fixture
def copied(admin: Browser) -> str:
    """The address of a draft that goes on from Leicestershire's framework."""
    [found] = [one for one in service.in_files(FRAMEWORKS) if one.id == "leicestershire"]
    admin.get(f"/frameworks/{found.hash}")
    admin.submit("Copy and edit")
    return f"/frameworks/drafts/{the_draft().id}"


def a_competency(admin: Browser, address: str) -> tuple[str, dict[str, list[str]]]:
    """The page of the first competency, and its fields as the browser would send them."""
    part = editing.competencies(the_draft().content)[0]
    page = f"{address}/competencies/{part['id']}"
    return page, dict(admin.get(page).form("Save").data.lists())


def test_only_administrators_write_frameworks(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    somebody = browser_of(council.person("Cal Coach", coach=True))
    for page in ("", "/new", "/upload", "/template.xlsx"):
        somebody.download(f"/frameworks{page}", expect=403)


def test_from_nothing_to_a_version_that_a_campaign_can_run_on(admin: Browser) -> None:
    admin.get("/frameworks/new")
    admin.submit("Begin", {"Title": "Leading Well", "Organisation": "Marlbeck Borough Council"})
    address = f"/frameworks/drafts/{the_draft().id}"
    admin.post(f"{address}/themes", {"name": "People first"})
    admin.post(f"{address}/themes/people-first/competencies", {"name": "Listening"})
    page = f"{address}/competencies/listening"
    seen = fields(admin.get(page).html)
    admin.post(page, {**seen, "name": "Listening", "rater": "Listens", "self": "I listen", "do": "add"})
    html = admin.get(page).html
    seen = fields(html)
    words = {"listening.1.source": "Leaders listen.", "listening.1.rater": "Takes time to listen",
             "listening.1.self": "I take time to listen", "listening.1.levels": "everybody"}  # fmt: skip
    admin.post(
        page,
        {**seen, "name": "Listening", "rater": "Listens", "self": "I listen", "behaviour": "listening.1", **words},
    )  # fmt: skip
    assert "No errors and no warnings." in admin.get(address).html
    assert "Alex Example" in admin.get(f"/frameworks/preview/{the_draft().id}/everybody/rater/1").html
    admin.post(f"{address}/publish", {"version": "2027"})

    version = db.session.query(FrameworkVersion).one()
    assert (version.framework_id, version.version, version.number) == ("leading-well", "2027", 1)
    assert db.session.query(FrameworkDraft).count() == 0
    assert "Marlbeck Borough Council: Leading Well" in admin.get("/campaigns/new").html
    admin.post("/campaigns/new", {"framework": "leading-well"})
    assert "2027" in admin.get(f"/frameworks/{version.hash}").html


def test_two_people_at_one_competency_lose_nothing(
    admin: Browser, copied: str, council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    other = browser_of(council.person("Otis Other", administrator=True))
    page, mine = a_competency(admin, copied)
    _page, theirs = a_competency(other, copied)
    first, second = mine["behaviour"][:2]
    other.post(page, {**theirs, f"{first}.rater": ["Their words"]})

    html = admin.post(page, {**mine, f"{second}.rater": ["My own words"]}, expect=409).html

    assert "Somebody else has changed this meanwhile" in html
    assert "My own words" in html
    assert "Their words" in html
    again = fields(html)["seen"]
    admin.post(page, {**mine, f"{first}.rater": ["Their words"], f"{second}.rater": ["My own words"], "seen": [again]})
    words = [one["rater"] for one in editing.competencies(the_draft().content)[0]["behaviours"]]
    assert words[:2] == ["Their words", "My own words"]


def test_two_people_at_two_competencies_do_not_meet(admin: Browser, copied: str) -> None:
    page, mine = a_competency(admin, copied)
    ids = [one["id"] for one in the_draft().content["themes"]]
    admin.post(f"{copied}/move/theme/{ids[0]}", {"way": "down"})

    admin.post(page, {**mine, "name": ["Drive on"]})

    moved = the_draft().content["themes"]
    assert [theme["id"] for theme in moved][:2] == [ids[1], ids[0]]
    assert moved[1]["competencies"][0]["name"] == "Drive on"


def test_behaviours_are_moved_taken_out_and_added_and_what_was_typed_is_kept(admin: Browser, copied: str) -> None:
    page, sent = a_competency(admin, copied)
    first, second, *rest = sent["behaviour"]
    admin.post(page, {**sent, "name": ["Anew"], "do": [f"down:{first}"]})
    part = editing.competencies(the_draft().content)[0]
    assert (part["name"], [one["id"] for one in part["behaviours"]]) == ("Anew", [second, first, *rest])

    _page, sent = a_competency(admin, copied)
    admin.post(page, {**sent, "do": [f"remove:{second}"]})
    _page, sent = a_competency(admin, copied)
    admin.post(page, {**sent, "do": ["add"]})
    ids = [one["id"] for one in editing.competencies(the_draft().content)[0]["behaviours"]]
    assert ids[:-1] == [first, *rest]
    assert ids[-1] not in (first, second, *rest)


def test_the_check_follows_what_is_typed_and_writes_nothing(admin: Browser, copied: str) -> None:
    page, sent = a_competency(admin, copied)
    before = the_draft().content

    typed = {**sent, f"{sent['behaviour'][0]}.rater": ["Never does not listen."]}
    told = Context().run(admin.browser.post, f"{page}/check", data=typed).text

    assert "has a negation" in told
    assert f"{page}#{sent['behaviour'][0]}.rater" in told
    assert the_draft().content == before


def test_a_reworded_behaviour_is_compared_once_somebody_says_so(admin: Browser, copied: str) -> None:
    page, sent = a_competency(admin, copied)
    first = sent["behaviour"][0]
    was = sent[f"{first}.rater"][0]
    admin.post(page, {**sent, f"{first}.rater": [f"Plainly {was[0].lower()}{was[1:]}"]})
    html = admin.get(f"{copied}/same").html
    assert f"Most alike before: “{was}”" in html.replace("&#39;", "'")
    admin.post(f"{copied}/same", {f"same:behaviour:{first}": first})
    assert "Worded differently" in admin.get(f"{copied}/publish").html
    admin.post(f"{copied}/publish", {"version": "1"}, expect=400)
    admin.post(f"{copied}/publish", {"version": "2"})

    used = service.by_id("leicestershire", FRAMEWORKS)
    [behaviour] = [one for one in used.behaviours if one.id == first]
    assert [(one.id, one.rater) for one in behaviour.earlier] == [(first, was)]
    hash_ = used.hash
    admin.post(f"/frameworks/{hash_}/retire")
    db.session.rollback()
    assert service.by_id("leicestershire", FRAMEWORKS).version == "1", "a retired version gives way to the file"
    admin.post(f"/frameworks/{hash_}/take-back")
    db.session.rollback()
    assert service.by_id("leicestershire", FRAMEWORKS).hash == hash_


def upload(admin: Browser, content: bytes | str, name: str, expect: int) -> str:
    data = content.encode() if isinstance(content, str) else content
    admin.get("/frameworks/upload")
    return admin.post("/frameworks/upload", {"file": (io.BytesIO(data), name), "title": "T", "organisation": "O"},
                      expect=expect).html  # fmt: skip


def test_files_become_drafts(admin: Browser) -> None:
    upload(admin, template(), "ours.xlsx", 200)
    assert len(editing.statements(the_draft().content)) == 3
    db.session.query(FrameworkDraft).delete()
    db.session.commit()
    upload(admin, changed(('rater: "Makes time to listen to their team"', 'rater: ""')), "ours.yaml", 200)
    found = the_draft()
    assert found.content["id"] == "marlbeck"
    assert "1 error" in admin.get(f"/frameworks/drafts/{found.id}").html
    exported = admin.download(f"/frameworks/drafts/{found.id}/framework.yaml").text
    assert "id: marlbeck" in exported
    admin.get(f"/frameworks/preview/{found.id}")
    assert "There are errors" in admin.get(f"/frameworks/drafts/{found.id}/publish").html


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nthemes: [*b, *b]\n"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(BOMB, "bomb.yaml", "aliases cannot be used", id="aliases"),
        pytest.param("!!python/object:os.system {}", "tag.yaml", "tags cannot be used", id="tags"),
        pytest.param("\0", "binary.yaml", "no text", id="no text"),
        pytest.param(b"\xff\xfe\xfa", "binary.yml", "UTF-8", id="not UTF-8"),
        pytest.param("[" * 5_000, "deep.yaml", "nested too deeply", id="too deep"),
        pytest.param("format: framework/1\nwhat: x\n", "odd.yaml", "not part of the format", id="another key"),
        pytest.param(example().replace("id: listening.team.2", "id: listening.team.1"), "twice.yaml", "used twice",
                     id="an id twice"),
        pytest.param("theme,level,source,rater,self\n=cmd|' /C calc'!A0,x,a,b,c\n", "formula.csv", "as a formula does",
                     id="a formula"),
        pytest.param("PK\3\4 nothing", "broken.xlsx", "cannot be read", id="no workbook"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_and_nothing_is_kept(admin: Browser, content: str, name: str, words: str) -> None:
    html = upload(admin, content, name, 400)

    assert words in html
    db.session.rollback()
    assert db.session.query(FrameworkDraft).count() == 0


def test_levels_and_themes_are_kept_or_said_to_be_needed(admin: Browser, copied: str) -> None:
    html = admin.get(f"{copied}/levels").html
    rows = {"row": ["0", "1", "2", "3"], **fields(html)}
    for n, level in enumerate(the_draft().content["levels"]):
        rows |= {f"{n}.id": level["id"], f"{n}.name": level["name"]}
    assert "cannot be taken out" in admin.post(f"{copied}/levels", {**rows, "2.out": "y"}, expect=400).html
    admin.post(f"{copied}/levels", {**rows, "3.name": "Chief executive"})
    assert the_draft().content["levels"][-1]["name"] == "Chief executive"
    admin.post(f"{copied}/levels", {**rows, "3.name": "Other"}, expect=409)

    theme = the_draft().content["themes"][0]["id"]
    seen = fields(admin.get(f"{copied}/themes/{theme}").html)
    admin.post(f"{copied}/themes/{theme}", {**seen, "name": "Push"})
    assert "Somebody else" in admin.post(f"{copied}/themes/{theme}", {**seen, "name": "Pull"}, expect=409).html
    seen = fields(admin.get(f"{copied}/remove/theme/{theme}").html)
    admin.post(f"{copied}/remove/theme/{theme}", seen)
    assert theme not in [one["id"] for one in the_draft().content["themes"]]
    admin.get(f"{copied}/themes/{theme}", expect=404)


def test_the_whole_is_described_and_thrown_away(admin: Browser, copied: str) -> None:
    html = admin.get(f"{copied}/about").html
    words = {"title": "Our way", "organisation": "O", "level_rule": "exact", "depth": "behaviours", "document": "D"}
    admin.post(f"{copied}/about", {**fields(html), **words, "choose": "many"}, expect=400)
    admin.post(f"{copied}/about", {**fields(html), **words, "choose": "6"})
    assert the_draft().content["choose"] == {"competencies": "6"}
    admin.post(f"{copied}/about", {**fields(html), **words, "title": "Other"}, expect=409)
    admin.get(f"{copied}/drop")
    admin.post(f"{copied}/drop")
    assert db.session.query(FrameworkDraft).count() == 0


def test_a_preview_walks_like_the_real_thing_and_keeps_nothing(admin: Browser, copied: str) -> None:
    page = f"/frameworks/preview/{the_draft().id}"
    admin.get(page)
    assert "How often does this describe you?" in admin.get(f"{page}/2/self/1").html
    admin.post(f"{page}/2/rater/1", {"i.drive.1": "3"})
    admin.get(f"{page}/2/rater/99")
    admin.get(f"{page}/nowhere/rater/1", expect=404)


def test_cli_lists_what_is_in_use(app: Flask, admin: Browser, copied: str) -> None:
    admin.post(f"{copied}/publish", {"version": "2"})
    db.session.rollback()
    told = app.test_cli_runner().invoke(args=["framework", "list"])
    assert '"version": "2"' in told.stdout
    db.session.rollback()
    shown = app.test_cli_runner().invoke(args=["framework", "show", "leicestershire"])
    assert '"version": "2"' in shown.stdout
    db.session.rollback()
    checked = app.test_cli_runner().invoke(args=["framework", "check"])
    assert checked.exit_code == 0
    assert "6 checked: 0 errors" in checked.stderr
