"""Where do the private keys lie? In files outside the database and outside its backups, one for each round.

Only the worker's user may read the folder; the web process seals with public keys and needs none of this.
"""

import os
import uuid
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
        private = self._read(round_id) if self.holds(round_id) else sealing.new_key_pair().private
        for folder in (self.place, self.copy):
            if not (folder / self._name(round_id)).exists():
                _write_owner_only(folder, self._name(round_id), private)
        return sealing.public_half(private)

    def open(self, round_id: uuid.UUID, *, public: bytes) -> bytes:
        """The round's private key (32 bytes).

        Raises:
            KeyMissing: in neither place.
            KeyWrong: what is there does not match ``public``.
        """
        private = self._read(round_id)
        if sealing.public_half(private) != public:
            raise KeyWrong(str(round_id))
        return private

    def is_closed_to_us(self) -> bool:
        """True when this process's user may not look into the store: right for the web, wrong for the worker."""
        return self.place.exists() and not os.access(self.place, os.R_OK | os.X_OK)

    def holds(self, round_id: uuid.UUID) -> bool:
        """True when a key for the round is in either place."""
        return any((folder / self._name(round_id)).exists() for folder in (self.place, self.copy))

    def destroy(self, round_id: uuid.UUID) -> None:
        """Overwrite and delete the round's key in both places; no error when it is gone already."""
        for folder in (self.place, self.copy):
            path = folder / self._name(round_id)
            if path.exists():
                with path.open("r+b") as file:
                    file.write(bytes(sealing.KEY_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()

    def _read(self, round_id: uuid.UUID) -> bytes:
        for folder in (self.place, self.copy):
            path = folder / self._name(round_id)
            if path.exists():
                private = path.read_bytes()
                if len(private) == sealing.KEY_BYTES:
                    return private
        raise KeyMissing(str(round_id))

    @staticmethod
    def _name(round_id: uuid.UUID) -> str:
        return f"{round_id}.key"


def _write_owner_only(folder: Path, name: str, content: bytes) -> None:
    """Write through a temporary name, so that a half-written key never carries the real one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    temporary = folder / f"{name}.new"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / name)
