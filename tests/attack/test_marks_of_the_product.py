"""Marks through the whole product: what page, files and export print of them, and that it depends on nothing more."""

import json
import re

from feedback.campaign.models import Subject
from feedback.report.files import file_of
from feedback.response.rules import Answers
from tests.attack import driving
from tests.attack.figures import read_export
from tests.attack.marks import attack, promised
from tests.attack.test_figures_in_files import words_in
from tests.building import Council
from tests.disclosure import rounds

COMPETENCIES = ("drive", "think", "feel", "connect", "inspire")
# Both are told as "drive": by all with nothing else, and by just half with one mark of somebody on each other.
UNANIMOUS = ["drive"] * 6
DIVIDED = ["drive think", "drive feel", "drive connect", "inspire", "", "think"]


def test_who_was_of_one_mind_cannot_be_told_from_who_was_not(council: Council) -> None:
    leaders = rounds.launched(council, leaders=2, importance=True)
    for leader, marks in zip(leaders, (UNANIMOUS, DIVIDED), strict=True):
        ratings = [one.ratings for one in rounds.varied(leader, peers=6)["peers"]]
        peers = [Answers(one, marks=frozenset(said.split())) for one, said in zip(ratings, marks, strict=True)]
        rounds.send(leader, {"peers": peers})
    rounds.close(council, leaders[0].campaign)

    exports = [driving.export(council.app, leader.id) for leader in leaders]
    assert exports[0] == exports[1]
    for export, marks in zip(exports, (UNANIMOUS, DIVIDED), strict=True):
        told = read_export(export)
        assert (told.marked, told.beyond) == ({"all_shown": ("drive",)}, ())
        choices = [frozenset(COMPETENCIES.index(name) for name in said.split()) for said in marks]
        assert not list(attack(promised, choices, frozenset({0}), competencies=5, most=2))
    assert [_printed(council, leader) for leader in leaders[1:]] == [_printed(council, leaders[0])]


def _printed(council: Council, leader: Subject) -> list[object]:
    """What the page and the two files say, without the leader's name and what is made for one reading."""
    page = driving.page(council, leader)
    assert "Many of the people you work with marked Drive." in page
    assert not set(re.findall(r"marked ([A-Z]\w+)", page)) - {"Drive"}
    words = [words_in(file_of(leader, kind, council="Council", colour="#1d70b8")) for kind in ("docx", "xlsx")]
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", page)
    page = re.sub(r'(nonce|value|content)="[^"]{20,}"', "", page)
    return [json.loads(json.dumps(said).replace(leader.person.name, "")) for said in (page, *words)]
