"""The PDF of a report, read back and attacked together with its page and its export: one figure has one value."""

import re
from dataclasses import replace
from itertools import chain
from random import Random

import pytest

from feedback.report.files import file_of
from tests.attack import driving
from tests.attack.breaches import attack, beyond_the_export, departures, more_than_one_decimal, unexplained_numbers
from tests.attack.campaigns import rated_anew, twin
from tests.attack.figures import Printed, Read, read_export, read_page
from tests.attack.papers import Paper, read_pdf
from tests.attack.promise import HIDDEN
from tests.building import Council


def together(*read: Read) -> Read:
    """What several outputs of one report print, figures by place."""
    union = Read()
    for one in read:
        union.unplaced += one.unplaced
        union.numbers |= one.numbers
        for key, labels in one.figures.items():
            union.figures[key] |= labels
    return union


def as_printed(read: Read, printed: Printed) -> Printed:
    """The report as if there were no export: its figures are those read from the others, ends of "about" aside."""
    figures = {
        key: next(iter(labels)) if printed.figures.get(key, ())[:1] != ("about",) else printed.figures[key]
        for key, labels in read.figures.items()
        if labels != {HIDDEN} or key in printed.figures  # an export has no derived figure where none can be derived
    }
    alone = {key: label for key, label in printed.figures.items() if key not in figures}  # said nowhere else
    return replace(printed, figures=figures | alone)


@pytest.mark.parametrize("number", range(max(1, driving.WHOLE_CAMPAIGNS // 4)))
def test_the_pdf_gives_nothing_away(council: Council, number: int) -> None:
    """Three leaders as in the test of export and page: the third one's ratings must print what the first one's do."""
    dice = Random(f"pdf {number}")
    leaders = driving.opened_campaign(council, dice, leaders=3)
    first = driving.random_answers(leaders[0], driving.invited_to(council, leaders[0]), dice)
    answers = [first, rated_anew(first, dice), twin(first, dice)]
    words = ["Keeps calm"] * dice.randint(0, 9)
    for leader, answered in zip(leaders, answers, strict=True):
        driving.send_answers(council, leader, answered, words)
    council.close(leaders[0].campaign)

    papers = [
        read_pdf(file_of(leader, "pdf", council="Council", colour="#1d70b8"), driving.wording(leader))
        for leader in leaders
    ]
    printed = [read_export(driving.export(council.app, leader.id)) for leader in leaders]
    pages = [read_page(driving.page(council, leader), driving.wording(leader)) for leader in leaders]

    for figures, answered, page, paper in zip(printed, answers, pages, papers, strict=True):
        assert not list(beyond_the_export(paper.read, figures)), "the PDF prints what the export prints, and all of it"
        both = together(page, paper.read)
        assert not list(beyond_the_export(both, figures))
        seen = as_printed(both, figures)
        assert not list(chain(departures(seen), attack(seen, answered.parts())))
        assert not more_than_one_decimal(paper.words)
    assert unexplained_numbers(papers[0].read, printed[0]) <= papers[1].read.numbers
    assert unexplained_numbers(papers[1].read, printed[1]) <= papers[0].read.numbers
    names = [leader.person.name for leader in leaders]
    assert _apart_from_names(papers[0], names) == _apart_from_names(papers[2], names)
    assert len(papers[0].drawn) > 20, "nothing was drawn: check this test"
    assert papers[0].drawn == papers[2].drawn, "a chart shows where a figure lies finer than it is printed"


def _apart_from_names(paper: Paper, names: list[str]) -> str:
    return re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), "Leader", paper.words)
