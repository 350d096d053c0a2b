"""The page as it is sent: good HTML in every hard case, and no figure in it that is not in the released report."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask, render_template

from feedback.foundations.pages import group_name
from feedback.report import page, service
from feedback.report.parts import ReportPage
from tests.page_rules import RULES, Document, tag, text
from tests.report.cases import CASES, the_page
from tests.report.samples import a_questionnaire, a_report

ADDRESS = "https://feedback.example/reports"


def a_document(app: Flask, case: str, **names: str) -> Document:
    """The page of a case, as the leader gets it."""
    return rendered(app, the_page(case, **names))


def rendered(app: Flask, built: ReportPage) -> Document:
    """A page as the leader gets it."""
    with app.test_request_context("/reports", base_url="https://feedback.example"):
        html = render_template("report/report.html", report=built, role="leader", state="released")
    return Document(html, ADDRESS, nonce=html.split('nonce="')[1].split('"')[0])


def tables_of(document: Document) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Caption, heads and rows of each table."""
    for table in document.all("table"):
        head, *rows = (
            [text(cell) for cell in document.all("th", "td", within=row)] for row in document.all("tr", within=table)
        )
        yield text(document.all("caption", within=table)[0]), head, rows


def printed(cell: dict[str, Any]) -> str:
    """What a page may print for a cell, worked out here once more."""
    if "at_least" in cell or "at_most" in cell:
        return f"{cell['at_least']:.1f} or above" if "at_least" in cell else f"{cell['at_most']:.1f} or below"
    if "hidden" in cell:
        return "too few ratings"
    named = cell["group"] in ("self", "manager") and "item" in cell
    return ("about " if "about" in cell else "") + (str(cell["mean"]) if named else f"{cell['mean']:.1f}")


@pytest.mark.parametrize("case", CASES)
def test_the_page_keeps_every_rule_of_a_page(app: Flask, case: str) -> None:
    document = a_document(app, case)

    assert [fault for rule in RULES for fault in rule(document)] == []
    addresses = {link.get("href", "")[1:] for link in document.all("a") if link.get("href", "").startswith("#")}
    assert addresses <= set(document.by_id)


@pytest.mark.parametrize("case", CASES)
def test_every_figure_on_the_page_is_a_cell_of_the_report(app: Flask, case: str) -> None:
    questionnaire, report = CASES[case]
    wording = {item.rater: item.id for item in questionnaire.items} | {t.name: t.id for t in questionnaire.themes}
    released = {
        (group_name(cell["group"]), cell.get("item") or cell["theme"]): printed(cell) for cell in report["cells"]
    }
    groups = {group for group, _ in released}

    read = {}
    for _, head, rows in tables_of(a_document(app, case)):
        for row in rows if head[0] != "Spread of ratings" else []:  # words, not figures: test_files_figures.py
            for name, figure in zip(head[1:], row[1:], strict=True):
                if name in groups and row[0] in wording:
                    read[name, wording[row[0]]] = figure

    absent = {place for place in read if place not in released}
    assert {place: read[place] for place in read if place not in absent} == {
        place: figure for place, figure in released.items() if place in read
    }
    assert all(read[place] in {"not rated", "too few ratings"} for place in absent)
    one_block = len(report["groups"].get("all_shown", {}).get("of", [])) == 1
    left_out = {place for place in released if place not in read}
    assert all(one_block and group == "All raters shown" for group, _ in left_out) or not the_page(case).has_figures


def test_every_gap_on_the_page_is_self_minus_a_cell(app: Flask) -> None:
    tables = {caption: rows for caption, _, rows in tables_of(a_document(app, "everybody"))}
    rows = tables["The widest gaps in figures"]

    assert len(rows) > 2
    for _, own, theirs, gap, _ in rows:
        if "to" not in gap.split() and "about" not in theirs and "or" not in theirs.split():
            difference = float(own) - float(theirs)
            assert gap == f"{abs(difference):.1f} {'higher' if difference > 0 else 'lower'}"


@pytest.mark.parametrize(
    "name",
    ["Aoife O'Brien", "Sia\u0302n Ó Conaill", "Siân Llŷr-Ó Conaill", "عائشة بنت أبي بكر", "<script>x</script> & Co"],
)
def test_a_name_is_shown_as_it_is_written(app: Flask, name: str) -> None:
    document = a_document(app, "everybody", leader_name=name)

    assert text(document.all("h1")[0]) == f"Feedback for {name}"
    assert [fault for rule in RULES for fault in rule(document)] == []
    assert document.all("bdi")


