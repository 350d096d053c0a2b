"""Is every word for people that stands in Python a message of a catalogue, also where no page shows it to a GET?

Answers to forms, refusals, letters and files have words that no walk over addresses sees. So the syntax tree is looked
through for texts that begin as a sentence or a label does and are in no call of gettext. What machines and operators
read stays English: the API, the command line, settings, logs, metrics, and the audit's own names. So does what
exceptions tell developers, which begins with a small letter here.
"""

import ast
import re
from collections.abc import Iterator

from feedback.campaign.check_in import CHANGE
from feedback.campaign.scales import SCALES
from feedback.config import CATALOGUES, ROOT

CODE = ROOT / "feedback"
MESSAGES = {"_", "gettext", "lazy_gettext", "ngettext"}
FOR_MACHINES = {"TypeVar", "execute", "text", "info", "warning", "error", "debug", "exception"}
FOR_OPERATORS = (
    "api/access", "api/document", "api/shapes", "api/views", "assurance/supply", "campaign/lifecycle", "config",
    "demo/", "foundations/notify", "foundations/visits", "installation/", "machine", "serving", "unfinished/service",
    "webserver",
)  # fmt: skip
EXAMPLES = {"EXAMPLE"}  # a part of a framework, and frameworks have words of their own
NAMES = {
    "Chinese characters",  # beside Unicode's names of others, which are English too
    "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Table Grid", "Noto Sans Arabic", "Source Sans Pro",
    "Source Sans Pro, Noto Sans Arabic", "Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif",
}  # fmt: skip
SENTENCE = re.compile(r"[“‘(]?[A-Z][a-z’']*[,;:.?!]? [\w“‘({]")
LABEL = re.compile(r"[A-Z][a-z]+[.?!]?$")
HAS_A_LABEL = re.compile(r".*Field|.*_field|_line|SelectChoice|Sheet|add_worksheet|flash")
SET_IN_TYPST = re.compile(r"(?:\[|^\s*)([A-Z][a-z]+\b(?: [\w ]*)?)", re.MULTILINE)
SAID_BY = {"Scale"}  # keep English words, and say them in the reader's language: see the last test
ASKS = {"DataRequired", "InputRequired", "FileRequired", "Length", "NumberRange", "Regexp"}


def plain_words(code: str) -> list[str]:
    """The texts for people in a module that are in no message."""
    return list(dict.fromkeys(_within(ast.parse(code), "")))


def _within(node: ast.AST, call: str) -> Iterator[str]:
    text = _text(node)
    if text is not None:
        if SENTENCE.match(text) or (HAS_A_LABEL.fullmatch(call) and LABEL.match(text)):
            yield text
        return
    inside = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        call = _named(node.func)
        if call in ASKS and not _has_a_message(node):
            yield f"{call} without a message"
        inside = [*node.keywords] if call in MESSAGES else [] if call in FOR_MACHINES | SAID_BY else inside
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_docstring or (isinstance(node, ast.Assign) and _named(node.targets[0]) in EXAMPLES):
        return
    for one in inside:
        yield from _within(one, call)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _has_a_message(validator: ast.Call) -> bool:
    said = [one for one in validator.args if isinstance(one, ast.Name | ast.Call)]
    return bool(said) or any(keyword.arg == "message" for keyword in validator.keywords)


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_every_word_for_people_in_python_is_a_message() -> None:
    found = {}
    for file in sorted(CODE.rglob("*.py")):
        name = file.relative_to(CODE).as_posix()
        if not name.startswith(FOR_OPERATORS) and not name.endswith("cli.py"):
            found[name] = [text for text in plain_words(file.read_text()) if text not in NAMES]
    assert len(found) > 250
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_plain_words_are_found_wherever_people_meet_them() -> None:
    shown = {
        'flash(f"The last day is now {day}.")': "The last day is now {}.",
        'StringField("Name")': "Name",
        'StringField(_("Name"), description="As in HR, for example")': "As in HR, for example",
        'raise SubjectRefused("email", "This leader is there already")': "This leader is there already",
        'form.errors = ["Choose a day"]': "Choose a day",
        '_("Kept for %(time)s", time="A long time")': "A long time",
        'Sheet("Figures")': "Figures",
        "DataRequired()": "DataRequired without a message",
        "Length(max=3)": "Length without a message",
    }
    for code, words in shown.items():
        assert plain_words(code) == [words]
    fine = [
        'flash(_("Saved"))',
        'raise NotAllowedNow("raters do not answer")',
        'log.info("Letters went")',
        'Length(1, message=_("Be short"))',
    ]
    assert [plain_words(code) for code in fine] == [[]] * len(fine)


def test_the_words_of_every_scale_are_messages() -> None:
    known = (CATALOGUES / "messages.pot").read_text()
    for scale in (*SCALES.values(), CHANGE):
        assert [words for words in (scale.name, *scale.labels) if f'msgid "{words}"' not in known] == []


def test_the_templates_of_pdfs_have_no_words_of_their_own() -> None:
    found = {file.name: _set_in_typst(file.read_text()) for file in CODE.rglob("*.typ")}
    assert len(found) == 4
    assert not any(found.values()), found
    assert _set_in_typst("#text(19pt)[Feedback for]\n  Closed on #d.day // Told\n  [#d.title]") == [
        "Feedback for", "Closed on ",
    ]  # fmt: skip


def _set_in_typst(template: str) -> list[str]:
    return SET_IN_TYPST.findall(re.sub(r"//.*", "", template))
