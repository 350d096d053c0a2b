"""Who tries every page? Everybody that the council knows in some part, once; and strangers in every disguise."""

from collections.abc import Iterator

from feedback.identity.models import Person
from tests.building import Council

ROLES: dict[str, dict[str, bool]] = {
    "administrator": {"administrator": True},
    "an administrator who rates": {"administrator": True},
    "clerk": {"clerk": True},
    "director": {"director": True},
    "the leader": {},
    "the manager": {},
    "the coach": {"coach": True},
    "another leader": {},
    "another leader's manager, an administrator": {"administrator": True},
    "another leader's coach": {"coach": True},
    "a rater": {},
    "somebody without a part": {},
}
"""By name, the roles of everybody who signs in. Whoever gets another role here is in the walk."""


class People:
    """The people by what they are."""

    def __init__(self, council: Council) -> None:
        self._known = {name: council.person(**roles) for name, roles in ROLES.items()}

    def __getitem__(self, name: str) -> Person:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def all(self) -> list[Person]:
        """Everybody."""
        return list(self._known.values())

    def around(self, which: str) -> tuple[Person, Person, Person]:
        """A leader, a manager and a coach: the ``first`` ones, or the ``other``."""
        if which == "first":
            return self["the leader"], self["the manager"], self["the coach"]
        return (
            self["another leader"],
            self["another leader's manager, an administrator"],
            self["another leader's coach"],
        )
