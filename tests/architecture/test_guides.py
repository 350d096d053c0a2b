"""Do the guides say what the pages say? What stands in bold is on a page; each picture is there, shown, and small."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 1_500_000
ANYTHING = "…"


def plain(words: str) -> str:
    """Words as a person sees them, with … for what is put in from elsewhere."""
    words = re.sub(r"\{#.*?#\}", "", words, flags=re.DOTALL)
    words = re.sub(r"%\(\w+\)s|\{\{.*?\}\}", ANYTHING, words, flags=re.DOTALL)
    words = re.sub(r"</?(bdi|strong|span)[^>]*>|\{%-? *(end)?trans[^%]*%\}", "", words)
    return " ".join(words.replace("'", "’").split())


@cache
def on_pages() -> frozenset[str]:
    """Every phrase of the templates, and every text in the code."""
    found = set[str]()
    templates = [*ROOT.glob("feedback/templates/**/*.html")]
    modules = [*ROOT.glob("feedback/**/*.py")]
    assert len(templates) > 50
    assert len(modules) > 50
    for template in templates:
        text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
        found |= {plain(quoted) for quoted in re.findall(r'"([^"\n]+)"', text)}
        found |= {plain(between) for between in re.split(r"</?(?!bdi|strong|span)\w[^>]*>", plain(text))}
        found |= {plain(between) for between in re.findall(r"\}([^{}<>]+)[<{]", text)}
    for module in modules:
        tree = ast.parse(module.read_text())
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                found.add(plain(node.value))
    return frozenset(found)


def bold(guide: Path) -> list[str]:
    """What a guide quotes from pages, in its order."""
    return [plain(words) for words in re.findall(r"\*\*(.+?)\*\*", guide.read_text(), flags=re.DOTALL)]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_what_stands_in_bold_is_on_a_page(guide: Path) -> None:
    missing = [words for words in bold(guide) if words not in on_pages()]
    assert not missing, "not the words of any page (bold is for these alone; emphasise with *one* star)"


def test_the_guides_of_people_quote_pages_and_show_them() -> None:
    for role in ("administrator", "coach", "director", "leader", "manager", "rater"):
        guide = ROOT / "docs" / "guides" / f"{role}.md"
        assert len(bold(guide)) > 5
        assert 3 <= len(re.findall(r"!\[.+?\]\(\.\./images/", guide.read_text())) <= 5
        assert f"docs/guides/{role}.md" in (ROOT / "README.md").read_text()


def test_every_picture_is_shown_and_told_and_they_are_small() -> None:
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    shown = [words for page in pages for words in re.findall(r"!\[(.*?)\]\(\S*?images/(\S+?)\)", page.read_text())]
    assert all(told for told, _ in shown), "a picture without words for who cannot see it"
    assert {name for _, name in shown} == {path.name for path in IMAGES.glob("*.png")}
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) < MOST_BYTES
