"""Is this campaign fit to launch? Pure decisions about set-up."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, gettext

from feedback.campaign.limits import USUAL, Limits, too_few_for
from feedback.campaign.questionnaire import Questionnaire
from feedback.foundations.languages import NAMES

GROUPS = ("self", "manager", "peers", "reports", "others")
ANONYMOUS_GROUPS = ("peers", "reports", "others")
ITEM_MIN_N = 3
MOST_QUESTIONS = 3
DEFAULT_GROUP_MIN_N = 4
KNOWS_TOO_LITTLE, NO_TIME, NOT_FAIR, ANOTHER_REASON = DECLINE_REASONS = range(1, 5)


class CannotBeKept(ValueError):
    """Two choices of a set-up contradict each other; the message says which, and the cure."""


@dataclass(frozen=True)
class SubjectAtLaunch:
    """What the launch check needs to know of one leader."""

    name: str
    item_count: int
    coach_fits: bool = True  # can coach, and is neither the leader nor their manager nor a direct report


def check_protection(*, mode: str, spread_words: bool) -> None:
    """Do nothing if what a set-up promises raters can be kept together.

    Raises:
        CannotBeKept: it cannot.
    """
    if mode == "strict" and spread_words:
        raise CannotBeKept(
            gettext(
                "Words about spread cannot be used where high ratings are shown strictly: they would tell again what "
                "strict hides. Choose one of the two."
            )
        )


def usual_questions() -> tuple[str, ...]:
    """The open questions of a new campaign, in the language of whoever sets it up: from then on they are its own."""
    keep = gettext(
        "What does this leader do well and should keep doing? Describe a situation, what they did and what came of it."
    )
    change = gettext(
        "What one thing could this leader do differently? Describe a situation, what they did and what would have "
        "helped."
    )
    return keep, change


def in_first_person(question: str) -> str:
    """How leaders are asked an open question about themselves; one of the council's own stands as it was written."""
    for language in NAMES:  # the usual ones are in that of whoever set the campaign up
        with force_locale(language):
            on_oneself: dict[str, str] = dict(zip(usual_questions(), _usual_on_oneself(), strict=True))
        if question in on_oneself:
            return on_oneself[question]
    return question


def _usual_on_oneself() -> tuple[str, ...]:
    keep = gettext("What do you do well and should keep doing? Describe a situation, what you did and what came of it.")
    change = gettext(
        "What one thing could you do differently? Describe a situation, what you did and what would have helped."
    )
    return keep, change


def launch_problems(
    *,
    today: date,
    closes_on: date,
    group_min_n: int,
    smallest_allowed: int,
    subjects: Sequence[SubjectAtLaunch],
    limits: Mapping[str, Limits] = USUAL,
) -> list[str]:
    """What must be put right before launch, as sentences; empty when all is well."""
    problems = []
    if not subjects:
        problems.append(gettext("Add at least one leader."))
    if closes_on <= today:
        problems.append(gettext("Choose a closing date in the future."))
    if group_min_n < smallest_allowed:
        problems.append(gettext("Choose a smallest group of at least %(number)s raters.", number=smallest_allowed))
    nothing_to_show = too_few_for(limits, group_min_n=group_min_n)
    if nothing_to_show:
        problems.append(nothing_to_show)
    problems += [
        gettext(
            "%(leader)s would be asked about nothing: choose another level, theme or competency.", leader=subject.name
        )
        for subject in subjects
        if subject.item_count == 0
    ]
    without = [subject.name for subject in subjects if not subject.coach_fits]
    if subjects and len(without) == len(subjects):
        problems.append(gettext("No leader has a coach who can coach them. Give the leaders their coaches."))
    else:
        problems += [
            gettext(
                "%(leader)s needs another coach: one who can coach, and is neither their manager nor a direct report.",
                leader=name,
            )
            for name in without
        ]
    return problems


def reasons_to_keep(counts: Mapping[str, int], *, group_min_n: int) -> dict[str, int]:
    """How many gave which reason for saying no, or nothing if fewer than K gave one: no reason leads to a person."""
    return dict(counts) if sum(counts.values()) >= group_min_n else {}


def importance_of(asked: Questionnaire) -> dict[str, object] | None:
    """What is frozen of the question which competencies matter most: None where it is not asked."""
    if asked.marking is None:
        return None
    return {"most": asked.marking.most, "of": {item.id: item.competency_id for item in asked.items}}


def fingerprint(frozen: Mapping[str, object]) -> str:
    """What tells frozen rules from any others: 64 hexadecimal digits, kept beside them and compared at closing."""
    return hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()


def frozen_rules(
    *,
    scale_min: int,
    scale_max: int,
    scale_labels: Sequence[str],
    group_min_n: int,
    mode: str,
    merge: str,
    spread_words: bool,
    label_comments: bool,
    items: dict[str, str],
    questions: Sequence[str],
    level: str,
    framework_hash: str,
    coach_key: bool = False,
    importance: Mapping[str, object] | None = None,
    for_systems: bool = False,
    check_in: bool = False,
) -> dict[str, object]:
    """Everything that protects a leader's raters, as it is frozen and hashed at launch.

    ``disclosure`` holds the numbers that the disclosure rules are made from; ``items`` maps each item to its theme;
    ``coach_key`` tells whether what is sent is sealed to the coach as well; ``importance``, where it is asked, which
    competency each item is part of, and how many a rater may mark; ``check_in`` that a plan is followed up;
    ``for_systems`` that other systems may read figures.
    """
    return {
        "disclosure": {
            "scale_min": scale_min,
            "scale_max": scale_max,
            "group_min_n": group_min_n,
            "item_min_n": ITEM_MIN_N,
            "mode": mode,
            "merge": merge,
            "insiders": 1,
            "spread_words": spread_words,
            "label_comments": label_comments,
        },
        "scale_labels": list(scale_labels),
        "items": items,
        "questions": list(questions),
        "level": level,
        "framework": framework_hash,
        "coach_key": coach_key,
        **({"importance": dict(importance)} if importance else {}),
        **({"for_systems": True} if for_systems else {}),
        **({"check_in": True} if check_in else {}),
    }
