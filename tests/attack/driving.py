"""Brings answers through the product and returns what it prints. The attack itself knows nothing of this module."""

import json
import os
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from flask import Flask

from feedback import worker
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import SCALES
from feedback.campaign.rules import frozen_rules
from feedback.disclosure import report_format, rules, spread
from feedback.disclosure.rules import Rules
from feedback.foundations.database import one_transaction
from feedback.nomination import service as nominations
from feedback.report import service as reports
from tests.attack.campaigns import MERGES, Answered, random_rater, random_raters
from tests.building import Council
from tests.staff import Browser

CAMPAIGNS = int(os.environ.get("FEEDBACK_ATTACK_CAMPAIGNS", "400"))
WHOLE_CAMPAIGNS = int(os.environ.get("FEEDBACK_ATTACK_WHOLE_CAMPAIGNS", "4"))
MOST = {"peers": 12, "reports": 12, "others": 8}


def released(answered: Answered) -> str:
    """The export of a round, through the rules frozen as at launch and the functions that closing calls."""
    scale = SCALES[answered.scale]
    frozen = frozen_rules(
        scale_min=scale.min,
        scale_max=scale.max,
        scale_labels=scale.labels,
        group_min_n=answered.k,
        mode=answered.mode,
        merge=answered.merge,
        spread_words=answered.spread,
        label_comments=False,
        items=answered.items,
        questions=[],
        level="",
        framework_hash="",
    )
    promised = Rules.from_dict(frozen["disclosure"])  # type: ignore[arg-type]
    found = rules.release(answered.raters, list(answered.items), promised)
    numbers = {group: len(raters) for group, raters in answered.raters.items()}
    numbers |= {who: int(who in answered.named) for who in ("self", "manager")}
    return json.dumps(
        report_format.released_report(
            rules=promised,
            items=answered.items,
            counts={group: (answered.invited[group], numbers[group]) for group in answered.invited},
            blocks=found.blocks,
            cells=found.cells,
            named=answered.named,
            comments=[],
            spread=spread.release_spread(answered.raters, list(answered.items), found.blocks, promised),
        )
    )


def opened_campaign(
    council: Council, dice: Random, *, leaders: int, again: Sequence[Subject] = (), **chosen: object
) -> list[Subject]:
    """Leaders of one new campaign with any rules but those chosen, each with the same number of raters, all invited.

    They are new people, or those who led ``again``, with the manager and coach they had.
    """
    framework = dice.choice(("leicestershire", "bristol", "plymouth"))
    mode = dice.choice(("default", "default", "strict"))
    choices = {
        "scale": dice.choice(list(SCALES)),
        "group_min_n": dice.choice((3, 4, 5)),
        "mode": mode,
        "merge": dice.choice(MERGES),
        "spread_words": mode == "default" and dice.random() < 0.5,
        "label_comments": dice.random() < 0.5,
    }
    run = council.campaign(framework, comment_per_theme=False, **(choices | chosen))
    run.themes = [theme.id for theme in campaigns.framework_of(run).themes[:2]]
    if again:
        subjects = [council.leader(run, person=a.person, coach=a.coach, manager=a.manager) for a in again]
    else:
        coach, manager = council.person("Coach", coach=True), council.person("Manager")
        subjects = [council.leader(run, coach=coach, manager=manager) for _ in range(leaders)]
    council.launched(subjects[0])
    sizes = {group: dice.randint(4 if group == "peers" else 0, most) for group, most in MOST.items()}
    for leader in subjects:
        invite(council, leader, sizes)
    worker.sweep(council.app)
    return subjects


def invite(council: Council, leader: Subject, sizes: Mapping[str, int]) -> None:
    """New people as raters of a launched leader, nominated and approved."""
    with one_transaction():
        for group, size in sizes.items():
            for number in range(size):
                name = f"{group} {number}"
                address = f"{group}.{number}.{leader.id.hex}@example.org"
                nominations.nominate(
                    leader, name=name, email=address, group=group, by=leader.person_id, now=council.clock.now
                )
        leader.list_state = "with_manager"
        nominations.approve(leader, by=leader.manager_id, now=council.clock.now)


def random_answers(leader: Subject, invited: Mapping[str, int], dice: Random) -> Answered:
    """What raters of a leader may answer; some of the invited do not."""
    asked = campaigns.questionnaire_for(leader)
    items = {item.id: item.theme_id for item in asked.items}
    sizes = {group: dice.choice((size, dice.randint(0, size))) for group, size in invited.items() if group in MOST}
    return Answered(
        scale=leader.campaign.scale,
        k=leader.campaign.group_min_n,
        mode=leader.campaign.mode,
        merge=leader.campaign.merge,
        spread=leader.campaign.spread_words,
        items=items,
        raters=random_raters(dice, sizes, list(items), asked.scale.max),
        named={who: random_rater(dice, list(items), asked.scale.max) for who in ("self", "manager")},
        invited=dict(invited),
    )


def invited_to(council: Council, leader: Subject) -> dict[str, int]:
    """How many of each group have an invitation."""
    counts: dict[str, int] = defaultdict(int)
    for invitation in council.invitations(leader):
        counts[invitation.group] += 1
    return dict(counts)


def send_answers(council: Council, leader: Subject, answered: Answered, words: Sequence[str] = ()) -> None:
    """Every rater of a round answers by a link of their own; ``words`` are what they write, the first one first."""
    waiting = iter(words)
    given = {group: list(raters) for group, raters in answered.raters.items()}
    given |= {who: [rater] for who, rater in answered.named.items()}
    for invitation in council.invitations(leader):
        if given.get(invitation.group):
            text = next(waiting, "")
            council.answer(invitation, given[invitation.group].pop(0), {"q1": text} if text else {})


def export(app: Flask, subject_id: uuid.UUID) -> str:
    """What ``flask report export`` prints."""
    outcome = app.test_cli_runner().invoke(args=["report", "export", str(subject_id)])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def page(council: Council, leader: Subject) -> str:
    """The page of a closed leader's report, as the coach who opens it reads it."""
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    return Browser.of(council.app, leader.coach).get(f"/reports/{leader.id}").html


def wording(leader: Subject) -> dict[str, list[tuple[str, str]]]:
    """What a page may call each item and theme."""
    asked = campaigns.questionnaire_for(leader)
    called: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in asked.items:
        called[" ".join(item.rater.split())].append(("item", item.id))
    for theme in asked.themes:
        called[" ".join(theme.name.split())].append(("theme", theme.id))
    return called
