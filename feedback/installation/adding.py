"""How does a council join an installation? With a folder, a secret, a database and its first administrator."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from feedback.config import ROOT, own_secret
from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.installation import migrating
from feedback.installation.register import (
    SECRET,
    SETTINGS,
    CouncilSettings,
    read_council,
    read_register,
    what_two_share,
)
from feedback.machine import NAME

SCHEMA = re.compile(r"-c\s*search_path=([a-z][a-z0-9_]*)")


class Refused(Exception):
    """The council cannot be added; the message says what to do. Nothing was changed."""


def add(place: Path, name: str, told: Mapping[str, str], *, administrator: tuple[str, str], commit: bool) -> None:
    """Add a council; without ``commit`` only find out whether it could be.

    Args:
        place: the folder of councils.
        name: of its folder.
        told: its settings, by the names of their environment variables.
        administrator: the address and the name of the first.
        commit: do it.

    Raises:
        Refused: it cannot be added. What was made on the way is gone again, but for an empty PostgreSQL database.
    """
    if not NAME.fullmatch(name):
        raise Refused("Name the council with small letters, digits and hyphens.")
    if (place / name).exists():
        raise Refused(f"There is a council of the name {name} already.")
    try:
        identity.tidy_address(administrator[0])
    except identity.NotAnAddress:
        raise Refused("Write the administrator's address like name@example.gov.uk.") from None
    with _prepared(place, name, told) as (settings, ready):
        if commit:
            ready.replace(settings.folder)  # whoever serves councils sees a whole one, or none
            try:
                _make_database(settings)
                _fill(settings, administrator)
            except BaseException:
                shutil.rmtree(settings.folder)
                raise


@contextmanager
def _prepared(place: Path, name: str, told: Mapping[str, str]) -> Iterator[tuple[CouncilSettings, Path]]:
    """What the council will be told, and its folder under a name that is not looked at; gone afterwards."""
    ready = place / f".{name}.new"
    try:
        shutil.rmtree(ready, ignore_errors=True)  # of an attempt that was cut short
        ready.mkdir(mode=0o750)
        _write_settings(ready / SETTINGS, told)
        shutil.copytree(ROOT / "frameworks", ready / "frameworks", ignore=shutil.ignore_patterns(".*"))
        settings = read_council(place / name, written_in=ready, secret_key=own_secret(ready / SECRET))
        others = read_register(place).councils.values()
        problems = [problem for other in others for whose, problem in what_two_share(settings, other) if whose == name]
        if problems:
            raise Refused(" ".join(problems))
        yield settings, ready
    except OSError as error:
        raise Refused(f"The folder of councils cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def _write_settings(file: Path, told: Mapping[str, str]) -> None:
    lines = [f"{key}={_quoted(value)}\n" for key, value in told.items()]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.writelines(lines)
    if dotenv_values(file, encoding="utf-8") != dict(told):
        raise Refused("One of the settings has characters that a settings file cannot hold, like ${.")


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _make_database(settings: CouncilSettings) -> None:
    """The database, or the schema in it, that the settings name, where it is not there yet (PostgreSQL)."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "postgresql":
        return
    options = url.query.get("options", "")
    schema = SCHEMA.search(options if isinstance(options, str) else " ".join(options))
    wanted = f'SCHEMA "{schema[1]}"' if schema else f"DATABASE \"{url.database}\" ENCODING 'UTF8' TEMPLATE template0"
    there = f"SELECT 1 FROM pg_namespace WHERE nspname = '{schema[1]}'" if schema else "SELECT 1"  # noqa: S608
    with suppress(OperationalError):  # whoever has had it made is often not allowed to make one
        if _ask(url, there):
            return
    try:
        _ask(url if schema else url.set(database="postgres"), f"CREATE {wanted}")
    except OperationalError as error:
        raise Refused("The database server does not answer, or does not let us in.") from error
    except DBAPIError as error:
        by_hand = (
            f"have whoever looks after the server make it for our role: CREATE {wanted}. Then add the council again"
        )
        raise Refused(f"The database cannot be made ({type(error.orig).__name__}): {by_hand}.") from error


def _ask(url: URL, statement: str) -> bool:
    """Have a statement done; whether there is an answer to it."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        answer = connection.execute(text(statement))
        return answer.returns_rows and answer.first() is not None


def _fill(settings: CouncilSettings, administrator: tuple[str, str]) -> None:
    from feedback import create_app

    app = create_app(settings)
    with app.app_context(), _closed_after():
        if inspect(db.engine).get_table_names():
            raise Refused("The database holds something already. Name an empty one.")
        migrating.bring_forward()
        address, name = administrator
        with one_transaction():
            identity.save_person(
                None, name=name, email=address, job_title="", is_administrator=True, is_coach=False, is_clerk=False,
                by=None, now=clock.now(),
            )  # fmt: skip


@contextmanager
def _closed_after() -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(RuntimeError):
            db.session.remove()
        db.engine.dispose()
