"""Can an administrator look after people, and is every slip told in words?"""

from collections.abc import Callable

import pytest

from feedback.identity import service as identity
from feedback.identity.models import Person
from tests.building import Council
from tests.staff import Browser

WORDS = "Name, email address or job title"


def test_add_a_coach(admin: Browser) -> None:
    admin.get("/people")
    admin.follow("Add a person")
    page = admin.submit(
        "Save", {"Full name": "  Casey  Coach ", "Work email address": " Casey@Example.ORG ", "Can coach leaders": True}
    )

    assert page.messages == ["Casey Coach saved."]
    assert ["Casey Coach", "casey@example.org", "", "Coach"] in page.table("Everybody")


def test_change_somebody(admin: Browser, council: Council) -> None:
    casey = council.person("Casey Coach", coach=True)
    admin.get("/people")
    page = admin.follow("Casey Coach")
    assert page.h1 == "Change Casey Coach"

    page = admin.submit(
        "Save", {"Full name": "Casey Fox", "Job title (optional)": "Adviser", "Can coach leaders": False}
    )

    assert ["Casey Fox", casey.email, "Adviser", ""] in page.table("Everybody")


def test_empty_answers_are_asked_for(admin: Browser) -> None:
    admin.get("/people/new")
    page = admin.submit("Save")

    assert page.status == 400
    assert page.errors == ["Enter their full name", "Enter their work email address"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"Full name": "x" * 101}, "Name must be 100 characters or less"),
        ({"Work email address": "casey"}, "Enter an email address in the correct format, like name@example.gov.uk"),
        ({"Job title (optional)": "x" * 101}, "Job title must be 100 characters or less"),
    ],
)
def test_what_does_not_fit_is_told(admin: Browser, typed: dict[str, str], error: str) -> None:
    admin.get("/people/new")
    page = admin.submit("Save", {"Full name": "Casey", "Work email address": "casey@example.org"} | typed)

    assert page.errors == [error]
    assert identity.person_by_email("casey@example.org") is None


@pytest.mark.parametrize("path", ["/people/new", "/people/{}"])
def test_two_people_cannot_share_an_address(admin: Browser, council: Council, path: str) -> None:
    taken = council.person("Tess Taken").email
    admin.get(path.format(council.person("Casey Coach").id))
    page = admin.submit("Save", {"Full name": "Casey Coach", "Work email address": taken.upper()})

    assert page.errors == ["Somebody else has this email address"]


def test_administrators_cannot_lock_themselves_out(admin: Browser, council: Council) -> None:
    admin.get("/people")
    admin.follow("Ada Admin")
    page = admin.submit("Save", {"Administrator: runs campaigns and adds people": False})

    assert page.errors == ["Ask another administrator to take this role from you"]
    assert admin.get("/people").status == 200


def test_an_administrator_takes_the_role_from_another(
    admin: Browser, council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    bo = council.person("Bo Admin", administrator=True)
    admin.get(f"/people/{bo.id}")
    admin.submit("Save", {"Administrator: runs campaigns and adds people": False})

    browser_of(bo).get("/people", expect=403)


@pytest.mark.parametrize("words", ["casey", "CASEY.COACH", "  coach "])
def test_find_people(admin: Browser, council: Council, words: str) -> None:
    council.person("Casey Coach")
    admin.get("/people")
    page = admin.submit("Find", {WORDS: words})

    assert [row[0] for row in page.table("1 person found")] == ["Name", "Casey Coach"]


def test_nobody_found(admin: Browser) -> None:
    admin.get("/people")
    page = admin.submit("Find", {WORDS: "zebra"})
    assert "Nobody found" in page.text


def test_no_name_or_address_stands_in_the_address_of_a_page(admin: Browser, council: Council) -> None:
    for number in range(60):
        council.person(f"Pat Zebra {number:02}")
    admin.get("/people")
    found = admin.submit("Find", {WORDS: "zebra"})
    assert "zebra" not in found.document.address.lower()
    assert "narrowed=" in found.document.address
    second = admin.follow("Next page")
    assert len(second.table("60 people found (page 2 of 2)")[1:]) == 10
    assert "zebra" not in second.document.address.lower()
    assert len(admin.get("/people").table("Everybody (page 1 of 2)")[1:]) == 50, "a bare address shows everybody"


def test_however_much_is_searched_for_nobody_is_signed_out(admin: Browser) -> None:
    admin.get("/people")
    page = admin.submit("Find", {WORDS: "zebra " * 1000})
    assert "Nobody found" in page.text
    with admin.browser.session_transaction() as session:
        assert len(str(session["narrowed"])) < 500, "a browser throws away what does not fit into a cookie"


def test_a_long_list_has_pages(admin: Browser, council: Council) -> None:
    for number in range(50):
        council.person(f"Pat {number:02}")
    page = admin.get("/people")
    assert len(page.table("Everybody (page 1 of 2)")) == 51
    page = admin.follow("Next page")
    assert [row[0] for row in page.table("Everybody (page 2 of 2)")[1:]] == ["Pat 49"]
    assert admin.get("/people?page=99").h1 == admin.get("/people?page=-3").h1 == admin.get("/people?page=x").h1


def test_people_are_found_by_where_they_stand(admin: Browser, council: Council) -> None:
    sam = council.person("Sam Roe")
    for name, level, team, manager in [("Ann", "Head", "Homes", sam.email), ("Bo", "Head", "Roads", "")]:
        admin.get("/people/new")
        admin.submit(
            "Save",
            {
                "Full name": name, "Work email address": f"{name}@example.org", "Level or grade (optional)": level,
                "Team (optional)": team, "Line manager’s email address (optional)": manager,
            },
        )  # fmt: skip
    manager = "Manager’s email address"
    for asked, found in [
        ({"Level": "Head"}, 2),
        ({"Team": "Roads"}, 1),
        ({manager: sam.email.upper()}, 1),
        ({WORDS: "%"}, 0),
    ]:
        admin.get("/people")
        page = admin.submit("Find", asked)
        assert (f"{found} p" in page.text) == bool(found)
        assert ("Nobody found" in page.text) != bool(found)


@pytest.mark.parametrize(
    ("manager", "error"),
    [
        ("nobody@example.org", "Nobody has this email address. Add the manager first, or check the spelling"),
        ("bo@example.org", "Choose somebody else: nobody can be their own manager"),
        ("ann@example.org", "Choose somebody else: nobody can be their own manager"),
    ],
)
def test_a_manager_who_does_not_fit_is_refused(admin: Browser, manager: str, error: str) -> None:
    for name, above in [("Ann", ""), ("Bo", "ann@example.org")]:
        admin.get("/people/new")
        who = {"Full name": name, "Work email address": f"{name}@example.org"}
        admin.submit("Save", who | {"Line manager’s email address (optional)": above})
    ann = identity.person_by_email("ann@example.org")
    assert ann is not None
    admin.get(f"/people/{ann.id}")
    page = admin.submit("Save", {"Line manager’s email address (optional)": manager, "Team (optional)": "Homes"})

    assert [told.startswith(error) for told in page.errors] == [True]
    again = identity.person_by_email("ann@example.org")
    assert again is not None
    assert (again.team, again.manager_id) == ("", None)


def test_nobody_has_that_page(admin: Browser) -> None:
    admin.get("/people/00000000-0000-0000-0000-000000000000", expect=404)


def test_blanks_are_no_answer(admin: Browser) -> None:
    admin.get("/people/new")
    page = admin.submit("Save", {"Full name": "  ", "Work email address": " "})

    assert page.errors == ["Enter their full name", "Enter their work email address"]
