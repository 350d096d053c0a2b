"""What does a YAML file say, and on which line? Plain lists, mappings and text only, whatever else it tries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from flask_babel import gettext
from flask_babel import lazy_gettext as _

MOST_PARTS = 20_000  # keys, texts, lists; six times those of the largest of the five frameworks
DEEPEST_NESTING = 12

Path = tuple[str | int, ...]
Data = dict[str, Any] | list[Any] | str | None

# What XML, JSON in PostgreSQL or people's screens cannot hold, and line breaks that editors do not count.
NO_TEXT = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """Nothing after this line can be made sense of."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass
class Marked:
    """Plain data read from YAML, the line of every part of it, and the parts that could not be taken as they stand.

    ``spoilt`` has the path, line and message of each such part; its place in ``data`` holds None.
    """

    data: Data = None
    lines: dict[Path, int] = field(default_factory=dict)
    spoilt: list[tuple[Path, int, str]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass
class _Open:
    """A list or mapping whose end has not come yet."""

    path: Path
    data: list[Any] | dict[str, Any]
    key: str | None = None  # of the value that comes next
    again: bool = False  # that key was there before: its value is read and left out


def parse(text: str) -> Marked:
    """Everything as text, so that ``no`` stays "no" and 1.10 stays "1.10".

    Read event by event, without recursion: neither depth nor aliases can make a small file cost much.

    Raises:
        Unreadable: this is not YAML, or not one plain document.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strange = NO_TEXT.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise Unreadable(
            line,
            gettext("There is a character that is no text (U+%(code)s). Delete it.", code=f"{ord(strange[0]):04X}"),
        )
    marked = Marked()
    try:
        _build(yaml.parse(text, Loader=yaml.CBaseLoader), marked)
    except yaml.MarkedYAMLError as problem:
        raise Unreadable(*_in_plain_words(problem, text)) from None
    except yaml.YAMLError:
        raise Unreadable(1, gettext("This cannot be read as text. Save it as UTF-8.")) from None
    if not marked.lines:
        raise Unreadable(1, gettext("This file is empty."))
    return marked


def _build(events: Iterator[Any], marked: Marked) -> None:
    around: list[_Open] = []
    parts = 0
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            around.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            if isinstance(event, yaml.DocumentStartEvent) and marked.lines:
                raise Unreadable(
                    _line(event), gettext("A second document starts here. Take out the line of dashes or dots.")
                )
            continue
        parts += 1
        if parts > MOST_PARTS:
            raise Unreadable(_line(event), gettext("This file has too many parts to be a framework."))
        here = around[-1] if around else None
        if here is not None and isinstance(here.data, dict) and here.key is None:
            _take_key(event, here, marked)
        else:
            _take_value(event, here, around, marked)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _take_key(event: Any, here: _Open, marked: Marked) -> None:
    if not isinstance(event, yaml.ScalarEvent):
        raise Unreadable(
            _line(event), gettext("A key must be a word. If this is text, put it in double quotation marks.")
        )
    key = str(event.value)
    here.key, here.again = key, key in here.data
    if here.again:
        marked.spoilt.append(
            ((*here.path, key), _line(event), gettext('"%(key)s" is given twice in one place. Take one out.', key=key))
        )
    else:
        marked.lines[(*here.path, key)] = _line(event)


def _take_value(event: Any, here: _Open | None, around: list[_Open], marked: Marked) -> None:
    path: Path = ()
    left_out = False
    if here is not None:
        path = (*here.path, len(here.data) if here.key is None else here.key)
        left_out = here.again
    value: Data
    strange = _strange(event)
    if strange:
        marked.spoilt.append((path, _line(event), strange))
    if isinstance(event, yaml.ScalarEvent):
        value = None if strange else str(event.value)
    elif isinstance(event, yaml.AliasEvent):
        value = None
    elif len(around) >= DEEPEST_NESTING:
        raise Unreadable(_line(event), gettext("This is nested too deeply to be a framework."))
    else:
        value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
    if not left_out:
        marked.lines.setdefault(path, _line(event))
        _put(value, here, marked)
    if here is not None:
        here.key, here.again = None, False
    if isinstance(value, list | dict):
        # What stands under a key that is given twice gets a path of its own, so that it cannot overwrite lines.
        around.append(_Open((*path, "(again)") if left_out else path, value))


def _strange(event: Any) -> str:
    """What keeps a value from being plain text, a plain list or plain named parts; nothing if it is one of these."""
    told = ""
    if isinstance(event, yaml.AliasEvent):
        told = gettext(
            "Write the text out: YAML aliases cannot be used here. Text that starts with * needs quotation marks."
        )
    elif event.anchor is not None or event.tag is not None:
        told = gettext("YAML anchors and tags cannot be used here. Text that starts with & or ! needs quotation marks.")
    elif isinstance(event, yaml.ScalarEvent) and NO_TEXT.search(event.value):
        told = gettext("This holds a character that is no text. Take the \\ code out.")
    return told


def _put(value: Data, here: _Open | None, marked: Marked) -> None:
    if here is None:
        marked.data = value
    elif isinstance(here.data, list):
        here.data.append(value)
    else:
        here.data[str(here.key)] = value


_CURES = {
    "mapping values are not allowed": _(
        "This is not valid YAML: a colon stands in text without quotation marks, or an indent is off."
    ),
    "did not find expected key": _(
        "This is not valid YAML: an indent is off here or just above, or a quotation mark is missing."
    ),
    "did not find expected '-'": _(
        "This is not valid YAML: an indent is off here or just above, or a dash is missing."
    ),
    "could not find expected ':'": _(
        "This is not valid YAML: a key lacks its colon, or text goes on at the left margin."
    ),
    "did not find expected ','": _(
        "This is not valid YAML: a bracket is opened here and not closed, or a comma or quotation mark is missing."
    ),
    "expected node content": _(
        "This is not valid YAML: a bracket is not closed, or text with a bracket or comma lacks its quotation marks."
    ),
    "unexpected end of stream": _("This is not valid YAML: a quotation mark is opened here and not closed."),
    "unexpected document indicator": _("This is not valid YAML: a quotation mark is opened here and not closed."),
    "unknown escape character": _(
        "This is not valid YAML: a backslash in double quotation marks must be written twice."
    ),
    "tab character": _("This is not valid YAML: there is a tab. Indent with blanks."),
    "expected comment or line break": _(
        "This is not valid YAML: after | or > the text starts on the next line, indented."
    ),
    "undefined alias": _("This is not valid YAML: text that starts with * needs quotation marks."),
    "<document start>": _("This is not valid YAML: this line belongs to nothing above it. Often an indent is off."),
}
_SINCE_IT_WAS_OPENED = ("did not find expected ','", "unexpected end of stream", "unexpected document indicator")


def _in_plain_words(problem: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line to look at, and what to do there."""
    said = str(problem.problem or problem.context)
    mark = problem.problem_mark or problem.context_mark
    line = mark.line + 1 if mark else 1
    if "cannot start any token" in said and mark:
        column = text.splitlines()[mark.line : mark.line + 1] or [""]
        sign = column[0][mark.column : mark.column + 1]
        if sign == "\t":
            return line, gettext("This is not valid YAML: there is a tab. Indent with blanks.")
        return line, gettext(
            'This is not valid YAML: text that starts with "%(sign)s" needs quotation marks.', sign=sign
        )
    last = text.rstrip("\n").count("\n") + 1
    line = min(line, last)  # what is missing at the end is missing on the last line
    for words, cure in _CURES.items():
        if words in said:
            if words in _SINCE_IT_WAS_OPENED and problem.context_mark:
                line = problem.context_mark.line + 1  # where it began says more than where the file ends
            return line, str(cure)
    told = gettext("This is not valid YAML: %(problem)s. Often a quotation mark or an indent is off.", problem=said)
    return line, told
