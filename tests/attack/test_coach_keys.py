"""Whoever takes the database, every nightly copy of it and the whole key store opens nothing before the coach comes.

The thief knows the sealing as its documentation says it is, and tries every key found anywhere, in every order.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing as closed_afterwards
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import Aead

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.attack.opening import FORMAT, possible_keys
from tests.building import Council
from tests.disclosure import coached, rounds


class Thief:
    """Copies everything that lies on disk, as often as told, and later tries to read what was sent."""

    def __init__(self, council: Council, folder: Path) -> None:
        self.council, self.folder, self.nights = council, folder, 0

    def come_by_night(self) -> None:
        """Take the database with its log, and both places of the key store."""
        db.session.rollback()
        settings = self.council.app.config["SETTINGS"]
        here = self.folder / f"night-{self.nights}"
        here.mkdir(parents=True)
        for path in settings.key_store.parent.glob("feedback.sqlite*"):
            shutil.copy(path, here / path.name)
        for name, place in (("keys", settings.key_store), ("keys-copy", settings.key_store_copy)):
            if place.exists():
                shutil.copytree(place, here / name)
        self.nights += 1

    def slots_read(self) -> int:
        """How many sent slots, of all nights, open with anything that was found on any night."""
        files = [path.read_bytes() for path in self.folder.rglob("*.key*")]
        blobs, slots = [], set()
        for dump in self.folder.glob("night-*/feedback.sqlite"):
            with closed_afterwards(sqlite3.connect(dump)) as database:
                slots |= set(database.execute("SELECT id, slot, wrap_sub FROM invitation WHERE wrap_sub NOT NULL"))
                blobs += [blob for row in database.execute("SELECT * FROM coach_share") for blob in row]
        blobs = [blob for blob in blobs if isinstance(blob, bytes)]
        assert slots, "stole no slots: check this test"
        keys = set(possible_keys(files, blobs))
        keys |= self._unpacked(blobs, keys)
        return sum(self._opens(bytes.fromhex(found), slot, wrap, keys) for found, slot, wrap in slots)

    @staticmethod
    def _unpacked(blobs: Iterable[bytes], keys: set[bytes]) -> set[bytes]:
        """Keys within the coaches' rows, as far as any key opens them."""
        found = set()
        for blob in blobs:
            for key in keys:
                for attempt in (SealedBox(PrivateKey(key)).decrypt, Aead(key).decrypt):
                    try:
                        found.add(bytes(attempt(blob)))
                    except (CryptoError, ValueError):
                        continue
        return {key for key in found if len(key) == 32}

    @staticmethod
    def _opens(binding: bytes, slot: bytes, wrap: bytes, keys: set[bytes]) -> bool:
        boxes, inner = [SealedBox(PrivateKey(key)) for key in keys], {wrap}
        for _ in range(3):  # boxes within boxes
            for box in boxes:
                for sealed in list(inner):
                    try:
                        inner.add(bytes(box.decrypt(sealed)))
                    except CryptoError:
                        continue
        for key in {key for key in (*inner, *keys) if len(key) == 32}:
            try:
                Aead(key).decrypt(slot, aad=FORMAT + binding)
            except (CryptoError, ValueError):
                continue
            return True
        return False


@pytest.fixture
def thief(council: Council, tmp_path: Path) -> Thief:
    """Somebody with the rights of the host's administrator, at night."""
    return Thief(council, tmp_path / "stolen")


def _a_week_of_nights(council: Council, thief: Thief, leader: Subject) -> None:
    thief.come_by_night()
    rounds.due(council, leader)
    thief.come_by_night()
    coached.ask(council)
    thief.come_by_night()
    rounds.close_due(council)
    thief.come_by_night()


def test_database_copies_and_key_store_together_open_nothing_before_the_coach_comes(
    council: Council, thief: Thief
) -> None:
    [leader] = coached.answered(council)
    _a_week_of_nights(council, thief, leader)
    assert thief.slots_read() == 0

    coached.come(council, leader)
    share = coached.share_of(leader)
    assert share is not None
    assert share.handed_over is not None
    handed_over = bytes(share.handed_over)
    rounds.close_due(council)
    thief.come_by_night()
    assert leader.closed
    assert not [path for path in (thief.folder / "night-4").glob("feedback*") if handed_over in path.read_bytes()]
    assert thief.slots_read() == 0, "the coach's key was never on disk with what opens it on any of these nights"


def test_a_wrong_passphrase_leaves_nothing_that_helps(council: Council, thief: Thief) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    with pytest.raises(coach_keys.WrongPassphrase):
        coached.come(council, leader, "nearly the passphrase, but not quite")
    thief.come_by_night()
    assert thief.slots_read() == 0


def test_what_was_handed_over_before_a_stop_was_undone_opens_nothing_afterwards(council: Council, thief: Thief) -> None:
    """A copy of the database from that moment is worth nothing: the worker's key for it is gone."""
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    coached.come(council, leader)
    database = {path: path.read_bytes() for path in thief.folder.parent.glob("feedback.sqlite*")}
    with one_transaction():
        campaigns.undo_stop(leader.campaign, by=None, now=council.clock.now)
    coached.ask(council)
    thief.come_by_night()
    for path, content in database.items():
        (thief.folder / "night-0" / path.name).write_bytes(content)
    assert thief.slots_read() == 0


def test_the_thief_bites_without_the_option(council: Council, thief: Thief) -> None:
    rounds.answered(council)
    thief.come_by_night()
    assert thief.slots_read() == 5


def test_the_thief_bites_between_the_coach_and_the_closing(council: Council, thief: Thief) -> None:
    """This is the moment that remains: a second, in which the worker could have closed already."""
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    coached.come(council, leader)
    thief.come_by_night()
    assert thief.slots_read() == 5


def test_the_thief_bites_who_has_the_passphrase_as_well(council: Council, thief: Thief) -> None:
    [leader] = coached.answered(council)
    thief.come_by_night()
    share = coached.share_of(leader)
    assert share is not None
    private = coach_keys.unlocked(coach_keys.LockedKey(leader.id, share.public, share.locked), coached.PASSPHRASE)
    (thief.folder / "night-0" / "guessed.key").write_bytes(private)
    assert thief.slots_read() == 5
