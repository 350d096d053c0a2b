"""Do an administrator's pages ask the database the same few things however large the campaign?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from benchmarks import campaign as large
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.invitation import progress, rules
from tests.building import Council
from tests.staff import Browser

MOST_QUERIES = 14


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def built(leaders: int) -> list[str]:
    """The pages about a campaign that collects, and about a draft, with so many leaders."""
    draft, run = large.draft(leaders), large.draft(leaders)
    large.launch(run)
    large.collect(run)
    leader = db.session.query(Subject.id).filter_by(campaign_id=run).limit(1).scalar()
    db.session.rollback()
    return large.pages(run, leader, draft)


def test_no_page_asks_more_of_a_larger_campaign(admin: Browser, council: Council) -> None:
    small, larger = built(60), built(130)
    for few, many in zip(small, larger, strict=True):
        admin.get(few)
        asked = []
        for path in (few, many):
            with counted() as sent:
                admin.get(path)
            asked.append(len(sent))
        assert asked[1] <= asked[0] <= MOST_QUERIES, f"{few}: {asked}"


def test_leaders_come_fifty_to_a_page(admin: Browser, council: Council) -> None:
    _, _, own, whole, *_ = built(60)
    first = admin.get(whole).table("Leaders")[1:]
    second = admin.get(f"{whole}?page=2").table("Leaders")[1:]
    assert (len(first), len(second)) == (50, 10)
    assert not {row[0] for row in first} & {row[0] for row in second}
    assert "60" in admin.get(own).text


def test_the_database_counts_groups_as_the_rule_does(council: Council) -> None:
    built(60)
    run = db.session.query(Campaign).filter_by(state="collecting").one()
    run.group_min_n = 3
    for number, invitation in enumerate(db.session.query(large.Invitation).filter_by(state=0)):
        invitation.state = 3 if number % 4 == 0 else 0
    db.session.commit()
    everybody, summary = progress.leaders_of(run), progress.of_campaign(run, reader=None)
    standings = [group.standing for leader in everybody for group in leader.groups]
    assert set(standings) == set(rules.WORST_FIRST), "each kind occurs"
    assert summary.groups == {standing: standings.count(standing) for standing in rules.WORST_FIRST}
    for standing in rules.WORST_FIRST:
        having = [leader for leader in everybody if standing in {group.standing for group in leader.groups}]
        assert progress.leaders_of(run, show=standing) == having
        assert summary.leaders(standing) == len(having)
    assert summary.asked == 60 * len(large.GROUPS)
