"""What can an operator's monitoring see of the work? Figures for Prometheus, read from the tables when it asks.

They are shown on a port of their own, on this machine only unless the operator opens it: no page of the product has
them, so no token has to guard them. None is about one campaign or one rater.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from feedback.campaign.models import Campaign
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db
from feedback.foundations import signs
from feedback.foundations.outbox import Outgoing, is_stuck
from feedback.installation import backup
from feedback.mailing.models import MailCount

GOOD_FOR = 30.0  # seconds: 300 councils need not be asked anew by each of two monitors
MEANING = {
    "feedback_letters_waiting": "Letters that wait to be sent.",
    "feedback_letters_stuck": "Letters that the mail server has kept back for a quarter of an hour or longer.",
    "feedback_letters_given_up": "Letters that could not be delivered.",
    "feedback_letters_sent": "Letters of campaigns that were sent, over all days.",
    "feedback_last_work_seconds": "When the worker last did its work, in seconds since 1970; 0 for never.",
    "feedback_campaigns_open": "Campaigns that are launched and not yet closed.",
    "feedback_reports_closed": "Leaders' feedback that was closed, and has a report.",
    "feedback_last_backup_seconds": "When the newest backup was made, in seconds since 1970; 0 for never.",
    "feedback_database_well": "1 if the council's database answers.",
}
OPEN = ("nominating", "collecting", "stopped")
Apps = Callable[[], Mapping[str, Flask]]


class Work(Collector):
    """The figures of councils, by their names; the one council of an installation of one has none."""

    def __init__(self, apps: Apps, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._apps, self._clock = apps, clock
        self._kept: list[GaugeMetricFamily] = []
        self._until = 0.0
        self._lock = threading.Lock()

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: to be registered asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All figures, at most half a minute old."""
        with self._lock:
            if self._clock() >= self._until:
                self._kept, self._until = self._read(), self._clock() + GOOD_FOR
            yield from self._kept

    def _read(self) -> list[GaugeMetricFamily]:
        families = {name: GaugeMetricFamily(name, words, labels=["council"]) for name, words in MEANING.items()}
        for name, app in self._apps().items():
            for figure, value in _of(app).items():
                families[figure].add_metric([name], value)
        return list(families.values())


def _of(app: Flask) -> dict[str, float]:
    with app.app_context():
        try:
            counts = (func.count(), func.count().filter(Outgoing.given_up), func.count().filter(is_stuck()))
            waiting, given_up, stuck = db.session.execute(select(*counts).select_from(Outgoing)).one()
            campaigns = select(func.count()).select_from(Campaign).where(Campaign.state.in_(OPEN))
            backups = backup.all_of(app.config["SETTINGS"])
            return {
                "feedback_letters_waiting": waiting - given_up,
                "feedback_letters_stuck": stuck,
                "feedback_letters_given_up": given_up,
                "feedback_letters_sent": db.session.scalar(select(func.sum(MailCount.letters))) or 0,
                "feedback_last_work_seconds": _seconds(signs.last(signs.WORKER)),
                "feedback_campaigns_open": db.session.scalar(campaigns) or 0,
                "feedback_reports_closed": db.session.scalar(select(func.count()).select_from(ReleasedReport)) or 0,
                "feedback_last_backup_seconds": _seconds(backup.made_at(backups[-1]) if backups else None),
                "feedback_database_well": 1,
            }
        except Exception:  # whatever it is, the others' figures must be shown, and the alarm is raised by this one
            return {"feedback_database_well": 0}
        finally:
            db.session.remove()
            db.engine.dispose()


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def show(place: str, registry: Any) -> Any:
    """Answer Prometheus there (``127.0.0.1:9102``) in a thread, until the process ends; return the server."""
    host, _, port = place.rpartition(":")
    server, _thread = start_http_server(int(port), host, registry)
    return server


def show_work(place: str, apps: Apps) -> Any:
    """Show the figures of the work there."""
    registry = CollectorRegistry()
    registry.register(Work(apps))
    return show(place, registry)
