"""The council that the crawler goes through, with everybody's secrets in it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from feedback.campaign.models import Subject
from feedback.coaching import sessions
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from tests.access.cast import ROLES
from tests.access.prepared import Prepared
from tests.fuzz.crawler import BASE, Crawler
from tests.staff import sign_in

NOTES, REMARK = "zq-notes-of-the-coach", "zq-remark-about-another-leader"


@contextmanager
def crawled(app: Flask, database: Path, *, seed: int, pages: int, forms: int) -> Iterator[Crawler]:
    """Everybody has gone through the council: so many pages and forms each."""
    prepared = Prepared(app)
    ids = {who: prepared.people[who].id for who in ROLES}
    crawler = Crawler(app, prepared, database, _secrets(app, prepared), seed)
    for who, person_id in ids.items():
        client = _browser(app, person_id)
        crawler.crawl(who, client, ["/tasks", *_places(app, prepared)], pages=pages, forms=forms)
    rater = app.test_client()
    Context().run(_open_link, rater, prepared.link)
    crawler.crawl("somebody with a link", rater, ["/r/1", "/r/1/check", "/r/1/withdraw", "/r/1/decline", "/r/1/page/1"],
                  pages=pages, forms=forms)  # fmt: skip
    crawler.crawl("nobody", app.test_client(), ["/", "/sign-in", "/r", "/privacy", "/list"], pages=pages, forms=forms)
    yield crawler


def _secrets(app: Flask, prepared: Prepared) -> dict[str, set[str]]:
    """Words that only some may read: a coach's notes, and a comment on the other leader."""
    mine, other = prepared.people["the coach"].id, prepared.people["another leader"].id
    secret = app.config["SETTINGS"].secret_key
    rounds = {at.leader_id: at for at in prepared.places}
    with one_transaction():
        for leader_id, at in rounds.items():
            leader = db.session.get_one(Subject, leader_id)
            if leader.closed and at.holders["coach"] == mine:
                sessions.save_notes(leader, NOTES, secret=secret, by=mine)
        theirs = db.session.query(Comment).join(Subject, Subject.id == Comment.subject_id)
        for comment in theirs.filter(Subject.person_id == other):
            comment.text = f"{REMARK} {uuid.uuid4().hex}"
    db.session.rollback()
    return {NOTES: {"the coach"}, REMARK: {"another leader", "another leader's coach"}}


def _places(app: Flask, prepared: Prepared) -> list[str]:
    """Every page that can be asked for, at every place of the council."""
    urls = app.url_map.bind("feedback.example", url_scheme="https")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    found = []
    for rule in rules:
        for at in prepared.places:
            if rule.arguments <= at.values.keys():
                values = {name: at.values[name] for name in rule.arguments}
                found.append(str(urls.build(rule.endpoint, values)).removeprefix(BASE))
    return list(dict.fromkeys(found))


def _browser(app: Flask, person_id: uuid.UUID) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        sign_in(client, person_id, now=clock.now(), base_url=BASE)
    return client


def _open_link(client: FlaskClient, code: str) -> None:
    page = client.get("/r", base_url=BASE).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/r", base_url=BASE, data={"code": code, "csrf_token": token})
