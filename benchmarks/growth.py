"""Do a response and a report cost more where there is more of everything? ``python -m benchmarks.growth [--most 100]``

The same council with 1, 10 and 100 times as many leaders, twelve raters each: so many in an open campaign, and as many
in a closed one. What is measured is the application without a server, as in ``direct.py``, in turn so that all saw the
same machine; a report is read by its coach, each for the first time.

    python -m benchmarks.growth              twice 100, 1,000 and 10,000 leaders: about six minutes, most of it building
    python -m benchmarks.growth --most 10    without the last: about one minute
"""

import argparse
import os
import random
import statistics
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks import council
from benchmarks.direct import answer
from benchmarks.telling import say

LEADERS, RESPONSES, REPORTS, ROUNDS = 100, 20, 10, 3


@dataclass
class Built:
    """A council of one size: links that are open, reports and a browser of their coach; and what both took."""

    app: Flask
    codes: list[str]
    coach: FlaskClient
    reports: list[uuid.UUID]
    built_in: float
    responses: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def respond(self) -> float:
        """Milliseconds of a whole response."""
        return 1000 * answer(self.app, self.codes.pop())

    def read(self) -> float:
        """Milliseconds of a report's page."""
        before, path = time.process_time(), f"/reports/{self.reports.pop()}"
        if self.coach.get(path).status_code != 200:
            raise SystemExit(f"{path} was not shown")
        return 1000 * (time.process_time() - before)


def main(*, most: int) -> None:
    """Build each, measure in turn, and print two lines of JSON for each size."""
    times = [factor for factor in (1, 10, 100) if factor <= most]
    with tempfile.TemporaryDirectory() as name:
        built = {factor: _built(Path(name) / str(factor), LEADERS * factor) for factor in times}
        for _ in range(ROUNDS):
            for one in built.values():
                one.respond(), one.read()  # what is made once is made
                one.responses += [one.respond() for _ in range(RESPONSES)]
                one.pages += [one.read() for _ in range(REPORTS)]
    first = built[1]
    for factor, one in built.items():
        leaders = LEADERS * factor
        of_size = {"leaders": 2 * leaders, "invitations": leaders * len(council.RATERS)}
        for figure, cost, base in (
            ("a response, without a server", one.responses, first.responses),
            ("a report read for the first time, without a server", one.pages, first.pages),
        ):
            say(
                figure=figure, **of_size, built_in_s=round(one.built_in),
                ms={"median": round(statistics.median(cost), 1), "min": round(min(cost), 1)},
                ratio=round(statistics.median(cost) / statistics.median(base), 2),
            )  # fmt: skip


def _built(folder: Path, leaders: int) -> Built:
    from flask_migrate import upgrade

    from feedback import create_app
    from feedback.campaign.models import Subject
    from feedback.config import ROOT, read_settings
    from feedback.extensions import db

    begun = time.monotonic()
    folder.mkdir()
    os.environ.update(council.environment(folder) | {"FEEDBACK_BASE_URL": "http://localhost"})
    app = create_app(read_settings())
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        council.open_rounds(leaders)
        council.close_all()
        reports = list(db.session.scalars(select(Subject.id)))
        coach_id = db.session.scalars(select(Subject.coach_id)).first()
        db.session.remove()
        codes = council.open_rounds(leaders)
    for some in (codes, reports):
        random.Random(1).shuffle(some)  # type: ignore[arg-type]  # noqa: S311 - which of them is no secret
    coach = app.test_client()
    council.sign_in(app, coach, str(coach_id))
    return Built(app, codes, coach, reports, time.monotonic() - begun)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--most", type=int, default=100)
    main(**vars(wanted.parse_args()))
