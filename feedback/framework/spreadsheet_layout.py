"""A framework as a spreadsheet, a row for each behaviour: what is in which column, what is wrong in which cell?"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.framework.editing import Data, id_from, new_framework
from feedback.identity.spreadsheet import RUNS_AS_FORMULA, NotReadable, RowError, rows_of

MOST_ROWS = 1_000
LONGEST_CELL = 3_000
BETWEEN = "|"  # between several texts in one cell
EVERY_LEVEL = "all"

COLUMNS = {
    "theme": lazy_gettext("The theme. Rows of one theme need not stand together"),
    "competency": lazy_gettext("The competency. Empty: the theme has just one, of the same name"),
    "level": lazy_gettext("The level at which this is asked. Several: level 1; level 2. All of them: all"),
    "source": lazy_gettext("The document’s own words"),
    "rater": lazy_gettext("As raters read it, after the leader’s name: Listens to different views"),
    "self": lazy_gettext("As the leader reads it: I listen to different views"),
    "competency rater": lazy_gettext("The whole competency as raters read it. In one of its rows is enough"),
    "competency self": lazy_gettext("The whole competency as the leader reads it. In one of its rows is enough"),
    "unexpected": lazy_gettext(
        "What the document does not expect to see, with | between. In one row of the competency is enough"
    ),
    "actions": lazy_gettext("Things to do at this level, with | between"),
    "outcomes": lazy_gettext("Signs of success at this level, with | between"),
}
NEEDED = ("theme", "level", "source", "rater", "self")
EXAMPLE = (
    ("People first", "Listening", "Team leader", "Leaders make time to listen to their team.",
     "Makes time to listen to their team", "I make time to listen to my team",
     "Listens to people and takes account of what they say", "I listen to people and take account of what they say",
     "Deciding first and asking afterwards", "", ""),
    ("People first", "Listening", "Head of service", "Builds ways for every voice to be heard.",
     "Makes sure that there are ways for everyone in the service to be heard",
     "I make sure that there are ways for everyone in the service to be heard", "", "", "",
     "Sit in on a team meeting that you do not lead", "Everybody can name a change that they asked for"),
    ("Getting things done", "Planning", "all", "Plans are clear, and everybody knows their part in them.",
     "Makes clear plans in which everyone knows their part", "I make clear plans in which everyone knows their part",
     "Plans work so that promises are kept", "I plan work so that promises are kept", "", "", ""),
)  # fmt: skip

Cells = dict[str, str]


@dataclass(frozen=True)
class Read:
    """What a file says: a draft, or all that is wrong; and the columns that were not used."""

    data: Data | None
    errors: tuple[RowError, ...]
    unused: tuple[str, ...] = ()


def read(content: bytes, *, framework_id: str, title: str, organisation: str) -> Read:
    """The draft in a CSV file or in the first sheet of a workbook. Rows that are empty are passed over."""
    try:
        first, *lines = rows_of(content, most_rows=MOST_ROWS) or [[]]
    except NotReadable as error:
        return Read(None, (RowError(1, _("file"), str(error)),))
    names = [" ".join(name.lower().replace("_", " ").split()) for name in first]
    wrong = [RowError(1, name, _("This column is missing from the first row")) for name in NEEDED if name not in names]
    twice = {name for name in names if name in COLUMNS and names.count(name) > 1}
    wrong += [RowError(1, name, _("Two columns have this name: remove one")) for name in sorted(twice)]
    if wrong:
        return Read(None, tuple(wrong))
    rows: list[Cells] = []
    for number, line in enumerate(lines, start=2):
        if any(line):
            cells = dict.fromkeys(COLUMNS, "") | {
                name: cell for name, cell in zip(names, line, strict=False) if name in COLUMNS
            }
            wrong += _wrong(number, cells)
            rows.append(cells)
    if not rows:
        wrong.append(RowError(2, _("file"), _("The file lists no behaviours")))
    if wrong:
        return Read(None, tuple(wrong))
    unused = tuple(title for title, name in zip(first, names, strict=True) if name and name not in COLUMNS)
    return Read(_built(rows, new_framework(framework_id, title=title, organisation=organisation)), (), unused)


def _wrong(number: int, cells: Cells) -> list[RowError]:
    wrong = [RowError(number, name, _("This is empty")) for name in ("theme", "level") if not cells[name]]
    for name, cell in cells.items():
        if cell.startswith(RUNS_AS_FORMULA):
            told = _("This begins with “%(sign)s”, as a formula does. Begin with a word", sign=cell[0])
            wrong.append(RowError(number, name, told))
        if len(cell) > LONGEST_CELL:
            told = _("This must be %(most)s characters or less", most=f"{LONGEST_CELL:,}")
            wrong.append(RowError(number, name, told))
    return wrong


def _built(rows: Sequence[Cells], data: Data) -> Data:
    levels = {name: "" for cells in rows for name in _levels(cells) if name.lower() != EVERY_LEVEL}
    for name in levels:
        levels[name] = id_from(name, set(levels.values()), otherwise="level")
    if levels:
        data["levels"] = [{"id": level, "name": name} for name, level in levels.items()]
    every = [level["id"] for level in data["levels"]]
    themes: dict[str, Data] = {}
    found: dict[tuple[str, str], Data] = {}
    for cells in rows:
        theme = themes.get(cells["theme"]) or themes.setdefault(
            cells["theme"],
            {"id": id_from(cells["theme"], {one["id"] for one in themes.values()}, otherwise="theme"),
             "name": cells["theme"], "competencies": []},
        )  # fmt: skip
        name = cells["competency"] or cells["theme"]
        competency = found.get((cells["theme"], name))
        if competency is None:
            taken = {one["id"] for one in found.values()}
            competency = {"id": id_from(name, taken, otherwise="competency"), "name": name, "behaviours": []}
            found[cells["theme"], name] = competency
            theme["competencies"].append(competency)
        here = [every if one.lower() == EVERY_LEVEL else [levels[one]] for one in _levels(cells)]
        _add(competency, cells, list(dict.fromkeys(level for some in here for level in some)))
    data["themes"] = list(themes.values())
    return data


def _levels(cells: Cells) -> list[str]:
    return [one.strip() for one in cells["level"].split(";") if one.strip()]


def _add(competency: Data, cells: Cells, levels: list[str]) -> None:
    behaviours = competency["behaviours"]
    words = {key: cells[key] for key in ("source", "rater", "self") if cells[key]}
    behaviours.append({"id": f"{competency['id']}.{len(behaviours) + 1}", "levels": levels} | words)
    for key in ("rater", "self"):
        if cells[f"competency {key}"]:
            competency.setdefault(key, cells[f"competency {key}"])
    more: dict[str, list[Any]] = {"unexpected": list(_several(cells["unexpected"]))}
    for key in ("actions", "outcomes"):
        more[key] = [{"level": level, "text": text} for text in _several(cells[key]) for level in levels]
    for key, some in more.items():
        kept = competency.get(key, [])
        if some:
            competency[key] = kept + [one for one in some if one not in kept]


def _several(cell: str) -> list[str]:
    return [" ".join(text.split()) for text in cell.split(BETWEEN) if text.strip()]


def template() -> bytes:
    """A workbook to fill in: the columns with three behaviours as an example, and what belongs into each column."""
    import xlsxwriter  # slow to load, and needed for this alone

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Behaviours"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 2, 18, wrapped)
        sheet.set_column(3, len(COLUMNS) - 1, 34, wrapped)
        for number, row in enumerate((tuple(COLUMNS), *EXAMPLE)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, bold if number == 0 else wrapped)
        told = book.add_worksheet(_("What goes where"))
        told.set_column(0, 0, 20)
        told.set_column(1, 1, 90)
        for number, (name, words) in enumerate(COLUMNS.items()):
            told.write_string(number, 0, name, bold)
            told.write_string(number, 1, str(words))
    return out.getvalue()
