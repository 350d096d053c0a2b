"""Which campaigns has the council run? One in every state, over all five frameworks, with cases that show the rules."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from feedback.campaign.lifecycle import State

Asked = tuple[int, int]  # how many are invited, and how many of them answer
NOBODY: Asked = (0, 0)


@dataclass(frozen=True)
class Round:
    """One leader in a campaign. ``report``: where the report stands; ``list_is``: the list of raters.

    ``agreed`` is the day on which an action plan is agreed, which check-ins follow; 0 where there is none.
    """

    leader: str
    level: str
    peers: Asked = NOBODY
    reports: Asked = NOBODY
    others: Asked = NOBODY
    self_rates: bool = True
    manager_rates: bool = True
    report: str = "released"
    list_is: str = "approved"
    agreed: int = 0

    @property
    def groups(self) -> dict[str, Asked]:
        """Invited and answering, by rater group."""
        return {"peers": self.peers, "reports": self.reports, "others": self.others}


@dataclass(frozen=True)
class Run:
    """A campaign. Days count from the day of the build; ``launched`` is negative, ``closes`` may be."""

    about: str
    framework: str
    state: State
    launched: int
    closes: int
    rounds: tuple[Round, ...]
    depth: str = "behaviours"
    scale: str = "frequency-5"
    group_min_n: int = 4
    mode: str = "default"
    spread_words: bool = False
    importance: bool = False
    for_systems: bool = False
    themes: tuple[str, ...] = ()
    senior: bool = False
    reminds: bool = False
    one_page: bool = False
    cohorts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    evaluated: bool = False

    def name(self, today: date) -> str:
        """``Team managers, spring 2027``."""
        day = today + timedelta(days=self.closes)
        season = ("winter", "spring", "summer", "autumn")[day.month % 12 // 3]
        return f"{self.about}, {season} {day.year}"


_HEADS = ("Aoife Template", "Hui Min Rehearsal", "Rhys Placeholder", "Kwame Sketch", "Marguerite Mockup")
_TEAM_LEADERS = ("Priya Somebody", "Jordan Madeup", "Siân Demo", "Callum Whatsit", "Leila Illustration")

RUNS = (
    Run(
        "Managers’ feedback", "leicestershire", State.ARCHIVED, -440, -405,
        (
            Round("Imani Example", "2", peers=(6, 5), reports=(8, 6), others=(3, 2), agreed=-400),  # others merge
            Round("Dev Fictional", "2", peers=(5, 4), reports=(6, 5), others=(4, 4)),
        ),
    ),
    Run(
        "Ten leaders", "leicestershire", State.REPORTED, -260, -230,  # before the next: what is usual stands beside it
        tuple(
            Round(name, "2", peers=(5, 4), reports=(5, 4), manager_rates=False) for name in (*_HEADS, *_TEAM_LEADERS)
        ),
        one_page=True, evaluated=True,
        cohorts=(("Heads of service", _HEADS), ("Team leaders", _TEAM_LEADERS)),
    ),
    Run(
        "Managers’ feedback", "leicestershire", State.REPORTED, -205, -170,
        (
            Round("Dev Fictional", "2", peers=(4, 2), reports=(9, 7)),  # two peers are left out
            Round("Imani Example", "2", peers=(7, 6), reports=(8, 7), others=(5, 4), agreed=-160),
            Round("Sofía Notreal", "2", peers=(6, 3), reports=(9, 8), others=(4, 2), agreed=-97),  # two small groups
            Round("Morgan Prototype", "2", peers=(6, 5), reports=(6, 4), others=(5, 3)),
            Round("Elif Testcase", "2", peers=(7, 5), reports=(7, 6)),
        ),
        importance=True,
        for_systems=True,
    ),
    Run(
        "Chief officers", "plymouth", State.CLOSED, -48, -9,
        (
            Round("Nadia Invented", "5", peers=(7, 6), reports=(8, 6), others=(6, 5), report="sealed"),
            Round("Bryn Sample", "5", peers=(7, 6), reports=(9, 8), others=(5, 3), report="opened"),
            Round("Gwen Imaginary", "6", peers=(7, 6), reports=(8, 7), others=(8, 6)),
        ),
        group_min_n=5, spread_words=True,
        themes=("seeing-the-big-picture", "leadership", "working-together", "delivering-at-pace"),
    ),
    Run(
        "Leading for children", "derbyshire", State.STOPPED, -26, 0,
        (
            Round("Kwame Sketch", "front-line-leadership", peers=(6, 5), reports=(8, 6), others=(4, 4)),
            Round("Marguerite Mockup", "front-line-leadership", peers=(6, 4), reports=(7, 5)),
        ),
        depth="competencies", scale="frequency-6", mode="strict",
    ),
    Run(
        "Heads of service", "mansfield", State.COLLECTING, -17, 12,
        (
            Round("Rhys Placeholder", "2", peers=(6, 4), reports=(8, 6), others=(4, 1), manager_rates=False),
            Round("Aoife Template", "2", peers=(6, 4), reports=(6, 4), others=(3, 2)),
            Round("Hui Min Rehearsal", "2", peers=(6, 3), reports=(7, 2), self_rates=False),
        ),
        reminds=True, importance=True,
    ),
    Run(
        "Our leadership", "bristol", State.COLLECTING, -12, 18,
        (
            Round("Leila Illustration", "essential", peers=(7, 5), reports=(8, 7), others=(5, 4)),
            Round("Callum Whatsit", "essential", peers=(6, 1), reports=(6, 2), self_rates=False, manager_rates=False),
        ),
    ),
    Run(
        "Team leaders", "mansfield", State.NOMINATING, -4, 30,
        (
            Round("Priya Somebody", "3", peers=(2, 0), reports=(3, 0), list_is="choosing"),
            Round("Jordan Madeup", "3", peers=(5, 0), reports=(6, 0), others=(1, 0), list_is="with_manager"),
            Round("Siân Demo", "3", peers=(4, 0), list_is="sent_back"),
        ),
    ),
    Run(
        "Senior leaders", "bristol", State.DRAFT, -1, 60,
        (
            Round("Tomasz Storybook", "exemplary"),
            Round("Gwen Imaginary", "exemplary"),
            Round("Zoë Hypothetical", "exemplary"),
        ),
        themes=("behaviours", "qualities"), senior=True,
    ),
)  # fmt: skip

_ONE_THEME = {
    "leicestershire": "connect", "plymouth": "leadership", "mansfield": "strategic", "bristol": "values",
    "derbyshire": "personal-qualities",
}  # fmt: skip


def small() -> tuple[Run, ...]:
    """A council for tests: every state and framework, with one leader (or two), few raters and one theme each."""
    return tuple(
        replace(
            run,
            rounds=tuple(_fewer(round_, run.state) for round_ in run.rounds[: 2 if run.reminds else 1]),
            themes=(_ONE_THEME[run.framework],),
            cohorts=(),  # of which each needs five leaders
        )
        for run in RUNS
    )


def _fewer(round_: Round, state: State) -> Round:
    most = 1 if state in (State.STOPPED, State.COLLECTING) else 4
    peers, reports, others = ((min(4, asked), min(most, answer)) for asked, answer in round_.groups.values())
    return replace(round_, peers=peers, reports=reports, others=others)
