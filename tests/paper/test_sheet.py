"""What is on the paper: every question in the right wording, a code on each page, a name on none but the slip."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.campaign.promise import promise
from feedback.invitation import codes
from feedback.invitation.paper import Copy
from tests.building import LEVELS, Council
from tests.paper.printing import BACK, CODE, papers, printed, words_of
from tests.report import accessible
from tests.report.readback import tables_of_pdf, text_of_pdf

PAT, OWN, MAX = (
    Copy("Pat Ratersworth", "peers", codes.new_code()),
    Copy("Lee Leader", "self", codes.new_code()),
    Copy("Max Managerson", "manager", codes.new_code()),
)
MADE: dict[str, bytes] = {}  # by framework, for each test that looks at them: they are the same whatever the database
NAMES = ["Zoë Ångström-Žižková", "مريم الحسن", "আনিকা রহমান 😀\x00", "W" * 100, '#panic("x") $x$ *b* // @label']


def _leader(council: Council, framework: str, **setup: object) -> Subject:
    return council.launched(council.leader(council.campaign(framework, **setup), person=council.person("Lee Leader")))


@pytest.fixture(params=LEVELS)
def made(request: pytest.FixtureRequest, app: Flask, council: Council) -> tuple[Subject, bytes]:
    """Three copies of a council's questionnaire: a peer's, the leader's own, the manager's."""
    leader = _leader(council, request.param)
    if request.param not in MADE:
        with app.test_request_context():
            MADE[request.param] = printed(leader, PAT, OWN, MAX)
    return leader, MADE[request.param]


def _letters(text: str) -> str:
    return re.sub(r"[\s*\u200b]", "", text)


def test_every_question_is_there_in_the_right_wording(made: tuple[Subject, bytes], app: Flask) -> None:
    """Read by the tags, as somebody hears it who does not see it."""
    leader, _ = made
    asked = campaigns.questionnaire_for(leader)
    assert len(asked.items) > 10
    for copy in (PAT, OWN, MAX):
        with app.test_request_context():
            pdf = printed(leader, copy)
        rows = [row for table in tables_of_pdf(pdf) for row in table if row[0] != "Statement"]
        assert len(rows) == len(asked.items)
        for item, row in zip(asked.items, rows, strict=True):
            wording = item.self if copy is OWN else item.rater
            assert _letters(row[0]).startswith(_letters(wording)), item.id
            for text in (item.expectation or "", *item.guidance):
                assert _letters(text) in _letters(row[0]), item.id
            assert row[1:] == [*map(str, asked.scale.points), "–"]
        words = _letters(text_of_pdf(pdf))
        for question in asked.questions:
            assert _letters(question.asked_of(own=copy is OWN)) in words
        assert _letters(f"Describe what you {'did' if copy is OWN else 'saw'} and what came of it") in words
        something = "you did" if copy is OWN else "you have seen"
        for theme in asked.themes:
            assert _letters(f"{theme.name}. Describe something {something}") in words
        for section in asked.sections:
            assert all(_letters(text) in words for text in section.unexpected)


def test_only_the_slip_says_whose_copy_it_is(made: tuple[Subject, bytes]) -> None:
    peer, own, manager = papers(made[1])
    for paper, name in ((peer, "Ratersworth"), (manager, "Managerson")):
        assert name in paper.slip
        assert name not in " ".join(paper.pages)
        assert not CODE.search(paper.slip)
    assert "About yourself: Lee Leader" in own.pages[0]


def test_each_page_has_the_code_its_number_and_whom_it_is_about(made: tuple[Subject, bytes]) -> None:
    _, pdf = made
    copies = papers(pdf)
    assert [paper.code for paper in copies] == [codes.in_groups(copy.code) for copy in (PAT, OWN, MAX)]
    for paper in copies:
        assert len(paper.pages) > 2
        for number, words in enumerate(paper.pages, start=1):
            assert words.count(paper.code) == 1
            assert f"Page {number} of {len(paper.pages)}" in words
            assert "Lee Leader" in words


def test_no_slip_shares_a_sheet_with_answers(made: tuple[Subject, bytes]) -> None:
    """Printed on both sides, pages 1 and 2 are one sheet, then 3 and 4: a slip is followed by an empty page."""
    pages = words_of(made[1])
    slips = [place for place, words in enumerate(pages) if words and not CODE.search(words)]
    assert len(slips) == 3
    for place in slips:
        assert place % 2 == 0
        assert pages[place + 1] == ""
        assert CODE.search(pages[place + 2])


@pytest.mark.parametrize("copy", [PAT, OWN, MAX], ids=["peers", "self", "manager"])
def test_it_says_the_promise_of_the_group_until_when_and_to_whom(app: Flask, council: Council, copy: Copy) -> None:
    leader = _leader(council, "bristol", group_min_n=5)
    with app.test_request_context():
        [paper] = papers(printed(leader, copy))

    told = promise(copy.group, leader="Lee Leader", group_min_n=5)
    assert all(_letters(sentence) in _letters(paper.pages[0]) for sentence in told), "before the first question"
    for words in (paper.slip, paper.pages[-1]):
        assert "by 28 March 2027" in words
        assert all(line in words for line in BACK.to)
    assert "Do not send it back" in paper.slip
    assert "Do not write your name" in paper.pages[0]


def test_the_paper_of_peers_reports_and_others_is_the_same(app: Flask, council: Council) -> None:
    leader = _leader(council, "plymouth")
    with app.test_request_context():
        found = papers(printed(leader, *(Copy("Pat", group, PAT.code) for group in ("peers", "reports", "others"))))
    assert len({paper.pages for paper in found}) == 1


def test_whoever_is_not_the_leader_ticks_how_each_comment_travels(made: tuple[Subject, bytes]) -> None:
    leader, pdf = made
    peer, own, _ = papers(pdf)
    boxes = len(campaigns.questionnaire_for(leader).question_ids)
    assert " ".join(peer.pages).count("How this comment travels:") == boxes
    assert "to the coach only" not in " ".join(own.pages)


def test_a_longer_scale_has_more_circles(app: Flask, council: Council) -> None:
    leader = _leader(council, "leicestershire", scale="frequency-6")
    asked = campaigns.questionnaire_for(leader)
    with app.test_request_context():
        table = tables_of_pdf(printed(leader, PAT))[0]
    assert table[0] == ["Statement", *asked.scale.labels, "I can’t say"]
    assert table[1][1:] == ["1", "2", "3", "4", "5", "6", "–"]


@pytest.mark.skipif(not accessible.can_be_asked(), reason=accessible.MISSING)
def test_verapdf_finds_nothing_broken(app: Flask, council: Council, tmp_path: Path) -> None:
    with app.test_request_context():
        files = {f"{name}.pdf": printed(_leader(council, name), PAT, OWN, MAX) for name in LEVELS}
        leader = _leader(council, "bristol", scale="frequency-6")
        files["names.pdf"] = printed(leader, *(Copy(name, "peers", codes.new_code()) for name in NAMES))
    told = accessible.verdict(files, "ua1", folder=tmp_path)
    assert told.count(" kept ") == len(files) == 6, told


def test_the_file_itself_tells_no_name(app: Flask, council: Council) -> None:
    with app.test_request_context():
        made = printed(_leader(council, "bristol"), PAT)
    with pikepdf.open(io.BytesIO(made)) as opened:
        told = f"{dict(opened.docinfo)} {opened.open_metadata()}"
        with opened.open_outline() as outline:
            told += " ".join(entry.title for entry in outline.root)
        assert str(opened.docinfo["/Title"]) == "Paper questionnaires"
        used = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)]
        fonts = [thing for thing in used if thing.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts), "every font is in the file"
    assert "Ratersworth" not in told


def test_whatever_a_name_is_it_can_be_printed(app: Flask, council: Council) -> None:
    with app.test_request_context():
        found = papers(printed(_leader(council, "bristol"), *(Copy(name, "peers", PAT.code) for name in NAMES)))
    assert "Zoë Ångström-Žižková" in found[0].slip
    assert "[words in Bengali script]" in found[2].slip
    assert "W" * 100 in found[3].slip.replace(" ", "")
    assert NAMES[4] in found[4].slip
