"""The example of docs/frameworks.md as a file, and that file with something changed."""

import re
from collections.abc import Iterator
from pathlib import Path

from feedback.framework.reader import Finding, check

ROOT = Path(__file__).parent.parent.parent
FRAMEWORKS = ROOT / "frameworks"
FIVE = ("bristol", "derbyshire", "leicestershire", "mansfield", "plymouth")


def example() -> str:
    """The text of the example."""
    [text] = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8"), re.DOTALL)
    return str(text)


def changed(*changes: tuple[str, str]) -> str:
    """The example with each first text replaced by the second; every one of them must be there."""
    text = example()
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def saved(folder: Path, text: str | bytes, name: str = "marlbeck.yaml") -> Path:
    """A file with this content."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def found_in(folder: Path, text: str | bytes) -> list[Finding]:
    """What the check finds in a file with this content."""
    return check(saved(folder, text))


def line_of(text: str, words: str) -> int:
    """The line on which the words first stand."""
    assert words in text, words
    return text[: text.index(words)].count("\n") + 1


def said(findings: list[Finding]) -> Iterator[tuple[int, str, str]]:
    """Line, place and message of each finding."""
    for finding in findings:
        yield finding.line, finding.place, finding.message
