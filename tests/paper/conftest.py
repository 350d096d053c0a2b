"""An administrator who makes paper copies, and a clerk who keys them in."""

from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation import codes, paper
from feedback.invitation.models import Invitation
from tests.building import Council
from tests.page_client import Page
from tests.paper.printing import Paper, papers
from tests.staff import Browser

SITE = "http://localhost"
CODE = "Code at the top of each page"
ADDRESS = "Paper answers\nBusiness support\nExampleton"


class Staff(Browser):
    """A browser of staff that can also fetch what is no page."""

    def make(self, leader: Subject, *names: str, **changed: object) -> list[Paper]:
        """Make paper copies for people by their names, through the page, and read them back."""
        return papers(self.pdf(leader, *names, **changed).data)

    def pdf(self, leader: Subject, *names: str, **changed: object) -> TestResponse:
        """The answer to the button that makes paper copies."""
        page = self.get(f"/campaigns/{leader.campaign_id}/paper/{leader.id}")
        form = page.form("Make paper copies")
        labels = [form.document.label(one) for one in form.controls if one.get("name") == "raters"]
        chosen = [label for label in labels if label.partition(",")[0] in names]
        assert len(chosen) == len(names), labels
        form.fill({"Who asked for paper?": chosen, "Where do they return it?": ADDRESS} | changed)
        return self.fetch("POST", page.path, data=form.data)

    def fetch(self, method: str, path: str, **sent: object) -> TestResponse:
        """The bare answer to a request, whatever it is."""
        db.session.rollback()
        self._stay_signed_in()
        return Context().run(lambda: self.browser.open(path, method=method, base_url=SITE, **sent))  # type: ignore[arg-type]

    def open_code(self, code: str, *, expect: int | None = None) -> Page:
        """Type the code of a paper copy."""
        self.get("/paper")
        return self.submit("Continue", {CODE: code}, expect=expect)

    def key_in(self, code: str, rating: str, words: str = "") -> Page:
        """Key a whole paper copy in with one rating and the same words everywhere, and send it."""
        page = self.open_code(code)
        form = page.form("Check")
        fields = [one for one in form.controls if one.get("name", "")[:2] in ("i.", "c.")]
        assert len(fields) > 5
        form.held |= {one: rating if one.get("name", "").startswith("i.") else words for one in fields}
        page = self._open("POST", "/paper/check", expect=200, data=form.data)
        return self.submit("Send")


@pytest.fixture
def staff(app: Flask) -> Callable[[Person], Staff]:
    """A browser in which somebody is signed in."""
    return lambda person: Staff.of(app, person)


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose raters are asked: four peers, four reports, the manager and the leader."""
    run = council.campaign(name="Spring 2027", themes=("connect", "inspire"))
    lee = council.leader(run, person=council.person("Lee Leader"), manager=council.person("Max Manager"))
    return council.collecting(lee, peers=4, reports=4)


@pytest.fixture
def raters(council: Council, leader: Subject) -> list[str]:
    """The names of the four peers and the four reports."""
    people = {one.id: db.session.get_one(Person, one.person_id).name for one in council.invitations(leader)}
    found = [people[one.id] for one in council.invitations(leader) if one.group in ("peers", "reports")]
    assert len(set(found)) == 8
    return sorted(found)


def copy_of(council: Council, invitation: Invitation) -> str:
    """The code on a new paper copy for an invitation, without the printing."""
    leader = db.session.get_one(Subject, invitation.subject_id)
    secret, by = council.app.config["SETTINGS"].secret_key, leader.coach_id
    with one_transaction():
        [copy] = paper.make_copies(leader, [invitation.id], secret=secret, by=by, now=council.clock.now)
    return codes.in_groups(copy.code)


@pytest.fixture
def code(council: Council, leader: Subject, raters: list[str]) -> str:
    """The code on a paper copy of the first rater."""
    person = db.session.query(Person).filter_by(name=raters[0]).one()
    return copy_of(council, db.session.query(Invitation).filter_by(person_id=person.id).one())


@pytest.fixture
def admin(council: Council, staff: Callable[[Person], Staff]) -> Staff:
    """An administrator's browser."""
    return staff(council.person("Ada Admin", administrator=True))


@pytest.fixture
def clerk(council: Council, staff: Callable[[Person], Staff]) -> Staff:
    """A clerk's browser."""
    return staff(council.person("Chris Clerk", clerk=True))
