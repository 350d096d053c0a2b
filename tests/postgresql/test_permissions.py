"""R22: whatever shows a report needs nothing of the invitations, neither slots nor who was asked."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.report.files import KINDS, file_of, page_of
from tests.building import Council
from tests.databases import PostgresqlServer
from tests.disclosure import rounds

FORBIDDEN = ("invitation", "invitation_token", "nomination", "outbox")
READER = "reader_of_reports"


@pytest.fixture
def reader(server: PostgresqlServer, council: Council) -> Iterator[str]:
    """A role that may read every table but those that lead to raters."""
    database = str(db.engine.url.database)
    server.ask(f"CREATE ROLE {READER}")
    server.ask(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}", of=database)
    server.ask(f"REVOKE ALL ON {', '.join(FORBIDDEN)} FROM {READER}", of=database)
    yield READER
    db.session.remove()
    db.engine.dispose()
    server.ask(f"DROP OWNED BY {READER}", of=database)
    server.ask(f"DROP ROLE {READER}")


def test_R22_every_output_is_made_without_leave_to_read_invitations(council: Council, reader: str) -> None:
    [leader] = rounds.answered(council)
    rounds.close(council, leader.campaign)
    db.session.execute(text(f"SET SESSION ROLE {reader}"))
    db.session.commit()
    leader_now = db.session.merge(leader)

    assert page_of(leader_now, disclosure.released(leader.id))
    made = {kind: file_of(leader_now, kind, council="Council", colour="#1d70b8") for kind in KINDS}

    assert all(len(file) > 1000 for file in made.values())
    assert len(made) >= 4
    for table in FORBIDDEN:
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(f"SELECT 1 FROM {table}"))  # noqa: S608
        db.session.rollback()
