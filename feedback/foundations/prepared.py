"""How are the few statements asked that every page of a rater needs? Written once, and handed to the driver itself.

SQLAlchemy writes them and knows the types of their columns, so they are the same statements on every database; what it
does around each execution takes ten times as long as the execution (docs/performance/0006-the-hot-path.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection

from feedback.extensions import db
from feedback.foundations.database import in_session, lent_alone, short_transaction

Convert = Callable[[Any], Any]


class Prepared:
    """A statement with named places, asked past SQLAlchemy. A list as long as it likes (``IN``) it cannot have."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def read(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as they are now: in the present transaction where there is one, else on their own."""
        if short_transaction() is not None or in_session():
            return self.run(**values)
        with lent_alone() as driver:
            return self._ask(driver, db.engine.dialect, values)

    def run(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows, in the present transaction, which begins here if nothing has been asked in it before."""
        short = short_transaction()
        if short is not None:
            return self._ask(short, db.engine.dialect, values)
        connection = db.session.connection()
        return self._ask(connection.connection.dbapi_connection, connection.dialect, values)

    def _ask(
        self, connection: DBAPIConnection | None, dialect: Dialect, values: dict[str, Any]
    ) -> list[tuple[Any, ...]]:
        written = self._written.get(dialect.name) or self._write(dialect)
        driver: Any = connection  # both drivers know ``execute``
        rows = driver.execute(written.text, written.parameters(values), **written.told).fetchall()
        return [written.converted(row) for row in rows] if written.columns else rows

    def _write(self, dialect: Dialect) -> "_Written":
        self._written[dialect.name] = written = _Written.of(self._statement.compile(dialect=dialect), dialect)
        return written


@dataclass(frozen=True)
class _Written:
    """A statement in the words of one database; ``order`` names its places where the driver counts them.

    ``told`` is what its driver is told besides: in which form the rows are wanted.
    """

    text: str
    fixed: dict[str, Any]
    binds: dict[str, Convert]
    order: tuple[str, ...] | None
    columns: tuple[tuple[int, Convert], ...]
    told: dict[str, Any]

    @classmethod
    def of(cls, compiled: Any, dialect: Dialect) -> "_Written":
        columns = [
            (place, convert)
            for place, column in enumerate(compiled.statement.exported_columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]
        binds = dict(compiled._bind_processors)  # what makes of a value what the driver takes
        fixed = {
            name: binds[name](value) if name in binds else value
            for name, value in compiled.params.items()
            if value is not None  # a place that is filled at each execution
        }
        order = tuple(compiled.positiontup) if compiled.positiontup else None
        # As bytes: a slot written out in digits is twice as long, and takes both ends three times as long.
        told = {"binary": True} if dialect.name == "postgresql" else {}
        return cls(str(compiled), fixed, binds, order, tuple(columns), told)

    def parameters(self, values: dict[str, Any]) -> Any:
        binds = self.binds
        ready = self.fixed | {name: binds[name](value) if name in binds else value for name, value in values.items()}
        return ready if self.order is None else tuple(map(ready.__getitem__, self.order))

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        changed = list(row)
        for place, convert in self.columns:
            changed[place] = convert(changed[place])
        return tuple(changed)
