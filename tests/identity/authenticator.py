"""A security key as its maker would build it: makes keys, answers challenges, and counts."""

import base64
import hashlib
import json
import os
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, NEW_KEY = 0x01, 0x40


class Authenticator:
    """One device, for one site, and the browser around it: it says what the page's address is."""

    def __init__(self, origin: str = "https://feedback.example", host: str = "feedback.example") -> None:
        self.origin, self.host, self.count = origin, host, 0
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(32)

    def make(self, options: str) -> str:
        """The answer to a request to make a key."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        told = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(PRESENT | NEW_KEY) + told}
        return self._answer("webauthn.create", options, attestationObject=cbor2.dumps(made))

    def touch(self, options: str) -> str:
        """The answer to a request to touch the key."""
        self.count += 1
        data, client = self._data(PRESENT), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer("webauthn.get", options, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, options: str) -> bytes:
        told = {"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _answer(self, kind: str, options: str, **parts: bytes) -> str:
        parts = {"clientDataJSON": self._client(kind, options), **parts}
        response: dict[str, Any] = {name: _text(part) for name, part in parts.items()}
        return json.dumps({"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": response})


def _text(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
