"""What somebody types, pastes or uploads who means harm, or whose machine does."""

import csv
import io

from hypothesis import strategies as st

MARK = "zq7"  # in every script below, so that a page that gives one back unescaped is known
SCRIPTS = (
    f"<script>{MARK}</script>",
    f'"><img src=x onerror={MARK}>',
    f"'><svg/onload={MARK}>",
    f"</textarea><script>{MARK}</script>",
    f"</title><{MARK}>",
)
NASTY = (
    *SCRIPTS, "", " ", "\0", "\x1b[2J", "\r\n", "a\r\nBcc: x@example.org", "{{7*7}}", "${7*7}", "%s%n%d",
    "../../etc/passwd",
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "' OR 1=1 --", "\";DROP TABLE person;--", "\u202egnp.exe", "\ufeff",
    "\u2028",
    "e\u0301" * 40, "🙈" * 30, "ﷺ" * 50, "NaN", "Infinity", "-1", "0", "1e309", "9" * 60, "٣", "²", "None", "null",
    "true",
    "31", "2", "2027", "0000", "99999", "javascript:alert(1)", "//example.org/x", "/\\example.org", "http://[::1",
    "00000000-0000-4000-8000-000000000000", "a@b.example", "a@b", "x" * 5000, "\ud7ff", "\U0010ffff", "a\tb", "\\",
    "%00",
)  # fmt: skip

texts = st.sampled_from(NASTY) | st.text(max_size=60) | st.builds("".join, st.lists(st.sampled_from(NASTY), max_size=3))
raw = st.binary(max_size=400)


def tables(columns: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Files that look like a table with these columns, some of them, or something else altogether."""
    heads = st.lists(st.sampled_from((*columns, "nonsense", "")), max_size=len(columns) + 1) | st.just(list(columns))
    lines = st.lists(st.lists(texts, max_size=len(columns) + 1), max_size=4)
    written = st.builds(
        _written, heads, lines, st.sampled_from(",;\t"), st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))
    )
    broken = st.builds(lambda file, junk, at: file[:at] + junk + file[at:], written, raw, st.integers(0, 300))
    return written | broken | raw | raw.map(lambda junk: b"PK\3\4" + junk)


def _written(head: list[str], lines: list[list[str]], between: str, encoding: str) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=between)
    writer.writerow(head)
    writer.writerows(lines)
    return file.getvalue().encode(encoding, "replace")


def reflected(page: str) -> list[str]:
    """The scripts that a page gives back as they were sent."""
    return [script for script in SCRIPTS if script in page]
