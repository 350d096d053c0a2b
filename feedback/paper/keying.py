"""The verbs of keying in what was answered on paper. Knows a code, a leader and the answers; never who gave them.

Nothing here is audited or logged: an event in the transaction that fills a slot would say, in the row versions of the
database, which slot holds what a certain clerk has read.
"""

import uuid
from collections.abc import Mapping

from feedback.campaign.questionnaire import Questionnaire
from feedback.invitation import handover
from feedback.response import service as responses
from feedback.response.asked import Asked, asked_about
from feedback.response.rules import CANNOT_SAY, Answers, read_page

CANNOT_SAY_TYPED = ("-", "–", "—", "0")


class PartOfIt(Exception):
    """The clerk is part of this leader's feedback, and somebody else must key it in."""


def opened(code: str, *, by: uuid.UUID, secret: str, to_write: bool = False) -> Asked:
    """The questionnaire that belongs to a code on paper.

    Raises:
        LinkUnusable: unknown, spent, cancelled, or its campaign takes no answers; nobody is told which.
        PartOfIt: the clerk is the leader, the manager, the coach or a rater.
    """
    slot = handover.paper_slot(code, secret=secret, to_write=to_write)
    if handover.has_a_part(by, slot.subject_id):
        raise PartOfIt
    return asked_about(slot)


def read(asked: Questionnaire, typed: Mapping[str, str]) -> Answers:
    """The answers as they were keyed in, by the rules of the pages online. An empty field is no answer.

    Raises:
        PageRefused: a rating off the scale, something that was not asked, a comment that is too long, or one that
            cannot travel like that; more marks than may be made.
    """
    fields = {name: _meant(value) if name.startswith("i.") else value for name, value in typed.items()}
    given = {name: value for name, value in fields.items() if value}
    return read_page(
        given,
        items=asked.item_ids,
        questions=asked.question_ids,
        points=asked.scale.points,
        competencies=asked.marking.ids if asked.marking else (),
        most_marks=most_marks(asked),
    )


def most_marks(asked: Questionnaire) -> int:
    """How many competencies may be marked on a copy."""
    return asked.marking.most if asked.marking else 0


def send(code: str, typed: Mapping[str, str], *, by: uuid.UUID, secret: str) -> None:
    """Seal the answers at once, as if they had been sent, and spend the code. Nobody can read them back.

    Raises:
        LinkUnusable, PartOfIt, PageRefused: as above; nothing was kept.
        NothingToSend: not one answer.
        TooLargeToSeal: the comments together are too long.
    """
    asked = opened(code, by=by, secret=secret, to_write=True)
    responses.send_from_paper(asked.slot, read(asked.questionnaire, typed))


def _meant(typed: str) -> str:
    number = typed.strip()
    return CANNOT_SAY if number in CANNOT_SAY_TYPED else number
