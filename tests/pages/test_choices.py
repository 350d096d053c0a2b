"""Can an administrator choose what reports tell, and is what contradicts itself refused with a cure?"""

from tests.building import Council
from tests.staff import Browser

MERGE, HIGH = "Groups that are too small", "How high ratings are shown"
SPREAD, LABEL = "Say in words how far ratings spread", "Name the group beside comments, where enough of it wrote"


def test_choices_are_kept_and_shown_before_launch(admin: Browser, council: Council) -> None:
    run = council.campaign()
    page = admin.get(f"/campaigns/{run.id}")
    assert (page.facts[MERGE], page.facts["Words about spread"], page.facts["Groups beside comments"]) == (
        "Combined, but never with direct reports alone",
        "Not shown",
        "Never named",
    )
    admin.get(f"/campaigns/{run.id}/set-up/protection")
    admin.submit(
        "Save and continue", {MERGE: "drop", SPREAD: True, LABEL: True, "Also draw all themes as a radar": True}
    )
    page = admin.get(f"/campaigns/{run.id}")

    assert page.facts == page.facts | {
        MERGE: "Left out",
        "Words about spread": "Shown",
        "Groups beside comments": "Named where enough of a group wrote",
        "Radar of all themes": "In each report",
    }
    again = admin.get(f"/campaigns/{run.id}/set-up/protection").form("Save and continue")
    assert {
        (name, value)
        for name, value in again.data.items()
        if name in ("merge", "spread_words", "label_comments", "radar")
    } == {
        ("radar", "y"),
        ("merge", "drop"),
        ("spread_words", "y"),
        ("label_comments", "y"),
    }


def test_strict_with_words_about_spread_is_refused_and_nothing_lost(admin: Browser, council: Council) -> None:
    run = council.campaign(merge="drop")
    admin.get(f"/campaigns/{run.id}/set-up/protection")
    page = admin.submit("Save and continue", {HIGH: "strict", SPREAD: True})

    assert page.status == 400
    [error] = page.errors
    assert error.startswith("Words about spread cannot be used where high ratings are shown strictly")
    assert admin.get(f"/campaigns/{run.id}").facts["Words about spread"] == "Not shown"
