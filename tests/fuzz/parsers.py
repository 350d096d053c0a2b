"""Everything that reads what comes from outside, with what may come, and what must hold of it whatever comes."""

import csv
import io
import json
import tempfile
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from markupsafe import escape

from feedback.campaign import people_csv
from feedback.coaching import archive
from feedback.coaching import rules as coaching
from feedback.disclosure.comments import normalise
from feedback.foundations import pages, sealing
from feedback.foundations.audit_head import Head
from feedback.foundations.headers import own_path
from feedback.foundations.mail import is_address
from feedback.framework import reader, spreadsheet_layout
from feedback.identity import directory_file, spreadsheet
from feedback.identity.rules import plain_address
from feedback.response import giveaways, sealed
from feedback.response.rules import PageRefused, read_page, tidy
from tests.fuzz import hostile

KEY = bytes(range(32))
FRAMEWORK = (Path(__file__).parents[2] / "frameworks/leicestershire.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Parser:
    """A reader by its name: what may come, what is done with it, and which refusals are right."""

    name: str
    comes: st.SearchStrategy[Any]
    reads: Callable[[Any], object]
    refuses: tuple[type[Exception], ...] = ()

    def try_it(self, given: Any) -> None:
        """Read one input; anything but a right refusal is a failure."""
        try:
            self.reads(given)
        except self.refuses:
            return


def _holds(condition: bool) -> None:
    if not condition:
        raise AssertionError


def _address(text: str) -> None:
    if is_address(text):
        _holds("\n" not in text and "\r" not in text and text.count("@") >= 1)
        _holds(plain_address(text) == plain_address(plain_address(text)))


def _path(text: str) -> None:
    path = own_path(text)
    _holds(not path or (path[0] == "/" and not path.startswith(("//", "/\\")) and "\n" not in path))


def _bold(text: str) -> None:
    shown = str(pages.emphasis(text)).replace("<strong>", "").replace("</strong>", "")
    _holds("<" not in shown and shown.replace("**", "").replace("*", "") in str(escape(text)).replace("*", ""))


def _normal(text: str) -> None:
    once = normalise(text)
    _holds(normalise(once) == once and not [mark for mark in once if unicodedata.category(mark) == "Cs"])


def _page(typed: dict[str, str]) -> None:
    answers = read_page(typed, items=["a", "b"], questions=["q"], points=range(1, 6), competencies=["m"], most_marks=1)
    _holds(set(answers.ratings) <= {"a", "b"} and set(answers.comments) <= {"q"})
    _holds(all(one is None or 1 <= one <= 5 for one in answers.ratings.values()))
    _holds(sealed.from_bytes(sealed.to_bytes(answers)) == answers)


def _framework(text: str | bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(text.encode("utf-8", "replace") if isinstance(text, str) else text)
        file.flush()
        framework, findings = reader.read_and_check(Path(file.name))
    _holds((framework is None) == any(one.kind == "error" for one in findings))


def _csv(cells: list[str]) -> None:
    """No cell that is written becomes a formula, whatever opens the file."""
    made = spreadsheet.as_csv(["one"] * len(cells), [cells])
    [_, *rows] = csv.reader(io.StringIO(made, newline=""))
    _holds([len(row) for row in rows] in ([len(cells)], []) and not [c for c in rows[0] if c[:1] in set("=+-@\t\r")])


def _name(words: str) -> None:
    made = archive.safe_name(words)
    _holds(bool(made) and not set(made) & set('/\\:*?"<>|\0\n') and made not in {".", ".."})


changed_yaml = st.builds(
    lambda at, gone, junk: FRAMEWORK[:at] + junk + FRAMEWORK[at + gone :],
    st.integers(0, len(FRAMEWORK)), st.integers(0, 200), hostile.texts,
)  # fmt: skip
names = st.sampled_from(("i.a", "i.b", "i.zz", "c.q", "c.x", "t.q", "m.m", "m.x", "", "i", ".", "i.a.b"))
values = hostile.texts | st.sampled_from(("1", "5", "6", "0", "cannot-say", "paraphrase", "verbatim", "coach only"))

PARSERS = (
    Parser("directory file", hostile.tables(directory_file.COLUMNS), directory_file.read),
    Parser("leaders file", hostile.tables(("name", "email", "manager_name", "manager_email", "coach_email", "level")),
           people_csv.read),
    Parser("framework spreadsheet", hostile.tables(("theme", "competency", "level", "behaviour")),
           lambda file: spreadsheet_layout.read(file, framework_id="x", title="X", organisation="X")),
    Parser("framework file", changed_yaml | hostile.texts | hostile.raw, _framework),
    Parser("cells written", st.lists(hostile.texts, min_size=1, max_size=4), _csv),
    Parser("page of answers", st.dictionaries(names, values, max_size=6), _page, (PageRefused,)),
    Parser("address", hostile.texts, _address),
    Parser("path to go back to", hostile.texts, _path),
    Parser("bold words", hostile.texts, _bold),
    Parser("comment at closing", hostile.texts, _normal),
    Parser("comment as typed", hostile.texts, lambda text: _holds(tidy(tidy(text)) == tidy(text))),
    Parser("giveaways", hostile.texts, lambda text: giveaways.hints(text, names=("Ann Lee", "Bob"))),
    Parser("words to take out", st.tuples(hostile.texts, hostile.texts), lambda two: coaching.without(*two),
           (coaching.WordsNotFound,)),
    Parser("coach's own words", st.tuples(hostile.texts, hostile.texts), lambda two: coaching.check_own_words(*two),
           (coaching.NothingSaid, coaching.TheirOwnWords)),
    Parser("passphrase", hostile.texts, coaching.check_passphrase, (coaching.PassphraseTooWeak,)),
    Parser("locked bytes", hostile.raw, lambda junk: sealing.unlock(KEY, junk, bound_to=b"x"), (sealing.CannotOpen,)),
    Parser("sealed bytes", hostile.raw, lambda junk: sealing.unseal(KEY, junk), (sealing.CannotOpen,)),
    Parser("head of the audit", hostile.texts, Head.read, (ValueError,)),
    Parser("file's name", hostile.texts, _name),
    Parser("identifier", hostile.texts, lambda text: json.dumps(str(uuid.UUID(text))), (ValueError,)),
)  # fmt: skip
