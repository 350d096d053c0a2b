"""What do the pages of raters need to know of a leader's round?"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from feedback.campaign import built
from feedback.campaign.models import CHECK_IN, Campaign, Subject
from feedback.campaign.options import Options
from feedback.campaign.questionnaire import Questionnaire
from feedback.foundations.memory import Memory
from feedback.foundations.prepared import Prepared
from feedback.identity.models import Person

_QUESTIONNAIRES, _OPTIONS = Memory[Questionnaire](10_000), Memory[Options](10_000)  # a leader each, of a few bytes

# Of tables rather than of mapped classes, and without what these pages do not show: the campaign's rules, the manager
# and the coach came with the mapped leader, and cost more than all else (docs/performance/0003-answering.md).
_SUBJECT, _CAMPAIGN, _PERSON = Subject.__table__, Campaign.__table__, Person.__table__


_CHOICES = Prepared(
    select(
        _CAMPAIGN.c.framework_hash, _SUBJECT.c.level, _SUBJECT.c.senior, _CAMPAIGN.c.depth, _CAMPAIGN.c.scale,
        _CAMPAIGN.c.comment_per_theme, _CAMPAIGN.c.one_page, _CAMPAIGN.c.importance, _CAMPAIGN.c.themes,
        _SUBJECT.c.competencies, _CAMPAIGN.c.questions, _CAMPAIGN.c.only_items,
    )
    .join_from(_SUBJECT, _CAMPAIGN, _CAMPAIGN.c.id == _SUBJECT.c.campaign_id)
    .where(_SUBJECT.c.id == bindparam("subject"))
)  # fmt: skip

_RULES = Prepared(select(_SUBJECT.c.rules).where(_SUBJECT.c.id == bindparam("subject")))


# A ``Round``, in the order of its fields: read with a rater's slot, of the person who is the leader.
ROUND = (
    _PERSON.c.name, _CAMPAIGN.c.name, _CAMPAIGN.c.closes_on, _CAMPAIGN.c.group_min_n, _CAMPAIGN.c.coach_key,
    _CAMPAIGN.c.privacy_notice, _CAMPAIGN.c.kind,
)  # fmt: skip


@dataclass(frozen=True)
class Round:
    """One leader's round of feedback as its raters' pages tell of it: nobody is named but the leader."""

    leader: str
    campaign: str
    closes_on: date
    group_min_n: int
    coach_key: bool
    privacy_notice: str
    kind: str

    @property
    def check_in(self) -> bool:
        """True when it is one of the few questions asked again later."""
        return self.kind == CHECK_IN


def questionnaire_of(subject_id: uuid.UUID, *, language: str) -> Questionnaire:
    """The questions alone, of a round that has been launched: they never change from then on, so they are read once.

    Raises:
        KeyError: there is no such leader.
    """

    def read() -> Questionnaire:
        rows = _CHOICES.read(subject=subject_id)
        if not rows:
            raise KeyError(subject_id)
        return built.questionnaire_of(*rows[0], language=language)

    return _QUESTIONNAIRES.recall((subject_id, language), read)


def options_of(subject_id: uuid.UUID) -> Options:
    """What was chosen about the report, of a round that has been launched; frozen, so it is read once."""
    return _OPTIONS.recall(subject_id, lambda: Options.of_round(_frozen_rules_of(subject_id)))


def _frozen_rules_of(subject_id: uuid.UUID) -> dict[str, Any]:
    rows = _RULES.read(subject=subject_id)
    return rows[0][0] or {} if rows else {}
