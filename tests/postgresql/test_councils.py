"""Councils on one PostgreSQL server: each in a database of its own, or in a schema of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from feedback.cli import for_command_line
from feedback.installation.upkeep import Upkeep
from tests import databases


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of councils, their databases on a real server; gone afterwards."""
    place = tmp_path / "councils"
    place.mkdir()
    monkeypatch.setenv("FEEDBACK_COUNCILS", str(place))
    yield place
    for name in ("of_north", "of_south", "of_all"):
        databases.postgresql().ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def add(name: str) -> str:
    """Add a council from the command line; return what went wrong."""
    words = ["council", "add", name, "--council-name", f"{name.capitalize()} Council"]
    words += ["--base-url", f"https://{name}.example", "--administrator", f"ada@{name}.example", "Ada", "--commit"]
    done = for_command_line().test_cli_runner().invoke(args=words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stderr if done.exit_code else ""


def address(database: str) -> str:
    """The server's address for a database that may not be there yet."""
    return databases.postgresql().named(database).replace("postgresql:", "postgresql+psycopg:", 1)


def people(database: str, schema: str = "public") -> list[tuple[object, ...]]:
    """Who is in a database, or in a schema of it."""
    return databases.postgresql().ask(f"SELECT email FROM {schema}.person", of=database)  # noqa: S608


def check_that_they_work(place: Path) -> None:
    """Have a worker do what is due for both."""
    done = dict(Upkeep(place).once())
    assert set(done) == {"north", "south"}
    assert all(done.values()), done


def test_each_in_a_database_of_its_own(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", address("of_{council}"))
    monkeypatch.setenv("FEEDBACK_MAIL_HOST", "127.0.0.1")
    assert add("north") == add("south") == ""
    assert people("of_north") == [("ada@north.example",)]
    assert people("of_south") == [("ada@south.example",)]
    check_that_they_work(installation)


def test_each_in_a_schema_of_one_database(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    databases.postgresql().ask("CREATE DATABASE of_all")
    url = make_url(address("of_all"))
    url = url.update_query_dict({"options": "-csearch_path={council}"})
    monkeypatch.setenv(
        "FEEDBACK_DATABASE_URL", url.render_as_string(hide_password=False).replace("%7B", "{").replace("%7D", "}")
    )
    assert add("north") == add("south") == ""
    assert people("of_all", "north") == [("ada@north.example",)]
    assert people("of_all", "south") == [("ada@south.example",)]
    public = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert databases.postgresql().ask(public, of="of_all") == [(0,)]
    check_that_they_work(installation)


@pytest.mark.parametrize("schema", [False, True])
def test_a_role_that_may_make_none_is_told_what_to_have_made_and_then_takes_it(
    installation: Path, monkeypatch: pytest.MonkeyPatch, schema: bool
) -> None:
    """In most councils another team looks after the server."""
    ask = databases.postgresql().ask
    for statement in ("CREATE DATABASE of_all", "DROP ROLE IF EXISTS clerk", "CREATE ROLE clerk LOGIN"):
        ask(statement)
    url = make_url(address("of_all" if schema else "of_{council}")).set(username="clerk")
    url = url.update_query_dict({"options": "-csearch_path={council}"}) if schema else url
    told = url.render_as_string(hide_password=False).replace("%7B", "{").replace("%7D", "}")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", told)
    wanted = 'SCHEMA "north"' if schema else 'DATABASE "of_north"'

    assert f"CREATE {wanted}" in add("north")
    ask("CREATE SCHEMA north AUTHORIZATION clerk" if schema else "CREATE DATABASE of_north OWNER clerk", of="of_all")

    assert add("north") == ""
    place = ("of_all", "north") if schema else ("of_north",)
    assert people(*place) == [("ada@north.example",)]


def test_a_database_that_holds_something_is_not_taken(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    databases.postgresql().ask("CREATE DATABASE of_north")
    databases.postgresql().ask("CREATE TABLE theirs (id int)", of="of_north")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", address("of_{council}"))
    assert "holds something already" in add("north")
    assert list(installation.iterdir()) == []
