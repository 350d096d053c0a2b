"""Does a campaign say how many raters of each group there are, and do lists keep to it?"""

from collections.abc import Callable

import pytest

from feedback.campaign import service as campaigns
from feedback.campaign import setting_up, steps
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.limits import MOST, USUAL, Limits, contradiction, limits_of, recommended, too_few_for
from feedback.campaign.models import Campaign, MailPlan
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.mailing import schedule
from feedback.mailing.rules import Wishes
from tests.building import Council
from tests.staff import Browser

SAVE = "Save and continue"


@pytest.fixture
def run(council: Council) -> Campaign:
    """A draft in which three to five peers are asked, any direct reports up to six, and nobody else."""
    run = council.campaign(name="Spring 2027")
    own = {"peers": [3, 4, 5], "reports": [0, 6, 6], "others": [0, 0, 0]}
    with one_transaction():
        setting_up.save_step(
            run, steps.CHOOSING, response_percent=70, silent_days=7, rater_limits=own, by=None, now=council.clock.now
        )
    return run


def test_they_are_typed_in_a_step_of_the_set_up(admin: Browser, council: Council) -> None:
    run = council.campaign()
    admin.get(f"/campaigns/{run.id}/set-up/choosing")
    typed = {"peers_least": "3", "peers_recommended": "4", "peers_most": "5", "others_recommended": "0"}
    admin.post(f"/campaigns/{run.id}/set-up/choosing", _all(typed | {"others_most": "0"}))
    db.session.expire_all()
    assert run.rater_limits == {"peers": [3, 4, 5], "others": [0, 0, 0]}, "the usual ones are not kept"
    assert run.steps_saved == ["choosing"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        pytest.param({"peers_least": "13"}, "“At least” must not be more than “at most”", id="more than at most"),
        pytest.param({"peers_recommended": "2"}, "“Recommended” must lie between", id="recommended too few"),
        pytest.param({"peers_most": "21"}, "Enter a number of people, from 0 to 20", id="a crowd"),
        pytest.param({"peers_most": "-1"}, "Enter a number of people, from 0 to 20", id="less than nobody"),
        pytest.param({"peers_most": "many"}, "Not a valid integer value", id="no number"),
        pytest.param({"peers_most": ""}, "Enter a number of people, from 0 to 20", id="nothing"),
        pytest.param(
            {f"{group}_{name}": "0" for group in USUAL for name in ("least", "recommended", "most")}
            | {"peers_most": "3"},
            "Let leaders ask more raters: 3 in all is too few, as nothing is shown before 4 answer.",
            id="nothing could ever be shown",
        ),
    ],
)
def test_bad_input_is_refused_in_words(admin: Browser, council: Council, typed: dict[str, str], error: str) -> None:
    run = council.campaign()
    admin.get(f"/campaigns/{run.id}/set-up/choosing")
    page = admin.post(f"/campaigns/{run.id}/set-up/choosing", _all(typed), expect=400)
    assert error in " ".join(page.errors)
    db.session.expire_all()
    assert run.rater_limits == {}


def test_a_campaign_that_could_show_nothing_cannot_be_launched(run: Campaign, council: Council) -> None:
    council.leader(run)
    with one_transaction():
        setting_up.save_step(
            run, steps.CHOOSING, rater_limits={group: [0, 1, 2] for group in USUAL}, by=None, now=council.clock.now
        )
    with one_transaction():
        setting_up.save_step(run, steps.PROTECTION, group_min_n=7, by=None, now=council.clock.now)
    with pytest.raises(campaigns.CannotLaunch, match="6 in all is too few"), one_transaction():
        campaigns.launch(run, smallest_allowed=3, by=None, now=council.clock.now)


def test_lists_keep_to_them(run: Campaign, council: Council, browser_of: Callable[[Person], Browser]) -> None:
    leader = council.launched(council.leader(run))
    theirs = browser_of(leader.person)
    page = theirs.get(f"/nominations/{leader.id}")
    assert "At least 3, at most 5. Recommended: 3 to 4." in page.text
    assert "Add at least 3 peers: the list has 0." in page.text
    assert "partner" not in page.html.replace("partners", "").lower().split("not in the directory")[0]
    for number in range(6):
        page = theirs.submit(
            "Add to the list",
            {
                "Full name": f"Pat {number}",
                "Work email address": f"pat.{number}@example.org",
                "How do they work with you?": "peers",
            },
        )
    assert "This group is full: at most 5 people" in page.text
    with pytest.raises(NotAllowedNow), one_transaction():
        setting_up.save_step(leader.campaign, steps.CHOOSING, rater_limits={}, by=None, now=council.clock.now)


def test_everything_about_choosing_and_mail_is_copied(run: Campaign, council: Council, admin: Browser) -> None:
    with one_transaction():
        schedule.change_plan(run, Wishes(1, 5, nudges=False), by=run.id and _admin(council), now=council.clock.now)
        schedule.held_plan(run.id).looked_on = council.clock.now.date()
    admin.get("/campaigns/copy")
    admin.submit(
        SAVE,
        {"Which campaign?": "Spring 2027", "Name of the campaign": "Spring 2028", "Last day to answer": (31, 3, 2028)},
    )
    [copied] = db.session.query(Campaign).filter_by(name="Spring 2028")
    for name in ("response_percent", "silent_days", "rater_limits"):
        assert getattr(copied, name) == getattr(run, name) != getattr(council.campaign(), name), name
    plan = db.session.get_one(MailPlan, copied.id)
    assert (schedule.wishes_of(plan), plan.looked_on) == (Wishes(1, 5, nudges=False), None)
    page = admin.follow("Reminders and letters")
    assert page.facts == {}
    admin.follow("Read the letters as they will be sent")


def test_what_is_usual_contradicts_nothing() -> None:
    assert limits_of({}) == USUAL
    for limits in USUAL.values():
        assert contradiction(limits) is None
        assert limits.most <= MOST
    assert too_few_for(USUAL, group_min_n=10) is None
    assert [recommended("peers", one) for one in (USUAL["peers"], Limits(4, 4, 5), Limits(0, 2, 5))] == [
        "6 to 8",
        "4",
        "2",
    ]


def _all(typed: dict[str, str]) -> dict[str, str]:
    usual = {f"{group}_{name}": str(n) for group, one in USUAL.items() for name, n in vars(one).items()}
    return usual | {"response_percent": "65", "silent": "wait"} | typed


def _admin(council: Council) -> object:
    return council.person("Another Admin", administrator=True).id
