"""Paper copies read back, page by page, by another program than the one that made them."""

import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import pdfplumber

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.invitation import codes
from feedback.invitation.paper import Copy
from feedback.paper import sheet

COUNCIL, COLOUR, TODAY = "Exampleshire Council", "#1d5b79", date(2027, 3, 1)
BACK = sheet.Return(("Paper answers", "Business support", "Exampleton"), date(2027, 3, 28))
CODE = re.compile(rf"(?:[{codes.ALPHABET}]{{4}} ){{3}}[{codes.ALPHABET}]{{4}}")


@dataclass(frozen=True)
class Paper:
    """One paper copy: the words on its slip and on each page of its questionnaire, and the code that it bears."""

    slip: str
    pages: tuple[str, ...]
    code: str


def printed(leader: Subject, *copies: Copy) -> bytes:
    """The PDF with these copies."""
    asked = campaigns.questionnaire_for(leader)
    return sheet.typeset(leader, asked, copies, back=BACK, council=COUNCIL, colour=COLOUR, today=TODAY)


@cache
def words_of(pdf: bytes) -> list[str]:
    """The words of each page, with single blanks."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [" ".join((page.extract_text() or "").replace("\u200b", "").split()) for page in opened.pages]


def papers(pdf: bytes) -> list[Paper]:
    """The copies in a PDF, told apart as somebody at the printer does: a slip has no code."""
    found: list[tuple[str, list[str]]] = []
    for words in words_of(pdf):
        if words and not CODE.search(words):
            found.append((words, []))
        elif words:
            found[-1][1].append(words)
    assert found, "no slip: check this test"
    copies = []
    for slip, pages in found:
        [code] = {match for page in pages for match in CODE.findall(page)}
        copies.append(Paper(slip, tuple(pages), code))
    return copies