def test_comments_are_words_whatever_they_hold(app: Flask) -> None:
    document = a_document(app, "everybody")

    shown = document.of_class("report-comment__text")
    assert "<b>ممتازة</b> & kind" in [text(element) for element in shown]
    assert all(element.get("dir") == "auto" and not list(element) for element in shown)
    assert [text(one) for one in document.of_class("report-comment__by")] == ["Your manager", "You"]


def test_each_chart_has_a_title_a_description_and_figures_beside_it(app: Flask) -> None:
    document = a_document(app, "everybody")

    figures = document.all("figure")
    assert len(figures) == 7
    for figure in figures:
        [drawing] = document.all("svg", within=figure)
        title, description = (document.by_id[one] for one in drawing.get("aria-labelledby", "").split())
        assert drawing.get("role") == "img"
        assert text(title)
        assert len(text(description).split()) > 10
        around = document.around(figure, "section")
        assert around is not None
        assert document.all("table", within=around)
        assert [tag(child) for child in figure] == ["svg", "figcaption"]


def test_the_same_report_gives_the_same_bytes_twice(app: Flask) -> None:
    once, again = (a_document(app, "everybody") for _ in range(2))

    assert once.html.replace(once.nonce, "") == again.html.replace(again.nonce, "")


def test_a_behaviour_may_be_called_like_a_theme(app: Flask) -> None:
    asked = a_questionnaire({"Leading": ("Leading",), "Deciding": ("Deciding",)})
    report = a_report(asked, answered={"self": 1, "peers": 5}, unable=0)
    built = page.build(report, asked, leader_name="A", campaign_name="B", closed_on=date(2027, 3, 22))

    document = rendered(app, built)
    assert [fault for rule in RULES for fault in rule(document)] == []
    figures = {caption: rows for caption, _, rows in tables_of(document)}
    assert [row[0] for row in figures["Each theme in figures"]] == ["Leading", "Deciding"]


def test_the_coach_is_told_to_whom_the_report_speaks_and_can_release_it(app: Flask) -> None:
    leader = SimpleNamespace(id=uuid4())
    with app.test_request_context("/reports", base_url="https://feedback.example"):
        html = render_template(
            "report/report.html", report=the_page("everybody"), leader=leader, role="coach", state="opened"
        )
        released = render_template(
            "report/report.html", report=the_page("everybody"), leader=leader, role="coach", state="released"
        )
    document = Document(html, ADDRESS, html.split('nonce="')[1].split('"')[0])

    assert [fault for rule in RULES for fault in rule(document)] == []
    links = {link.get("href") for link in document.all("a")}
    assert {f"/reports/{leader.id}/release", f"/reports/{leader.id}/comments"} <= links
    assert "who cannot read it until you release it" in html
    assert "Release this report" not in released
    assert "Comments for you only" in released


def test_the_list_links_only_what_may_be_read(app: Flask) -> None:
    ids = [UUID(int=number) for number in range(1, 5)]
    states = dict(zip(ids, ("sealed", "opened", "released"), strict=False))
    leaders = [
        SimpleNamespace(id=one, person=SimpleNamespace(name="Siân"), campaign=SimpleNamespace(name="2027"))
        for one in ids
    ]
    with app.test_request_context("/reports", base_url="https://feedback.example"):
        html = render_template(
            "report/list.html", coached=leaders, mine=leaders[1:3], states=states, may_read=service.may_read
        )
    document = Document(html, ADDRESS, html.split('nonce="')[1].split('"')[0])

    assert [fault for rule in RULES for fault in rule(document)] == []
    tables = {caption: [row[2] for row in rows] for caption, _, rows in tables_of(document)}
    assert tables["Leaders you coach"] == ["Sealed", "Opened by the coach", "Released", "Not closed yet"]
    assert tables["Your own"] == ["With your coach", "Released"]
    addresses = [link.get("href") for table in document.all("table") for link in document.all("a", within=table)]
    assert addresses == [f"/reports/{ids[place]}" for place in (0, 1, 2, 2)]


def test_competencies_are_called_so_where_they_were_rated(app: Flask) -> None:
    asked = a_questionnaire()
    sections = tuple(
        replace(section, items=tuple(replace(item, competency_id=item.id) for item in section.items))
        for section in asked.sections
    )
    built = page.build(
        CASES["everybody"][1],
        replace(asked, sections=sections),
        leader_name="A",
        campaign_name="B",
        closed_on=date(2027, 3, 22),
    )

    document = rendered(app, built)
    assert "behaviour" not in text(document.of_class("report")[0]).lower()
    assert {head[0] for caption, head, _ in tables_of(document) if "competency" in caption} == {"Competency"}
