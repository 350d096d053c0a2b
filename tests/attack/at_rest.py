"""What does somebody find who took everything that lies on disk, every night, and reads all the logs?

A haul is what was taken: dumps of the database (one file, or one text, under each name), in the order of the nights,
the log, and the small files that lay beside it at the end.  Searching is for exact bytes, in every way that bytes are
written down.
"""

import base64
import json
import quopri
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

SHORTEST = 8  # bytes of a needle: shorter ones lie in any haystack


@dataclass(frozen=True)
class Dump:
    """Everything of the database that could be copied at one moment: the file's name to its bytes."""

    name: str
    files: Mapping[str, bytes]


@dataclass
class Haul:
    """All that a thief has of some rounds: nightly dumps, those of closing and afterwards, the log, and small files."""

    dumps: list[Dump] = field(default_factory=list)
    after: list[Dump] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    disk_at_the_end: dict[str, bytes] = field(default_factory=dict)

    def haystacks(self) -> Iterator[tuple[str, bytes]]:
        """Everything taken, with a name for each."""
        for dump in (*self.dumps, *self.after):
            for name, content in dump.files.items():
                yield f"{dump.name}/{name}", content
        yield "log", self.logged
        yield from self.disk_at_the_end.items()

    @property
    def logged(self) -> bytes:
        """The log as one text."""
        return "\n".join(self.log).encode("utf-8", "surrogatepass")


class Needles:
    """Many byte strings that are looked for at once."""

    def __init__(self, needles: Mapping[bytes, str]) -> None:
        """Look for these; each has a name for the report."""
        short = [name for needle, name in needles.items() if len(needle) < SHORTEST]
        assert not short, short
        self._names = dict(needles)
        self._by_start: dict[int, list[bytes]] = {}
        for needle in needles:
            self._by_start.setdefault(int.from_bytes(needle[:4], "little"), []).append(needle)
        self._starts = np.array(sorted(self._by_start), dtype=np.uint32)
        self._first_two = np.zeros(1 << 16, dtype=bool)
        self._first_two[[start & 0xFFFF for start in self._by_start]] = True

    def found_in(self, haystack: bytes) -> set[str]:
        """The names of those that are in there."""
        if len(haystack) < SHORTEST or not self._names:
            return set()
        taken = np.frombuffer(haystack, dtype=np.uint8)
        pairs = taken[:-1].astype(np.uint16) | taken[1:].astype(np.uint16) << 8
        places = np.flatnonzero(self._first_two[pairs[: len(taken) - 3]])
        starts = pairs[places].astype(np.uint32) | pairs[places + 2].astype(np.uint32) << 16
        hits = np.isin(starts, self._starts)
        return {
            self._names[needle]
            for place, start in zip(places[hits].tolist(), starts[hits].tolist(), strict=True)
            for needle in self._by_start[start]
            if haystack.startswith(needle, place)
        }


def spellings(secret: str | bytes) -> dict[bytes, str]:
    """The ways in which a text, or some bytes, could lie on disk in clear; spelling -> its name."""
    raw = secret.encode() if isinstance(secret, str) else secret
    found = {raw: "clear", raw.hex().encode(): "hex", raw.hex().upper().encode(): "upper-case hex"}
    found |= dict.fromkeys(_base64(raw), "base64")
    if isinstance(secret, str):
        found |= {
            json.dumps(secret)[1:-1].encode(): "JSON",
            secret.encode("utf-16-le"): "UTF-16",
            secret.encode("latin-1", "replace"): "Latin-1",
            urllib.parse.quote(secret).encode(): "an address",
            quopri.encodestring(raw): "quoted-printable",
            repr(raw)[2:-1].encode(): "a Python literal",
        }
    return {spelling: name for spelling, name in found.items() if len(spelling) >= SHORTEST}


def rating_spellings(ratings: Mapping[str, int | None]) -> dict[bytes, str]:
    """The ways in which one rater's ratings, in the order of the questionnaire, could be written down."""
    values = [rating or 0 for rating in ratings.values()]
    written = [str(rating) for rating in values]
    found = {
        bytes(values): "bytes",
        json.dumps(dict(ratings)).encode(): "JSON",
        json.dumps(dict(ratings), separators=(",", ":")).encode(): "tight JSON",
        json.dumps(values).encode()[1:-1]: "a JSON list",
    }
    found |= {between.join(written).encode(): f"digits with {between!r}" for between in ("", ",", " ", ";", "|", "\n")}
    return {spelling: name for spelling, name in found.items() if len(spelling) >= SHORTEST}


def searched_for(secrets: Mapping[str, str | bytes]) -> Needles:
    """Needles of every spelling of some secrets, by name."""
    return Needles(
        {
            spelling: f"{name} in {how}"
            for name, secret in secrets.items()
            for spelling, how in spellings(secret).items()
        }
    )


def everything_found(needles: Needles, haystacks: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
    """Where anything was found, and what; empty when all is well."""
    return {name: found for name, content in haystacks if (found := needles.found_in(content))}


def _base64(raw: bytes) -> Iterator[bytes]:
    """How the bytes look within base64, wherever in it they begin; the ends that depend on what is around are cut."""
    for before in range(3):
        padded = bytes(before) + raw
        whole = padded[: len(padded) // 3 * 3]
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(whole)[4 if before else 0 :]
