"""Claim R4 when somebody happens to read the database at the moment of closing: a backup, a report, a page."""

import sqlite3
from pathlib import Path

from feedback import worker
from feedback.extensions import db
from feedback.invitation.models import Invitation
from tests.attack.at_rest import Needles, everything_found
from tests.attack.conftest import FileThief
from tests.building import Council


def test_r4_no_slot_is_left_behind_once_a_reader_has_gone(council: Council) -> None:
    """Nothing in it can be opened any more; but the slots must not go into every backup from then on."""
    leader = council.collecting(peers=5)
    for invitation in council.invitations(leader):
        council.answer(invitation, 4)
    slots = {row.slot[1000:1032]: row.id.hex for row in db.session.query(Invitation) if row.slot}
    db.session.rollback()
    database = Path(council.app.config["SETTINGS"].database_url.removeprefix("sqlite:///"))
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")  # the pool hands out this one; waiting changes nothing
    reader = sqlite3.connect(database, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM invitation").fetchone()

    council.close(leader.campaign)
    reader.close()
    for _ in range(3):
        council.clock.advance(hours=1)
        worker.sweep(council.app)
    db.session.remove()

    assert not everything_found(Needles(slots), FileThief(database).dump("afterwards").files.items())
