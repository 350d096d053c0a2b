"""Who is in the directory? Finds people by words, level, team and manager, a page at a time."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from feedback.extensions import db
from feedback.identity.models import Person
from feedback.identity.rules import plain_address

PAGE = 50
ROLES = {
    "coach": Person.is_coach,
    "clerk": Person.is_clerk,
    "director": Person.is_director,
    "administrator": Person.is_administrator,
}
Row = TypeVar("Row")


@dataclass(frozen=True)
class Wanted:
    """Which people; what is empty does not narrow. ``manager`` is an address."""

    words: str = ""
    level: str = ""
    team: str = ""
    manager: str = ""
    role: str = ""

    @property
    def narrows(self) -> bool:
        """True when not everybody is wanted."""
        return any(vars(self).values())


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some of the rows, which page that is (from 1), of how many pages, and how many rows there are in all."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The same as conditions of a query on people."""
    found: list[ColumnElement[bool]] = []
    if wanted.words.strip():
        found.append(_holds(wanted.words))
    if wanted.level:
        found.append(Person.level == wanted.level)
    if wanted.team:
        found.append(Person.team == wanted.team)
    if wanted.manager.strip():
        above = select(Person.id).where(Person.email == plain_address(wanted.manager)).scalar_subquery()
        found.append(Person.manager_id == above)
    if wanted.role in ROLES:
        found.append(ROLES[wanted.role].is_(True))
    return found


def _holds(words: str) -> ColumnElement[bool]:
    like = words.strip().lower()
    columns = (func.lower(Person.name), Person.email, func.lower(Person.job_title))
    return or_(*(column.contains(like, autoescape=True) for column in columns))


def paged(query: Select[Any], *, number: int, size: int = PAGE) -> Page[Any]:
    """A page of a query's rows (of its first column); beyond the last page, the last."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    return Page(db.session.scalars(query.limit(size).offset((number - 1) * size)).all(), number, pages, total)


def people(wanted: Wanted, *, number: int = 1) -> Page[Person]:
    """A page of the people who are wanted, by name."""
    return paged(select(Person).where(*conditions(wanted)).order_by(func.lower(Person.name), Person.id), number=number)


def levels_and_teams() -> tuple[list[str], list[str]]:
    """The levels and the teams there are in the directory, in the order of the alphabet."""
    levels, teams = (
        list(db.session.scalars(select(column).where(column != "").distinct().order_by(column)))
        for column in (Person.level, Person.team)
    )
    return levels, teams


def manager_of() -> dict[uuid.UUID, uuid.UUID | None]:
    """The manager of everybody who has one."""
    rows = db.session.execute(select(Person.id, Person.manager_id).where(Person.manager_id.is_not(None)))
    return {row[0]: row[1] for row in rows}


def everybody() -> Iterator[tuple[str, str, str, str, str, str, str]]:
    """The directory as the rows of a file: name, address, job title, level, team, manager's address, coach or not."""
    above = aliased(Person)
    rows = db.session.execute(
        select(Person.name, Person.email, Person.job_title, Person.level, Person.team, above.email, Person.is_coach)
        .outerjoin(above, above.id == Person.manager_id)
        .order_by(func.lower(Person.name), Person.id)
    )
    for *cells, manager, is_coach in rows:
        name, email, job_title, level, team = cells
        yield name, email, job_title, level, team, manager or "", "yes" if is_coach else "no"
