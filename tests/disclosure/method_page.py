"""The tables of docs/methods/disclosure.md, so that the tests run what the page says."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/methods/disclosure.md"


def rows_under(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    section = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n")[1].split("\n#")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    assert len(rows) > 2, f"no table under {heading}"
    return rows[2:]
