"""Where private keys lie: two places, one owner, and no trace once they are destroyed. Claim R20 is here."""

import os
import stat
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.foundations import keystore, sealing
from feedback.foundations.keystore import KeyMissing, KeyStore, KeyWrong

ROUND = uuid.UUID(int=42)
NAME = f"{ROUND}.key"
SOMEBODY_ELSE = 65534


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    """An empty store with its copy."""
    return KeyStore(tmp_path / "keys", tmp_path / "copy")


class PowerCut(Exception):
    """The machine stopped."""


def test_a_key_is_kept_in_both_places_and_opens_what_was_sealed(keys: KeyStore) -> None:
    public = keys.create(ROUND)
    assert keys.holds(ROUND)
    assert (keys.place / NAME).read_bytes() == (keys.copy / NAME).read_bytes()
    private = keys.open(ROUND, public=public)
    assert sealing.unseal(private, sealing.seal(public, b"answers")) == b"answers"


def test_only_the_owner_may_read_whatever_the_mask_allows(keys: KeyStore) -> None:
    before = os.umask(0)
    try:
        keys.create(ROUND)
    finally:
        os.umask(before)
    for folder in (keys.place, keys.copy):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
        assert [path.name for path in folder.iterdir()] == [NAME], "no half-written file is left"


def test_a_folder_that_others_could_read_is_closed_to_them(keys: KeyStore) -> None:
    keys.place.mkdir(mode=0o755)
    keys.create(ROUND)
    assert stat.S_IMODE(keys.place.stat().st_mode) == 0o700


@pytest.fixture
def in_the_open(keys: KeyStore) -> Iterator[KeyStore]:
    """A store in a folder that every user may look into, so that only its own permissions protect it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "readable").write_text("anybody may read this")
        store = KeyStore(Path(folder) / "keys", Path(folder) / "copy")
        store.create(ROUND)
        yield store


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_r20_another_user_cannot_read_the_keys(in_the_open: KeyStore) -> None:
    def tries(*command: str) -> int:
        return subprocess.run(
            command, user=SOMEBODY_ELSE, group=SOMEBODY_ELSE, extra_groups=[], capture_output=True, check=False
        ).returncode

    assert tries("cat", str(in_the_open.place.parent / "readable")) == 0, "they can read what they may"
    for folder in (in_the_open.place, in_the_open.copy):
        assert tries("ls", str(folder)) != 0
        assert tries("cat", str(folder / NAME)) != 0
        assert tries("cp", str(folder / NAME), "/dev/null") != 0
        folder.chmod(0o755)  # even if somebody opened the folder by mistake
        assert tries("ls", str(folder)) == 0
        assert tries("cat", str(folder / NAME)) != 0


@pytest.mark.parametrize("lost", ["place", "copy"])
def test_either_place_alone_will_do(keys: KeyStore, lost: str) -> None:
    public = keys.create(ROUND)
    (getattr(keys, lost) / NAME).unlink()
    assert keys.holds(ROUND)
    assert sealing.public_half(keys.open(ROUND, public=public)) == public
    assert keys.create(ROUND) == public, "and is copied to where it is missing"
    assert (keys.place / NAME).read_bytes() == (keys.copy / NAME).read_bytes()


@pytest.mark.parametrize("damage", [b"", b"short", bytes(32), b"x" * 33], ids=["empty", "cut", "zeros", "too long"])
@pytest.mark.parametrize("damaged", ["place", "copy"])
def test_a_damaged_file_in_one_place_does_no_harm(keys: KeyStore, damaged: str, damage: bytes) -> None:
    public = keys.create(ROUND)
    (getattr(keys, damaged) / NAME).write_bytes(damage)
    assert sealing.public_half(keys.open(ROUND, public=public)) == public


def test_no_key_and_a_wrong_key_are_told_apart(keys: KeyStore) -> None:
    public = keys.create(ROUND)
    with pytest.raises(KeyMissing):
        keys.open(uuid.uuid4(), public=public)
    with pytest.raises(KeyWrong):
        keys.open(ROUND, public=sealing.new_key_pair().public)
    for folder in (keys.place, keys.copy):
        (folder / NAME).write_bytes(b"cut")
    with pytest.raises(KeyMissing):
        keys.open(ROUND, public=public)


@pytest.mark.parametrize("writes", range(3))
def test_a_power_cut_between_the_writes_loses_no_key(
    keys: KeyStore, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Path] = []
    write = keystore._write_owner_only

    def cut(folder: Path, name: str, content: bytes) -> None:
        if len(done) == writes:
            raise PowerCut
        done.append(folder)
        write(folder, name, content)

    monkeypatch.setattr(keystore, "_write_owner_only", cut)
    if writes < 2:
        with pytest.raises(PowerCut):
            keys.create(ROUND)
    else:
        keys.create(ROUND)
    monkeypatch.undo()
    kept = [(folder / NAME).read_bytes() for folder in done]

    public = keys.create(ROUND)
    assert keys.create(ROUND) == public
    assert [(folder / NAME).read_bytes() for folder in done] == kept, "what was there is what is used"
    assert keys.open(ROUND, public=public) == (keys.copy / NAME).read_bytes()


def test_a_half_written_key_never_carries_the_real_name(keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise PowerCut

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(PowerCut):
        keys.create(ROUND)
    monkeypatch.undo()

    assert not keys.holds(ROUND)
    assert [path.name for path in keys.place.iterdir()] == [f"{NAME}.new"]
    keys.destroy(ROUND)
    assert not list(keys.place.iterdir()), "nor does it outlive the round"


def test_destroying_overwrites_both_files_before_their_names_are_gone(keys: KeyStore) -> None:
    keys.create(ROUND)
    held = [(folder / NAME).open("rb") for folder in (keys.place, keys.copy)]
    try:
        keys.destroy(ROUND)
        assert [file.read() for file in held] == [bytes(32)] * 2
    finally:
        for file in held:
            file.close()
    assert not keys.holds(ROUND)
    assert not [path for folder in (keys.place, keys.copy) for path in folder.iterdir()]


def test_destroying_again_or_what_never_was_is_no_fault(keys: KeyStore) -> None:
    keys.destroy(ROUND)
    public = keys.create(ROUND)
    (keys.place / NAME).unlink()
    keys.destroy(ROUND)
    keys.destroy(ROUND)
    with pytest.raises(KeyMissing):
        keys.open(ROUND, public=public)


def test_each_round_has_a_key_of_its_own(keys: KeyStore) -> None:
    rounds = [uuid.uuid4() for _ in range(5)]
    assert len({keys.create(one) for one in rounds}) == 5
    keys.destroy(rounds[0])
    assert [keys.holds(one) for one in rounds] == [False, True, True, True, True]
