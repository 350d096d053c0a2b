"""Databases that exist are brought forward with what is in them, and back."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from feedback.extensions import db
from tests.architecture.test_schema import MIGRATIONS

BEFORE, AFTER = "0004", "0005"
# Written out, not made from the models: these must stay as the schema was then.
OLD = """
INSERT INTO framework_snapshot VALUES ('f', 'f', 'F', '{}');
INSERT INTO person VALUES ('00000000000040008000000000000001', 'A', 'a@example.org', '', false, false);
INSERT INTO person VALUES ('00000000000040008000000000000002', 'B', 'b@example.org', '', false, false);
INSERT INTO campaign (id, name, framework_hash, state, closes_on, depth, scale, themes, questions, comment_per_theme,
  group_min_n, mode) VALUES ('00000000000040008000000000000001', 'Spring', 'f', 'closed', '2027-03-01', 'behaviours',
  'frequency-5', '[]', '[]', true, 4, 'strict');
INSERT INTO subject (id, campaign_id, person_id, manager_id, coach_id, level, senior, competencies, list_state,
  note_from_manager, closed) VALUES ('00000000000040008000000000000001', '00000000000040008000000000000001',
  '00000000000040008000000000000001', '00000000000040008000000000000002', '00000000000040008000000000000002', '2',
  false, '[]', 'approved', '', true);
INSERT INTO released_cell VALUES ('00000000000040008000000000000001', 'peers', 'i1', 'mean', 39);
"""


@pytest.fixture
def before(app: Flask) -> Iterator[None]:
    """A database from before campaigns could choose, with a closed one in it."""
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision=BEFORE)
    with db.engine.begin() as connection:
        for statement in filter(str.strip, OLD.split(";\n")):
            connection.execute(text(statement))
    yield
    db.session.remove()


def _rows(of: str) -> list[dict[str, object]]:
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {of}")).mappings()]  # noqa: S608


def test_campaigns_and_cells_keep_what_they_had_and_choose_nothing(before: None) -> None:
    upgrade(directory=MIGRATIONS)

    [run] = _rows("campaign")
    assert (run["name"], run["mode"]) == ("Spring", "strict")
    assert (run["merge"], run["spread_words"], run["label_comments"]) == ("combine", 0, 0)
    [cell] = _rows("released_cell")
    assert (cell["tenths"], cell["low_share"], cell["high_share"]) == (39, None, None)
    assert len(_rows("subject")) == 1, "a table that was copied must not take its children along"
    for table in ("campaign", "released_cell"):
        wanted = {check.name for check in db.metadata.tables[table].constraints if str(check.name).startswith("ck_")}
        assert {check["name"] for check in inspect(db.engine).get_check_constraints(table)} == wanted
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(text("UPDATE campaign SET spread_words = true"))


def test_and_back(before: None) -> None:
    was = [_rows(table) for table in ("campaign", "subject", "released_cell")]

    upgrade(directory=MIGRATIONS)
    downgrade(directory=MIGRATIONS, revision=BEFORE)

    assert [_rows(table) for table in ("campaign", "subject", "released_cell")] == was


def test_going_back_is_refused_once_a_campaign_has_chosen(before: None, caplog: pytest.LogCaptureFixture) -> None:
    upgrade(directory=MIGRATIONS, revision=AFTER)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE campaign SET merge = 'drop'"))
    was = _rows("campaign")

    with pytest.raises(SystemExit):
        downgrade(directory=MIGRATIONS, revision=BEFORE)

    assert "Campaigns have chosen" in caplog.text
    assert _rows("campaign") == was
