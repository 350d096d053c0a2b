"""Whose pages are asked for? The host in the request says which council's application answers it, and no other can.

An application is made when its council is first asked for. A process keeps a bounded number of them; the one that was
asked for least recently makes room.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from feedback.extensions import db
from feedback.foundations.headers import ALWAYS
from feedback.installation.register import CouncilSettings, Register, Watched

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NOTHING_HERE = b"There is nothing at this address.\n"
ALIVE = b'{"status":"ok"}\n'

log = logging.getLogger("feedback.installation")


class Awake:
    """The applications of councils that this process has at hand."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._apps: OrderedDict[str, Flask] = OrderedDict()
        self._lock, self._making = threading.Lock(), threading.Lock()

    def app_of(self, settings: CouncilSettings) -> Flask:
        """The council's application, made if need be; whoever asks for one at hand waits for none that is made."""
        app = self._at_hand(settings)
        if app is None:
            with self._making:  # one at a time: blueprints and commands are shared while they are put on
                app = self._at_hand(settings) or self._make(settings)
        return app

    def let_go(self, but: Iterable[CouncilSettings]) -> None:
        """Keep only applications of these councils as they are now: others have gone, or are told another thing."""
        staying = {settings.name: settings for settings in but}
        with self._lock:
            gone = [app for name, app in self._apps.items() if app.config["SETTINGS"] is not staying.get(name)]
            self._apps = OrderedDict((name, app) for name, app in self._apps.items() if app not in gone)
        for app in gone:
            _close(app)

    def __len__(self) -> int:
        return len(self._apps)

    def _at_hand(self, settings: CouncilSettings) -> Flask | None:
        with self._lock:
            app = self._apps.get(settings.name)
            if app is None or app.config["SETTINGS"] is not settings:
                return None
            self._apps.move_to_end(settings.name)
            return app

    def _make(self, settings: CouncilSettings) -> Flask:
        from feedback import create_app

        app = create_app(settings)
        with self._lock:
            replaced = self._apps.pop(settings.name, None)
            self._apps[settings.name] = app
            gone = [replaced] if replaced else []
            while len(self._apps) > self._most:
                gone.append(self._apps.popitem(last=False)[1])
        for old in gone:
            _close(old)
        return app


def _close(app: Flask) -> None:
    """Close its idle connections; a request that is still in one keeps its own until it is done."""
    with app.app_context():
        db.engine.dispose()


class Councils:
    """The WSGI application of an installation of several councils."""

    def __init__(self, place: Path, *, awake: int) -> None:
        self.awake = Awake(awake)
        self._by_host: dict[str, CouncilSettings] = {}
        self._watched = Watched(place, changed=self._take)
        self._watched.now()

    def _take(self, register: Register) -> None:
        for name, fault in register.faults.items():
            log.error("council %s is not served: %s", name, fault)
        self._by_host = register.by_host()
        self.awake.let_go(but=register.councils.values())

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the council whose host is asked for; to any other host there is nothing here."""
        self._watched.now()
        host = str(environ.get("HTTP_HOST", "")).rpartition("@")[2]
        settings = self._by_host.get(_without_port(host))
        if settings is not None:
            return self.awake.app_of(settings)(environ, start_response)
        alive = environ.get("PATH_INFO") == "/healthz"  # a load balancer asks by the machine's own address
        body, kind = (ALIVE, "application/json") if alive else (NOTHING_HERE, "text/plain; charset=utf-8")
        headers = [*ALWAYS.items(), ("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response("200 OK" if alive else "404 Not Found", [*headers, ("Cache-Control", "no-store")])
        return [body]


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower().rstrip(".")
