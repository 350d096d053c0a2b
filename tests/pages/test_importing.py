"""Does a file add all of its leaders, or none of them and every error with its row and column?"""

import io

import pytest

from feedback.campaign import service as campaigns
from feedback.campaign.models import Campaign
from feedback.identity import service as identity
from tests.building import Council
from tests.staff import Browser

ALL = "name,email,job_title,level,manager_name,manager_email,coach_email,senior,competencies"
ANN = "Ann Lee,ann@example.org,Head of Housing,strong,Sam Roe,sam@example.org,{coach},yes,"
BO = "Bo Ray,BO@example.org,,essential,,sam@example.org,{coach},,respect;curious"


@pytest.fixture
def draft(council: Council) -> Campaign:
    """A draft on a framework that has all the columns, and one person who coaches."""
    council.person("Casey Coach", coach=True)
    return council.campaign("bristol")


def load(admin: Browser, draft: Campaign, *lines: str, encoding: str = "utf-8") -> None:
    """Choose a file of these lines on the page for it."""
    [coach] = [person.email for person in identity.coaches()]
    content = "\r\n".join(lines).replace("{coach}", coach).encode(encoding)
    admin.get(f"/campaigns/{draft.id}")
    admin.follow("Leaders and their coaches")
    admin.follow("Add from a file")
    admin.submit("Add these leaders", {"CSV file or Excel workbook (.xlsx)": (io.BytesIO(content), "leaders.csv")})


def errors(admin: Browser) -> list[list[str]]:
    """The table of errors without its head."""
    assert admin.page is not None
    return admin.page.table("What to correct in the file")[1:]


def nothing_was_added(draft: Campaign) -> bool:
    """Neither a leader nor anybody else named in the file."""
    return not campaigns.subjects_of(draft.id) and not identity.person_by_email("sam@example.org")


def test_a_good_file_adds_everybody(admin: Browser, draft: Campaign) -> None:
    load(admin, draft, ALL, ANN, "", ",,,,,,,,", BO)

    assert admin.page is not None
    assert admin.page.messages == ["2 leaders added."]
    rows = admin.page.table("Leaders")[1:]
    assert [row[0] for row in rows] == ["Ann Lee Head of Housing", "Bo Ray"]
    assert [row[1] for row in rows] == ["Strong, senior", "Essential"]
    assert [row[3] for row in rows] == ["Sam Roe", "Sam Roe"]
    bo = campaigns.subjects_of(draft.id)[1]
    assert (bo.person.email, bo.competencies) == ("bo@example.org", ["respect", "curious"])


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8"), ("\t", "utf-8"), (",", "cp1252"), (";", "utf-8-sig")]
)
def test_what_spreadsheets_save_is_read(admin: Browser, draft: Campaign, separator: str, encoding: str) -> None:
    lines = ["Name,Email,Level,Manager email,Coach email", "Zoë O’Neil,zoe@example.org,strong,sam@example.org,{coach}"]
    load(admin, draft, *(line.replace(",", separator) for line in lines), encoding=encoding)

    assert admin.page is not None
    assert admin.page.messages == ["1 leader added."]
    assert admin.page.table("Leaders")[1][0] == "Zoë O’Neil"


def test_every_error_is_told_at_once_and_nothing_is_added(admin: Browser, draft: Campaign) -> None:
    load(
        admin,
        draft,
        ALL,
        ANN,
        ",ann,,9,,sam@example.org,nobody@example.org,perhaps,",
        "",
        "Cy,ann@example.org,,strong,,sam@,{coach},,respect; honesty",
        "Di,di@example.org,,strong,,di@example.org,{coach},,",
        "Ed,ed@example.org,,strong,,sam@example.org",
    )

    assert admin.page is not None
    assert admin.page.status == 400
    assert admin.page.errors == ["The file has 10 errors and nothing was added. Correct the file and choose it again"]
    assert errors(admin) == [
        ["3", "name", "This is empty"],
        ["3", "email", "“ann” is not an email address"],
        ["3", "senior", "Write yes or no"],
        ["3", "level", "Write one of these level codes: essential, proficient, strong, exemplary"],
        ["3", "coach_email", "Nobody with this address is a coach. Add them under People first"],
        ["5", "manager_email", "“sam@” is not an email address"],
        ["5", "email", "The same address is in row 2"],
        ["5", "competencies", "The framework has no honesty"],
        ["6", "manager_email", "A leader cannot be their own manager"],
        ["7", "coach_email", "This is empty"],
    ]
    assert nothing_was_added(draft)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(["name,email", "Ann,a@example.org"], ["level", "manager_email", "coach_email"], id="columns"),
        pytest.param([ALL], ["file"], id="no rows"),
        pytest.param([""], ["name", "email", "level", "manager_email", "coach_email"], id="empty"),
        pytest.param(["PK\0\3\4"], ["file"], id="not a CSV file"),
        pytest.param(
            [ALL, *(f"A,a{n}@example.org,,x,,s@example.org,c@e.org,," for n in range(5001))], ["file"], id="long"
        ),
    ],
)
def test_a_file_that_is_not_one_is_refused(admin: Browser, draft: Campaign, lines: list[str], told: list[str]) -> None:
    load(admin, draft, *lines)

    assert [column for _, column, _ in errors(admin)] == told
    assert nothing_was_added(draft)


def test_a_leader_who_is_in_the_campaign_stops_the_file(admin: Browser, council: Council, draft: Campaign) -> None:
    kay = council.leader(draft, person=council.person("Kay Known"), coach=identity.coaches()[0])
    load(admin, draft, ALL, ANN, f"Kay,{kay.person.email},,strong,,sam@example.org,{{coach}},,")

    assert errors(admin) == [["3", "email", "This leader is in the campaign already"]]
    assert [leader.person.name for leader in campaigns.subjects_of(draft.id)] == ["Kay Known"]


def test_no_file_was_chosen(admin: Browser, draft: Campaign) -> None:
    admin.get(f"/campaigns/{draft.id}/leaders/import")
    assert admin.submit("Add these leaders").errors == ["Choose a file"]


@pytest.mark.parametrize(("framework", "senior"), [("bristol", True), ("leicestershire", False)])
def test_the_page_tells_what_a_file_may_hold(admin: Browser, council: Council, framework: str, senior: bool) -> None:
    run = council.campaign(framework)
    page = admin.get(f"/campaigns/{run.id}/leaders/import")

    needed = [column for column, words in page.facts.items() if "can be empty" not in words]
    assert needed == ["name", "email", "level", "manager_email", "coach_email"]
    assert ("senior" in page.facts) is senior
    levels = [level.id for level in campaigns.framework_of(run).levels if level.assignable]
    assert [row[0] for row in page.table("Level codes")[1:]] == levels
    codes = [competency.id for competency in campaigns.framework_of(run).competencies]
    assert [row[0] for row in page.table("Competency codes")[1:]] == codes
