"""What does a framework file say, and where is it wrong? Errors carry file, line and place, in a reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from feedback.framework import format as framework_format
from feedback.framework.format import LONGEST_WORDING, Behaviour, Framework

LARGEST_FILE = 2_000_000  # bytes; the largest of the five is a tenth of this
DEEPEST_NESTING = 12


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


Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class _Marked:
    """Plain data read from YAML, with the line of every part of it."""

    data: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(file: Path) -> Framework:
    """The framework in a file.

    Raises:
        FrameworkRefused: with all that is wrong.
    """
    framework, findings = _read(file)
    if framework is None:
        raise FrameworkRefused(findings)
    return framework


def check(file: Path) -> list[Finding]:
    """All errors of a file or, if there are none, all warnings; in the order of the file."""
    framework, findings = _read(file)
    if framework is not None:
        marked = _parse(file)
        findings = [
            Finding("warning", file.name, marked.line(path), _place(marked.data, path), message)
            for path, message in _weaknesses(framework)
        ]
    return sorted(findings, key=lambda finding: finding.line)


def _read(file: Path) -> tuple[Framework | None, list[Finding]]:
    def error(line: int, place: str, message: str) -> Finding:
        return Finding("error", file.name, line, place, message)

    try:
        marked = _parse(file)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        what = f"This is not valid YAML: {problem.problem or problem.context}. Often a quotation mark or indent is off."
        return None, [error(mark.line + 1 if mark else 1, "the file", what)]
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        return None, [error(1, "the file", f"This cannot be read as text: {type(problem).__name__}. Save it as UTF-8.")]
    except (OSError, _NotPlain) as problem:
        return None, [error(1, "the file", str(problem))]
    try:
        framework = Framework.model_validate(marked.data)
    except ValidationError as problems:
        findings = []
        for problem in problems.errors(include_url=False):
            path = tuple(part for part in problem["loc"] if not str(part).startswith(("function-", "literal[")))
            findings.append(error(marked.line(path), _place(marked.data, path), _in_plain_words(dict(problem), path)))
        return None, findings
    faults = framework_format.faults_of(framework)
    if faults:
        return None, [error(marked.line(path), _place(marked.data, path), message) for path, message in faults]
    return framework, []


class _NotPlain(Exception):
    """The file uses YAML beyond plain lists, mappings and text."""


def _parse(file: Path) -> _Marked:
    """Everything as text, so that ``no`` stays "no" and 1.10 stays "1.10", with line numbers."""
    if file.stat().st_size > LARGEST_FILE:
        raise _NotPlain("This file is too large to be a framework.")
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    lines: dict[Path_, int] = {}
    seen: set[int] = set()

    def plain(part: yaml.Node | None, path: Path_) -> Any:
        if part is None:
            raise _NotPlain("This file is empty.")
        lines[path] = part.start_mark.line + 1
        if isinstance(part, yaml.ScalarNode):
            return part.value
        if id(part) in seen:  # an alias: not needed here, and a way to make a small file huge
            raise _NotPlain("Write the text out: YAML anchors and aliases (& and *) cannot be used here.")
        if len(path) > DEEPEST_NESTING:
            raise _NotPlain("This file is nested too deeply to be a framework.")
        seen.add(id(part))
        if isinstance(part, yaml.SequenceNode):
            return [plain(child, (*path, place)) for place, child in enumerate(part.value)]
        found: dict[str, Any] = {}
        for key, child in part.value:
            if key.value in found:
                raise _NotPlain(f'Line {key.start_mark.line + 1}: "{key.value}" is given twice in one place.')
            found[key.value] = plain(child, (*path, key.value))
        return found

    return _Marked(plain(node, ()), lines)


_PLAIN_WORDS = {
    "missing": "This is missing: add it.",
    "extra_forbidden": "This key is not part of the format. Check its spelling, or take it out.",
    "string_type": "This must be text. Put it in quotation marks.",
    "string_too_short": "This is empty: write it, or take the key out.",
    "tuple_type": "This must be a list: each entry on its own line, starting with a dash.",
    "too_short": "This list is empty: it needs at least one entry.",
    "model_type": "This must have named parts, like id and name.",
    "int_parsing": "This must be a whole number.",
    "bool_parsing": "Write yes or no.",
}


def _in_plain_words(problem: dict[str, Any], path: Path_) -> str:
    kind = str(problem["type"])
    if kind == "string_too_long":
        return f"This is longer than {problem['ctx']['max_length']} characters. Shorten it."
    if kind == "string_pattern_mismatch":
        return "An id may have small letters, digits and hyphens (behaviours also full stops), no blanks."
    if kind == "literal_error":
        return f"Write {problem['ctx']['expected']}."
    return _PLAIN_WORDS.get(kind, f"{problem['msg']}.")


def _place(data: Any, path: Path_) -> str:
    """A path in words: names and ids instead of counting from nought."""
    words: list[str] = []
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(part, int):
            label = data.get("name") or data.get("id") if isinstance(data, dict) else None
            words[-1] = (
                f'{words[-1]} "{label}"' if label and isinstance(label, str) else f"{words[-1]}, entry {part + 1}"
            )
        else:
            words.append(part)
    return " > ".join(words) or "the file"


_JOINERS = (" and ", " or ", "; ", ", as well as ")
_NEGATIONS = {"not", "never", "no", "without", "cannot", "doesn't", "don't", "isn't", "aren't", "avoids", "fails"}


def _weaknesses(framework: Framework) -> Iterator[tuple[Path_, str]]:
    """What makes an item harder to answer well, one sentence each."""
    heard: dict[tuple[str, str], str] = {}
    for t, theme in enumerate(framework.themes):
        for c, competency in enumerate(theme.competencies):
            for b, behaviour in enumerate(competency.behaviours):
                path = ("themes", t, "competencies", c, "behaviours", b)
                if behaviour.repeats is None:
                    yield from ((path, message) for message in _weak_item(behaviour, heard))


def _weak_item(item: Behaviour, heard: dict[tuple[str, str], str]) -> Iterator[str]:
    if len(item.rater) > LONGEST_WORDING:
        yield f"The rater wording has {len(item.rater)} characters; above {LONGEST_WORDING} people skim. Shorten it."
    if sum(item.rater.count(joiner) for joiner in _JOINERS) >= 2:
        yield "The rater wording seems to ask two things at once. Ask the one that matters, or make two behaviours."
    if _NEGATIONS & set(item.rater.lower().replace(",", " ").split()):
        yield "The rater wording has a negation, which people misread on a scale. Say it the other way round."
    for level in item.levels:
        earlier = heard.setdefault((level, item.rater.casefold()), item.id)
        if earlier != item.id:
            yield f'The rater wording is the same as that of "{earlier}" at level "{level}". Nobody should be asked twice.'
