"""The tables of docs/methods/disclosure.md and its neighbours, so that the tests run what the pages say."""

from pathlib import Path

METHODS = Path(__file__).parents[2] / "docs/methods"
PAGE = METHODS / "disclosure.md"


def rows_under(heading: str, *, page: str = "disclosure", level: int = 3) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    section = (METHODS / f"{page}.md").read_text(encoding="utf-8").split(f"\n{'#' * level} {heading}\n")[1]
    lines = section.split("\n#")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    assert len(rows) > 2, f"no table under {heading}"
    return rows[2:]
