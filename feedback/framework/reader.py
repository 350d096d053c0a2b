"""What does a framework file say, and where is it wrong? Errors carry file, line and place, in a reader's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from feedback.framework import marked, rules, wording
from feedback.framework.format import Framework
from feedback.framework.marked import Marked, Unreadable

LARGEST_FILE = 2_000_000  # bytes; the largest of the five is a tenth of this


@dataclass(frozen=True)
class Finding:
    """Something about a framework file: an error stops its use, a warning names what weakens an item."""

    kind: Literal["error", "warning"]
    file: str
    line: int
    place: str
    message: str

    def __str__(self) -> str:
        """As an editor's problem list shows it."""
        return f"{self.file}:{self.line}: {self.kind}: {self.place}: {self.message}"


class FrameworkRefused(Exception):
    """The file breaks the rules of the format; ``findings`` has every error in it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


def read(file: Path) -> Framework:
    """The framework in a file.

    Raises:
        FrameworkRefused: with all that is wrong.
    """
    framework, findings = read_and_check(file)
    if framework is None:
        raise FrameworkRefused(findings)
    return framework


def check(file: Path) -> list[Finding]:
    """All errors of a file or, if there are none, all warnings; in the order of the file. Never raises."""
    return read_and_check(file)[1]


def read_and_check(file: Path) -> tuple[Framework | None, list[Finding]]:
    """The framework, or None if there are errors, and what was found, in the order of the file."""
    try:
        parsed = marked.parse(_text_of(file))
    except Unreadable as problem:
        return None, [Finding("error", file.name, problem.line, gettext("the file"), problem.message)]
    return check_parsed(parsed, file.name)


def check_parsed(parsed: Marked, name: str) -> tuple[Framework | None, list[Finding]]:
    """The same of what has been read already, from a file of this name."""
    lines = {(path, message): line for path, line, message in parsed.spoilt}
    framework, remarks = check_data(parsed.data, spoilt=[(path, message) for path, _, message in parsed.spoilt])
    findings = {
        Finding(
            remark.kind,
            name,
            lines.get((remark.path, remark.message), parsed.line(remark.path)),
            remark.place,
            remark.message,
        )
        for remark in remarks
    }
    return framework, sorted(findings, key=lambda finding: (finding.line, finding.place, finding.message))


@dataclass(frozen=True)
class Remark:
    """The same without a file: where in the data it is, as a path and in words."""

    kind: Literal["error", "warning"]
    path: rules.Path
    place: str
    message: str
    breach: str = ""  # of the format: the type of pydantic's error


def check_data(data: object, *, spoilt: Sequence[rules.Fault] = ()) -> tuple[Framework | None, list[Remark]]:
    """The framework that plain data says, or None if there are errors; with all errors or, if none, all warnings.

    Args:
        data: lists, named parts and texts.
        spoilt: what could not be taken as it stood.
    """
    framework: Framework | None = None
    faults = [(path, message, "") for path, message in (*spoilt, *rules.contradictions(data))]
    try:
        framework = Framework.model_validate(data)
    except ValidationError as problems:
        told = {path for path, _, _ in faults}
        faults += [breach for breach in _breaches(problems, data) if breach[0] not in told]
    kind: Literal["error", "warning"] = "error"
    if faults:
        framework = None
    elif framework is not None:
        kind = "warning"
        faults = [(path, message, "") for path, message in wording.weaknesses(framework)]
    return framework, [Remark(kind, path, _place(data, path), message, breach) for path, message, breach in faults]


def _text_of(file: Path) -> str:
    try:
        if not file.is_file():  # a folder would fail later and a device would never end
            raise Unreadable(
                1, gettext("There is no such file.") if not file.exists() else gettext("This is not a file.")
            )
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as problem:
        why = problem.strerror or gettext("its name cannot be used")
        raise Unreadable(1, gettext("This file cannot be opened: %(why)s.", why=why)) from None
    return text_of(content)


def text_of(content: bytes) -> str:
    """The text of a file's content.

    Raises:
        Unreadable: there is too much of it, or it is no text.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable(1, gettext("This file is too large to be a framework."))
    try:
        return content.decode("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Unreadable(
            line, gettext("This cannot be read as text from this line on. Save the file as UTF-8.")
        ) from None


def _breaches(problems: ValidationError, data: object) -> Iterator[tuple[rules.Path, str, str]]:
    """Where the format is broken and how, leaving out what only follows from another error."""
    for problem in problems.errors(include_url=False, include_context=True):
        path, about_key = problem["loc"], False
        if path and path[-1] == "[key]":
            path, about_key = path[:-1], True
        found = _at(data, path)
        # A list counts its faultless entries only, so one fault deep inside makes every list around it "too short".
        follows = problem["type"] == "too_short" and isinstance(found, list) and bool(found)
        if not follows:
            kind = f"text_{problem['type']}" if isinstance(found, str) else problem["type"]
            yield path, _about_key(path) if about_key else _in_plain_words(kind, problem), problem["type"]


def _about_key(path: rules.Path) -> str:
    language = gettext('Write the code of a language other than English, such as "cy" for Welsh.')
    return str(language if "translations" in path else gettext("This is no level's id."))


def _at(data: Any, path: rules.Path) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


_PLAIN_WORDS = {
    "missing": _("This is missing: add it."),
    "extra_forbidden": _("This key is not part of the format. Check its spelling, or take it out."),
    "string_type": _("This must be text, not a list or named parts. Check the indent, or put it in quotation marks."),
    "text_too_short": _("This is empty: write it, or take the key out."),
    "text_too_long": _("This is longer than %(max_length)s characters. Shorten it."),
    "text_string_too_long": _("This is longer than %(max_length)s characters. Shorten it."),
    "text_string_pattern_mismatch": _(
        "An id may have small letters, digits and hyphens; of behaviours also full stops."
    ),
    "literal_error": _("Write %(expected)s."),
    "tuple_type": _("This must be a list: each entry on its own line, starting with a dash."),
    "dict_type": _("This must have named parts: a level's id, a colon and its text, each on its own line."),
    "too_short": _("This list is empty: it needs at least one entry."),
    "model_type": _("This must have named parts, like id and name, each on its own line."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "int_parsing_size": _("This number is too large."),
    "greater_than_equal": _("This must be %(ge)s or more."),
    "less_than_equal": _("This must be %(le)s or less."),
    "bool_type": _("Write yes or no."),
}


def _in_plain_words(kind: str, problem: ErrorDetails) -> str:
    words = _PLAIN_WORDS.get(kind) or _PLAIN_WORDS.get(problem["type"])
    return str(words) % problem.get("ctx", {}) if words else f"{problem['msg']}."


def _place(data: Any, path: rules.Path) -> str:
    """A path in words: names and ids instead of counting from nought."""
    words: list[str] = []
    for part in path:
        data = _at(data, (part,))
        if not isinstance(part, int):
            words.append(_short(part))
            continue
        label = data.get("name") or data.get("id") if isinstance(data, dict) else None
        where = (
            f' "{_short(label)}"'
            if label and isinstance(label, str)
            else gettext(", entry %(number)s", number=part + 1)
        )
        words[-1:] = [f"{words[-1]}{where}"] if words else [where]
    return " > ".join(words) or gettext("the file")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
