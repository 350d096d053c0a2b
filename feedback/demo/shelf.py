"""Which frameworks has the council written in the browser? A version that is in use, and a draft that needs work."""

from copy import deepcopy
from datetime import datetime
from functools import partial

from flask import Flask

from feedback.demo.council import ADMINISTRATOR
from feedback.foundations.database import one_transaction
from feedback.framework import drafts, editing, mapping, service
from feedback.framework.editing import Data
from feedback.identity import service as identity

PUBLISHED, UNFINISHED = "leicestershire", "plymouth"
REWORDED = {
    "rater": "Manages budget and resources with care, so that they are used well",
    "self": "I manage budget and resources with care, so that they are used well",
}
WEAK = {"rater": "Does not lose sight of the city when plans change"}


def fill(app: Flask, *, now: datetime) -> None:
    """Publish a second version of one framework, with a behaviour reworded; begin to edit another one."""
    folder = app.config["SETTINGS"].frameworks
    with app.app_context(), one_transaction():
        person = identity.person_by_email(ADMINISTRATOR.email)
        by = person.id if person else None
        old = service.by_id(PUBLISHED, folder)
        draft = drafts.copy(old, folder, by=by, now=now)
        behaviour = next(one for one in old.behaviours if one.id == "drive.2.6")
        drafts.change(draft.id, partial(_worded, behaviour_id=behaviour.id, words=REWORDED), by=by, now=now)
        said = {("behaviour", behaviour.id): behaviour.id}
        before = editing.plain(old)
        drafts.change(draft.id, lambda content: mapping.with_mapping(before, content, said), by=by, now=now)
        drafts.publish(draft.id, folder, version=f"{now.year}", by=by, now=now)

        other = service.by_id(UNFINISHED, folder)
        draft = drafts.copy(other, folder, by=by, now=now)
        first = other.behaviours[0].id
        drafts.change(draft.id, partial(_worded, behaviour_id=first, words=WEAK), by=by, now=now)


def _worded(content: Data, *, behaviour_id: str, words: dict[str, str]) -> Data:
    content = deepcopy(content)
    for statement in editing.statements(content):
        if statement["id"] == behaviour_id:
            statement.update(words)
    return content
