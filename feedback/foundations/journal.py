"""How is a line of the log written? Plainly or as one JSON object, and never with what it must not hold.

What our own code logs holds no personal data in the first place. This is the second net, for libraries and for what
nobody foresaw: what looks like an address, a code or a client's address is taken out, and of a fault only its kind and
its places are told, because its words may hold the value it stumbled over.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO

from flask import current_app, has_app_context

TAKEN_OUT = "[taken out]"
PERSONAL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+"  # an email address
    r"|[A-Za-z0-9_-]{40,}"  # a code of a link, a key, a cookie
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"  # where a visitor comes from
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])"
)


class WithoutPersonalData(logging.Filter):
    """Lets every line pass, its words made whole and looked through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the words together here, so that no value comes after."""
        record.msg, record.args = PERSONAL.sub(TAKEN_OUT, record.getMessage()), None
        return True


class Plain(logging.Formatter):
    """``ERROR feedback.worker: a sweep failed ...`` and the places of a fault below it."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line; what another handler has made of the fault is not taken over, for that has its words."""
        line = self.formatMessage(record)
        if record.exc_info and record.exc_info[0]:
            line = "\n  ".join([line, kind_of(record.exc_info), *places_of(record.exc_info[2])])
        return line

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The words of the line."""
        record.message = record.getMessage()
        return super().formatMessage(record)


class AsJson(logging.Formatter):
    """One object a line: at, level, logger, council (if several are served), event; of a fault its kind and places."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if has_app_context() and (name := getattr(current_app.config.get("SETTINGS"), "name", "")):
            told["council"] = name
        if record.exc_info and record.exc_info[0]:
            told |= {"fault": kind_of(record.exc_info), "places": places_of(record.exc_info[2])}
        return json.dumps(told, ensure_ascii=False)


def kind_of(fault: Any) -> str:
    """The name of its class."""
    return str(fault[0].__name__) if fault[0] else "an unknown fault"


def places_of(trace: TracebackType | None) -> list[str]:
    """Where it passed through, the outermost first, without any value."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found


def keep(form: Literal["plain", "json"], *, to: TextIO | None = None) -> logging.Handler:
    """Write this process's log so from now on, to standard error unless told: plainly what is amiss, as JSON all."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.addFilter(WithoutPersonalData())
    handler.setFormatter(AsJson() if form == "json" else Plain())
    logging.getLogger().addHandler(handler)
    logging.getLogger("feedback").setLevel(logging.INFO if form == "json" else logging.WARNING)
    return handler
