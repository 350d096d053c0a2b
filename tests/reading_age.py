"""How old must somebody be to read this with ease? The automated readability index of plain prose, plus five.

Grade = 4.71 x letters a word + 0.5 x words a sentence - 21.43 (Smith and Senter, 1967); grade 7 is read at twelve.
It counts letters where other formulas count syllables, so it needs no dictionary and anybody can work it out again.
"""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from tests.page_rules import Document, tag, text

PROSE = {"p", "li", "dd", "h1", "h2", "h3", "legend", "summary", "caption", "label", "td"}
ALSO_PROSE = {
    "govuk-hint", "govuk-warning-text__text", "govuk-inset-text", "govuk-panel__body", "govuk-task-list__hint",
}  # fmt: skip
BLOCKS = PROSE | {"div", "ul", "ol", "table", "form", "fieldset"}
NOT_OURS = {"rating", "report-comments", "words", "govuk-visually-hidden", "govuk-tag"}  # the framework's, the raters'
FEWEST_WORDS = 4  # less is a label, not a sentence


def age(sentences: Iterable[str]) -> float:
    """The age in years from which the sentences, taken as one text, are read with ease."""
    read = [words_of(sentence) for sentence in sentences]
    words = [word for sentence in read for word in sentence]
    return 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / len(read) - 21.43 + 5


def words_of(sentence: str) -> list[str]:
    """Its words; numbers and addresses are none."""
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", re.sub(r"\S+(?:@|://)\S+", " ", sentence))


def sentences_of(blocks: Iterable[str]) -> list[str]:
    """The sentences of paragraphs; what is too short to be one is left out."""
    found = [part.strip() for block in blocks for part in re.split(r"(?<=[.?!])[”’)]?\s+", block)]
    return [sentence for sentence in found if len(words_of(sentence)) >= FEWEST_WORDS]


def prose_of(document: Document) -> Iterator[str]:
    """The paragraphs of a page, without its frame and without what the framework or a rater says in it."""
    [main] = document.all("main")
    yield from _prose(main)


def _prose(around: Element) -> Iterator[str]:
    for element in around:
        classes = set(element.get("class", "").split())
        if classes & NOT_OURS or not tag(element):
            continue
        holds_blocks = any(tag(part) in BLOCKS for part in list(element.iter())[1:])
        if not holds_blocks and (tag(element) in PROSE or classes & ALSO_PROSE):
            yield text(element)
        else:
            yield from _prose(element)
