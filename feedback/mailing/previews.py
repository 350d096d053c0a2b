"""What do the letters about a leader say? As they are written for sending, with a link that leads nowhere."""

from collections.abc import Callable
from functools import partial

from flask_babel import gettext

from feedback.campaign.models import Subject
from feedback.config import Settings
from feedback.foundations.mail import Letter
from feedback.identity.models import Person
from feedback.invitation import letters as invitation_letters
from feedback.invitation.models import Invitation
from feedback.nomination import letters as nomination_letters
from feedback.report import letters as report_letters

CODE = "…"  # what stands for the code of a link: nothing is minted for a preview

Preview = Callable[[], Letter | None]


def previews_of(leader: Subject, settings: Settings) -> dict[str, tuple[str, Preview]]:
    """Every letter about a leader in the order of sending: its id, for whom and when it is, and how to write it."""
    base = settings.base_url

    def stage(write: Callable[..., object], to: Person) -> Preview:
        def letter() -> Letter | None:
            written = write(to.id, [leader.id], base_url=base)
            return written.letter if written is not None else None  # type: ignore[attr-defined]

        return letter

    def asking(group: str, again: bool) -> Preview:
        return partial(_asking, leader, group, again, settings)

    someone = gettext("peers, direct reports and others")
    return {
        "nominate": (gettext("To the leader, at launch"), stage(nomination_letters.write_nominate, leader.person)),
        "nudge-leader": (
            gettext("To the leader, if the list has not been sent after a week"),
            stage(nomination_letters.write_nudge_to_choose, leader.person),
        ),
        "approve": (
            gettext("To the manager, when the list is sent"),
            stage(nomination_letters.write_approve, leader.manager),
        ),
        "nudge-manager": (
            gettext("To the manager, if the list has waited for a week"),
            stage(nomination_letters.write_nudge_to_approve, leader.manager),
        ),
        "sent-back": (
            gettext("To the leader, when the manager sends the list back"),
            stage(nomination_letters.write_sent_back, leader.person),
        ),
        "invite-peers": (gettext("To %(group)s, on approval", group=someone), asking("peers", False)),
        "invite-manager": (gettext("To the manager, on approval"), asking("manager", False)),
        "invite-self": (gettext("To the leader, on approval"), asking("self", False)),
        "remind-peers": (gettext("Reminder to %(group)s", group=someone), asking("peers", True)),
        "remind-manager": (gettext("Reminder to the manager"), asking("manager", True)),
        "remind-self": (gettext("Reminder to the leader"), asking("self", True)),
        "report-ready": (
            gettext("To the coach, when feedback is closed"),
            stage(report_letters.write_report_ready, leader.coach),
        ),
        "nudge-coach": (
            gettext("To the coach, if the report has not been opened after a week"),
            stage(report_letters.write_nudge_to_open, leader.coach),
        ),
        "report-released": (
            gettext("To the leader, when the coach releases the report"),
            stage(report_letters.write_report_released, leader.person),
        ),
    }


def _asking(leader: Subject, group: str, again: bool, settings: Settings) -> Letter:
    asked = [(Invitation(subject_id=leader.id, group=group, state=0), leader)]  # never added to the session
    named = {"manager": leader.manager, "self": leader.person}
    to = named.get(group)
    return invitation_letters.compose(
        asked,
        asked if again else [],
        to=to.email if to else "",
        name=to.name if to else gettext("(name of the rater)"),
        url=f"{settings.base_url}/r#{CODE}",
        council=settings.council_name,
    )
