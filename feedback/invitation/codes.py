"""What does a one-time code on paper look like, and what did somebody mean who typed one?

Sixteen letters in four groups: 64 random bits. Two letters that look alike in print are never both in the alphabet, and
no vowel is, so that no code spells a word.
"""

import secrets
import unicodedata

ALPHABET = "BCDFGHJKMNPRTVWX"
GROUPS, LETTERS_IN_A_GROUP = 4, 4
LETTERS = GROUPS * LETTERS_IN_A_GROUP


def new_code() -> str:
    """A fresh code without its blanks. Never stored: keep the keyed digest of it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def in_groups(code: str) -> str:
    """``BCDF GHJK MNPR TVWX``, as it is printed."""
    return " ".join(code[start : start + LETTERS_IN_A_GROUP] for start in range(0, LETTERS, LETTERS_IN_A_GROUP))


def tidied(typed: str) -> str | None:
    """The code that was meant, whatever the case, blanks and dashes; None if it cannot be one."""
    if len(typed) > 10 * LETTERS:
        return None
    letters = [letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum()]
    code = "".join(letters)
    return code if len(code) == LETTERS and set(code) <= set(ALPHABET) else None
