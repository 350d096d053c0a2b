"""Which leaders does this file list? Tells every error with its row and column."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.foundations.mail import is_address
from feedback.identity.rules import plain_address
from feedback.identity.spreadsheet import NotReadable, RowError, rows_of

COLUMNS = ("name", "email", "job_title", "level", "manager_name", "manager_email", "coach_email")
OPTIONAL = ("senior", "competencies")
NEEDED = ("name", "email", "level", "manager_email", "coach_email")
MOST_ROWS = 5_000


@dataclass(frozen=True)
class LeaderRow:
    """One line of the file."""

    row: int
    name: str
    email: str
    job_title: str
    level: str
    manager_name: str
    manager_email: str
    coach_email: str
    senior: bool
    competencies: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What the cells of a file may refer to: ids of levels and competencies, addresses of coaches in lower case."""

    levels: Collection[str]
    competencies: Collection[str]
    coaches: Collection[str]


def read(content: bytes, known: Known | None = None) -> tuple[list[LeaderRow], list[RowError]]:
    """The leaders in a CSV file or a workbook, and everything wrong with it.

    Rows count as in a spreadsheet, empty ones too. Without ``known``, levels, competencies and coaches are not checked.
    """
    try:
        first, *lines = rows_of(content, most_rows=MOST_ROWS) or [[]]
    except NotReadable as error:
        return [], [RowError(1, "file", f"{error}.")]
    names = [name.strip().lower().replace(" ", "_") for name in first]
    missing = [column for column in NEEDED if column not in names]
    if missing:
        return [], [RowError(1, column, _("This column is missing from the first row")) for column in missing]
    return _rows([dict(zip(names, line, strict=False)) for line in lines], known)


def _rows(lines: list[dict[str, str]], known: Known | None) -> tuple[list[LeaderRow], list[RowError]]:
    rows: list[LeaderRow] = []
    errors: list[RowError] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if not any(line.values()):
            continue
        wrong = [RowError(number, column, _("This is empty")) for column in NEEDED if not line.get(column)]
        wrong += [
            RowError(number, column, _("“%(address)s” is not an email address", address=line[column]))
            for column in ("email", "manager_email", "coach_email")
            if line.get(column) and not is_address(plain_address(line[column]))
        ]
        senior = line.get("senior", "").lower()
        if senior not in ("", "yes", "no", "y", "n"):
            wrong.append(RowError(number, "senior", _("Write yes or no")))
        email = plain_address(line.get("email", ""))
        if email and first_seen.setdefault(email, number) != number:
            wrong.append(
                RowError(number, "email", _("The same address is in row %(number)s", number=first_seen[email]))
            )
        competencies = tuple(part.strip() for part in line.get("competencies", "").split(";") if part.strip())
        wrong += _unknown(number, line, competencies, known) if known else []
        errors += wrong
        if not wrong:
            rows.append(
                LeaderRow(
                    number,
                    line["name"],
                    email,
                    line.get("job_title", ""),
                    line["level"],
                    line.get("manager_name", ""),
                    plain_address(line["manager_email"]),
                    plain_address(line["coach_email"]),
                    senior in ("yes", "y"),
                    competencies,
                )
            )
    if not rows and not errors:
        errors.append(RowError(2, "file", _("The file lists nobody")))
    return rows, errors


def _unknown(number: int, line: dict[str, str], competencies: tuple[str, ...], known: Known) -> list[RowError]:
    """What a row refers to that does not exist. Cells that are empty or no address have been told of already."""
    level, coach = line.get("level", ""), plain_address(line.get("coach_email", ""))
    none = [competency for competency in competencies if competency not in known.competencies]
    wrong = []
    if level and level not in known.levels:
        wrong.append(
            RowError(number, "level", _("Write one of these level codes: %(levels)s", levels=", ".join(known.levels)))
        )
    if is_address(coach) and coach not in known.coaches:
        wrong.append(
            RowError(number, "coach_email", _("Nobody with this address is a coach. Add them under People first"))
        )
    if none:
        wrong.append(
            RowError(number, "competencies", _("The framework has no %(competencies)s", competencies=", ".join(none)))
        )
    return wrong
