"""A language in which every letter of a message is marked: what is plain on a page then is in no catalogue.

Plain may be what people, frameworks and calendars brought: names, addresses, statements, days. ``Data`` takes it away.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element

from babel.support import NullTranslations
from jinja2 import Environment, nodes

from tests.page_rules import SILENT, Document, tag

# Full-width letters: they are letters to ``lower`` and to ``capitalize``, and no page has any of its own.
MARK = {plain: plain + 0xFEE0 for plain in chain(range(ord("A"), ord("Z") + 1), range(ord("a"), ord("z") + 1))}
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]*>|&\w+;")
SHOWN = ("alt", "title", "aria-label", "placeholder", "data-label")
NOT_FOR_TRANSLATORS = {*SILENT, "code", "pre", "kbd"}
WORD = re.compile(r"[A-Za-z]{2,}")
DAY = re.compile(
    r"\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
ADDRESS = re.compile(r"\S+@\S+|\b[0-9a-f]{16,64}\b")  # of mail, and of what goes by its digest


class Marked(NullTranslations):
    """The translations of that language."""

    def ugettext(self, message: str) -> str:
        """The message in it."""
        return marked(message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        """The message for so many."""
        return marked(singular if number == 1 else plural)

    gettext, ngettext = ugettext, ungettext


def marked(message: str) -> str:
    """The message with its letters marked, but for its places and its tags."""
    pieces, kept = KEPT.split(message), [*KEPT.findall(message), ""]
    return "".join(piece.translate(MARK) + keep for piece, keep in zip(pieces, kept, strict=True))


def texts(html: str) -> Iterator[str]:
    """Every piece of text that a reader of a page gets, the title of its window among them."""
    yield from _within(Document(html, "/").root)


def _within(element: Element) -> Iterator[str]:
    if tag(element) == "svg":  # a statement stands on several lines there
        yield " ".join(element.itertext())
    elif tag(element) and tag(element) not in NOT_FOR_TRANSLATORS and element.get("translate") != "no":
        yield from (element.get(name, "") for name in SHOWN)
        yield element.text or ""
        for child in element:
            yield from _within(child)
            yield child.tail or ""


def strings(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


TRANS = re.compile(r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}", re.DOTALL)
OF_THE_TEMPLATE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
OF_HTML = re.compile(r"<(script|style|code|pre)\b.*?</\1>|<!.*?>|<[^<>]*>|&\w+;", re.DOTALL)
OF_A_TAG = re.compile(r"[\w-]+=\"[^\"]*\"")  # an attribute in a block of its own


TEMPLATES = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
LOOKS_FOR_A_MESSAGE = {"_", "gettext", "ngettext"}
PRODUCT = "Feedback"
SAID = re.compile(r"[A-Z][a-z’]*\W*( |$)")  # as a label or a sentence begins, and no class, name or state


def words_outside(template: str) -> list[str]:
    """What a template says outside of every message: the lines of its text, then what its expressions say."""
    bare = template
    for no_words in (TRANS, OF_THE_TEMPLATE, OF_HTML, OF_A_TAG):
        bare = no_words.sub(" ", bare)
    said = [
        text
        for text in _constants(TEMPLATES.parse(template))
        if SAID.match(text) and WORD.search(text) and text != PRODUCT
    ]
    return [*(" ".join(line.split()) for line in bare.splitlines() if WORD.search(line)), *said]


def takes_the_sign_of_messages(template: str) -> bool:
    """Whether something in it is called ``_``: from there on no message is looked up."""
    return any(name.ctx == "store" and name.name == "_" for name in TEMPLATES.parse(template).find_all(nodes.Name))


def _constants(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
        return
    is_message = isinstance(node, nodes.Call) and getattr(node.node, "name", "") in LOOKS_FOR_A_MESSAGE
    for child in node.iter_child_nodes(only=("kwargs",) if is_message else None):
        yield from _constants(child)


class Data:
    """What is no word of the product. A longer text is taken out before those that stand in it."""

    def __init__(self, words: Iterable[str]) -> None:
        known = sorted({" ".join(one.split()) for one in words if WORD.search(one)}, key=len, reverse=True)
        self.left = cache(self._left)  # pages say much again and again
        self._known = re.compile(r"(?<![A-Za-z])(?:" + "|".join(map(re.escape, known)) + r")(?![A-Za-z])")

    def _left(self, text: str) -> str:
        """What is plain in a text without them; nothing, where no word is."""
        found = ADDRESS.sub(" ", DAY.sub(" ", " ".join(text.split())))
        found = self._known.sub(" ", found)
        return " ".join(found.split()) if WORD.search(found) else ""
