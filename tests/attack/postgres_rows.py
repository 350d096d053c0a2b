"""What do PostgreSQL's rows tell beside their values?  Reads what COPY prints: place and transaction of every row."""

import re
from collections.abc import Iterator, Sequence

from tests.attack.at_rest import Dump
from tests.attack.linking import Sighting

COPY = 'COPY (SELECT ctid, xmin, * FROM "{table}") TO STDOUT'
ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
SYSTEM_COLUMNS = 2


def seen_in_rows(dumps: Sequence[Dump]) -> Iterator[tuple[int, Sighting]]:
    """Rows in dumps of every table, each with the number of the transaction that last wrote it as its clock."""
    for number, dump in enumerate(dumps):
        for content in dump.files.values():
            for turn, line in enumerate(content.decode().splitlines()):
                place, transaction, name, *others = line.split("\t")
                if ID.fullmatch(name):
                    page, offset = map(int, place.strip("()").split(","))
                    yield (
                        number,
                        Sighting(
                            id=name.replace("-", ""),
                            clock=(number, int(transaction)),
                            place=(page, offset),
                            rowid=turn,
                            overflow=0,
                            weight=sum(map(len, others)),
                            columns=len(others) + 1,
                            image=(transaction, *others),
                        ),
                    )
