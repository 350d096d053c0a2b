"""A council in which everything has happened, for whoever tries to reach it from another."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from feedback import worker
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity import asking
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from tests.building import Council
from tests.installation.conftest import Several

UNKNOWN = "00000000-0000-4000-8000-000000000000"  # an id that nothing has


@dataclass
class Rich:
    """Whom a council has by what they are, the ids of what is there, and the code in a rater's letter."""

    people: dict[str, Person]
    ids: dict[str, uuid.UUID]
    raters_code: str


def path_of(rule: Rule, **ids: Any) -> str:
    """The rule's path with these ids; another id, or the first choice, where none is given."""

    def part(match: re.Match[str]) -> str:
        choices, name = match[1], match[2]
        other = "1" if match[0].startswith("<int:") else UNKNOWN
        return choices.split(",")[0] if choices else str(ids.get(name, other))

    return re.sub(r"<(?:\w+(?:\((.*?)\))?:)?(\w+)>", part, rule.rule)


def fill(several: Several, name: str) -> Rich:
    """Give a council people of every kind, feedback that is open and feedback that is released."""
    app, named = several.app(name), name.capitalize()
    with app.app_context():
        council = Council(app, several.clock)
        admin = council.person(f"{named} Admin", administrator=True)
        clerk = council.person(f"{named} Clerk", clerk=True)
        closed = council.collecting(council.leader(person=council.person(f"{named} Leader")), peers=4)
        for invitation in council.invitations(closed):
            council.answer(invitation, comments={"q1": f"A remark for {name} alone"})
        council.close(closed.campaign)
        still_open = council.collecting(council.leader(person=council.person(f"{named} Chief")), peers=4)
        code = council.token(next(one for one in council.invitations(still_open) if one.group == "peers"))
        comment = db.session.query(Comment).filter_by(subject_id=closed.id).first()
        rater = db.session.query(Invitation).filter_by(subject_id=still_open.id).first()
        assert comment is not None
        assert rater is not None
        people = {
            "administrator": admin, "clerk": clerk, "leader": closed.person, "manager": closed.manager,
            "coach": closed.coach,
        }  # fmt: skip
        ids = {
            "campaign_id": closed.campaign_id, "subject_id": closed.id, "person_id": rater.person_id,
            "comment_id": comment.id,
        }  # fmt: skip
        assert all(person.id and person.name for person in people.values())
        db.session.expunge_all()
        return Rich(people, ids, code)


def sign_in_code(several: Several, name: str, person: Person) -> str:
    """The code in the link that somebody has just asked for."""
    app = several.app(name)
    with app.app_context():
        with one_transaction():
            asking.ask_to_sign_in(person.email)
        worker.sweep(app)
    return several.inbox.to(person.email)[-1].links[0].partition("#")[2]
