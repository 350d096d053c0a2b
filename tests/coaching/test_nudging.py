"""Is a coach who does not come reminded, once and only while they are waited for?"""

from feedback import worker
from feedback.demo.inbox import Inbox
from tests.building import Council
from tests.disclosure import coached


def test_a_coach_who_does_not_come_is_reminded_once(council: Council, inbox: Inbox) -> None:
    [leader] = coached.answered(council)
    council.stop(leader.campaign)
    council.clock.advance(hours=25)

    def letters() -> list[str]:
        worker.sweep(council.app)
        return [letter.subject for letter in inbox.to(leader.coach.email)]

    asked = letters()
    assert asked == [f"Type your passphrase to close feedback on {leader.person.name}"]
    council.clock.advance(days=2)
    assert letters() == asked
    council.clock.advance(days=1)
    reminded = [*asked, f"Reminder: type your passphrase to close feedback on {leader.person.name}"]
    assert letters() == reminded
    council.clock.advance(days=30)
    assert letters() == reminded


def test_nobody_is_reminded_who_has_come(council: Council, inbox: Inbox) -> None:
    [leader] = coached.answered(council)
    council.stop(leader.campaign)
    council.clock.advance(hours=25)
    worker.sweep(council.app)
    coached.come(council, leader)
    council.clock.advance(days=3)
    worker.sweep(council.app)
    assert not [letter for letter in inbox.letters if letter.subject.startswith("Reminder")]
