"""What a coach, the thirty days or a request erases is gone from SQLite's files too, at the worker's next sweep."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from feedback import worker
from feedback.extensions import db
from feedback.foundations import erasing
from tests.building import Council
from tests.coaching.wiping import ERASING, check_wiped, due, moderate
from tests.databases import SqliteFiles, about_sqlite

pytestmark = about_sqlite("tests/postgresql has this for the server")


@pytest.mark.parametrize("erase", ERASING.values(), ids=ERASING.keys())
def test_what_is_erased_is_wiped_from_the_disk(
    council: Council, tmp_path: Path, erase: Callable[[Council], list[bytes]]
) -> None:
    check_wiped(council, SqliteFiles(), tmp_path, erase)


def test_while_somebody_reads_it_stays_due(council: Council, tmp_path: Path) -> None:
    texts = moderate(council)
    db.session.rollback()
    reader = sqlite3.connect(tmp_path / "feedback.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM comment").fetchall()
    reader_sees = reader.execute("SELECT count(*) FROM wipe_due").fetchall()
    worker.sweep(council.app)
    assert reader_sees == [(len(texts),)]
    assert set(due(council.app)) == {"comment"}
    reader.close()

    worker.sweep(council.app)

    assert not due(council.app)
    lying = SqliteFiles().on_disk(tmp_path)
    assert not [text for text in texts if text in lying]


def test_what_is_due_tells_only_of_which_table(council: Council) -> None:
    assert [column.name for column in erasing.WipeDue.__table__.columns] == ["id", "table_name"]
    with pytest.raises(ValueError, match="no table"):
        erasing.wipe("comments")
