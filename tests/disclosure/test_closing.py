"""Closing a campaign: what is kept, what is gone, and who is counted."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import func, select

from feedback.campaign.lifecycle import State
from feedback.disclosure import closing, keeping, service
from feedback.disclosure.closing import Progress
from feedback.disclosure.report_format import check
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.audit import AuditEvent
from feedback.foundations.outbox import Outgoing
from feedback.invitation import handover
from feedback.invitation.models import Invitation, InvitationToken
from feedback.response.rules import Answers
from tests import databases
from tests.building import Council
from tests.databases import ON_POSTGRESQL
from tests.disclosure import rounds

EVERYBODY = {"self": 1, "manager": 1, "peers": 5, "reports": 4, "others": 1}


def sealed_things(subject_id: uuid.UUID) -> dict[str, int]:
    """How much of a round is still there that leads to answers or to raters."""
    db.session.rollback()
    mine = select(Invitation.id).where(Invitation.subject_id == subject_id)
    columns = {name: getattr(Invitation, name) for name in ("slot", "wrap_dev", "wrap_phrase", "wrap_sub")}
    filled = select(*(func.count(column) for column in columns.values())).where(Invitation.subject_id == subject_id)
    tokens = select(func.count()).where(InvitationToken.invitation_id.in_(mine))
    letters = select(func.count()).where(Outgoing.about_id.in_(mine))
    return dict(zip(columns, db.session.execute(filled).one(), strict=True)) | {
        "tokens": db.session.scalar(tokens) or 0,
        "letters": db.session.scalar(letters) or 0,
    }


def test_every_sent_answer_is_counted_once_and_nothing_of_it_is_left(council: Council) -> None:
    [leader] = rounds.launched(council)
    given = rounds.varied(leader, say="Said by", **EVERYBODY)
    rounds.send(leader, given, drafts=2, silent=3)
    assert sealed_things(leader.id) == {
        "slot": 14, "wrap_dev": 14, "wrap_phrase": 0, "wrap_sub": 12, "tokens": 17, "letters": 17,
    }  # fmt: skip

    rounds.close(council, leader.campaign)

    assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, given)
    assert set(sealed_things(leader.id).values()) == {0}
    assert rounds.key_files(council.app, leader.id) == []
    assert (leader.closed, leader.campaign.state) == (True, State.CLOSED)
    assert service.report_of(leader.id).counts == {
        "self": [1, 1], "manager": [1, 1], "peers": [10, 5], "reports": [4, 4], "others": [1, 1],
    }  # fmt: skip


def test_losing_or_doubling_any_one_answer_would_be_seen(council: Council) -> None:
    """The test above compares cells: this is why that is enough."""
    [leader] = rounds.launched(council)
    given = rounds.varied(leader, **EVERYBODY)
    cells = rounds.expected_cells(leader, given)
    for group in ("peers", "reports", "others"):
        for place, answer in enumerate(given[group]):
            for instead in ([], [answer, answer]):
                changed = [*given[group][:place], *instead, *given[group][place + 1 :]]
                assert rounds.expected_cells(leader, {**given, group: changed}) != cells


def test_the_leader_and_the_manager_answer_under_their_name_and_nobody_else(council: Council) -> None:
    [leader] = rounds.launched(council)
    given = rounds.varied(leader, say="Said by", **EVERYBODY)
    rounds.send(leader, given)

    rounds.close(council, leader.campaign)

    named = rounds.named_answers_of(leader.id)
    assert named == {who: given[who][0].ratings for who in ("self", "manager")}
    assert rounds.comments_of(leader.id) == {
        (None if group not in named else group, f"Said by {group} {number}."): 1
        for group, count in EVERYBODY.items()
        for number in range(count)
    }


@pytest.mark.parametrize(
    ("answered", "blocks", "named"),
    [
        pytest.param({}, set(), set(), id="nobody"),
        pytest.param({"self": 1}, set(), {"self"}, id="only the leader"),
        pytest.param({"manager": 1}, set(), {"manager"}, id="only the manager"),
        pytest.param({"peers": 3}, set(), set(), id="too few to show"),
        pytest.param({"peers": 3, "others": 1}, {"peers+others"}, set(), id="few of two groups, combined"),
    ],
)
def test_a_report_says_how_many_answered_even_if_nobody_did(
    council: Council, answered: dict[str, int], blocks: set[str], named: set[str]
) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, **answered), silent=4)

    rounds.close(council, leader.campaign)

    report = service.released(leader.id)
    check(report)
    assert {label for label, about in report["groups"].items() if "n" not in about} - {"all_shown"} == blocks
    assert {cell["group"] for cell in report["cells"]} == blocks | named | ({"all_shown"} if blocks else set())
    people = {group: about["n"] for group, about in report["groups"].items() if "n" in about}
    assert people == {"peers": 0, **answered}
    assert leader.campaign.state == State.CLOSED


def test_one_who_never_chose_raters_needs_no_key_and_holds_nobody_up(council: Council) -> None:
    asked, idle = rounds.launched(council, 2)
    given = rounds.varied(asked, peers=4)
    rounds.send(asked, given)
    rounds.keys_of(council.app).destroy(idle.id)

    rounds.close(council, asked.campaign)

    assert rounds.cells_of(asked.id) == rounds.expected_cells(asked, given)
    report = service.released(idle.id)
    assert (report["groups"], report["cells"], report["comments"]) == ({}, [], [])


def test_progress_is_told_leader_by_leader(council: Council) -> None:
    leaders = rounds.launched(council, 3)
    run = leaders[0].campaign
    council.stop(run)
    assert closing.progress(run.id) == Progress(0, 3)
    told: list[Progress] = []

    keys = rounds.keys_of(council.app)
    closing.close_campaign(run.id, keys=keys, now=council.clock.now, tell=told.append)

    assert told == [Progress(1, 3), Progress(2, 3), Progress(3, 3)]
    assert closing.progress(run.id) == Progress(3, 3)


def test_closing_again_changes_nothing(council: Council) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, say="Said by", **EVERYBODY))
    rounds.close(council, leader.campaign)
    before = service.released(leader.id)
    events = db.session.scalar(select(func.count()).select_from(AuditEvent))

    closing.close_campaign(leader.campaign_id, keys=rounds.keys_of(council.app), now=council.clock.now)

    assert service.released(leader.id) == before
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_the_coach_gets_a_letter_and_letters_about_the_round_lapse(council: Council) -> None:
    [leader] = rounds.launched(council)
    outbox.enqueue("approve", to=leader.manager_id, about=leader.id)
    db.session.commit()

    rounds.close(council, leader.campaign)

    waiting = db.session.execute(select(Outgoing.kind, Outgoing.person_id).where(Outgoing.about_id == leader.id))
    assert [tuple(row) for row in waiting] == [("report_ready", leader.coach_id)]


def test_R4_no_file_holds_a_slot_any_more(council: Council, tmp_path: Path) -> None:
    """On PostgreSQL no table does; in dead rows a slot may lie until a vacuum, without a key that opens it."""

    def lying() -> bytes:
        keys = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        if not ON_POSTGRESQL:
            return keys + databases.in_use().on_disk(tmp_path)
        with databases.in_use().reading(tmp_path) as rows:
            tables = [name for (name,) in rows(databases.in_use().tables())]
            values = [value for table in tables for row in rows(f'SELECT * FROM "{table}"') for value in row]  # noqa: S608
        return keys + b"".join(value for value in values if isinstance(value, bytes))

    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, peers=4), drafts=1)
    slots = [slot for slot in db.session.scalars(select(Invitation.slot)) if slot is not None]
    db.session.rollback()
    assert len(slots) == 5
    assert all(slot[:64] in lying() for slot in slots), "found none: check this test"

    rounds.close(council, leader.campaign)

    assert not [slot for slot in slots if slot[:64] in lying()]


def test_files_are_tidied_up_once_for_a_campaign_however_many_leaders(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaders = rounds.answered(council, 3)
    tidied: list[int] = []

    def tidy(_: object) -> bool:
        tidied.append(closing.progress(leaders[0].campaign_id).done)
        return True

    monkeypatch.setattr(closing, "scrub_sqlite", tidy)

    rounds.close(council, leaders[0].campaign)

    assert tidied == [3], "once, when the last round was closed"


def test_a_round_whose_slots_are_not_erased_is_not_kept(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, **EVERYBODY))
    council.stop(leader.campaign)
    before = sealed_things(leader.id)
    monkeypatch.setattr(handover, "erase_slots", lambda subject_id: None)

    with pytest.raises(keeping.DoesNotAddUp, match="were not erased"):
        closing.close_campaign(leader.campaign_id, keys=rounds.keys_of(council.app), now=council.clock.now)

    assert sealed_things(leader.id) == before
    assert (rounds.cells_of(leader.id), leader.closed) == ({}, False)
    assert len(rounds.key_files(council.app, leader.id)) == 2


@pytest.mark.parametrize("table", list(keeping._INSERT))
def test_a_round_that_lost_a_row_in_writing_is_not_kept(
    council: Council, monkeypatch: pytest.MonkeyPatch, table: keeping.Table
) -> None:
    [leader] = rounds.launched(council, importance=True)
    answers = rounds.varied(leader, say="Said by", **EVERYBODY)
    rounds.send(leader, rounds.marking(answers, "drive"))
    council.stop(leader.campaign)
    write = keeping.write
    monkeypatch.setattr(keeping, "write", lambda rows: write({**rows, table: rows[table][:-1]}))

    with pytest.raises(keeping.DoesNotAddUp, match=f"{table.__tablename__} has"):
        closing.close_campaign(leader.campaign_id, keys=rounds.keys_of(council.app), now=council.clock.now)

    assert (rounds.cells_of(leader.id), leader.closed) == ({}, False)
    assert len(rounds.key_files(council.app, leader.id)) == 2


def test_an_answer_lost_between_opening_and_erasing_is_noticed(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, **EVERYBODY))
    council.stop(leader.campaign)
    opened = closing._opened

    def all_but_one(*given: object) -> dict[str, list[Answers]]:
        found = opened(*given)  # type: ignore[arg-type]
        return {**found, "peers": found["peers"][:-1]}

    monkeypatch.setattr(closing, "_opened", all_but_one)

    with pytest.raises(keeping.DoesNotAddUp, match="12 answers were sent, 11 were looked at"):
        closing.close_campaign(leader.campaign_id, keys=rounds.keys_of(council.app), now=council.clock.now)

    assert not leader.closed
