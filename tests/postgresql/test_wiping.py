"""What a coach, the thirty days or a request erases is gone from PostgreSQL's tables on disk at the next sweep."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from feedback import worker
from feedback.extensions import db
from tests.building import Council
from tests.coaching.wiping import ERASING, check_wiped, due, moderate
from tests.databases import PostgresqlServer


@pytest.mark.parametrize("erase", ERASING.values(), ids=ERASING.keys())
def test_what_is_erased_is_wiped_from_the_disk(
    council: Council, server: PostgresqlServer, tmp_path: Path, erase: Callable[[Council], list[bytes]]
) -> None:
    check_wiped(council, server, tmp_path, erase)


def test_while_somebody_reads_it_stays_due_and_nobody_waits_long(
    council: Council, server: PostgresqlServer, tmp_path: Path
) -> None:
    moderate(council)
    db.session.rollback()
    name = str(db.engine.url.database)
    with psycopg.connect(server.named(name)) as reader:
        reader.execute("SELECT count(*) FROM comment").fetchall()
        worker.sweep(council.app)
        assert set(due(council.app)) == {"comment"}

    worker.sweep(council.app)

    assert not due(council.app)
