"""How are answers locked, so that only the closing step, or the rater, can open them?

All primitives are libsodium's, through PyNaCl: XChaCha20-Poly1305 for authenticated encryption, X25519 sealed boxes,
scrypt for phrases, keyed BLAKE2b to derive keys (what libsodium's own crypto_kdf uses).
"""

import hashlib
import re
import secrets
from functools import lru_cache
from typing import NamedTuple

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from xkcdpass import xkcd_password

KEY_BYTES = 32
TOKEN_BYTES = 32
# Smaller ones would let whoever writes much stand out: docs/decisions/0013-slot-sizes.md.
PADDED_SIZES = (32 * 1024, 64 * 1024)
_LENGTH_BYTES = 4
SEALED_KEY_BYTES = KEY_BYTES + 48  # what ``seal`` makes of a key
LARGEST_ANSWER = PADDED_SIZES[-1] - _LENGTH_BYTES


class CannotOpen(Exception):
    """The key does not fit, or what was sealed has been changed."""


class TooLargeToSeal(Exception):
    """The text is longer than the largest slot."""


class KeyPair(NamedTuple):
    """A round's keys: the public half seals, the private half opens. 32 bytes each."""

    public: bytes
    private: bytes


def new_key_pair() -> KeyPair:
    """A fresh X25519 pair."""
    private = PrivateKey.generate()
    return KeyPair(bytes(private.public_key), bytes(private))


def public_half(private: bytes) -> bytes:
    """The public key that belongs to a private one."""
    return bytes(PrivateKey(private).public_key)


def new_token() -> str:
    """256 random bits as URL-safe text. Never stored: keep ``digest`` of it."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """SHA-256 of a token: 32 bytes to find it by, from which it cannot be had back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def keyed_digest(code: str, *, secret: str) -> bytes:
    """Keyed BLAKE2b of a code: 32 bytes to find it by, which nobody can work out who has the code but not the secret.

    For codes that lie about on paper: whoever holds the paper and a copy of the database cannot put the two together.
    """
    key = hashlib.sha256(secret.encode()).digest()
    return hashlib.blake2b(code.encode(), key=key, digest_size=KEY_BYTES, person=b"feedback/paper/1").digest()


def new_secret() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def derive(secret: bytes, purpose: bytes) -> bytes:
    """A 32-byte key for one purpose from a 32-byte secret."""
    return hashlib.blake2b(purpose, key=secret, digest_size=KEY_BYTES, person=b"feedback/kdf/1").digest()


def key_from_phrase(phrase: str, salt: bytes) -> bytes:
    """A 32-byte key from words that a person typed (scrypt; about 16 MiB and 50 ms)."""
    return _scrypt(phrase, salt, cost=1)


def key_from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """A 32-byte key from a passphrase that has to stand alone against thieves (scrypt; about 64 MiB and 0.2 s)."""
    return _scrypt(passphrase, salt, cost=4)


def _scrypt(phrase: str, salt: bytes, *, cost: int) -> bytes:
    fixed = hashlib.blake2b(salt, digest_size=pwhash.scrypt.SALTBYTES).digest()
    operations, memory = pwhash.scrypt.OPSLIMIT_INTERACTIVE, pwhash.scrypt.MEMLIMIT_INTERACTIVE
    return pwhash.scrypt.kdf(KEY_BYTES, phrase.encode(), fixed, operations * cost, memory * cost)


# The list is American, and who writes "colonize" down may well type "colonise". No word of a spelling that differs is
# drawn, nor a few hundred that end alike; of five words that takes less than half of one of 64 bits.
_SPELT_OTHERWISE = re.compile(
    "[iy]z[ei]|izabl|or(ed|ing|ful|less|abl[ey]|ite|er|y)?$|[aei]l(ing|ed|er|ous)$|ense$|"
    "(meter|fiber|liter|theater|caliber|luster|center|meager|saber|somber)$|"
    "ae?nem|aneur|aging$|aluminum|catalog|cozy|distill|donut|enroll|esophag|fetal|fulfill|gray|licorice|math$|mold|mom|"
    "mustache|pajama|paycheck|pedia|plow|program|skept|skillful|sulf|uncheck|willful|yogurt"
)


def new_phrase(words: int) -> str:
    """So many words drawn at random from the EFF's long list, which is made for people to copy and say."""
    drawn: str = xkcd_password.generate_xkcdpassword(_words(), numwords=words)
    return drawn


@lru_cache(maxsize=1)
def _words() -> list[str]:
    words: list[str] = xkcd_password.generate_wordlist(wordfile="eff-long", min_length=3, max_length=9)
    return [word for word in words if not _SPELT_OTHERWISE.search(word)]


def lock(key: bytes, text: bytes, *, bound_to: bytes) -> bytes:
    """``text`` encrypted and authenticated under ``key``; opens only with the same ``bound_to``."""
    return bytes(Aead(key).encrypt(text, aad=bound_to))


def unlock(key: bytes, locked: bytes, *, bound_to: bytes) -> bytes:
    """The text that ``lock`` was given.

    Raises:
        CannotOpen: another key, another ``bound_to``, or changed bytes.
    """
    try:
        return bytes(Aead(key).decrypt(locked, aad=bound_to))
    except (CryptoError, ValueError) as error:
        raise CannotOpen from error


def pad(text: bytes) -> bytes:
    """``text`` in the smaller of two sizes that holds it, so that its length tells next to nothing.

    Raises:
        TooLargeToSeal: more than ``LARGEST_ANSWER`` bytes.
    """
    for size in PADDED_SIZES:
        if len(text) + _LENGTH_BYTES <= size:
            return len(text).to_bytes(_LENGTH_BYTES, "big") + text.ljust(size - _LENGTH_BYTES, b"\0")
    raise TooLargeToSeal


def unpad(padded: bytes) -> bytes:
    """The text that ``pad`` was given."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def seal(public: bytes, text: bytes) -> bytes:
    """``text`` for the holder of the private half only (an anonymous sealed box: 48 bytes longer)."""
    return bytes(SealedBox(PublicKey(public)).encrypt(text))


def unseal(private: bytes, sealed: bytes) -> bytes:
    """The text that ``seal`` was given.

    Raises:
        CannotOpen: sealed to another key, or changed.
    """
    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(sealed))
    except (CryptoError, ValueError) as error:
        raise CannotOpen from error
