"""How a questionnaire is cut into pages, and what is said of the way that is left."""

import pytest

from feedback.campaign import service as campaigns
from feedback.response.pages import Page, pages, so_far
from tests.building import LEVELS, Council
from tests.response.round import Round


def _pages(council: Council, framework: str, **setup: object) -> list[Page]:
    leader = council.leader(council.campaign(framework, **setup))
    return pages(campaigns.questionnaire_for(leader))


@pytest.mark.parametrize("framework", LEVELS)
def test_the_time_left_never_grows_and_the_last_page_takes_some(round_: Round, framework: str) -> None:
    found = _pages(round_.council, framework)
    minutes = [page.minutes_left for page in found]
    assert len(minutes) > 2
    assert minutes == sorted(minutes, reverse=True)
    assert minutes[-1] >= 1
    assert [page.number for page in found] == list(range(1, len(found) + 1))


def test_themes_are_counted_where_each_has_one_page_and_pages_where_not(round_: Round) -> None:
    council = round_.council
    themes = _pages(council, "leicestershire", themes=("connect", "inspire"))
    told = [so_far(page) for page in themes]
    assert [line.partition(",")[0] for line in told] == ["Theme 1 of 2", "Theme 2 of 2", "Last page"]
    assert told[-1].startswith("Last page, about ")

    whole = _pages(council, "leicestershire")
    assert not any(page.is_theme for page in whole)
    assert so_far(whole[0]).startswith(f"Page 1 of {len(whole)}, about ")
