"""Who stands above whom, and does the line end? Pure decisions about the directory."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

Who = TypeVar("Who")


class GoesInACircle(ValueError):
    """Somebody would stand above themself, directly or through others."""


def plain_address(text: str) -> str:
    """One spelling for an address: full-width letters, capitals, blanks and invisible characters make no difference."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf").lower()


def account_name(claims: Mapping[str, Any]) -> str:
    """What an account is called by who issued it, for good.

    Microsoft Entra gives each application another ``sub``; there the tenant and the object are the account.
    """
    if claims.get("tid") and claims.get("oid"):
        return f"{claims['tid']}/{claims['oid']}"
    return str(claims["sub"])


def proved_address(claims: Mapping[str, Any]) -> str:
    """The address of an account, if its issuer says that it has been proved to be theirs; or nothing."""
    proved = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1", "true")
    return plain_address(str(claims.get("email", ""))) if proved else ""


def signed_in_there(claims: Mapping[str, Any], *, now: datetime) -> datetime | None:
    """When somebody last showed the issuer of their account who they are; None if it does not say."""
    told = claims.get("auth_time")
    if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < 2**32:
        return None
    return min(datetime.fromtimestamp(told, UTC), now)


def circle_from(start: Who, manager_of: Mapping[Who, Who | None]) -> list[Who]:
    """The people on the circle that the line of managers above ``start`` ends in, ``start`` first if on it; or nobody.

    Args:
        start: from whom to go up.
        manager_of: the manager of each person; who is missing has none.
    """
    way: list[Who] = []
    seen: set[Who] = set()
    now: Who | None = start
    while now is not None and now not in seen:
        way.append(now)
        seen.add(now)
        now = manager_of.get(now)
    return way[way.index(now) :] if now is not None else []


def circles(manager_of: Mapping[Who, Who | None]) -> list[list[Who]]:
    """Every circle in a hierarchy, each once. Each person is looked at once, however deep the lines are."""
    found: list[list[Who]] = []
    done: set[Who] = set()
    for start in manager_of:
        way: list[Who] = []
        on_way: dict[Who, int] = {}
        now: Who | None = start
        while now is not None and now not in done and now not in on_way:
            on_way[now] = len(way)
            way.append(now)
            now = manager_of.get(now)
        if now is not None and now in on_way:
            found.append(way[on_way[now] :])
        done.update(way)
    return found


def check_manager(person: Who, manager: Who | None, manager_of: Mapping[Who, Who | None]) -> None:
    """Do nothing if ``manager`` can stand above ``person``.

    Raises:
        GoesInACircle: it is the person, or somebody below them.
    """
    if manager is not None and person in circle_from(manager, {**manager_of, person: manager}):
        raise GoesInACircle
