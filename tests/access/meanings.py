"""What does each view's ``who_may_use_it`` mean? The one table of who gets in, worked out apart from the product."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from feedback.api.scopes import SCOPES
from tests.access.prepared import Place


@dataclass(frozen=True)
class Somebody:
    """One who tries a page. Without a ``person`` nobody is signed in; ``holds`` is what they came by instead."""

    called: str
    cookie: str = ""
    token: str = ""
    rater_token: str = ""
    person: uuid.UUID | None = None
    roles: frozenset[str] = frozenset()
    rates: frozenset[uuid.UUID] = frozenset()
    holds: str = ""
    bearer: str = ""
    disguised: bool = False

    def __str__(self) -> str:
        return self.called

    def is_to(self, at: Place) -> set[str]:
        """What they are to the leader whom a place is about."""
        return {role for role, holder in at.holders.items() if holder == self.person}

    def named_in(self, words: str, at: Place) -> set[str]:
        """As what somebody may use a view: their parts that it names; or else as themself."""
        return {part for part in self.roles | self.is_to(at) if part in words} or {self.called}


Means = Callable[[Somebody, Place], bool]


def _role(role: str) -> Means:
    return lambda who, _at: role in who.roles


def _own(*roles: str, or_by_link: bool = False) -> Means:
    return lambda who, at: (
        bool(who.is_to(at).intersection(roles))
        or (or_by_link and who.holds == "a manager's link" and at.called == "a list to decide")
    )


def _administrator(unless: Means) -> Means:
    return lambda who, at: "administrator" in who.roles and not unless(who, at)


def _has_a_part(who: Somebody, at: Place) -> bool:
    return bool(who.is_to(at)) or at.leader_id in who.rates


def _with_a_scope(scope: str) -> Means:
    return lambda who, _at: who.holds == f"a token for {scope}"


BY_LINK = ", also by a link to the list"
MEANS: dict[str, Means] = {
    "anyone": lambda _who, _at: True,
    "whoever holds the link": lambda who, _at: who.holds == "a rater's link",
    "signed in": lambda who, _at: who.person is not None,
    "administrator": _role("administrator"),
    "administrator whose file it is": lambda who, _at: who.called == "administrator",
    "administrator without a part in it": _administrator(_has_a_part),
    "administrator without a part in what they are asked for": _administrator(_has_a_part),
    "administrator who is not the leader, manager or coach": _administrator(lambda who, at: bool(who.is_to(at))),
    "administrator or director": lambda who, _at: bool(who.roles & {"administrator", "director"}),
    "clerk": _role("clerk"),
    **{f"an API client with the scope {scope}": _with_a_scope(scope) for scope in SCOPES},
    "a coach of the campaign": lambda who, at: who.person in at.coaches,
    "its owner and whoever it is shared with": lambda who, at: who.person in at.shared_with,
    "the leader's own leader": _own("leader"),
    "the leader's own manager": _own("manager"),
    "the leader's own coach": _own("coach"),
    "the leader's own coach or leader": _own("coach", "leader"),
    "the leader's own leader or manager or coach": _own("leader", "manager", "coach"),
    f"the leader's own manager{BY_LINK}": _own("manager", or_by_link=True),
    f"the leader's own leader or manager{BY_LINK}": _own("leader", "manager", or_by_link=True),
}
"""By the words a view declares: does somebody get in at a place? Another word is decided here, or its route fails."""
