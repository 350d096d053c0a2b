"""Can an administrator take leaders from the directory and give them coaches, many at once and all or nothing?"""

from collections import Counter

import pytest

from feedback.campaign import service as campaigns
from feedback.campaign.models import Campaign
from feedback.foundations.database import one_transaction
from feedback.identity import directory
from feedback.identity import service as identity
from feedback.identity.models import Person
from tests.building import Council
from tests.identity.files import HEAD, csv
from tests.page_client import Page
from tests.staff import Browser

HEADS = [f"Head {n},head{n}@example.org,Head of {n},Head,Homes,boss@example.org," for n in range(6)]
OTHERS = [
    "Boss Person,boss@example.org,Director,Director,Homes,,",
    "Olu Officer,olu@example.org,Officer,Officer,Homes,head0@example.org,",
    "Casey Coach,casey@example.org,,Coach,Learning,,yes",
    "Drew Coach,drew@example.org,,Coach,Learning,,yes",
    "Ari Coach,ari@example.org,,Coach,Learning,head1@example.org,yes",
]


@pytest.fixture
def draft(council: Council) -> Campaign:
    """A draft, and a directory with six heads, their director, an officer, and three coaches."""
    with one_transaction():
        assert not directory.take_in(csv(HEAD, *HEADS, *OTHERS), by=None, now=council.clock.now).errors
    return council.campaign("leicestershire")


def add_heads(admin: Browser, draft: Campaign, coach: str = "Share them out evenly among all coaches") -> Page:
    """Add all heads as leaders at the second level."""
    admin.get(f"/campaigns/{draft.id}/leaders/directory?level=Head&as_level=2")
    return admin.submit("Add 6 leaders", {"Their coach": coach})


def somebody(email: str) -> Person:
    """A person who must be there."""
    found = identity.person_by_email(email)
    assert found is not None
    return found


def coaches_of(draft: Campaign) -> Counter[str]:
    """How many leaders each coach has."""
    return Counter(leader.coach.name for leader in campaigns.subjects_of(draft.id))


def test_everybody_who_matches_is_added_with_the_manager_of_the_directory(admin: Browser, draft: Campaign) -> None:
    admin.get(f"/campaigns/{draft.id}")
    admin.follow("Leaders and their coaches")
    page = admin.follow("Add from the directory")
    assert "Say whom you look for" in page.text
    page = admin.submit("Find", {"Level": "Head", "Asked about as": "2"})
    assert len(page.table("6 people can be added")) == 7

    assert add_heads(admin, draft).messages == ["6 leaders added."]
    leaders = campaigns.subjects_of(draft.id)
    assert {leader.manager.name for leader in leaders} == {"Boss Person"}
    assert {leader.level for leader in leaders} == {"2"}
    assert sorted(coaches_of(draft).values()) == [2, 2, 2]
    head1 = next(leader for leader in leaders if leader.person.name == "Head 1")
    assert head1.coach.name != "Ari Coach", "a direct report does not coach"
    page = admin.get(f"/campaigns/{draft.id}/leaders/directory?level=Head")
    assert "The 6 people who match are leaders of this campaign already." in page.text


def test_who_cannot_be_added_is_told_and_the_others_are(admin: Browser, draft: Campaign) -> None:
    page = admin.get(f"/campaigns/{draft.id}/leaders/directory?team=Homes")
    assert ["Boss Person", "No manager in the directory"] in page.table("8 people cannot be added")
    assert ["Head 0", "No rule says which level this is"] in page.table("8 people cannot be added")

    admin.follow("Change the level rules")
    admin.submit("Save and continue", {"Head": "2", "Officer": "3"})
    page = admin.get(f"/campaigns/{draft.id}/leaders/directory?team=Homes")
    assert page.table("1 person cannot be added")[1:] == [["Boss Person", "No manager in the directory"]]
    admin.submit("Add 7 leaders")
    assert Counter(leader.level for leader in campaigns.subjects_of(draft.id)) == {"3": 1, "2": 6}


def test_a_coach_who_does_not_fit_stops_all_of_it(admin: Browser, draft: Campaign) -> None:
    page = add_heads(admin, draft, "Ari Coach")
    assert page.status == 400
    [error] = page.errors
    assert error.startswith("No coach fits 1 of them (Head 1). A coach must be neither the leader nor their manager")
    assert campaigns.subjects_of(draft.id) == []

    add_heads(admin, draft, "Drew Coach")
    assert coaches_of(draft) == {"Drew Coach": 6}


def test_some_or_all_leaders_are_given_a_coach(admin: Browser, draft: Campaign) -> None:
    add_heads(admin, draft, "Drew Coach")
    page = admin.submit("Save coaches", {"Head 2": True, "Head 3": True, "Which coach?": "Casey Coach"})
    assert page.messages == ["2 leaders have another coach now."]
    assert coaches_of(draft) == {"Drew Coach": 4, "Casey Coach": 2}

    page = admin.submit("Save coaches", {"Which leaders?": "all", "Which coach?": "evenly"})
    assert sorted(coaches_of(draft).values()) == [2, 2, 2]
    assert page.table("Leaders of each coach")[1:] == [["Ari Coach", "2"], ["Casey Coach", "2"], ["Drew Coach", "2"]]

    casey = somebody("casey@example.org")
    page = admin.get(f"/campaigns/{draft.id}/leaders?with_coach={casey.id}")
    assert len(page.table("2 leaders")) == 3
    admin.submit("Save coaches", {"Which leaders?": "all", "Which coach?": "Drew Coach"})
    assert coaches_of(draft)["Drew Coach"] == 4, "only those who were found"


def test_a_leader_is_taken_out_from_the_list(admin: Browser, draft: Campaign) -> None:
    add_heads(admin, draft)
    assert admin.submit("Remove Head 3").messages == ["Head 3 removed."]
    assert len(campaigns.subjects_of(draft.id)) == 5


def test_without_a_coach_nothing_is_added(admin: Browser, council: Council, draft: Campaign) -> None:
    with one_transaction():
        for name in ("casey", "drew", "ari"):
            somebody(f"{name}@example.org").is_coach = False
    page = admin.get(f"/campaigns/{draft.id}/leaders/directory?level=Head&as_level=2")
    assert "Nobody is set up as a coach yet." in page.text
    page = admin.post(f"/campaigns/{draft.id}/leaders/directory", {"level": "Head", "as_level": "2"}, expect=400)
    assert page.errors == ["Nobody who can coach was found. Add a coach under People first."]


def test_everybody_at_once_is_not_asked_for_by_accident(admin: Browser, draft: Campaign) -> None:
    admin.post(f"/campaigns/{draft.id}/leaders/directory", {"as_level": "2"}, expect=400)
    assert campaigns.subjects_of(draft.id) == []


def test_a_campaign_whose_coaches_cannot_coach_is_not_launched(admin: Browser, draft: Campaign) -> None:
    add_heads(admin, draft, "Drew Coach")
    admin.submit("Save coaches", {"Head 2": True, "Which coach?": "Casey Coach"})
    with one_transaction():
        somebody("casey@example.org").is_coach = False
    page = admin.get(f"/campaigns/{draft.id}/launch")
    assert "Head 2 needs another coach" in page.text
    with one_transaction():
        somebody("drew@example.org").is_coach = False
    page = admin.get(f"/campaigns/{draft.id}/launch")
    assert "No leader has a coach who can coach them." in page.text
    assert "Launch the campaign" not in page.text
    assert "To do" in admin.get(f"/campaigns/{draft.id}").text
