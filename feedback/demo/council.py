"""Who works at Exampleshire Council, and who with whom? Everybody here is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from feedback.demo.names import PARTNER_DOMAIN, STAFF_DOMAIN, address, dice, full_names

NAME = "Exampleshire Council"
TEAM_SIZE, COLLEAGUES, PARTNERS = 9, 100, 60


@dataclass(frozen=True)
class Somebody:
    """A person of the demo."""

    name: str
    job: str
    domain: str = STAFF_DOMAIN
    administrator: bool = False
    coach: bool = False
    clerk: bool = False
    director: bool = False

    @property
    def email(self) -> str:
        """Where their letters go."""
        return address(self.name, self.domain)


@dataclass(frozen=True)
class Leader(Somebody):
    """A leader, with the names of their line manager and coach."""

    manager: str = ""
    coached_by: str = ""


ADMINISTRATOR = Somebody("Ada Example", "Learning and development manager", administrator=True)
STAFF = (
    ADMINISTRATOR,
    Somebody("Olu Specimen", "Organisational development adviser", administrator=True, coach=True),
    Somebody("Cerys Makebelieve", "Leadership coach", coach=True),
    Somebody("Femi Fictitious", "Leadership coach", coach=True),
    Somebody("Mei Placeholder", "Workforce development adviser", coach=True),
    Somebody("Joan Pretend", "Leadership coach, shared with a neighbouring council", PARTNER_DOMAIN, coach=True),
    Somebody("Noor Notional", "Director of people", director=True),
    Somebody("Pat Stand-In", "Business support officer", clerk=True),
    Somebody("Kit Anybody", "Leader of the council"),
)
LEADERS = (
    Leader("Gwen Imaginary", "Chief executive", manager="Kit Anybody", coached_by="Joan Pretend"),
    Leader("Bryn Sample", "Director of place", manager="Gwen Imaginary", coached_by="Cerys Makebelieve"),
    Leader("Nadia Invented", "Director of adult care", manager="Gwen Imaginary", coached_by="Cerys Makebelieve"),
    Leader("Tomasz Storybook", "Director of resources", manager="Gwen Imaginary", coached_by="Joan Pretend"),
    Leader("Zoë Hypothetical", "Director of children", manager="Gwen Imaginary", coached_by="Mei Placeholder"),
    Leader("Aoife Template", "Head of finance", manager="Tomasz Storybook", coached_by="Femi Fictitious"),
    Leader("Hui Min Rehearsal", "Head of digital services", manager="Tomasz Storybook", coached_by="Mei Placeholder"),
    Leader("Rhys Placeholder", "Head of highways", manager="Bryn Sample", coached_by="Femi Fictitious"),
    Leader("Kwame Sketch", "Early help manager", manager="Zoë Hypothetical", coached_by="Olu Specimen"),
    Leader("Marguerite Mockup", "Family centres manager", manager="Zoë Hypothetical", coached_by="Femi Fictitious"),
    Leader("Imani Example", "Libraries and museums manager", manager="Bryn Sample", coached_by="Cerys Makebelieve"),
    Leader("Dev Fictional", "Housing repairs manager", manager="Bryn Sample", coached_by="Olu Specimen"),
    Leader("Sofía Notreal", "Customer services manager", manager="Tomasz Storybook", coached_by="Femi Fictitious"),
    Leader("Morgan Prototype", "Day services manager", manager="Nadia Invented", coached_by="Mei Placeholder"),
    Leader("Elif Testcase", "Reablement manager", manager="Nadia Invented", coached_by="Joan Pretend"),
    Leader("Callum Whatsit", "Parks manager", manager="Bryn Sample", coached_by="Mei Placeholder"),
    Leader("Leila Illustration", "Planning manager", manager="Bryn Sample", coached_by="Cerys Makebelieve"),
    Leader("Priya Somebody", "Payroll team leader", manager="Aoife Template", coached_by="Olu Specimen"),
    Leader("Jordan Madeup", "Network team leader", manager="Hui Min Rehearsal", coached_by="Cerys Makebelieve"),
    Leader("Siân Demo", "Highways inspection team leader", manager="Rhys Placeholder", coached_by="Mei Placeholder"),
)  # fmt: skip

TEAM_JOBS = ("officer", "senior officer", "assistant", "co-ordinator", "apprentice", "deputy")
COLLEAGUE_JOBS = (
    "Business partner, finance", "Business partner, people", "Legal adviser", "Procurement lead", "Communications lead",
    "Democratic services officer", "Facilities manager", "Fleet manager", "Housing options manager", "Policy officer",
    "Public health lead", "Revenues manager", "Service designer", "Social work team manager", "Street scene manager",
    "Performance analyst", "Trade union convenor", "Trading standards lead", "Transport planner", "Youth work manager",
)  # fmt: skip
PARTNER_JOBS = (
    "Councillor", "Housing association director", "Hospital discharge lead", "Police inspector", "Head teacher",
    "Volunteer centre manager", "Town clerk", "College principal", "Contractor’s area manager", "Fire station manager",
)  # fmt: skip


@dataclass(frozen=True)
class Council:
    """The whole council. The same seed names the same people."""

    seed: int

    @cached_property
    def _names(self) -> list[str]:
        taken = frozenset(somebody.name for somebody in (*STAFF, *LEADERS))
        return full_names(len(LEADERS) * TEAM_SIZE + COLLEAGUES + PARTNERS, seed=self.seed, taken=taken)

    @cached_property
    def teams(self) -> dict[str, tuple[Somebody, ...]]:
        """Who works for each leader, besides other leaders, by the leader's name."""
        found = {}
        for place, leader in enumerate(LEADERS):
            area = leader.job.removeprefix("Head of ").removeprefix("Director of ")
            area = area.removesuffix(" manager").removesuffix(" team leader").capitalize()
            names = self._names[place * TEAM_SIZE : (place + 1) * TEAM_SIZE]
            found[leader.name] = tuple(
                Somebody(name, f"{area} {TEAM_JOBS[number % len(TEAM_JOBS)]}") for number, name in enumerate(names)
            )
        return found

    @cached_property
    def colleagues(self) -> tuple[Somebody, ...]:
        """People across the council whom leaders work with."""
        names = self._names[len(LEADERS) * TEAM_SIZE :][:COLLEAGUES]
        return tuple(Somebody(name, COLLEAGUE_JOBS[n % len(COLLEAGUE_JOBS)]) for n, name in enumerate(names))

    @cached_property
    def partners(self) -> tuple[Somebody, ...]:
        """Councillors, and people of other organisations."""
        names = self._names[-PARTNERS:]
        return tuple(
            Somebody(name, PARTNER_JOBS[n % len(PARTNER_JOBS)], PARTNER_DOMAIN) for n, name in enumerate(names)
        )

    @cached_property
    def everybody(self) -> tuple[Somebody, ...]:
        """All of them, once each."""
        teams = [somebody for team in self.teams.values() for somebody in team]
        return (*STAFF, *LEADERS, *teams, *self.colleagues, *self.partners)

    @cached_property
    def by_name(self) -> dict[str, Somebody]:
        """All of them by name."""
        return {somebody.name: somebody for somebody in self.everybody}

    def leader(self, name: str) -> Leader:
        """The leader of this name."""
        return next(leader for leader in LEADERS if leader.name == name)

    def reports(self, leader: str, count: int) -> list[Somebody]:
        """So many direct reports: the leaders under this one first, then the team."""
        under = [other for other in LEADERS if other.manager == leader]
        return [*under, *self.teams[leader]][:count]

    def peers(self, leader: str, count: int, *, beside: Sequence[str]) -> list[Somebody]:
        """So many peers: those ``beside`` the leader in a campaign, then colleagues whom the others there know too."""
        first = [self.by_name[name] for name in beside if name != leader and self._on_one_level(name, leader)]
        shared = dice(self.seed, "colleagues of", *beside).sample(self.colleagues, 12)
        own = dice(self.seed, "colleagues of", leader).sample(shared, 12)
        return [*first, *shared[:2], *(one for one in own if one not in shared[:2])][:count]

    def others(self, leader: str, count: int) -> list[Somebody]:
        """So many councillors, partners and former colleagues."""
        return dice(self.seed, "partners of", leader).sample(self.partners, count)

    def _on_one_level(self, name: str, leader: str) -> bool:
        return name != self.leader(leader).manager and leader != self.leader(name).manager
