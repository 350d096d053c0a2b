"""Codes on paper: hard to guess, hard to misread, forgiving of how they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.foundations import sealing
from feedback.invitation import codes

CODE = "BCDFGHJKMNPRTVWX"


def test_a_code_has_64_bits_and_no_letters_that_look_alike() -> None:
    assert len(set(codes.ALPHABET)) == 16
    for alike in ("O0Q", "I1L", "S5", "Z2", "B8", "G6", "UV", "AEIOU"):
        assert len(set(alike) & set(codes.ALPHABET)) <= 1, alike
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert set().union(*made) == set(codes.ALPHABET)
    assert {len(code) for code in made} == {16}


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "BCDF GHJK MNPR TVWX",
        "  bcdf-ghjk-mnpr-tvwx \n",
        "bcdf.ghjk/mnpr–tvwx",
        "B C D F G H J K M N P R T V W X",
        "".join(chr(ord(letter) + 0xFEE0) for letter in CODE),  # as an East Asian keyboard gives them
        "BCDF\u00a0GHJK\u200bMNPR\tTVWX",
    ],
)
def test_however_it_is_typed_it_is_the_same_code(typed: str) -> None:
    assert codes.tidied(typed) == CODE


@pytest.mark.parametrize("typed", ["", " ", CODE[:-1], CODE + "B", "O" + CODE[1:], "8" + CODE[1:], "B" * 100_000, "\0"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.tidied(typed) is None


@given(st.text(max_size=200))
def test_anything_can_be_typed(typed: str) -> None:
    code = codes.tidied(typed)
    assert code is None or (len(code) == 16 and codes.tidied(codes.in_groups(code)) == code)


def test_the_digest_needs_the_installations_secret() -> None:
    """Whoever has the paper and a stolen database cannot put the two together."""
    kept = sealing.keyed_digest(CODE, secret="the secret of this installation")
    assert len(kept) == 32
    assert kept == sealing.keyed_digest(CODE, secret="the secret of this installation")
    assert kept not in (sealing.keyed_digest(CODE, secret="another"), sealing.digest(CODE))
