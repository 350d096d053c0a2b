"""Three years of leaders through the real services, the clock told: a campaign a year, and two check-ins after each.

Leaders come in pairs: the second one's raters answer otherwise, but so that everything prints as the first one's does.
On the way somebody wants no more check-ins, and somebody leaves the council.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.followup import check_ins, service
from feedback.followup.service import Undertaking
from feedback.foundations.database import one_transaction
from feedback.invitation.forgetting import forget_rater
from feedback.invitation.models import DECLINED, Invitation
from feedback.nomination import service as nominations
from feedback.report import service as reports
from feedback.response import service as responses
from tests.attack import driving
from tests.attack.campaigns import Answered, twin
from tests.building import Council

YEARS, SIZES = 3, {"peers": (4, 7), "reports": (0, 6), "others": (0, 4)}


@dataclass
class Version:
    """What is published of one leader in one round, and what was answered."""

    leader: Subject
    export: str
    answered: Answered


@dataclass
class Years:
    """A council over the years."""

    council: Council
    dice: Random
    history: dict[str, list[Version]] = field(default_factory=dict)  # by the leader's name
    people: Sequence[Subject] = ()

    def run(self, pairs: int, years: int = YEARS) -> None:
        """Let so many years pass for so many pairs of leaders."""
        for year in range(years):
            leaders = self._campaign(f"Year {year + 1}", pairs)
            for _ in range(2):
                self._pass(93)
                self._let_somebody_go(leaders)
                rounds = [db.session.get_one(Subject, check_ins.of_plan(one)[-1].subject_id) for one in leaders]
                self._answer(rounds)
                self._pass(16)
                self._publish(rounds)
            if year + 1 < years:  # what is three years old is erased
                self._pass(120)

    def _campaign(self, name: str, pairs: int) -> list[Subject]:
        run = self.council.campaign(name=name, comment_per_theme=False, questions=(), closes_on=self.council.day(30))
        run.themes = [campaigns.framework_of(run).themes[0].id]
        known = list(self.people) or [None] * (2 * pairs)
        leaders = [
            self.council.leader(run, person=one.person, manager=one.manager, coach=one.coach)
            if one is not None
            else self.council.leader(run)
            for one in known
        ]
        self.people = self.people or leaders
        self.council.launched(leaders[0])
        for first, second in _pairs(leaders):
            sizes = {group: self.dice.randint(*most) for group, most in SIZES.items()}
            for leader in (first, second):
                self._invite(leader, sizes)
        self.council.sweep()
        self._answer(leaders)
        self.council.close(run)
        for leader in leaders:
            with one_transaction():
                reports.open_report(leader, by=leader.coach_id, now=self.council.clock.now)
                reports.release_report(leader, by=leader.coach_id, now=self.council.clock.now)
        self._publish(leaders)
        for first, second in _pairs(leaders):
            items = self.dice.sample([item.id for item in campaigns.questionnaire_for(first).items], 2)
            for leader in (first, second):
                self._plan(leader, items)
        return leaders

    def _invite(self, leader: Subject, sizes: dict[str, int]) -> None:
        with one_transaction():
            for group, size in sizes.items():
                for number in range(size):
                    address = f"{group}.{number}.{leader.person_id.hex}@example.org"  # the same people every year
                    nominations.nominate(
                        leader, name=f"{group} {number}", email=address, group=group, by=leader.person_id,
                        now=self.council.clock.now,
                    )  # fmt: skip
            leader.list_state = "with_manager"
            nominations.approve(leader, by=leader.manager_id, now=self.council.clock.now)

    def _plan(self, leader: Subject, items: Sequence[str]) -> None:
        now = self.council.clock.now
        what = Undertaking("Ask more", "They say so", "", now.date() + timedelta(days=300))
        with one_transaction():
            for item in items:
                service.save_action(leader, item, what, by=leader.person_id, now=now)
            service.share(leader, by=leader.person_id, now=now)
            service.agree(leader, by=leader.manager_id, now=now)

    def _let_somebody_go(self, leaders: Sequence[Subject]) -> None:
        """In every other pair a peer says no for good, or leaves the council."""
        leaves = self.dice.random() < 0.5
        for leader in leaders:
            asked = db.session.get_one(Subject, check_ins.of_plan(leader)[-1].subject_id)
            peers = sorted(
                (one for one in self._free(asked) if one.group == "peers"),
                key=lambda one: db.session.get_one(type(leader.person), one.person_id).email,
            )
            for one in peers[:1]:  # after years none may be left who wants to be asked
                self._let_go(one, leaves=leaves)

    def _let_go(self, one: Invitation, *, leaves: bool) -> None:
        if leaves:
            with one_transaction():
                forget_rater(one.person_id, by=None, now=self.council.clock.now)
            return
        token = self.council.token(one)
        with one_transaction():
            [slot] = responses.slots(token, to_write=True)
            responses.decline(slot, device=None, for_good=True)

    def _free(self, leader: Subject) -> list[Invitation]:
        db.session.expire_all()
        return [one for one in self.council.invitations(leader) if one.state != DECLINED]

    def _answer(self, leaders: Sequence[Subject]) -> None:
        for first, second in _pairs(leaders):
            free = [one.group for one in self._free(first)]
            counts = {group: free.count(group) for group in sorted({*free})}
            answered = driving.random_answers(first, counts, self.dice)
            for leader, given in ((first, answered), (second, twin(answered, self.dice))):
                self._send(leader, given)

    def _send(self, leader: Subject, answered: Answered) -> None:
        given = {group: list(raters) for group, raters in answered.raters.items()}
        given |= {who: [rater] for who, rater in answered.named.items()}
        for invitation in self._free(leader):
            if given.get(invitation.group):
                self.council.answer(invitation, given[invitation.group].pop(0))
        self.history.setdefault(leader.person.name, []).append(Version(leader, "", answered))

    def _publish(self, leaders: Sequence[Subject]) -> None:
        for leader in leaders:
            last = self.history[leader.person.name][-1]
            last.export = driving.export(self.council.app, leader.id)

    def _pass(self, days: int) -> None:
        self.council.clock.advance(days=days)
        for _ in range(3):
            self.council.sweep()
            self.council.clock.next_working_day()


def _pairs(leaders: Sequence[Subject]) -> list[tuple[Subject, Subject]]:
    return list(zip(leaders[::2], leaders[1::2], strict=True))
