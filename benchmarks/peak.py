"""Does anything get lost when everybody answers at once? ``python -m benchmarks.peak [--seconds 60] [--raters 1000]``

Ten councils in one installation, 2,000 invitations each, on one server; so many raters begin within the first fifth of
the time, pause over every page as people do, and send. Ten minutes of people are pressed into one, so that two
processors have something to do; ``--seconds 600`` takes the whole ten. Everything that was thanked for is counted in
the databases at the end.

    python -m benchmarks.peak                              about two minutes, most of it building
    python -m benchmarks.peak --councils 1 --raters 200    one council, as ``flask serve`` has it; fewer raters
"""

import argparse
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import council, driver, servers
from benchmarks.telling import say

INVITATIONS, TURNS = 2_000, 11  # in each council; pages that a rater pauses over
HOST = "c{}.feedback.example.gov.uk"


def main(*, councils: int, raters: int, seconds: float) -> None:
    """Build, answer, count; one line of JSON for what came of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        codes = [_built(folder / f"c{number}", HOST.format(number)) for number in range(councils)]
        asked = [(HOST.format(place % councils), codes[place % councils][place // councils]) for place in range(raters)]
        environment = os.environ | {"FEEDBACK_COUNCILS": str(folder)}
        port = servers.free_port()
        with servers.running(servers.web_command(port), port, environment) as first:
            pace = random.Random(1)  # noqa: S311 - how long somebody thinks is no secret
            before, load_before = servers.cpu_seconds(first), os.getloadavg()[0]
            load = driver.in_a_peak(
                asked, port, over=seconds, pause=lambda: pace.uniform(0.5, 1.5) * 0.8 * seconds / TURNS
            )
            spent = servers.cpu_seconds(first) - before
            memory = round(servers.largest_mib(first))
        sent = sum(_sent(folder / f"c{number}" / "feedback.sqlite") for number in range(councils))
        cuts = statistics.quantiles(load.answers, n=100)
        say(
            figure="peak", councils=councils, invitations=sum(map(len, codes)), raters=raters,
            seconds=round(load.seconds, 1), requests=load.requests, thanked=load.thanked, sent=sent,
            lost=load.thanked - sent, errors=len(load.faults), first_error=(load.faults or [None])[0],
            answer_ms={"p50": round(1000 * cuts[49], 1), "p95": round(1000 * cuts[94], 1)},
            server_cpu_ms_a_response=round(1000 * spent / max(1, load.thanked), 1),
            client_cpu_ms_a_response=round(load.client_ms / max(1, load.thanked), 1),
            largest_process_mib=memory, load=[round(load_before, 1), round(os.getloadavg()[0], 1)],
        )  # fmt: skip


def _built(folder: Path, host: str) -> list[str]:
    """A council in a folder of its own, and a code for each of its invitations; made in a process of its own."""
    folder.mkdir()
    own = {"FEEDBACK_BASE_URL": f"https://{host}", "FEEDBACK_MAIL_HOST": "localhost"}
    (folder / "settings.env").write_text("".join(f"{name}='{value}'\n" for name, value in own.items()))
    made = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", "from benchmarks import peak; peak.build()", str(folder)],
        cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return made.stdout.split()


def build() -> None:
    """In its own process: the database of the council whose folder is named, and the codes of its links, one a line."""
    from flask_migrate import upgrade

    from feedback import create_app
    from feedback.config import ROOT
    from feedback.installation.register import read_council

    with create_app(read_council(Path(sys.argv[1]))).app_context():
        upgrade(directory=str(ROOT / "migrations"))
        sys.stdout.write("\n".join(council.open_rounds(-(-INVITATIONS // len(council.RATERS)))))


def _sent(database: Path) -> int:
    with sqlite3.connect(database) as there:
        [number] = there.execute("SELECT count(*) FROM invitation WHERE state = 2 AND wrap_sub IS NOT NULL").fetchone()
        return int(number)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--councils", type=int, default=10)
    wanted.add_argument("--raters", type=int, default=1_000)
    wanted.add_argument("--seconds", type=float, default=60)
    main(**vars(wanted.parse_args()))
