"""What does a rater read in their mail? Short, from the council, with the promise that fits their group."""

import uuid
from collections.abc import Sequence

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.foundations import sealing
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.invitation import service
from feedback.invitation.models import SUBMITTED, Invitation

WHY_THIS_LINK = (
    "The link is yours alone. It lets you answer, but it cannot show what you have answered to anybody else."
)


def write_invitation(person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask somebody for feedback, on one leader or several, with one link minted for all."""
    return _write(person_id, invitation_ids, base_url=base_url, reminder=False)


def write_reminder(person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask again those who have not answered since; the link in it is a fresh one."""
    return _write(person_id, invitation_ids, base_url=base_url, reminder=True)


def write_replaced(person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a rater, without any content, that answers were replaced or withdrawn from another browser."""
    to, asked = _still_open(person_id, invitation_ids, declined_too=True)
    if to is None or not asked:
        return None
    token = service.mint(invitation.id for invitation, _ in asked)
    letter = Letter(
        to.email,
        "Your feedback was changed from another browser",
        (
            f"Hello {to.name},",
            f"Your answers about {_names(asked)} were replaced or withdrawn from a browser not used before.",
            "If that was you, there is nothing to do. If not, use this link to answer again, and tell the learning and "
            "development team.",
        ),
        (Link("Answer again", f"{base_url}/r#{token}"),),
    )
    spent = sealing.digest(token)
    return Written(letter, forget=lambda: service.forget(spent))


Asked = list[tuple[Invitation, Subject]]


def _write(
    person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str, reminder: bool
) -> Written | None:
    to, asked = _still_open(person_id, invitation_ids)
    if reminder:
        asked = [(invitation, leader) for invitation, leader in asked if invitation.state != SUBMITTED]
    if to is None or not asked:
        return None
    token = service.mint(invitation.id for invitation, _ in asked)
    own = all(invitation.group == "self" for invitation, _ in asked)
    subject = "Rate yourself: your 360 feedback" if own else f"Feedback on {_names(_of_others(asked))}"
    letter = Letter(
        to.email,
        f"Reminder: {subject[0].lower()}{subject[1:]}" if reminder else subject,
        (f"Hello {to.name},", *_words(asked, own=own)),
        (Link("Give your feedback" if not own else "Rate yourself", f"{base_url}/r#{token}"),),
        (WHY_THIS_LINK,),
    )
    spent = sealing.digest(token)
    return Written(letter, forget=lambda: service.forget(spent))


def _still_open(
    person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, declined_too: bool = False
) -> tuple[Person | None, Asked]:
    asked = service.open_invitations(invitation_ids, declined_too=declined_too)
    leaders = campaigns.subjects_by_id([invitation.subject_id for invitation in asked])
    return identity.person(person_id), [(invitation, leaders[invitation.subject_id]) for invitation in asked]


def _words(asked: Asked, *, own: bool) -> tuple[str, ...]:
    minutes = sum(campaigns.questionnaire_for(leader).minutes for _, leader in asked)
    closes_on = min(leader.campaign.closes_on for _, leader in asked)
    until = (
        f"It takes about {minutes} minutes. You can answer until {closes_on:%-d %B %Y}, and stop and come back. "
        "Nothing can be added after that day."
    )
    if own:
        return ("Your raters are being asked for feedback on your leadership. Please rate yourself too.", until)
    of_others = _of_others(asked)
    manager_of = [(invitation, leader) for invitation, leader in of_others if invitation.group == "manager"]
    anonymous = [pair for pair in of_others if pair not in manager_of]
    words = [f"{_names(of_others)} would value your feedback on how they lead. {until}"]
    if manager_of:
        words.insert(0, f"As the line manager of {_names(manager_of)} you are not anonymous.")
    if len(of_others) < len(asked):
        words.append("Please rate yourself too: your own ratings are shown under your name.")
    if anonymous:
        smallest = min(leader.campaign.group_min_n for _, leader in anonymous)
        about = "" if len(anonymous) == len(asked) else f" of {_names(anonymous)}"
        words.append(
            f"Your ratings{about} are combined with those of at least {smallest - 1} others: nobody can prove from the "
            "report that you gave a low rating. The first page says exactly what will be shown, and to whom."
        )
    return tuple(words)


def _of_others(asked: Asked) -> Asked:
    return [(invitation, leader) for invitation, leader in asked if invitation.group != "self"]


def _names(asked: Asked) -> str:
    names = sorted({leader.person.name for _, leader in asked})
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
