"""Which leaders does this file list? Reads a CSV; tells every error with its row and column."""

import csv
import io
from dataclasses import dataclass

from feedback.foundations.mail import is_address

COLUMNS = ("name", "email", "job_title", "level", "manager_name", "manager_email", "coach_email")
OPTIONAL = ("senior", "competencies")
NEEDED = ("name", "email", "level", "manager_email", "coach_email")
MOST_ROWS = 5_000


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell; ``row`` counts as a spreadsheet does, the header being row 1."""

    row: int
    column: str
    message: str


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


def read(content: bytes) -> tuple[list[LeaderRow], list[RowError]]:
    """The leaders in a CSV file (UTF-8 or Windows-1252; comma, semicolon or tab), and everything wrong with it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        return [], [RowError(1, "file", "This is not a CSV file. Save it from your spreadsheet as CSV.")]
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [(name or "").strip().lower().replace(" ", "_") for name in reader.fieldnames or []]
        missing = [column for column in NEEDED if column not in names]
        if missing:
            return [], [RowError(1, column, "This column is missing from the first row") for column in missing]
        reader.fieldnames = names
        lines = list(reader)
    except csv.Error:
        return [], [RowError(1, "file", "This is not a CSV file. Save it from your spreadsheet as CSV.")]
    if len(lines) > MOST_ROWS:
        return [], [RowError(1, "file", f"The file has more than {MOST_ROWS} rows. Split it.")]
    return _rows(
        [
            {k: (v or "").strip() for k, v in line.items() if isinstance(k, str) and not isinstance(v, list)}
            for line in lines
        ]
    )


def _rows(lines: list[dict[str, str]]) -> tuple[list[LeaderRow], list[RowError]]:
    rows: list[LeaderRow] = []
    errors: list[RowError] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if not any(line.values()):
            continue
        wrong = [RowError(number, column, "This is empty") for column in NEEDED if not line.get(column)]
        wrong += [
            RowError(number, column, f"“{line[column]}” is not an email address")
            for column in ("email", "manager_email", "coach_email")
            if line.get(column) and not is_address(line[column].lower())
        ]
        senior = line.get("senior", "").lower()
        if senior not in ("", "yes", "no", "y", "n"):
            wrong.append(RowError(number, "senior", "Write yes or no"))
        email = line.get("email", "").lower()
        if email and first_seen.setdefault(email, number) != number:
            wrong.append(RowError(number, "email", f"The same address is in row {first_seen[email]}"))
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
                    line["manager_email"].lower(),
                    line["coach_email"].lower(),
                    senior in ("yes", "y"),
                    tuple(part.strip() for part in line.get("competencies", "").split(";") if part.strip()),
                )
            )
    if not rows and not errors:
        errors.append(RowError(2, "file", "The file lists nobody"))
    return rows, errors
