"""Is a page that was just built kept, and never shown for another report, reader's language or wording?"""

import uuid
from collections.abc import Iterator

import pytest

from feedback.foundations import languages
from feedback.report import kept, page

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
