"""Is this campaign fit to launch? Pure decisions about set-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

GROUPS = ("self", "manager", "peers", "reports", "others")
ANONYMOUS_GROUPS = ("peers", "reports", "others")
ITEM_MIN_N = 3
MOST_QUESTIONS = 3
DEFAULT_GROUP_MIN_N = 4
KNOWS_TOO_LITTLE, NO_TIME, NOT_FAIR, ANOTHER_REASON = DECLINE_REASONS = range(1, 5)
DEFAULT_QUESTIONS = (
    "What does this leader do well and should keep doing? Describe a situation, what they did and what came of it.",
    "What is the one thing this leader could do differently that would help you or others most?",
)


@dataclass(frozen=True)
class SubjectAtLaunch:
    """What the launch check needs to know of one leader."""

    name: str
    item_count: int


def launch_problems(
    *, today: date, closes_on: date, group_min_n: int, smallest_allowed: int, subjects: Sequence[SubjectAtLaunch]
) -> list[str]:
    """What must be put right before launch, as sentences; empty when all is well."""
    problems = []
    if not subjects:
        problems.append("Add at least one leader.")
    if closes_on <= today:
        problems.append("Choose a closing date in the future.")
    if group_min_n < smallest_allowed:
        problems.append(f"Choose a smallest group of at least {smallest_allowed} raters.")
    problems += [
        f"{subject.name} would be asked about nothing: choose another level, theme or competency."
        for subject in subjects
        if subject.item_count == 0
    ]
    return problems


def reasons_to_keep(counts: Mapping[str, int], *, group_min_n: int) -> dict[str, int]:
    """How many gave which reason for saying no, or nothing if fewer than K gave one: no reason leads to a person."""
    return dict(counts) if sum(counts.values()) >= group_min_n else {}


def frozen_rules(
    *,
    scale_min: int,
    scale_max: int,
    scale_labels: Sequence[str],
    group_min_n: int,
    mode: str,
    items: dict[str, str],
    questions: Sequence[str],
    level: str,
    framework_hash: str,
) -> dict[str, object]:
    """Everything that protects a leader's raters, as it is frozen and hashed at launch.

    ``disclosure`` holds the numbers that the disclosure rules are made from; ``items`` maps each item to its theme.
    """
    return {
        "disclosure": {
            "scale_min": scale_min,
            "scale_max": scale_max,
            "group_min_n": group_min_n,
            "item_min_n": ITEM_MIN_N,
            "mode": mode,
            "merge": "combine",
            "insiders": 1,
            "spread_words": False,
            "label_comments": False,
        },
        "scale_labels": list(scale_labels),
        "items": items,
        "questions": list(questions),
        "level": level,
        "framework": framework_hash,
    }
