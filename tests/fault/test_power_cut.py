"""The power goes while answers are saved (SQLite): whatever was acknowledged is in what the disk holds.

The writing process is frozen at a random instant and its files are copied: that is what had been handed to the disk.
Of the log, only what was synced must survive, and each acknowledged save was; so what lies in it after the last save
that is complete is torn: cut off, zeroed or garbled, as a disk may leave it.
"""

import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import databases
from tests.fault.rig import KILLS, say
from tests.fault.stopped import ROOT

pytestmark = databases.about_sqlite("of PostgreSQL the server is killed instead")

# Saves as the pages do, as fast as it can, and says of each that it is kept: one number a line.
WRITER = """
import sys
from pathlib import Path
from tests.fault.victims import application
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Outgoing
from feedback.extensions import db
from feedback.identity.models import Person
folder = Path(sys.argv[1])
app = application(folder, f"sqlite:///{folder / 'feedback.sqlite'}", 25)
number = 0
with app.app_context():
    with one_transaction():
        person = Person(name="0", email="power@example.org")
        db.session.add(person)
    while True:
        number += 1
        with one_transaction():
            db.session.get_one(Person, person.id).name = str(number)
            db.session.add(Person(name=f"row {number}", email=f"row{number}@example.org", job_title="x" * 900))
        print(number, flush=True)
"""
FRAME_HEAD, LOG_HEAD = 24, 32


@pytest.fixture
def writer(beginning: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """The process that saves."""
    databases.in_use().copy(beginning, tmp_path)
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


def end_of_what_is_complete(log: bytes) -> int:
    """Where, in the write-ahead log, the last frame ends that completes a transaction (sqlite.org/walformat.html)."""
    size, salt = struct.unpack(">I", log[8:12])[0], log[16:24]
    end = at = LOG_HEAD
    while at + FRAME_HEAD + size <= len(log) and log[at + 8 : at + 16] == salt:
        complete = struct.unpack(">I", log[at + 4 : at + 8])[0]
        at += FRAME_HEAD + size
        end = at if complete else end
    return end


def test_the_power_goes_while_answers_are_saved(
    writer: "subprocess.Popen[str]", tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert writer.stdout is not None
    rng, acknowledged, torn = random.Random(9), 0, 0
    for turn in range(max(KILLS, 8)):
        for _ in range(rng.randrange(1, 120)):  # whatever it says meanwhile waits in the pipe
            acknowledged = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, writer.pid, os.WSTOPPED)
        copy = tmp_path_factory.mktemp("copy") / "feedback.sqlite"
        shutil.copy(tmp_path / "feedback.sqlite", copy)
        log = (tmp_path / "feedback.sqlite-wal").read_bytes()
        end = end_of_what_is_complete(log)
        torn += end < len(log)
        left = [log, log[:end], log[:end] + bytes(len(log) - end), log[:end] + rng.randbytes(len(log) - end)][turn % 4]
        Path(f"{copy}-wal").write_bytes(left)
        os.kill(writer.pid, signal.SIGCONT)
        with closing(sqlite3.connect(copy)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            [(kept,)] = database.execute("SELECT CAST(name AS INTEGER) FROM person WHERE email = 'power@example.org'")
            [(rows,)] = database.execute("SELECT count(*) FROM person WHERE name LIKE 'row %'")
        assert kept >= acknowledged, "something was acknowledged and is gone"
        assert rows == kept, "a transaction is there by half"
        shutil.rmtree(copy.parent)
    say("power cut while saving (SQLite)", cuts=max(KILLS, 8), acknowledged=acknowledged, lost=0, log_torn=torn)
