"""Is a page that was just built kept, and never shown for another report, reader's language or wording?"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from feedback.campaign import service as campaigns
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations import languages
from feedback.foundations.database import one_transaction
from feedback.report import files, kept, page
from feedback.report import service as reports
from tests.building import Council
from tests.disclosure import rounds

GIVEN = {"leader_name": "Lee", "campaign_name": "Spring", "closed_on": None}
ASKED: Any = None  # the questionnaire, which is nothing to these pages


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What was built, in order; nothing is kept before or after."""
    made: list[object] = []

    def build(*given: object, **printed: object) -> object:
        made.append((given, printed))
        return object()

    monkeypatch.setattr(page, "build", build)
    monkeypatch.setattr(page, "with_comments", lambda built, report, questionnaire: built)
    kept._KEPT.clear()
    yield made
    kept._KEPT.clear()


def test_the_same_page_is_built_once(built: list[object]) -> None:
    leader = uuid.uuid4()
    first, again = (kept.page_of(leader, {"cells": [1]}, ASKED, **GIVEN) for _ in range(2))
    assert first is again
    assert len(built) == 1


def test_anything_else_is_another_page(built: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    leader, other = uuid.uuid4(), uuid.uuid4()
    before = kept.page_of(leader, {"cells": [1]}, ASKED, **GIVEN)
    kept.page_of(leader, {"cells": [2]}, ASKED, **GIVEN)
    assert before not in [built for _, built in kept._KEPT.values()], "what a report said before is not kept"
    kept.page_of(leader, {"cells": [2]}, ASKED, **GIVEN | {"leader_name": "Leah"})
    kept.page_of(other, {"cells": [2]}, ASKED, **GIVEN | {"leader_name": "Leah"})
    monkeypatch.setattr(languages, "current", lambda: "cy")
    kept.page_of(other, {"cells": [2]}, ASKED, **GIVEN | {"leader_name": "Leah"})
    assert len(built) == 5


def test_only_the_last_pages_are_kept(built: list[object]) -> None:
    leaders = [uuid.uuid4() for _ in range(kept.MOST_PAGES + 1)]
    for leader in leaders:
        kept.page_of(leader, {}, ASKED, **GIVEN)
    assert len(kept._KEPT) == kept.MOST_PAGES
    kept.page_of(leaders[-1], {}, ASKED, **GIVEN)
    assert len(built) == len(leaders)
    kept.page_of(leaders[0], {}, ASKED, **GIVEN)
    assert len(built) == len(leaders) + 1


def test_no_words_are_kept_and_each_look_shows_them_as_they_are_now(council: Council) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, say="Peridot", peers=5))
    db.session.commit()
    rounds.close(council, leader.campaign)
    kept._KEPT.clear()
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    report = disclosure.released(leader.id)
    first, again = (files.page_of(leader, report, reader="coach") for _ in range(2))
    [(_, figures)] = kept._KEPT.values()
    assert "Peridot" in repr(first.comments)
    assert "Peridot" not in repr(figures), "words that the coach takes out would stay in memory"
    assert first == again == page.build(
        report, campaigns.questionnaire_for(leader), leader_name=leader.person.name,
        campaign_name=leader.campaign.name, closed_on=disclosure.report_of(leader.id).closed_on,
    )  # fmt: skip

    taken_out = [comment | {"text": "[removed]"} for comment in report["comments"]]
    after = files.page_of(leader, {**report, "comments": taken_out}, reader="coach")
    assert "Peridot" not in repr(after)
    assert "[removed]" in repr(after.comments)
    assert list(kept._KEPT) == [leader.id]
    kept._KEPT.clear()
