"""Whose words are these?  Lines up raters and remarks by all that dumps and logs tell of either, and counts hits.

Whatever is known of raters (when their row changed, where it lies, what it weighs) puts them in an order; so does
whatever is known of remarks.  If any two orders agree more often than chance, words have been traced to people.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from random import Random
from typing import Any

from tests.attack.at_rest import Dump, Haul
from tests.attack.sqlite_pages import cells, frames, pages

Clock = tuple[int, ...]
Keys = dict[str, Any]  # id of a rater's or remark's row -> what it is put in order by
FEWEST_COLUMNS = 3  # of a row that is one, and no entry of an index
ID = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


@dataclass(frozen=True)
class Round:
    """Raters who wrote on every question, and the remarks under each, in the order they are printed."""

    raters: tuple[str, ...]
    remarks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sighting:
    """A row seen in a dump: which one, when at the earliest it was so, where, and with what in it."""

    id: str
    clock: Clock
    place: tuple[int, int]
    rowid: int
    overflow: int
    weight: int
    columns: int
    image: object


@dataclass
class Trace:
    """What a row was seen to do: when it changed, and how it last lay in each dump, by the dump's number."""

    changes: list[Clock] = field(default_factory=list)
    lay: dict[int, Sighting] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """How many remarks one pair of orders gave to the right rater, and how far that is from chance."""

    by: str
    hits: int
    chance: int
    remarks: int

    @property
    def z(self) -> float:
        """Standard deviations above chance: of as many as there are, on average one falls right, with variance one."""
        return (self.hits - self.chance) / sqrt(self.chance)


@dataclass(frozen=True)
class Known:
    """All that raters, and all that remarks, can be put in order by; what is the same for all is left out."""

    raters: Mapping[str, Keys]
    remarks: Mapping[str, Keys]


def seen_in_files(dumps: Sequence[Dump]) -> Iterator[tuple[int, Sighting]]:
    """Rows in SQLite's database files and write-ahead logs, oldest first; pages seen before are passed over."""
    known: set[tuple[int, int]] = set()
    for number, dump in enumerate(dumps):
        for clock, page, content in _in_time(number, dump):
            if (page, hash(content)) in known:
                continue
            known.add((page, hash(content)))
            for cell in cells(page, content):
                name = cell.values[0] if cell.values else None
                name = name.hex() if isinstance(name, bytes) else name
                if isinstance(name, str) and len(cell.values) >= FEWEST_COLUMNS:
                    at, weight, columns = (cell.page, cell.offset), sum(cell.sizes), len(cell.sizes)
                    yield number, Sighting(name, clock, at, cell.rowid, cell.overflow, weight, columns, cell.values)


def _in_time(number: int, dump: Dump) -> Iterator[tuple[Clock, int, bytes]]:
    log = next((content for name, content in dump.files.items() if name.endswith("-wal")), b"")
    database = next((content for name, content in dump.files.items() if "-" not in name), b"")
    now = int.from_bytes(log[16:20], "big")
    written = [((number, frame.restarts, frame.transaction), frame.page, frame.content) for frame in frames(log)]
    settled = [((number, now, -1), page, content) for page, content in pages(database)]
    yield from [one for one in written if one[0][1] < now]
    yield from settled
    yield from [one for one in written if one[0][1] >= now]


def traces(sightings: Iterable[tuple[int, Sighting]], ids: set[str]) -> dict[str, Trace]:
    """What the rows with these ids were seen to do."""
    by_shape: dict[tuple[str, int], Trace] = defaultdict(Trace)
    last: dict[tuple[str, int], object] = {}
    for dump, seen in sightings:
        if seen.id in ids:
            shape = (seen.id, seen.columns)
            if last.get(shape) != seen.image:
                by_shape[shape].changes.append(seen.clock)
            last[shape] = seen.image
            by_shape[shape].lay[dump] = seen
    # A row has more columns than any entry of an index that begins with its id.
    return {name: trace for (name, _), trace in sorted(by_shape.items(), key=lambda one: one[0])}


def orders_of_raters(haul: Haul, found: Mapping[str, Trace], answering: Sequence[str]) -> dict[str, Keys]:
    """Everything that raters can be put in order by; ``answering`` is what an observer saw them do, as it happened."""
    nights = len(haul.dumps)
    orders: dict[str, Keys] = {"order of answering": {name: place for place, name in enumerate(answering)}}
    orders["id"] = {name: name for name in found}
    orders |= {f"{which} in the log": keys for which, keys in _places_in_log(haul, set(found)).items()}
    for name, trace in found.items():
        while_open = [clock for clock in trace.changes if clock[0] < nights]
        if while_open:
            orders.setdefault("version while open", {})[name] = while_open[-1]
        lay = [seen for dump, seen in sorted(trace.lay.items()) if dump < nights]
        for order, values in (("change", trace.changes[1:]), ("change while open", while_open[1:])):
            if values:
                orders.setdefault(f"first {order}", {})[name] = values[0]
                orders.setdefault(f"last {order}", {})[name] = values[-1]
                orders.setdefault(f"night of last {order}", {})[name] = values[-1][0]
        if lay:
            orders.setdefault("place while open", {})[name] = lay[-1].place
            orders.setdefault("pages taken while open", {})[name] = lay[-1].overflow
            orders.setdefault("weight while open", {})[name] = lay[-1].weight
    return orders


