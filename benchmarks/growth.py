"""Does a response cost more where more people are asked? ``python -m benchmarks.growth [--most 100]``

The same council with 1, 10 and 100 times as many leaders, twelve raters each; what is measured is the application
without a server, as in ``direct.py``, in turn so that all saw the same machine.

    python -m benchmarks.growth              100, 1,000 and 10,000 leaders: about five minutes, most of it building
    python -m benchmarks.growth --most 10    without the last: about one minute
"""

import argparse
import os
import random
import statistics
import tempfile
from pathlib import Path

from flask import Flask

from benchmarks import council
from benchmarks.direct import answer
from benchmarks.telling import say

LEADERS, RESPONSES, ROUNDS = 100, 20, 3


def main(*, most: int) -> None:
    """Build each, measure in turn, and print one line of JSON for each size."""
    times = [factor for factor in (1, 10, 100) if factor <= most]
    with tempfile.TemporaryDirectory() as name:
        built = {factor: _built(Path(name) / str(factor), LEADERS * factor) for factor in times}
        cost: dict[int, list[float]] = {factor: [] for factor in times}
        for _ in range(ROUNDS):
            for factor, (app, codes) in built.items():
                answer(app, codes.pop())  # what is made once is made
                cost[factor] += [1000 * answer(app, codes.pop()) for _ in range(RESPONSES)]
    first = statistics.median(cost[1])
    for factor in times:
        middle = statistics.median(cost[factor])
        invitations = LEADERS * factor * len(council.RATERS)
        say(
            figure="a response, without a server", leaders=LEADERS * factor, invitations=invitations,
            ms={"median": round(middle, 1), "min": round(min(cost[factor]), 1)}, ratio=round(middle / first, 2),
        )  # fmt: skip


def _built(folder: Path, leaders: int) -> tuple[Flask, list[str]]:
    from flask_migrate import upgrade

    from feedback import create_app
    from feedback.config import ROOT, read_settings

    folder.mkdir()
    os.environ.update(council.environment(folder))
    app = create_app(read_settings())
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        codes = council.open_rounds(leaders)
    random.Random(1).shuffle(codes)  # noqa: S311 - which of them answer is no secret
    return app, codes


if __name__ == "__main__":
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--most", type=int, default=100)
    main(**vars(wanted.parse_args()))
