"""Where do the private keys lie? In files outside the database and outside its backups, one for each round.

Only the worker's user may read the folder; the web process seals with public keys and needs none of this.
"""

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback.foundations import sealing


class KeyFault(Exception):
    """A round's private key cannot be had."""


class KeyMissing(KeyFault):
    """A round's private key is in neither place: its answers cannot be opened."""


class KeyWrong(KeyFault):
    """The key found does not belong to the round's public key."""


@dataclass(frozen=True)
class KeyStore:
    """One private key per round, in a folder and in a copy of it elsewhere."""

    place: Path
    copy: Path

    def create(self, round_id: uuid.UUID) -> bytes:
        """Make and keep a key pair for a round; return the public half (32 bytes).

        Calling it again for the same round keeps the key that is already there, so that a crash between keeping the
        key, copying it and recording its public half loses nothing.
        """
        found = self._found(round_id)
        private = found[0] if found else sealing.new_key_pair().private
        for folder in (self.place, self.copy):
            if _read_whole(folder / self._name(round_id)) != private:
                _write_owner_only(folder, self._name(round_id), private)
        return sealing.public_half(private)

    def open(self, round_id: uuid.UUID, *, public: bytes) -> bytes:
        """The round's private key (32 bytes).

        Raises:
            KeyMissing: in neither place.
            KeyWrong: what is there does not match ``public``.
        """
        found = self._found(round_id)
        for private in found:  # one of the two places may hold an older or a damaged file
            if sealing.public_half(private) == public:
                return private
        raise KeyWrong(str(round_id)) if found else KeyMissing(str(round_id))

    def is_closed_to_us(self) -> bool:
        """True when this process's user may not look into the store: right for the web, wrong for the worker."""
        return is_closed_to_us(self.place)

    def holds(self, round_id: uuid.UUID) -> bool:
        """True when a key for the round is in either place."""
        return any((folder / self._name(round_id)).exists() for folder in (self.place, self.copy))

    def is_kept_twice(self, round_id: uuid.UUID) -> bool:
        """True when both places hold the round's key, so that either may be lost."""
        found = self._found(round_id)
        return len(found) == 2 and found[0] == found[1]

    def destroy(self, round_id: uuid.UUID) -> None:
        """Overwrite and delete the round's key in both places; no error when it is gone already."""
        for folder in (self.place, self.copy):
            for path in (folder / self._name(round_id), _half_written(folder, self._name(round_id))):
                with suppress(FileNotFoundError):  # gone already, or just now by another closer
                    with path.open("r+b") as file:
                        file.write(bytes(sealing.KEY_BYTES))
                        file.flush()
                        os.fsync(file.fileno())
                    path.unlink()
                    _make_lasting(folder)

    def _found(self, round_id: uuid.UUID) -> list[bytes]:
        """Every whole key that is kept under the round's name; that of the first place first."""
        kept = [_read_whole(folder / self._name(round_id)) for folder in (self.place, self.copy)]
        return [private for private in kept if private is not None]

    @staticmethod
    def _name(round_id: uuid.UUID) -> str:
        return f"{round_id}.key"


def is_closed_to_us(place: Path) -> bool:
    """True when this process's user may not look into a folder, or not even into one that it lies in."""
    try:
        os.stat(place)
    except PermissionError:
        return True
    except OSError:  # there is none
        return False
    return not os.access(place, os.R_OK | os.X_OK)


def _write_owner_only(folder: Path, name: str, content: bytes) -> None:
    """Write through a temporary name, so that a half-written key never carries the real one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    temporary = _half_written(folder, name)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / name)
    _make_lasting(folder)


def _half_written(folder: Path, name: str) -> Path:
    return folder / f"{name}.new"


def _read_whole(path: Path) -> bytes | None:
    """The key in a file, or None if there is none or only a part of one."""
    private = path.read_bytes() if path.exists() else b""
    return private if len(private) == sealing.KEY_BYTES else None


def _make_lasting(folder: Path) -> None:
    """Have the disk keep the folder's names too: the database will trust in them from the next commit on."""
    if os.name != "posix":
        return  # Windows does so by itself, and lets nobody open a folder
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
