"""Saying no: with a reason or without, undone as easily, and the reason never more than a count."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from feedback.campaign.rules import NOT_FAIR, reasons_to_keep
from feedback.extensions import db
from feedback.foundations import clock
from feedback.invitation.models import Invitation
from tests.architecture.test_schema import MIGRATIONS
from tests.databases import ON_POSTGRESQL
from tests.response.raters import SITE, Rater
from tests.response.round import Round
from tests.staff import sign_in

TIME, FAIR = "I do not have the time", "I would find it hard to be fair, or have a conflict of interest"
WHY = "Why? (optional)"


def _decline(rater: Rater, reason: str | None = None) -> None:
    rater.get("/r/1/decline")
    rater.submit("I would rather not", {WHY: reason} if reason else {})


def _reasons() -> list[int | None]:
    db.session.rollback()
    return sorted(
        (one.decline_reason for one in db.session.query(Invitation).filter(Invitation.decline_reason.is_not(None))),
        key=int,
    )


def test_a_reason_is_kept_until_the_rater_changes_their_mind(round_: Round) -> None:
    rater = round_.rater()
    _decline(rater, FAIR)
    assert _reasons() == [NOT_FAIR]
    assert "fair" not in rater.get("/r/1").text, "who has only the link does not learn why"
    rater.submit("Give feedback after all")
    assert _reasons() == []
    _decline(rater)
    assert _reasons() == []


def test_declining_again_with_another_reason_leaves_one(round_: Round) -> None:
    rater = round_.rater()
    _decline(rater, FAIR)
    _decline(rater, TIME)
    assert len(_reasons()) == 1


@pytest.mark.parametrize("reason", ["9", "0", "-1", "two", "", "1; DROP TABLE invitation"])
def test_a_reason_that_was_not_offered_is_no_reason_but_still_a_no(round_: Round, reason: str) -> None:
    rater = round_.rater()
    rater.post("/r/1/decline", rater.hidden() | {"reason": reason})
    assert _reasons() == []
    assert "We will not remind you" in rater.get("/r/1").text.replace("and we will", "We will")


def test_only_who_declines_has_a_reason(round_: Round) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE invitation SET decline_reason = 1"))
    db.session.rollback()


def test_the_leader_and_the_manager_may_say_no_in_words_that_fit(round_: Round) -> None:
    for group, asks, says in (
        ("self", "Would you rather not rate yourself?", "with nothing of yours beside it"),
        ("manager", "Would you rather not give feedback?", "no ratings from the manager"),
    ):
        invitation = db.session.query(Invitation).filter_by(subject_id=round_.leader_id, group=group).one()
        rater = round_.browser()
        rater.open_link(round_.council.token(invitation))
        page = rater.get("/r/1/decline")
        assert page.h1 == asks
        assert says in page.text
        assert ("is not told" in page.text) is False
        offered = [label for label in ("I do not know their work well enough", TIME, FAIR) if label in page.text]
        assert offered == ([TIME] if group == "self" else ["I do not know their work well enough", TIME, FAIR])
        rater.submit("I would rather not", {WHY: TIME})
    assert len(_reasons()) == 2


def test_reasons_are_counted_at_closing_and_then_belong_to_nobody(round_: Round) -> None:
    for peer, reason in enumerate([TIME, TIME, FAIR, TIME]):
        _decline(round_.rater(peer), reason)
    administrator = round_.council.person("Ada Admin", administrator=True)
    assert TIME not in _campaign_page(round_, administrator.id), "not before closing"
    round_.close()
    db.session.expire_all()
    assert _reasons() == []
    assert round_.leader.campaign.decline_reasons == {"2": 3, "3": 1}
    shown = _campaign_page(round_, administrator.id)
    assert f"{TIME}: 3" in shown
    assert f"{FAIR}: 1" in shown


def test_fewer_reasons_than_the_smallest_group_are_forgotten_at_closing(round_: Round) -> None:
    for peer in range(3):
        _decline(round_.rater(peer), FAIR)
    round_.close()
    db.session.expire_all()
    assert round_.leader.campaign.decline_reasons == {}
    assert _reasons() == []


@pytest.mark.parametrize(
    ("given", "kept"), [({}, {}), ({"1": 3}, {}), ({"1": 2, "4": 2}, {"1": 2, "4": 2}), ({"2": 9}, {"2": 9})]
)
def test_which_counts_are_kept(given: dict[str, int], kept: dict[str, int]) -> None:
    assert reasons_to_keep(given, group_min_n=4) == kept


def test_a_database_with_people_in_it_takes_the_change_and_gives_it_back(app: Flask, round_: Round) -> None:
    _decline(round_.rater(0), FAIR)
    round_.rater(1).answer_all(4, "kept")
    before = _rows()
    checks = _checks()
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0005")
    upgrade(directory=MIGRATIONS)
    assert _rows() == before
    assert _checks() == checks, "the checks of the table are still there"
    assert _reasons() == []


def _rows() -> list[tuple[object, ...]]:
    columns = "id, subject_id, person_id, grp, state, slot, wrap_dev, wrap_phrase, wrap_sub"
    found = [tuple(row) for row in db.session.execute(text(f"SELECT {columns} FROM invitation ORDER BY id"))]  # noqa: S608
    assert len(found) > 5
    return found


def _checks() -> set[str]:
    if ON_POSTGRESQL:
        asked = "SELECT conname FROM pg_constraint WHERE conrelid = 'invitation'::regclass AND contype <> 'n'"
        found = set(db.session.scalars(text(asked)))
    else:
        made = db.session.execute(text("SELECT sql FROM sqlite_master WHERE name = 'invitation'")).scalar_one()
        found = {part.split()[0] for part in made.split("CONSTRAINT ")[1:]}
        assert "WITHOUT ROWID" in made
    assert "ck_invitation_only_sent_answers_open_at_close" in found
    return found


def _campaign_page(round_: Round, person_id: object) -> str:
    client = round_.browser()
    sign_in(client.browser, person_id, now=clock.now(), base_url=SITE)
    return client.get(f"/campaigns/{round_.leader.campaign_id}").text
