"""The claims R1 to R6, R8 and R9 of the anonymity design, tried on everything that lay on disk over a season."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.response import service as responses
from feedback.response.rules import Answers
from tests.attack.at_rest import Needles, everything_found, rating_spellings, searched_for
from tests.attack.linking import Known, known_from, links, rank_agreement, seen_in_files
from tests.attack.opening import opened_with, possible_keys
from tests.attack.season import STEM, Season
from tests.building import Council

WITHOUT_TIMES = ("invitation", "invitation_token", "named_answer", "block", "released_cell", "comment")
TELLS_WHEN_OR_WHERE = re.compile(
    r"(^|_)(at|on|time|date|day|when|seq|serial|counter|ip|address|agent|browser|host)($|_)"
)
REFUSES_ONLY = re.compile(r"\sBEGIN SELECT RAISE\(ABORT, '[^']*'\); END$")
FAR_FROM_CHANCE = 4
SIZES, KEY = tuple(kib * 1024 for kib in (32, 64)), 32
NONCE, TAG, ONE_TIME_KEY = 24, 16, 32
OVERHEAD = dict.fromkeys(("slot", "wrap_dev", "wrap_phrase"), NONCE + TAG) | {"wrap_sub": ONE_TIME_KEY + TAG}


@pytest.fixture(scope="module")
def robbed(season_number: Callable[[int], Season]) -> Callable[[int], tuple[Season, Known]]:
    """A season by its number, with all that its dumps and logs tell."""

    @cache
    def read(number: int) -> tuple[Season, Known]:
        season = season_number(number)
        seen = seen_in_files([*season.haul.dumps, *season.haul.after])
        return season, known_from(seen, season.haul, season.rounds, season.answering, season.printed)

    return read


@pytest.fixture(scope="module")
def afterwards(season: Season, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The database as the thief finds it after closing."""
    folder = tmp_path_factory.mktemp("afterwards")
    for name, content in season.haul.after[-1].files.items():
        (folder / name).write_bytes(content)
    connection = sqlite3.connect(folder / "feedback.sqlite")
    yield connection
    connection.close()


def test_the_season_is_what_it_is_said_to_be(season: Season) -> None:
    assert len(season.truth) >= 2 * 300
    assert len(season.rounds) >= 50
    assert len(season.haul.logged) > 1_000_000


def test_r1_nothing_anybody_wrote_or_rated_is_found_before_closing(season: Season) -> None:
    everywhere = [(dump.name, content) for dump in season.haul.dumps for content in dump.files.values()]
    everywhere += [("log", "\n".join(season.haul.log[: season.lines_before_closing]).encode())]
    everywhere += [*season.keys_while_open.items(), *(("a letter", letter) for letter in season.letters)]

    assert not everything_found(searched_for({"a marker": STEM}), everywhere)
    assert not everything_found(_ratings(season), everywhere)


def test_r1_the_same_search_finds_what_is_written_down_in_clear(season: Season) -> None:
    afterwards = dict(season.haul.after[-1].files)

    assert everything_found(searched_for({"a marker": STEM}), afterwards.items()), "released comments lie in clear"


def test_r2_no_token_lies_anywhere_but_in_the_mail(season: Season) -> None:
    tokens = searched_for({f"token {number}": token for number, token in enumerate(season.tokens)})

    assert not everything_found(tokens, season.haul.haystacks())
    assert everything_found(tokens, (("a letter", letter) for letter in season.letters))


