"""Which people does this file list? Tells every error with its row and column, and never repeats what a cell holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.foundations.mail import is_address
from feedback.identity.rules import plain_address
from feedback.identity.spreadsheet import NotReadable, RowError, rows_of

MOST_ROWS = 50_000
LONGEST_CELL = 100
NEEDED = ("name", "email")
# What HR systems call the columns, in lower case.
ALSO_CALLED = {
    "name": ("full name", "employee name", "display name"),
    "email": ("email address", "e-mail", "work email", "work email address", "mail"),
    "job_title": ("job title", "title", "position", "role", "post"),
    "level": ("grade", "band"),
    "team": ("department", "service", "directorate"),
    "manager_email": ("manager email", "manager's email", "manager’s email", "manager’s email address",
                      "manager's email address", "line manager email", "line manager's email", "manager email address"),
    "coach": ("is coach", "coach (yes/no)"),
}  # fmt: skip
COLUMNS = tuple(ALSO_CALLED)
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


@dataclass(frozen=True)
class PersonRow:
    """One line of the file. None means that the file has no such column (or no word about coaching): left as it is."""

    row: int
    name: str
    email: str
    job_title: str | None
    level: str | None
    team: str | None
    manager_email: str | None
    is_coach: bool | None


@dataclass(frozen=True)
class DirectoryFile:
    """What was read: the people, the columns that were not used, and everything wrong."""

    rows: tuple[PersonRow, ...]
    unused: tuple[str, ...]
    errors: tuple[RowError, ...]


def read(content: bytes) -> DirectoryFile:
    """The people in a CSV file or a workbook. Rows that are empty are passed over."""
    try:
        first, *lines = rows_of(content, most_rows=MOST_ROWS) or [[]]
    except NotReadable as error:
        return DirectoryFile((), (), (RowError(1, "file", str(error)),))
    names = [_column(title) for title in first]
    twice = {name for name in names if name in COLUMNS and names.count(name) > 1}
    wrong = [RowError(1, name, _("This column is missing from the first row")) for name in NEEDED if name not in names]
    wrong += [RowError(1, name, _("Two columns have this name: remove one")) for name in sorted(twice)]
    if wrong:
        return DirectoryFile((), (), tuple(wrong))
    unused = tuple(title for title, name in zip(first, names, strict=True) if title and name not in COLUMNS)
    people, errors = _people(names, lines)
    if not people and not errors:
        errors = [RowError(2, "file", _("The file lists nobody"))]
    return DirectoryFile(tuple(people), unused, tuple(errors))


def _column(title: str) -> str:
    plain = title.strip().lower().replace("_", " ")
    for name, others in ALSO_CALLED.items():
        if plain == name.replace("_", " ") or plain in others:
            return name
    return plain


def _people(names: Sequence[str], lines: Sequence[Sequence[str]]) -> tuple[list[PersonRow], list[RowError]]:
    people: list[PersonRow] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        cells = {name: "" for name in names if name in COLUMNS} | {
            name: cell for name, cell in zip(names, line, strict=False) if name in COLUMNS
        }
        wrong = _wrong(number, cells)
        address = plain_address(cells["email"])
        if address and seen.setdefault(address, number) != number:
            again = _("The same address is in row %(row)s, perhaps in another spelling", row=seen[address])
            wrong.append(RowError(number, "email", again))
        errors += wrong
        if not wrong:
            people.append(_person(number, cells, address))
    return people, errors


def _wrong(number: int, cells: dict[str, str]) -> list[RowError]:
    wrong = [RowError(number, name, _("This is empty")) for name in NEEDED if not cells[name]]
    wrong += [
        RowError(number, name, _("This is no email address. Write it like name@example.gov.uk"))
        for name in ("email", "manager_email")
        if cells.get(name) and not is_address(plain_address(cells[name]))
    ]
    wrong += [
        RowError(number, name, _("This must be %(most)s characters or less", most=LONGEST_CELL))
        for name in ("name", "job_title", "level", "team")
        if len(cells.get(name, "")) > LONGEST_CELL
    ]
    if cells.get("coach", "").lower() not in ("", *YES, *NO):
        wrong.append(RowError(number, "coach", _("Write yes or no")))
    return wrong


def _person(number: int, cells: dict[str, str], address: str) -> PersonRow:
    manager, coach = cells.get("manager_email"), cells.get("coach", "").lower()
    return PersonRow(
        row=number,
        name=cells["name"],
        email=address,
        job_title=cells.get("job_title"),
        level=cells.get("level"),
        team=cells.get("team"),
        manager_email=None if manager is None else plain_address(manager),
        is_coach=coach in YES if coach else None,
    )
