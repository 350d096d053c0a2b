"""Help is the guides: whole, without signing in, without a trace, and each for whom it is written."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from feedback.config import ROOT
from feedback.guides import reading
from feedback.guides.views import GUIDES
from tests.building import Council
from tests.page_client import PageClient
from tests.reading_age import words_of
from tests.staff import Browser

GONE = re.compile(r"!\[.*?\]\(\S+\)|^\|[-| ]+\|$|^#+ |^ *(\d+\.|-) |\]\(\S+?\)", re.MULTILINE | re.DOTALL)


def words_in(markdown: str) -> list[str]:
    return words_of(re.sub(r"[*`\[\]|]", " ", GONE.sub(" ", markdown)))


@pytest.mark.parametrize("name", GUIDES)
def test_a_page_says_every_word_of_its_guide(app: Flask, name: str) -> None:
    page = PageClient(app).get(f"/help/{name}")

    written = words_in((ROOT / f"docs/guides/{name}.md").read_text())
    assert len(written) > 200
    said = iter(words_of(page.text))
    missing = [word for word in written if word not in said]  # in this order, whatever stands between
    assert not missing, f"the page stops saying what the guide says at {missing[0]!r}"
    assert "**" not in page.text
    assert "](" not in page.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("No title", id="no title"),
        pytest.param("# Title\n\n> quoted", id="a quotation"),
        pytest.param("# Title\n\n```\ncode\n```", id="code"),
        pytest.param("# Title\n\nWords\n- and a list at once", id="a list without a blank line before it"),
        pytest.param("# Title\n\n#### Deep", id="a heading too deep"),
    ],
)
def test_what_would_be_shown_wrongly_is_refused(text: str) -> None:
    with pytest.raises(reading.NotReadable):
        reading.read(text)


def test_steps_go_on_after_a_picture() -> None:
    read = reading.read("# Title\n\n1. One\n\n   ![A picture](x.png)\n\n2. *Two*")

    [steps] = read.blocks
    assert [[part.text for part in line] for line in steps.lines] == [["One"], ["Two"]]


def test_help_for_raters_is_inert(app: Flask) -> None:
    client = PageClient(app)

    page = client.get("/help/rater")
    assert "Set-Cookie" not in page.response.headers
    assert not page.document.all("form", "input")
    assert ("Help", "/help/rater") in client.get("/r").links
    assert ("Help", "/help") in client.get("/").links


def test_somebody_finds_the_guides_of_what_they_are_first(app: Flask, council: Council) -> None:
    leader = council.person("Lee Leader")
    council.launched(council.leader(council.campaign("mansfield"), person=leader))

    page = Browser.of(app, leader).get("/help")

    assert list(_titles(page.text)) == ["For you", "asked for feedback", "the leader", "For others"]


def _titles(text: str) -> Iterator[str]:
    main = text[: text.index("For others") + 10]
    for words in ("For you", "asked for feedback", "the leader", "line manager", "you coach", "director", "For others"):
        if words in main:
            yield words
