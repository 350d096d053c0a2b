"""Is a page that was just built kept, and never shown for another report, reader's language or wording?"""

import uuid
from collections.abc import Iterator

import pytest

from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations import languages
from feedback.foundations.database import one_transaction
from feedback.report import files, kept, page
from feedback.report import service as reports
from tests.building import Council
from tests.disclosure import rounds

GIVEN = {"leader_name": "Lee", "campaign_name": "Spring", "closed_on": None}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What was built, in order; nothing is kept before or after."""
    made: list[object] = []

    def build(*given: object, **printed: object) -> object:
        made.append((given, printed))
        return object()

    monkeypatch.setattr(page, "build", build)
    kept._KEPT.clear()
    yield made
    kept._KEPT.clear()


def test_the_same_page_is_built_once(built: list[object]) -> None:
    leader = uuid.uuid4()
    assert kept.page_of(leader, {"cells": [1]}, **GIVEN) is kept.page_of(leader, {"cells": [1]}, **GIVEN)
    assert len(built) == 1


def test_anything_else_is_another_page(built: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    leader, other = uuid.uuid4(), uuid.uuid4()
    before = kept.page_of(leader, {"comments": ["as written"]}, **GIVEN)
    kept.page_of(leader, {"comments": ["[removed]"]}, **GIVEN)
    assert before not in [built for _, built in kept._KEPT.values()], "what a report said before is not kept"
    kept.page_of(leader, {"comments": ["[removed]"]}, **GIVEN | {"leader_name": "Leah"})
    kept.page_of(other, {"comments": ["[removed]"]}, **GIVEN | {"leader_name": "Leah"})
    monkeypatch.setattr(languages, "current", lambda: "cy")
    kept.page_of(other, {"comments": ["[removed]"]}, **GIVEN | {"leader_name": "Leah"})
    assert len(built) == 5


def test_only_the_last_pages_are_kept(built: list[object]) -> None:
    leaders = [uuid.uuid4() for _ in range(kept.MOST_PAGES + 1)]
    for leader in leaders:
        kept.page_of(leader, {}, **GIVEN)
    assert len(kept._KEPT) == kept.MOST_PAGES
    kept.page_of(leaders[-1], {}, **GIVEN)
    assert len(built) == len(leaders)
    kept.page_of(leaders[0], {}, **GIVEN)
    assert len(built) == len(leaders) + 1


def test_nothing_is_kept_of_a_report_before_it_is_released(council: Council) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, say="Peridot", peers=5))
    db.session.commit()
    rounds.close(council, leader.campaign)
    kept._KEPT.clear()
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    files.page_of(leader, disclosure.released(leader.id), reader="coach")
    assert not kept._KEPT, "words that the coach takes out would stay in memory"

    with one_transaction():
        reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    files.page_of(leader, disclosure.released(leader.id))
    assert list(kept._KEPT) == [leader.id]
    kept._KEPT.clear()
