"""Who answers what in a campaign, and who leaves it to the visitor?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from feedback.campaign.lifecycle import State
from feedback.campaign.questionnaire import Questionnaire
from feedback.demo.characters import Character
from feedback.demo.council import Council, Somebody
from feedback.demo.names import dice
from feedback.demo.raters import Deed, Intent
from feedback.demo.runs import Round, Run

QuestionnaireOf = Callable[[str], Questionnaire]


@dataclass(frozen=True)
class Waiting:
    """Somebody whose letter the visitor may answer, and why it is worth a look."""

    name: str
    email: str
    about: str  # the leader
    why: str


@dataclass(frozen=True)
class Plan:
    """One campaign's people, the same for the same seed."""

    run: Run
    council: Council

    def raters(self, round_: Round) -> dict[str, list[Somebody]]:
        """Whom a leader nominates, by group; nobody twice."""
        near = [members for _, members in self.run.cohorts if round_.leader in members]
        beside = list(near[0]) if near else [other.leader for other in self.run.rounds]
        found = {
            "reports": self.council.reports(round_.leader, round_.reports[0]),
            "peers": self.council.peers(round_.leader, round_.peers[0] + round_.reports[0], beside=beside),
            "others": self.council.others(round_.leader, round_.others[0]),
        }
        found["peers"] = [peer for peer in found["peers"] if peer not in found["reports"]][: round_.peers[0]]
        return found

    def waiting(self) -> list[Waiting]:
        """Those who leave it to the visitor to answer, in a campaign that collects."""
        if self.run.state != State.COLLECTING:
            return []
        found = []
        shared = self._asked_about_several()
        if shared:
            somebody, leaders = shared
            why = f"is asked about {' and '.join(filter(None, [', '.join(leaders[:-1]), leaders[-1]]))} in one letter"
            found.append(Waiting(somebody.name, somebody.email, leaders[0], why))
        first = self.run.rounds[0]
        report = self.raters(first)["reports"][-1]
        why = f"works for {first.leader}, and is promised anonymity"
        found.append(Waiting(report.name, report.email, first.leader, why))
        for round_ in self.run.rounds:
            leader = self.council.leader(round_.leader)
            manager = self.council.by_name[leader.manager]
            if not round_.manager_rates:
                why = f"is the line manager of {leader.name}, and is told plainly that managers are not anonymous"
                found.append(Waiting(manager.name, manager.email, leader.name, why))
            if not round_.self_rates:
                found.append(Waiting(leader.name, leader.email, "", "has not rated themself yet"))
        return found

    def intents(self, questionnaire_of: QuestionnaireOf, *, again: bool) -> list[Intent]:
        """What everybody does who does anything; ``again`` if the leaders had feedback before."""
        left = {waiting.name for waiting in self.waiting()}
        stories = iter((Deed.CHANGES, Deed.MOVES)), iter((Deed.DECLINES, Deed.WITHDRAWS, Deed.STARTS))
        found = []
        for round_ in self.run.rounds:
            seen = Character(round_.leader, self.council.seed, questionnaire_of(round_.leader), again)
            for group, somebody, deed in self._deeds(round_, left, *stories):
                given = seen.given(somebody.email, group)
                found.append(Intent(somebody.email, round_.leader, group, deed, given))
        return found

    def _deeds(
        self, round_: Round, left: set[str], told: Iterator[Deed], untold: Iterator[Deed]
    ) -> Iterator[tuple[str, Somebody, Deed]]:
        leader = self.council.leader(round_.leader)
        if round_.self_rates:
            yield "self", leader, Deed.SENDS
        if round_.manager_rates:
            yield "manager", self.council.by_name[leader.manager], Deed.SENDS
        for group, people in self.raters(round_).items():
            free = [somebody for somebody in people if somebody.name not in left]
            dice(self.council.seed, self.run.launched, round_.leader, group).shuffle(free)
            answering = round_.groups[group][1]
            for somebody in free[:answering]:
                yield group, somebody, next(told, Deed.SENDS)
            for somebody in free[answering:]:
                deed = next(untold, Deed.NOTHING)
                if deed != Deed.NOTHING:
                    yield group, somebody, deed

    def _asked_about_several(self) -> tuple[Somebody, list[str]] | None:
        """The colleague whom most of the leaders asked."""
        asked: dict[Somebody, list[str]] = {}
        for round_ in self.run.rounds:
            for peer in self.raters(round_)["peers"]:
                if peer in self.council.colleagues:
                    asked.setdefault(peer, []).append(round_.leader)
        most = max(asked.items(), key=lambda pair: len(pair[1]))
        return most if len(most[1]) > 1 else None