def orders_of_remarks(haul: Haul, found: Mapping[str, Trace], printed: Sequence[str]) -> dict[str, Keys]:
    """Everything that remarks can be put in order by; ``printed`` is the order in which reports show them."""
    orders: dict[str, Keys] = {"order of printing": {name: place for place, name in enumerate(printed)}}
    orders["id"] = {name: name for name in found}
    orders["time in the id"] = {name: _time_in(name) for name in found}
    orders |= {f"{which} in the log": keys for which, keys in _places_in_log(haul, set(found)).items()}
    for name, trace in found.items():
        if trace.changes:
            orders.setdefault("first seen", {})[name] = trace.changes[0]
            orders.setdefault("night first seen", {})[name] = trace.changes[0][0]
        for dump, seen in trace.lay.items():
            page, offset = seen.place
            orders.setdefault(f"place in dump {dump}", {})[name] = seen.place
            orders.setdefault(f"turn in dump {dump}", {})[name] = (page, -offset)  # pages fill from their end
            orders.setdefault("rowid", {})[name] = seen.rowid
            orders.setdefault("weight", {})[name] = seen.weight
    return orders


def links(known: Known, rounds: Sequence[Round], truth: Mapping[str, str]) -> list[Link]:
    """How well each pair of orders, forwards and backwards, gives remarks to raters; best first."""
    found, dice = [], Random("ties")
    tie = {name: dice.random() for one in rounds for name in (*one.raters, *sum(one.remarks.values(), ()))}
    lists = [(one.raters, of) for one in rounds for of in one.remarks.values()]
    people = {by: [_in_order(who, keys, tie) for who, _ in lists] for by, keys in known.raters.items()}
    words = {by: [_in_order(of, keys, tie) for _, of in lists] for by, keys in known.remarks.items()}
    for by, in_order in people.items():
        for of, remarks_in_order in words.items():
            for step, way in ((1, ""), (-1, ", backwards")):
                pairs = [
                    (rater, remark)
                    for who, said in zip(in_order, remarks_in_order, strict=True)
                    for rater, remark in zip(who, said[::step], strict=False)
                ]
                hits = sum(truth[remark] == rater for rater, remark in pairs)
                found.append(Link(f"raters by {by}, remarks by {of}{way}", hits, len(lists), len(pairs)))
    return sorted(found, key=lambda link: -link.z)


def rank_agreement(rounds: Sequence[Round], raters: Keys, remarks: Keys, truth: Mapping[str, str]) -> float:
    """How far the order of remarks repeats that of their writers: the mean rank correlation, in standard errors."""
    total, variance, dice = 0.0, 0.0, Random("ties")
    for said in (of for one in rounds for of in one.remarks.values() if len(of) > 2):
        tie = {name: dice.random() for name in (*said, *map(truth.__getitem__, said))}
        by_remark = {name: place for place, name in enumerate(_in_order(said, remarks, tie))}
        by_rater = {name: place for place, name in enumerate(_in_order([truth[name] for name in said], raters, tie))}
        n = len(said)
        apart = sum((by_remark[name] - by_rater[truth[name]]) ** 2 for name in said)
        total += 1 - 6 * apart / (n * (n * n - 1))
        variance += 1 / (n - 1)
    return total / sqrt(variance)


def _in_order(names: Sequence[str], keys: Keys, tie: Mapping[str, float]) -> list[str]:
    """By key; those without one, and those alike, as the dice fell."""
    known = [name for name in names if name in keys]
    return sorted(known, key=lambda name: (keys[name], tie[name])) + sorted(
        set(names) - set(known), key=lambda name: tie[name]
    )


def _places_in_log(haul: Haul, names: set[str]) -> dict[str, Keys]:
    found: dict[str, Keys] = defaultdict(dict)
    for match in ID.finditer(haul.logged.replace(b"-", b"")):
        if (name := match[0].decode()) in names:
            found["first"].setdefault(name, match.start())
            found["last"][name] = match.start()
    return found


def _time_in(name: str) -> int:
    """The time that an identifier of version 1, 6 or 7 carries; 0 in a random one."""
    return {
        "1": int(name[13:16] + name[8:12] + name[:8], 16),
        "6": int(name[:12] + name[13:16], 16),
        "7": int(name[:12], 16),
    }.get(name[12], 0)


def known_from(
    sightings: Iterable[tuple[int, Sighting]],
    haul: Haul,
    rounds: Sequence[Round],
    answering: Sequence[str],
    printed: Sequence[str],
) -> Known:
    """What dumps and logs tell, with what an observer saw of people answering, and how remarks are printed."""
    people = {name for one in rounds for name in one.raters}
    found = traces(sightings, people | set(printed))
    raters = orders_of_raters(haul, {name: trace for name, trace in found.items() if name in people}, answering)
    remarks = orders_of_remarks(haul, {name: trace for name, trace in found.items() if name not in people}, printed)
    return Known(*({by: keys for by, keys in of.items() if len(set(keys.values())) > 1} for of in (raters, remarks)))


def from_two_dumps(found: Mapping[str, Trace], rounds: Sequence[Round], dice: Random) -> Iterator[tuple[str, str]]:
    """Rater and remark, for each remark in the second of two dumps only: guessed among those whose row changed."""
    for one in rounds:
        changed = [name for name in one.raters if name in found and found[name].changes[-1][0] == 1]
        for said in one.remarks.values():
            for remark in said:
                if changed and remark in found and found[remark].changes[0][0] == 1:
                    yield dice.choice(changed), remark
