"""What do the councils' documents say? Reads the texts the framework files were transcribed from, by another road.

The documents are not in this repository. Whoever has them names their folder in ``FEEDBACK_SEEDS``, and
``test_transcription.py`` then compares every statement; without them it compares digests that were taken this way.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from tests.framework.transcription import Verbatim, folded, in_order

BULLET = re.compile(r"^\s*- ")


def statements_in(folder: Path, framework_id: str) -> list[Verbatim]:
    """Everything verbatim that the document of a framework says, in the order of ``statements_of``."""
    file, parse = DOCUMENTS[framework_id]
    text = (folder / file).read_text(encoding="utf-8")
    lines = [line.rstrip() for line in text.splitlines() if line.strip(" -\t")]  # rules between tables are all dashes
    return in_order(
        Verbatim(theme, competency, kind, level, folded(text)) for theme, competency, kind, level, text in parse(lines)
    )


Found = Iterator[tuple[str, str, str, str, str]]


def _between(lines: list[str], start: str, end: str | None) -> list[str]:
    """The lines after the line ``start`` and before the line ``end``."""
    rest = lines[lines.index(start) + 1 :]
    return rest[: rest.index(end)] if end else rest


def _bullet(line: str) -> str | None:
    return BULLET.sub("", line) if BULLET.match(line) else None


def _bristol(lines: list[str]) -> Found:
    parts = ("Our Values & Behaviours", "Leadership Behaviours", "Leadership Qualities", None)
    reads = (_bristol_values, _bristol_behaviours, _bristol_qualities)
    for name, end, read in zip(parts, parts[1:], reads, strict=False):
        description, *rest = _between(lines, str(name), end)
        yield str(name), "", "description", "", description
        for competency, kind, level, text in read(rest):
            yield str(name), competency, kind, level, text


def _bristol_values(lines: list[str]) -> Iterator[tuple[str, str, str, str]]:
    names = [after for before, after in pairwise(lines) if re.fullmatch(r"We \w+", before)]
    competency = ""
    for line in lines[2 * len(names) :]:
        statement = _bullet(line)
        if line in names:
            competency = line
        else:
            yield competency, "behaviours" if statement else "description", "", statement or line


def _bristol_behaviours(lines: list[str]) -> Iterator[tuple[str, str, str, str]]:
    overview = lines[: lines.index("What is it?") - 1]
    names = [line for line in overview if not line.endswith(".")]
    for name, paragraph in zip(names, (line for line in overview if line.endswith(".")), strict=True):
        yield name, "description", "", paragraph
    competency = kind = level = ""
    for line in lines[len(overview) :]:
        statement = _bullet(line)
        if statement:
            yield competency, kind, level, statement
        elif line in names:
            competency = line
        elif line in ("What is it?", "What we don't expect to see"):
            kind, level = ("meaning" if line.endswith("?") else "unexpected"), ""
        elif line in ("Essential", "Proficient", "Strong", "Exemplary"):
            kind, level = "behaviours", line
        else:
            yield competency, "level_descriptions", level, line


def _bristol_qualities(lines: list[str]) -> Iterator[tuple[str, str, str, str]]:
    competency = ""
    for line in lines:
        statement = _bullet(line)
        if statement:
            yield competency, "behaviours", "", statement
        else:
            competency = line


def _plymouth(lines: list[str]) -> Found:
    columns = ("behaviours", "actions", "outcomes")
    printed = {"Behaviours", "Actions", "Measurable outcomes"}
    theme = level = ""
    levels = {
        found[1]: found[2] for line in lines if (found := re.fullmatch(r"(Level \d) \N{EN DASH} (.+)", line.strip()))
    }
    for line in lines:
        cells = line.split("\t")
        headed = [cell for cell in cells if cell.strip() in levels]
        if headed:
            theme, level = cells[0], headed[0].strip()
        elif line.startswith("<p>") and theme:
            for kind, cell in zip(columns, cells, strict=True):
                for text in re.findall(r"<p>(.*?)</p>", cell):
                    if text not in printed:
                        yield theme, theme, kind, level, text


def _mansfield(lines: list[str]) -> Found:
    body = lines[lines.index("4.0 THE COMPETENCY FRAMEWORK") :]
    summary = _between(body, "Summary of each competency", "5.0 LEVEL 1 COMPETENCY INDICATORS")
    headings: dict[str, tuple[str, str]] = {}  # by number, since the names vary
    paragraphs: dict[str, list[str]] = {}
    theme = number = ""
    for line in summary:
        numbered = re.fullmatch(r"(\d+)\. (.+)", line)
        if numbered:
            number = numbered[1]
            headings[number], paragraphs[number] = (theme, numbered[2]), []
        elif re.fullmatch(r"(Strategic|People|Performance) \N{EN DASH} .+", line):
            theme = line
        else:
            paragraphs[number].append(line)
    for known, heading in headings.items():
        yield *heading, "description", "", " ".join(paragraphs[known])
    kind, level = "", ""
    for line in body[body.index("5.0 LEVEL 1 COMPETENCY INDICATORS") :]:
        part = re.match(r"\d\.0 (?:LEVEL (\d)|INEFFECTIVE)", line)
        numbered = re.match(r"(\d+)\. ", line)
        statement = _bullet(line)
        if part:
            kind, level = ("behaviours", f"Level {part[1]}") if part[1] else ("unexpected", "")
        elif numbered:
            number = numbered[1]
        elif statement:
            yield *headings[number], kind, level, statement


def _leicestershire(lines: list[str]) -> Found:
    themes = ("Drive", "Think", "Feel", "Connect", "Inspire")
    levels = {
        "self-management": "Self-Management",
        "team management": "Team management",
        "management of people managers": "Managing people managers",
    }
    lost_its_indent = "**Openly** discuss smarter working options"
    theme = level = stem = tagline = ""
    for line in lines[lines.index("Leadership themes and levels") :]:
        statement = _bullet(line)
        if line in themes:
            theme, level, tagline = line, "", ""
        elif line.casefold() in levels:
            if not level:
                yield theme, "", "description", "", tagline
            level, stem = levels[line.casefold()], ""
        elif statement and statement.endswith(":"):
            stem = statement
        elif statement and level:
            hangs = line.startswith(" ") or statement.startswith(lost_its_indent)
            yield theme, theme, "behaviours", level, statement
            yield theme, theme, "stem", level, stem if hangs else ""
        elif theme and not level:
            tagline += f" {line}"


def _derbyshire(lines: list[str]) -> Found:
    listed = [found[1] for line in lines if (found := re.fullmatch(r"- \d ([A-Z].+?)\.?", line.strip()))]
    levels = {
        name.casefold(): name
        for name in ("Front Line Worker", "Front Line Leadership", "Operational Leadership", "Strategic Leadership")
    }
    theme = element = kind = level = paragraphs = ""
    for line in lines[lines.index("1. DEMONSTRATING PERSONAL QUALITIES") :]:
        dimension, numbered = re.fullmatch(r"(\d)\. [A-Z ]+", line), re.fullmatch(r"\d\.\d (.+)", line)
        row, _, description = line.partition("\t")
        if dimension:
            theme, element, level = listed[int(dimension[1]) - 1], "", ""
        elif numbered:
            element, kind, level, paragraphs = numbered[1], "description", "", ""
        elif re.search(r"Good [lL]eaders:", line):
            yield theme, element, "description", "", paragraphs
            kind, level = "behaviours", "" if theme in listed[:5] else levels["strategic leadership"]
        elif line.startswith("What leadership looks like"):
            kind, level = "level_descriptions", levels["strategic leadership"]
        elif row.casefold() in levels and description:
            yield theme, element, "level_descriptions", levels[row.casefold()], re.sub(r"</?p>", " ", description)
        elif kind == "description" and element:
            paragraphs += f" {line}"
        elif element:
            yield theme, element, kind, level, _bullet(line) or line
        elif not line.startswith("(RELEVANT"):
            yield theme, "", "description", "", line


DOCUMENTS: dict[str, tuple[str, Callable[[list[str]], Found]]] = {
    "bristol": ("000_ebd6d4f90c181efd.txt", _bristol),
    "plymouth": ("001_c169a5bf186db690.txt", _plymouth),
    "mansfield": ("002_aef9100b44e4f4f4.txt", _mansfield),
    "leicestershire": ("003_ef1cf61599f98534.txt", _leicestershire),
    "derbyshire": ("004_9b332f1cc51461db.txt", _derbyshire),
}
