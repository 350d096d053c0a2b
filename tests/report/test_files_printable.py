"""Whatever is written can be printed, and what the fonts can show stays as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.foundations.printable import printable
from feedback.report import pdf
from feedback.report.blocks import Figures, Manuscript, Remarks, from_right, remark, said
from feedback.report.manuscript import manuscript
from feedback.report.parts import Cell, Row, Table
from tests.report.cases import CASES, the_page
from tests.report.readback import CLOSED, COLOUR, COUNCIL

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    "text",
    [
        "Clear, fair and calm: \u201cvery\u201d \u2013 always\u2026 5\u00d73 \u2212 1 \u20ac2 \u00a33",
        "Zo\u00eb \u00c5kesson, \u0141ukasz, \u015aw\u0119t, Si\u00f4n, \u0174yn, O\u2019Brien",
        "\u0391\u03b8\u03ae\u03bd\u03b1, \u041c\u043e\u0441\u043a\u0432\u0430",
        "\u0645\u0631\u064a\u0645 \u0627\u0644\u062d\u0633\u0646",
        "\u0645\u064e\u0631\u0652\u064a\u064e\u0645, with its vowels",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645, with a joiner that is not one",
        "two\nlines",
        "already [in brackets]",
    ],
)
def test_what_the_fonts_have_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Well done \U0001f600", "Well done [grinning face]"),
        ("\U0001f44d\U0001f3fd", "[thumbs up sign]"),
        ("\u0986\u09a8\u09bf\u0995\u09be \u09b0\u09b9\u09ae\u09be\u09a8 said so", "[words in Bengali script] said so"),
        ("\u738b\u5c0f\u660e", "[words in Chinese characters]"),
        ("a\x00b\x07c\ufeffd\u200be", "abcde"),
        ("\ue000 \udcff", "[a character that cannot be shown] [a character that cannot be shown]"),
        ("\U0001d4d7\U0001d4ee\U0001d4f5\U0001d4f5\U0001d4f8", "Hello"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("one\r\ntwo\u2028three\tfour", "one\ntwo\nthree four"),
    ],
)
def test_what_they_have_not_is_named(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_word_that_fits_no_line_may_break() -> None:
    assert printable("x" * 90) == "\u200b".join(["x" * 15] * 6)
    assert printable("x" * 29) == "x" * 29


@given(ANYTHING)
def test_what_was_made_printable_is_printable(text: str) -> None:
    once = printable(text)
    assert printable(once).replace("\u200b", "") == once.replace("\u200b", "")


@settings(max_examples=15, deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_any_text_in_any_place_makes_a_pdf(one: str, two: str, three: str) -> None:
    table = Table(one or "t", (two or "h", three or "h"), (Row(three, (Cell(one),)),))
    blocks = (
        said(one),
        Figures(table, (0.0, 40.0), quiet=False, whole=True),
        Remarks((remark(two), remark(three, author=one))),
    )
    written = replace(
        _EMPTY, title=f"Feedback for {one}", leader=one, campaign=two, council=three, notices=(two,), blocks=blocks
    )

    made = pdf.typeset(written, colour=COLOUR, closed_on=CLOSED)

    assert made.startswith(b"%PDF-1.7")


def test_direction_is_that_of_the_first_letter_that_has_one() -> None:
    assert from_right("(123) \u0645\u0631\u064a\u0645 and more")
    assert from_right("\u05e9\u05dc\u05d5\u05dd")
    assert not from_right("Hello \u0645\u0631\u064a\u0645")
    assert not from_right("123")


def _empty() -> Manuscript:
    questionnaire, report = CASES["nobody"]
    return manuscript(the_page("nobody"), report, scale=questionnaire.scale, council=COUNCIL)


_EMPTY = _empty()
