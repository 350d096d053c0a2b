"""The database is killed while PDFs are made: the same worker makes each in the end, whole, and none of them twice.

A report that has not changed gives the same PDF to the byte, so each must be what it was when it was made first.
"""

import random
import time
from collections import Counter
from pathlib import Path

from flask_migrate import upgrade

from feedback.coaching import bundles
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.architecture.test_schema import MIGRATIONS
from tests.building import Council
from tests.conftest import ToldClock
from tests.fault.rig import KILLS, KillableServer, say, soon
from tests.fault.test_kill_the_worker import Victims, ask, leaders_asked_for, whole
from tests.fault.victims import application


class Watched:
    """The PDFs as they lie on the server, past the product."""

    def __init__(self, council: Council, server: KillableServer, folder: Path) -> None:
        self._app, self._server, self._folder = council.app, server, folder
        self._first: dict[str, bytes] = {}
        self._kept: dict[str, bytes] = {}

    def count(self) -> int:
        """How many are there, each whole, made once since it was asked for, and what it was the first time."""
        with self._server.reading(self._folder) as rows:
            found = whole(self._app, rows)
        for leader, (kept, pdf) in found.items():
            assert self._kept.setdefault(leader, kept) == kept, "a PDF that was there has been made again"
            assert self._first.setdefault(leader, pdf) == pdf, "a report's PDF is not what it was before"
        assert self._kept.keys() <= found.keys(), "a PDF that was there is gone"
        return len(found)

    def begun(self) -> int:
        """How many attempts have been counted."""
        with self._server.reading(self._folder) as rows:
            return int(rows("SELECT sum(attempts) FROM report_file")[0][0])

    def put_off(self) -> int:
        """How many are left alone for a minute or longer, or given up, until somebody asks again."""
        with self._server.reading(self._folder) as rows:
            return int(rows("SELECT count(*) FROM report_file WHERE not_before IS NOT NULL OR attempts >= 5")[0][0])

    def forget(self) -> None:
        """All will be made anew."""
        self._kept.clear()


def test_the_database_is_killed_while_pdfs_are_made(own_server: KillableServer, inbox: Inbox, tmp_path: Path) -> None:
    folder = tmp_path / "making"
    app = application(folder, own_server.url(folder.name), inbox.port)  # type: ignore[attr-defined]
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        council = Council(app, ToldClock())
        leaders, rng, asked_for, put_off = leaders_asked_for(council), random.Random(25), 3, 0
        campaign, coach = leaders[0].campaign_id, leaders[0].coach_id
        db.session.rollback()
        watched, made_at_kills = Watched(council, own_server, folder), Counter[int]()
        victims = Victims(app, folder, inbox.port)  # type: ignore[attr-defined]
        try:
            worker, started = victims.begin("files"), time.perf_counter()
            assert soon(lambda: watched.count() == len(leaders), every=0.1)
            as_long_as_all_take = time.perf_counter() - started
            for _ in range(KILLS):
                if watched.count() == len(leaders):
                    watched.forget()
                    ask(council, leaders)
                    asked_for += len(leaders)
                before = watched.begun()
                assert soon(
                    lambda before=before: watched.begun() > before or watched.count() == len(leaders), every=0.1
                )
                time.sleep(rng.random() * as_long_as_all_take)
                own_server.kill()
                own_server.start()
                made_at_kills[watched.count()] += 1
                put_off += watched.put_off()
                with one_transaction():  # as a coach does who sees that some could not be made
                    bundles.ask(campaign, by=coach, now=council.clock.now)
                db.session.rollback()
            assert soon(lambda: watched.count() == len(leaders), every=0.1), "a PDF is never made"
            victims.kill(worker)  # which has lived through all of it
        finally:
            victims.end()
            db.session.remove()
            db.engine.dispose()
    say(
        "database killed while making PDFs",
        kills=KILLS,
        asked_for=asked_for,
        made_at_kills={str(made): count for made, count in sorted(made_at_kills.items())},
        lost=0,
        twice=0,
        put_off_and_asked_for_again=put_off,
    )
