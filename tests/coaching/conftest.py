"""A closed round whose raters chose every way for their comments to travel, and a browser for each of its people."""

from collections.abc import Callable

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.coaching import service
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import service as reports
from feedback.response.rules import COACH_ONLY, PARAPHRASE, Answers
from tests.building import Council
from tests.coaching.words import FOR_THE_COACH, OTHER_WORDS, WORD_FOR_WORD
from tests.disclosure import rounds
from tests.staff import Browser


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person], Browser]:
    """A browser in which somebody is signed in."""
    return lambda person: Browser.of(app, person)


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose round is closed: on q1 three read word for word, two in other words, one for the coach."""
    [leader] = rounds.launched(council)
    rating = dict.fromkeys(rounds.items_of(leader), 3)
    peers = [Answers(rating, {"q1": text}) for text in WORD_FOR_WORD]
    peers += [Answers(rating, {"q1": text}, {"q1": PARAPHRASE}) for text in OTHER_WORDS]
    peers += [Answers(rating, {"q1": FOR_THE_COACH}, {"q1": COACH_ONLY})]
    rounds.send(leader, {"peers": peers})
    rounds.close(council, leader.campaign)
    db.session.expire_all()
    return leader


@pytest.fixture
def opened(council: Council, leader: Subject) -> Subject:
    """The same, its report opened by the coach."""
    with one_transaction():
        service.keep_office_key(rounds.keys_of(council.app))
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    return leader


@pytest.fixture
def comment(opened: Subject) -> Callable[[str], Comment]:
    """The comment that has this text."""

    def find(text: str) -> Comment:
        db.session.expire_all()
        return db.session.query(Comment).filter_by(subject_id=opened.id, text=text).one()

    return find
