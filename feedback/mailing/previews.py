"""What do the letters about a leader say? As they are written for sending, with a link that leads nowhere."""

from collections.abc import Callable
from functools import partial

from flask_babel import gettext

from feedback.campaign.models import Subject
from feedback.config import Settings
from feedback.followup import letters as followup_letters
from feedback.foundations import clock
from feedback.foundations.hours import Hours
from feedback.foundations.mail import Letter
from feedback.identity.models import Person
from feedback.invitation import change_letters
from feedback.invitation import letters as invitation_letters
from feedback.invitation.models import Invitation
from feedback.nomination import letters as nomination_letters
from feedback.report import letters as report_letters

CODE = "…"  # what stands for the code of a link: nothing is minted for a preview

# Letters that no preview shows, and why: whoever adds a kind shows it, or says here why not (a test compares).
NOT_SHOWN = {
    "sign_in": "is about no leader: whoever asks for the link reads it at once",
    "coach_key": "only where a coach has no key yet, which a preview cannot pretend",
    "passphrase": "only where answers wait for a coach's key, which a preview cannot pretend",
    "passphrase_again": "as the one before it, once more",
    "replaced": "is about what a rater did in another browser, and mints a link as it is written",
    "paper_made": "mints a link as it is written",
    "check_in_ready": "is about a check-in, which has its own campaign and no page of letters",
    "thanks": "says what the leader ticks, on the page that sends it",
}

Preview = Callable[[], Letter | None]


def previews_of(leader: Subject, settings: Settings) -> dict[str, tuple[str, Preview]]:
    """Every letter about a leader in the order of sending: its id, for whom and when it is, and how to write it."""
    base, hours = settings.base_url, Hours.of(settings)

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
            partial(
                nomination_letters.compose_approve,
                leader.manager,
                [leader],
                [CODE],
                base_url=base,
                hours=hours,
                today=hours.day(clock.now()),
            ),
        ),
        "nudge-manager": (
            gettext("To the manager, if the list has waited for a week"),
            stage(nomination_letters.write_nudge_to_approve, leader.manager),
        ),
        "sent-back": (
            gettext("To the leader, when the manager sends the list back"),
            stage(nomination_letters.write_sent_back, leader.person),
        ),
        "approved-by-silence": (
            gettext("To the manager, when the list counts as approved because nobody decided"),
            stage(nomination_letters.write_approved_by_silence, leader.manager),
        ),
        "list-approved": (
            gettext("To the leader, when the list counts as approved because nobody decided"),
            stage(nomination_letters.write_list_approved, leader.person),
        ),
        "invite-peers": (gettext("To %(group)s, on approval", group=someone), asking("peers", False)),
        "invite-manager": (gettext("To the manager, on approval"), asking("manager", False)),
        "invite-self": (gettext("To the leader, on approval"), asking("self", False)),
        "remind-peers": (gettext("Reminder to %(group)s", group=someone), asking("peers", True)),
        "remind-manager": (gettext("Reminder to the manager"), asking("manager", True)),
        "remind-self": (gettext("Reminder to the leader"), asking("self", True)),
        "more-raters": (
            gettext("To the manager, when you ask for more raters"),
            stage(change_letters.write_more_raters, leader.manager),
        ),
        "who-is-who": (
            gettext("To whom it concerns, when a manager or a coach changes"),
            stage(change_letters.write_who_is_who, leader.person),
        ),
        "called-off": (
            gettext("To everybody who was asked, if feedback is called off"),
            partial(_called_off, leader, settings),
        ),
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
        "plan-shared": (
            gettext("To the manager, when the leader shares an action plan"),
            stage(followup_letters.write_plan_shared, leader.manager),
        ),
        "plan-agreed": (
            gettext("To the leader, when the manager agrees the plan"),
            stage(followup_letters.write_plan_agreed, leader.person),
        ),
        "plan-sent-back": (
            gettext("To the leader, when the manager sends the plan back"),
            stage(followup_letters.write_plan_sent_back, leader.person),
        ),
    }


def kind_of(preview_id: str) -> str:
    """Which kind of letter, as the worker knows them, a preview is of."""
    return "request" if preview_id.startswith(("invite-", "remind-")) else preview_id.replace("-", "_")


def _called_off(leader: Subject, settings: Settings) -> Letter | None:
    written = change_letters.write_called_off(leader.person_id, [leader.id], council=settings.council_name)
    return written.letter if written is not None else None


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
