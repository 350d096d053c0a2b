"""Help, for whoever wants it: the guides are no secret, and nobody need sign in or bring a link to read them."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.guides.reading import guide
from feedback.identity.browser import signed_in_person
from feedback.identity.models import Person
from feedback.identity.permissions import open_to_anyone

GUIDES = ("rater", "leader", "manager", "coach", "director", "administrator")

bp = Blueprint("guides", __name__, url_prefix="/help")


@bp.get("")
@open_to_anyone
def guides() -> ResponseReturnValue:
    """All guides; for whoever is signed in those of what they are first."""
    person = signed_in_person()
    mine = _mine(person) if person else ()
    titles = {name: guide(name).title for name in GUIDES}
    return render_template("guides/guides.html", titles=titles, mine=mine)


@bp.get("/<name>")
@open_to_anyone
def show(name: str) -> ResponseReturnValue:
    """One guide."""
    if name not in GUIDES:
        abort(404)
    return render_template("guides/guide.html", guide=guide(name), leads=_leads())


def _mine(person: Person) -> tuple[str, ...]:
    around = campaigns.subjects_around(person.id)
    is_theirs = {
        "rater": True,
        "leader": any(leader.person_id == person.id for leader in around),
        "manager": any(leader.manager_id == person.id for leader in around),
        "coach": person.is_coach,
        "director": person.is_director,
        "administrator": person.is_administrator or person.is_clerk,
    }
    return tuple(name for name in GUIDES if is_theirs[name])


def _leads() -> dict[str, str]:
    """Where a link of a guide leads within the product; what is not here is for whoever has the files."""
    others = {f"{name}.md": url_for("guides.show", name=name) for name in GUIDES}
    return others | {"../methods/disclosure.md": url_for("home.anonymity")}
