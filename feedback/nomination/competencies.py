"""Which competencies is this leader asked about? Proposed by the leader, approved by the manager with the list.

What protects raters is frozen at launch. Which competencies are asked is frozen with it too, but in frameworks that let
each person choose it may be chosen anew until the list of raters is approved: nobody has been asked before that, so
nobody was promised anything else. Every other rule stays as it was at launch, to the letter.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext

from feedback.campaign import rules as campaign_rules
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.foundations import audit
from feedback.framework.format import Theme
from feedback.nomination import rules, service
from feedback.nomination.directory import OPEN_STATES


class CompetenciesRefused(Exception):
    """These competencies will not do; ``problems`` says why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def may_choose(leader: Subject) -> bool:
    """True where the framework lets each person choose and the list of raters has not been approved."""
    framework = campaigns.framework_of(leader.campaign)
    is_open = leader.campaign.state in OPEN_STATES and not leader.closed
    return framework.choose is not None and is_open and leader.list_state != "approved"


def themes_of(leader: Subject) -> list[Theme]:
    """The themes of the campaign from which this leader's competencies are chosen."""
    wanted = leader.campaign.themes
    return [
        theme
        for theme in campaigns.framework_of(leader.campaign).themes
        if (not wanted or theme.id in wanted) and (leader.senior or not theme.only_for)
    ]


def choose(leader: Subject, chosen: Collection[str], *, by: uuid.UUID, now: datetime) -> None:
    """Ask this leader's raters about these competencies, in the framework's order.

    Raises:
        NotAllowedNow: the framework asks everybody the same, the list is not this person's to change, or it has been
            approved.
        CompetenciesRefused: too few, too many, or none of a theme.
    """
    service.hold(leader)
    service.check_open(leader, by)
    framework = campaigns.framework_of(leader.campaign)
    if framework.choose is None or not may_choose(leader) or service.somebody_is_approved(leader.id):
        raise NotAllowedNow("competencies are chosen before the list of raters is approved")
    themes = {theme.name: [one.id for one in theme.competencies] for theme in themes_of(leader)}
    known = [competency for competencies in themes.values() for competency in competencies]
    wanted = [competency for competency in known if competency in chosen]
    problems = rules.competency_problems(wanted, themes, about=framework.choose.competencies)
    if problems:
        raise CompetenciesRefused(problems)
    leader.competencies = wanted
    _freeze_items(leader)
    audit.record("competencies.chosen", by=by, about=leader.id, now=now, number=len(wanted))


def _freeze_items(leader: Subject) -> None:
    asked = campaigns.questionnaire_for(leader)
    if not asked.items:
        raise CompetenciesRefused([gettext("Raters would be asked about nothing: choose others.")])
    importance = campaign_rules.importance_of(asked)
    others = {name: rule for name, rule in (leader.rules or {}).items() if name != "importance"}
    leader.rules = others | {
        "items": {item.id: item.theme_id for item in asked.items},
        "questions": list(asked.question_ids),
        **({"importance": importance} if importance else {}),
    }
    leader.rules_hash = campaign_rules.fingerprint(leader.rules)
