"""A database that cannot hold every sign is refused before there is a table in it."""

from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.engine import make_url

from feedback import create_app
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from tests.architecture.test_schema import MIGRATIONS
from tests.attack.conftest import settings_for
from tests.databases import PostgresqlServer


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_of_another_encoding_is_refused(
    server: PostgresqlServer, tmp_path: Path, inbox: Inbox, encoding: str, caplog: pytest.LogCaptureFixture
) -> None:
    address = server.url(tmp_path)
    name = make_url(address).database
    server.ask(f"DROP DATABASE {name}")
    server.ask(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    app = create_app(settings_for(tmp_path, address, inbox))
    with app.app_context():
        with pytest.raises(SystemExit):
            upgrade(directory=MIGRATIONS)
        assert db.session.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0
        db.session.remove()
        db.engine.dispose()
    server.drop(tmp_path)
    assert f"keeps text as {encoding}" in caplog.text
    assert "--encoding=UTF8" in caplog.text