def test_r3_lengths_say_nothing_of_the_words(council: Council, season: Season) -> None:
    """Every blob has an allowed length of its column, whatever the ratings and up to 6,000 letters of words."""
    leader = council.collecting(council.leader(council.campaign()), peers=4)
    [invitation, *_] = council.invitations(leader)
    device, token = responses.new_device(), council.token(invitation)
    stored: dict[str, dict[int, set[int]]] = {column: {} for column in OVERHEAD}
    for letters in (0, 1, 10, 100, 1_000, 3_000, 6_000):
        text = "x" * (letters // 2)
        answers = Answers(dict.fromkeys((leader.rules or {})["items"], 1 + letters % 5), {"q1": text, "q2": text})
        with one_transaction():
            responses.save(responses.slots(token, to_write=True)[0], answers, device=device)
        with one_transaction():
            responses.make_phrase(responses.slots(token, to_write=True)[0], device=device)
            responses.send(responses.slots(token, to_write=True)[0], device=device)
        db.session.expire_all()
        for column, lengths in stored.items():
            lengths.setdefault(letters, set()).add(len(getattr(invitation, column)))
    for _, blobs in season.sealed:
        for column, blob in blobs.items():
            stored[column].setdefault(-1, set()).add(len(blob))

    for column, lengths in stored.items():
        found = set().union(*lengths.values())
        allowed = {size + OVERHEAD[column] for size in (SIZES if column == "slot" else (KEY,))}
        assert found <= allowed, column
        assert len(found) == 1, column


def test_r4_after_closing_every_backup_is_noise(season: Season, afterwards: sqlite3.Connection) -> None:
    pieces = {}
    for binding, blobs in season.sealed:
        for column, blob in blobs.items():
            for start in (40, len(blob) // 3, len(blob) // 2):
                pieces[blob[start : start + 32]] = f"{column} of {binding.hex()}"
    now = season.haul.after[-1]

    assert everything_found(Needles(pieces), season.haul.dumps[-1].files.items()), "while open, slots are there"
    assert not everything_found(Needles(pieces), now.files.items())
    rounds = {key: kept for key, kept in season.keys_while_open.items() if key not in season.haul.disk_at_the_end}
    assert len(rounds) >= 2 * len(season.rounds), "each round's key, and its copy, are gone"
    assert opened_with(list(rounds.values()), season.sealed) == len(season.truth) / 2, "they would have opened all"
    assert opened_with(season.devices, season.sealed) == len(season.devices) > 0, "and each browser its own"
    keys = possible_keys(season.haul.disk_at_the_end.values(), _blobs(afterwards))
    assert len(keys) > len(season.rounds)
    assert opened_with(keys, season.sealed) == 0
    assert not everything_found(searched_for(season.never_sent), season.haul.haystacks()), "what was not sent is lost"


def test_r5_no_table_holds_what_one_rater_answered(season: Season, afterwards: sqlite3.Connection) -> None:
    patterns = [frozenset(ratings.items()) for ratings in season.ratings.values()]
    for table, columns in _tables(afterwards).items():
        rows = afterwards.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
        for by in range(len(columns)):
            for item in range(len(columns)):
                for value in range(len(columns)):
                    records: dict[object, set[tuple[object, object]]] = {}
                    for row in rows:
                        records.setdefault(row[by], set()).add((row[item], row[value]))
                    assert not [record for record in records.values() if record in patterns], table
    assert not everything_found(_ratings(season), season.haul.haystacks())
    blobs = "slot IS NOT NULL OR wrap_dev IS NOT NULL OR wrap_phrase IS NOT NULL OR wrap_sub IS NOT NULL"
    assert afterwards.execute(f"SELECT count(*) FROM invitation WHERE {blobs}").fetchone() == (0,)  # noqa: S608
    for gone in ("invitation_token", "paper_code"):
        assert afterwards.execute(f"SELECT count(*) FROM {gone}").fetchone() == (0,)  # noqa: S608
    leads_to_raters = {
        table
        for table in _tables(afterwards)
        for key in afterwards.execute(f'PRAGMA foreign_key_list("{table}")')
        if key[2] in ("invitation", "nomination")
    }
    assert leads_to_raters == {"invitation_token", "paper_code"}


def test_r6_comments_cannot_be_linked_to_raters(robbed: Callable[[int], tuple[Season, Known]]) -> None:
    """A pair of orders that agrees by chance is tried on another season; one that tells something agrees again."""
    suspects = _far_from_chance(*robbed(1))
    if suspects:
        suspects &= _far_from_chance(*robbed(2))

    assert not suspects


def test_r8_a_round_appears_at_once(season: Season) -> None:
    at_the_end = season.results_while_closing[-1]

    assert len(at_the_end) == len(season.rounds)
    assert len({len(seen) for seen in season.results_while_closing}) > len(season.rounds) / 2
    for seen in season.results_while_closing:
        assert {leader: at_the_end[leader] for leader in seen} == seen


def test_r8_results_are_in_no_order_of_answering(robbed: Callable[[int], tuple[Season, Known]]) -> None:
    suspects = _in_step(*robbed(1))
    if suspects:
        suspects &= _in_step(*robbed(2))

    assert not suspects


def test_r9_nothing_kept_tells_when_where_or_in_which_order(afterwards: sqlite3.Connection) -> None:
    tables = _tables(afterwards)
    schema = dict(afterwards.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())

    for table in WITHOUT_TIMES:
        assert not [name for name, _ in tables[table] if TELLS_WHEN_OR_WHERE.search(name)], table
        assert not [kind for _, kind in tables[table] if re.search("DATE|TIME", kind)], table
        assert "AUTOINCREMENT" not in schema[table].upper()
        for row in afterwards.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            ids = [value for value in row if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{32}", value)]
            assert all(name[12] == "4" and name[16] in "89ab" for name in ids), table
    for table in ("invitation", "invitation_token", "released_cell", "comment"):
        assert "WITHOUT ROWID" in schema[table].upper(), table
    assert "sqlite_sequence" not in schema
    assert not afterwards.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    triggers = afterwards.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    assert {table for table, _ in triggers} == {"audit_event", "audit_checkpoint"}, "a trigger could keep what is saved"
    assert all(REFUSES_ONLY.search(sql) for _, sql in triggers), "those of the audit refuse, and write nothing"


def _tables(database: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """Each table's columns with their declared types."""
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [(row[1], row[2]) for row in database.execute(f'PRAGMA table_info("{name}")')] for name in names}


def _blobs(database: sqlite3.Connection) -> Iterator[bytes]:
    for table in _tables(database):
        for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            yield from (value for value in row if isinstance(value, bytes))


def _ratings(season: Season) -> Needles:
    return Needles(
        {
            spelling: f"ratings of {name} as {how}"
            for name, ratings in season.ratings.items()
            for spelling, how in rating_spellings(ratings).items()
        }
    )


def _far_from_chance(season: Season, known: Known) -> set[str]:
    found = links(known, season.rounds, season.truth)
    assert len(found) > 100
    return {link.by for link in found if link.z > FAR_FROM_CHANCE}


def _in_step(season: Season, known: Known) -> set[str]:
    return {
        f"raters by {by}, remarks by {of}"
        for by, raters in known.raters.items()
        for of, remarks in known.remarks.items()
        if abs(rank_agreement(season.rounds, raters, remarks, season.truth)) > FAR_FROM_CHANCE
    }
