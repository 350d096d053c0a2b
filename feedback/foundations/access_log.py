"""What may the log say of a visit? Which page and how it went; where answers are given, only that there was one."""

import logging
import sys
from typing import Any

from flask import Flask, Response, request

log = logging.getLogger("feedback.access")
MANNER = "feedback.manner"  # in the environment of a request


def is_rater_page(app: Flask) -> bool:
    """True on the pages behind a rater's link; their views carry ``rater_page = True``."""
    return _manner(app) == "rater"


def is_silent_page(app: Flask) -> bool:
    """True where answers are given: behind a rater's link, and where a clerk keys paper in (``silent = True``)."""
    return _manner(app) is not None


def _manner(app: Flask) -> str | None:
    """Who answers on this page, if answers are given there: "rater" or "clerk". Found once a visit, asked often."""
    visit = request._get_current_object()  # type: ignore[attr-defined]  # what is asked for through a proxy costs more
    if MANNER not in visit.environ:
        view, path = app.view_functions.get(visit.endpoint or ""), visit.path
        rater = getattr(view, "rater_page", False) or path == "/r" or path.startswith("/r/")
        visit.environ[MANNER] = "rater" if rater else "clerk" if getattr(view, "silent", False) else None
    manner: str | None = visit.environ[MANNER]
    return manner


def init_app(app: Flask) -> None:
    """Log each visit as one line of plain values: never an address, an agent, a path with identifiers or a query."""

    @app.after_request
    def one_line(response: Response) -> Response:
        if request.endpoint == "static":
            return response
        if is_rater_page(app):
            # A page that saves itself is no visit, and a line for each time would tell how somebody types.
            if response.status_code != 204:
                log.info("rater page")
        elif is_silent_page(app):
            log.info("clerk page")
        else:
            log.info("%s %s %s", request.method, request.endpoint or "unknown page", response.status_code)
        return response

    def log_exception(exc_info: Any) -> None:
        """Say what broke and where in our code, without the values it broke on."""
        kind, _, trace = exc_info if exc_info[0] else sys.exc_info()
        if is_silent_page(app):
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "an unknown place"
            page = "a rater page" if is_rater_page(app) else "a clerk page"
            app.logger.error("error on %s: %s in %s", page, kind.__name__ if kind else "unknown", place)
        else:
            app.logger.error("error on %s %s", request.method, request.endpoint, exc_info=exc_info)

    app.log_exception = log_exception  # type: ignore[method-assign]
