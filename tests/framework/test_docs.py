"""Does docs/frameworks.md say what is so?"""

import re
from pathlib import Path

import pytest

from feedback.campaign.questionnaire import LONGEST_PAGE
from feedback.framework.format import LONGEST_WORDING, Behaviour, Competency, Framework, Level, Theme
from feedback.framework.reader import check, read
from tests.framework.example import FIVE, FRAMEWORKS, ROOT, changed, found_in

PAGE = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")
CODE = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "feedback" / "framework").glob("*.py")))


def _part(heading: str) -> str:
    """The text under a heading, up to the next of any rank."""
    [_, after] = re.split(rf"^#+ {re.escape(heading)}\n", PAGE, maxsplit=1, flags=re.MULTILINE)
    return re.split(r"^#+ ", after, maxsplit=1, flags=re.MULTILINE)[0]


def _rows(heading: str) -> list[str]:
    """The first cell of each row of the tables under a heading."""
    lines = [line for line in _part(heading).splitlines() if line.startswith("| ")]
    cells = [line.split(" | ")[0].removeprefix("| ") for line in lines]
    found = [cell for cell in cells if cell not in ("It says", "Key", "File")]
    assert len(found) > 3
    return found


@pytest.mark.parametrize("heading", ["Errors", "Warnings"])
def test_every_message_it_explains_is_one_that_the_check_gives(heading: str) -> None:
    given = re.sub(r"%\(\w+\)s", "...", re.sub(r"[\"']\n\s+[\"']", "", CODE))
    for cell in _rows(heading):
        phrases = re.findall(r'"([^"]+)"', cell)
        assert phrases, cell
        for phrase in phrases:
            pattern = r"[\"']?\.\.\.[\"']?".join(re.escape(piece) for piece in phrase.split("..."))
            assert re.search(pattern, given), phrase


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("At the top of the file", Framework),
        ("In a level", Level),
        ("In a theme", Theme),
        ("In a competency", Competency),
        ("In a behaviour", Behaviour),
    ],
)
def test_it_has_every_key_of_the_format_and_no_other(heading: str, part: type[Framework]) -> None:
    keys = [key for cell in _rows(heading) for key in re.findall(r"`([a-z_]+)`", cell)]

    assert sorted(keys) == sorted(part.model_fields)
    left_out = {
        key
        for line in _part(heading).splitlines()
        if re.search(r"may be left out", line, re.IGNORECASE)
        for key in re.findall(r"`([a-z_]+)`", line.split(" | ")[0])
    }
    assert left_out == {key for key, known in part.model_fields.items() if not known.is_required()}


def test_its_example_of_a_finding_is_what_the_check_prints(tmp_path: Path) -> None:
    text = changed(('levels: [service]\n            source: "Heads', 'levels: [services]\n            source: "Heads'))
    [finding] = found_in(tmp_path, text)

    assert f"```text\n{finding}\n```" in PAGE


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"Above {LONGEST_WORDING} people skim" in PAGE
    assert f"if it has up to {LONGEST_PAGE} questions" in PAGE
    warnings = [finding for framework_id in FIVE for finding in check(FRAMEWORKS / f"{framework_id}.yaml")]
    assert f"the five frameworks here have {len(warnings)} of them, all of the first kind" in PAGE


def test_its_table_of_the_five_is_true() -> None:
    rows = {line.split("`")[1]: line for line in PAGE.splitlines() if re.match(r"\| `[a-z]+\.yaml` \|", line)}
    assert sorted(rows) == sorted(f"{framework_id}.yaml" for framework_id in FIVE)
    for name, row in rows.items():
        framework = read(FRAMEWORKS / name)
        assert framework.title in row
        assert f"`{framework.source.file}`" in row
        assert ("levels add up" in row) == (framework.level_rule == "cumulative")
        assert all(level.name.removeprefix("Level ") in row for level in framework.levels)
