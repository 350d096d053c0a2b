"""The attack on what lies at rest, let loose on the usual storage: it must succeed."""

import sqlite3
from pathlib import Path
from random import Random

import pytest

from tests.attack import naive_store
from tests.attack.at_rest import Dump, Haul
from tests.attack.conftest import FileThief
from tests.attack.linking import Link, from_two_dumps, known_from, links, seen_in_files, traces
from tests.attack.season import Season

ROUNDS = 50


@pytest.fixture(scope="module")
def robbed(tmp_path_factory: pytest.TempPathFactory) -> Season:
    database = tmp_path_factory.mktemp("naive") / "naive.sqlite"
    store = sqlite3.connect(database, isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    played = naive_store.play(store.execute, FileThief(database), Random("naive"), rounds=ROUNDS)
    store.close()
    return played


def test_two_nightly_backups_link_words_to_people(robbed: Season) -> None:
    """Of a night's responses, by the difference of its backup to the one before; chance would be one in six."""
    right, guessed = 0, 0
    people = {name for one in robbed.rounds for name in one.raters}
    for night in (2, 5, 8):
        found = traces(seen_in_files(robbed.haul.dumps[night - 1 : night + 1]), people | set(robbed.truth))
        pairs = list(from_two_dumps(found, robbed.rounds, Random(night)))
        right += sum(robbed.truth[remark] == rater for rater, remark in pairs)
        guessed += len(pairs)

    assert guessed > 80
    assert right / guessed > 0.7


def test_one_write_ahead_log_links_words_to_people(robbed: Season) -> None:
    best = _links(robbed, robbed.haul.dumps[-1:], observed=[])[0]

    assert best.hits / best.remarks > 0.7
    assert best.z > 20


def test_all_backups_together_link_nearly_everything(robbed: Season) -> None:
    best = _links(robbed, robbed.haul.dumps, observed=[])[0]

    assert best.hits / best.remarks > 0.9


def test_the_order_of_rows_alone_links_words_to_what_somebody_saw(robbed: Season) -> None:
    """Rows without any time still lie in the order in which they came, for whoever saw people answer."""
    found = _links(robbed, robbed.haul.dumps[-1:], observed=robbed.answering)

    [by_rowid] = [link for link in found if link.by == "raters by order of answering, remarks by rowid"]

    assert by_rowid.hits == by_rowid.remarks


def _links(robbed: Season, dumps: list[Dump], *, observed: list[str]) -> list[Link]:
    known = known_from(seen_in_files(dumps), Haul(dumps=dumps), robbed.rounds, observed, robbed.printed)
    return links(known, robbed.rounds, robbed.truth)


def test_the_store_itself_says_nothing(robbed: Season, tmp_path: Path) -> None:
    """Its queries give nothing away: ids are random and there are no times, which is why it looks safe."""
    for name, content in robbed.haul.dumps[-1].files.items():
        (tmp_path / name).write_bytes(content)
    store = sqlite3.connect(tmp_path / "naive.sqlite")
    columns = [row[1] for table in ("invitation", "response") for row in store.execute(f"PRAGMA table_info({table})")]
    store.close()

    assert not [column for column in columns if column.endswith(("_at", "_on", "time"))]
