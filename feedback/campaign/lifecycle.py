"""Which state may follow which, and who brings it about? The diagram in docs/ is generated from this table."""

from enum import StrEnum


class State(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    NOMINATING = "nominating"
    COLLECTING = "collecting"
    STOPPED = "stopped"
    CLOSED = "closed"
    REPORTED = "reported"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


MEANING = {
    State.DRAFT: "being set up; everything can change",
    State.NOMINATING: "launched: the rules are frozen, leaders choose their raters",
    State.COLLECTING: "raters are answering; leaders may still nominate",
    State.STOPPED: "no more answers; still sealed, and can be undone for a while",
    State.CLOSED: "answers opened, mixed and destroyed; coaches read the reports",
    State.REPORTED: "every report has been released to its leader",
    State.ARCHIVED: "kept until retention ends",
    State.CANCELLED: "called off: answers erased unread, keys destroyed, everybody asked is told",
}

TRANSITIONS: dict[State, dict[State, str]] = {
    State.DRAFT: {State.NOMINATING: "administrator launches"},
    State.NOMINATING: {
        State.COLLECTING: "first list of raters approved",
        State.CANCELLED: "administrator cancels, or nobody was asked until two weeks after the last day",
    },
    State.COLLECTING: {
        State.STOPPED: "administrator stops, or the closing day has passed",
        State.CANCELLED: "administrator cancels, or the last leader leaves",
    },
    State.STOPPED: {
        State.COLLECTING: "administrator undoes the stop",
        State.CLOSED: "worker opens the answers when the time to undo is over",
        State.CANCELLED: "administrator cancels before anything is opened, or the last leader leaves",
    },
    State.CLOSED: {State.REPORTED: "last report released"},
    State.REPORTED: {State.ARCHIVED: "administrator archives"},
    State.ARCHIVED: {},
    State.CANCELLED: {},
}


class NotAllowedNow(Exception):
    """The campaign is not in a state from which this can be done."""


def check_move(present: State, to: State) -> None:
    """Do nothing if the move is in the table.

    Raises:
        NotAllowedNow: it is not.
    """
    if to not in TRANSITIONS[present]:
        raise NotAllowedNow(f"a campaign cannot go from {present} to {to}")


def move_allowed(present: State, to: State) -> bool:
    """True if the move is in the table."""
    return to in TRANSITIONS[present]


def as_markdown() -> str:
    """The states as a page of documentation with a Mermaid diagram."""
    lines = [
        "# The states of a campaign",
        "",
        "Generated from `feedback/campaign/lifecycle.py`; a test fails when the two differ.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {State.DRAFT}",
        *(f"    {start} --> {to}: {why}" for start, moves in TRANSITIONS.items() for to, why in moves.items()),
        f"    {State.ARCHIVED} --> [*]",
        f"    {State.CANCELLED} --> [*]",
        "```",
        "",
        "| State | Meaning | What comes next |",
        "|---|---|---|",
    ]
    for state in State:
        following = "; ".join(f"{to} ({why})" for to, why in TRANSITIONS[state].items()) or "nothing"
        lines.append(f"| {state} | {MEANING[state]} | {following} |")
    return "\n".join(lines) + "\n"
