"""The coach's key on PostgreSQL: tried, handed over, taken back, and gone with the answers that it opened."""

from pathlib import Path
from typing import Any

import pytest
from flask_migrate import upgrade

from feedback import create_app
from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.coach_keys import TooManyTries
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.attack.conftest import settings_for
from tests.attack.test_at_rest_postgres import MIGRATIONS, _new_database, server  # noqa: F401 - a fixture
from tests.building import Council
from tests.conftest import ToldClock
from tests.disclosure import coached, rounds


def test_from_passphrase_to_closing(server: Any, mail_server: Inbox, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    url = _new_database(server, "coached").replace(":", "+psycopg:", 1)
    app = create_app(settings_for(tmp_path, url, mail_server))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        council = Council(app, ToldClock())
        here, absent = coached.answered(council, 2)
        rounds.due(council, here)
        assert coached.ask(council) == 2
        coached.come(council, here)
        with one_transaction():
            campaigns.undo_stop(here.campaign, by=None, now=council.clock.now)
        assert coached.ask(council) == 0
        rounds.due(council, here)
        assert (coached.ask(council), rounds.close_due(council)) == (2, 0)

        for _ in range(5):
            with one_transaction():
                coach_keys.count_a_try(absent.id, now=council.clock.now)
        with pytest.raises(TooManyTries):
            coach_keys.count_a_try(absent.id, now=council.clock.now)
        db.session.rollback()
        coached.come(council, here)
        assert (rounds.close_due(council), here.closed, absent.closed) == (1, True, False)
        assert coached.share_of(here) is None

        council.clock.advance(minutes=15)
        coached.come(council, absent)
        assert (rounds.close_due(council), absent.campaign.state) == (1, "closed")
        assert rounds.cells_of(absent.id) == rounds.expected_cells(absent, rounds.varied(absent, 1, peers=5))
        db.session.remove()
        db.engine.dispose()
