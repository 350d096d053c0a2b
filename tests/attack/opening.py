"""Does anything on disk open a stolen slot?  The sealing as its documentation says it is, tried with every key."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import Aead

KEY = 32
FORMAT = b"answers/1"
WRITTEN = re.compile(rb"[0-9a-f]{64}|[\w+/-]{43}=?")


def possible_keys(files: Iterable[bytes], blobs: Iterable[bytes]) -> list[bytes]:
    """All that could be a key: small files and blobs of 32 bytes, keys written out in files, and their digests."""
    files = list(files)
    found = {content for content in (*files, *blobs) if len(content) == KEY}
    for written in (written for content in files for written in WRITTEN.findall(content)):
        found.add(bytes.fromhex(written.decode()) if len(written) == 2 * KEY else _from_base64(written))
    found |= {hashlib.sha256(key).digest() for key in list(found)}
    return sorted(found)


def opened_with(keys: Iterable[bytes], sealed: Sequence[tuple[bytes, Mapping[str, bytes]]]) -> int:
    """How many of the stolen slots any of these keys opens, by whichever wrap."""
    keys = set(keys)  # a key and its copy open the same
    boxes, plain = [SealedBox(PrivateKey(key)) for key in keys], [Aead(key) for key in keys]
    return sum(
        _opens(blobs, FORMAT + binding, boxes, [*plain, *(Aead(_device_key(key, binding)) for key in keys)])
        for binding, blobs in sealed
    )


def _opens(blobs: Mapping[str, bytes], bound: bytes, boxes: Sequence[SealedBox], plain: Sequence[Aead]) -> bool:
    slot = blobs.get("slot", b"")
    return any(_decrypted(key, slot, bound) is not None for key in chain(_unwrapped(blobs, bound, boxes, plain), plain))


def _unwrapped(
    blobs: Mapping[str, bytes], bound: bytes, boxes: Sequence[SealedBox], plain: Sequence[Aead]
) -> Iterator[Aead]:
    for box in boxes if "wrap_sub" in blobs else ():
        with suppress(CryptoError):
            yield Aead(box.decrypt(blobs["wrap_sub"]))
    for key in plain:
        for column in ("wrap_dev", "wrap_phrase"):
            if column in blobs and (opened := _decrypted(key, blobs[column], bound)):
                yield Aead(opened)


def _decrypted(key: Aead, locked: bytes, bound: bytes) -> bytes | None:
    try:
        return bytes(key.decrypt(locked, aad=bound))
    except (CryptoError, ValueError):
        return None


def _device_key(secret: bytes, binding: bytes) -> bytes:
    return hashlib.blake2b(FORMAT + binding, key=secret, digest_size=KEY, person=b"feedback/kdf/1").digest()


def _from_base64(written: bytes) -> bytes:
    return base64.urlsafe_b64decode(written.replace(b"+", b"-").replace(b"/", b"_").rstrip(b"=") + b"=")
