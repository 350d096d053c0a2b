"""Can an administrator look after people, and is every slip told in words?"""

from collections.abc import Callable

import pytest

from feedback.identity import service as identity
from feedback.identity.models import Person
from tests.building import Council
from tests.staff import Browser


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
    page = admin.submit("Find", {"Find by name, email address or job title": words})

    assert [row[0] for row in page.table(f"Found for “{words.strip()}”")] == ["Name", "Casey Coach"]


def test_nobody_found(admin: Browser) -> None:
    page = admin.get("/people?words=zebra")
    assert "Nobody found for “zebra”" in page.text


def test_a_long_list_says_that_it_is_cut(admin: Browser, council: Council) -> None:
    for _ in range(50):
        council.person()
    page = admin.get("/people")

    assert len(page.table("Everybody")) == 51
    assert "These are the first 50" in page.text


def test_nobody_has_that_page(admin: Browser) -> None:
    admin.get("/people/00000000-0000-0000-0000-000000000000", expect=404)


def test_blanks_are_no_answer(admin: Browser) -> None:
    admin.get("/people/new")
    page = admin.submit("Save", {"Full name": "  ", "Work email address": " "})

    assert page.errors == ["Enter their full name", "Enter their work email address"]
