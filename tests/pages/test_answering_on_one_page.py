"""Where a campaign asks everything on one page: is it one page, saved by one press, and can it be left half done?"""

import re

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.response.pages import pages
from tests.building import Council
from tests.response.raters import Rater

THEMES = ("connect", "inspire")


@pytest.fixture
def leader(council: Council) -> Subject:
    run = council.campaign("leicestershire", themes=THEMES, one_page=True)
    return council.collecting(council.leader(run), peers=5)


@pytest.fixture
def opened(app: Flask, council: Council, leader: Subject) -> Rater:
    rater = Rater(app)
    rater.open_link(f"/r#{council.token(council.invitations(leader)[0])}")
    return rater


def test_everything_is_on_the_one_page_and_nothing_twice(leader: Subject) -> None:
    asked = campaigns.questionnaire_for(leader)
    [page] = pages(asked)

    assert page.item_ids == asked.item_ids
    assert page.question_ids == set(asked.question_ids)
    assert [part.anchor for part in page.parts] == ["part-1", "part-2", "part-3"]
    assert sum(len(part.item_ids) for part in page.parts) == asked.item_count


def test_one_press_saves_everything_and_leads_to_check(opened: Rater) -> None:
    opened.get("/r/1/page/1")
    assert len(opened.fill(4)) > 10
    opened.submit("Save and check your answers", opened.fill(4, "They listened."))

    assert opened.page is not None
    assert opened.page.path == "/r/1/check"
    assert [words for words in ("not answered", "Nothing written") if words in opened.page.text] == []
    assert "Thank you" in opened.send().h1


def test_each_theme_on_check_leads_to_its_place_on_the_page(opened: Rater) -> None:
    opened.answer_all(3)
    opened.get("/r/1/check")
    assert opened.page is not None
    places = [href for _, href in opened.page.links if "/page/1#part-" in href]

    assert len(places) == 3
    page = opened.fetch("GET", "/r/1/page/1").text
    assert all(f'id="{href.rpartition("#")[2]}"' in page for href in places)


def test_it_can_be_left_half_done_and_taken_up_again(opened: Rater) -> None:
    opened.get("/r/1/page/1")
    opened.submit("Save and come back later", opened.fill(None, "A first thought."))
    page = opened.fetch("GET", "/r/1/page/1").text

    assert "A first thought." in page
    assert 'name="i.' in page
    assert not re.search(r'name="i\.[^>]* checked', page)


def test_there_is_no_second_page(opened: Rater) -> None:
    opened.get("/r/1/page/2", expect=404)
