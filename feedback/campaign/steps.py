"""Which steps has setting a campaign up, and how far is each? Pure; the words of the pages are in the templates."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    AS_USUAL = "as usual"  # nobody has looked at it, and what is usual holds
    TO_DO = "to do"  # the campaign cannot be launched before


FRAMEWORK, LEADERS, LEVELS = "framework", "leaders", "levels"
QUESTIONNAIRE, PROTECTION, DATES, NOTICE = "questionnaire", "protection", "dates", "notice"
CHOOSING, COHORTS = "choosing", "cohorts"
ORDER = (FRAMEWORK, LEVELS, LEADERS, QUESTIONNAIRE, PROTECTION, CHOOSING, DATES, NOTICE, COHORTS)
FORMS = tuple(step for step in ORDER if step not in (LEADERS, COHORTS))  # those two have pages of their own


@dataclass(frozen=True)
class Facts:
    """What the states of the steps are made from."""

    saved: Collection[str]
    leaders: int
    date_is_ahead: bool
    has_empty_questionnaire: bool
    coaches_fit: bool
    cohorts: int = 0
    cohorts_fit: bool = True


def states(facts: Facts) -> dict[str, StepState]:
    """The state of each step, in their order."""
    to_do = {
        LEADERS: not facts.leaders or not facts.coaches_fit,
        QUESTIONNAIRE: facts.has_empty_questionnaire,
        DATES: not facts.date_is_ahead,
        COHORTS: not facts.cohorts_fit,
    }
    found = {}
    for step in ORDER:
        done = step == LEADERS or step in facts.saved or (step == COHORTS and facts.cohorts > 0)
        found[step] = StepState.TO_DO if to_do.get(step) else StepState.DONE if done else StepState.AS_USUAL
    return found


def next_after(step: str, present: dict[str, StepState]) -> str | None:
    """The next step with a form that nobody has been through; None at the end: the list of steps shows the leaders."""
    following = FORMS[FORMS.index(step) + 1 :]
    return next((one for one in following if present[one] != StepState.DONE), None)
