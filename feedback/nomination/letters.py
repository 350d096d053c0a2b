"""What do leaders and managers read in their mail while raters are being chosen?"""

import uuid
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.campaign.options import Options, about_systems
from feedback.foundations.hours import Hours
from feedback.foundations.languages import written_date
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.nomination import links, silence
from feedback.nomination.service import OPEN_STATES


def write_nominate(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a leader to choose raters."""
    return _write(
        person_id,
        subject_ids,
        subject=gettext("Choose who gives you feedback"),
        words=(
            gettext(
                "You are taking part in 360-degree feedback. Choose the people who know your work: peers, your "
                "direct reports, and others such as councillors or partners. Your manager then approves the list."
            ),
            gettext("You will also be asked to rate yourself."),
            *_about_systems(subject_ids),
        ),
        link=gettext("Choose your raters"),
        url=f"{base_url}/nominations",
    )


def write_approve(
    person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str, hours: Hours, today: date
) -> Written | None:
    """Ask a manager to approve lists, each by a link of its own; nothing for lists that have been decided meanwhile."""
    to = identity.person(person_id)
    leaders = sorted(
        (
            leader
            for leader in campaigns.subjects_by_id(subject_ids).values()
            if leader.list_state == "with_manager" and leader.manager_id == person_id
        ),
        key=lambda leader: (leader.person.name.lower(), leader.id),
    )
    if to is None or not leaders:
        return None
    tokens = [links.mint(leader.id, person_id) for leader in leaders]

    def forget() -> None:
        for token in tokens:
            links.forget(token)

    return Written(compose_approve(to, leaders, tokens, base_url=base_url, hours=hours, today=today), forget)


def compose_approve(
    to: Person, leaders: Sequence[Subject], codes: Sequence[str], *, base_url: str, hours: Hours, today: date
) -> Letter:
    """The words that ask a manager to approve lists, wherever they are; ``codes`` open the list of each leader."""
    names = listed([leader.person.name for leader in leaders])
    words = [
        gettext("Hello %(name)s,", name=to.name),
        gettext(
            "%(names)s chose the people to ask for feedback. Look through the list: you can add or remove people, or "
            "send it back with a note. Nobody is asked before you approve.",
            names=names,
        ),
    ]
    for leader in leaders:
        day = silence.approved_on(leader, hours=hours, told_on=today)
        if day is not None:
            words.append(
                gettext(
                    "If you do nothing, the list of %(name)s counts as approved on %(day)s.",
                    name=leader.person.name, day=written_date(day),
                )
            )  # fmt: skip
    return Letter(
        to.email,
        gettext("Approve the raters of %(names)s", names=names),
        tuple(words),
        tuple(
            Link(gettext("Look at the list of %(name)s", name=leader.person.name), f"{base_url}/list#{code}")
            for leader, code in zip(leaders, codes, strict=True)
        ),
        (gettext("The link opens this list without signing in, until it is decided. Do not pass it on."),),
    )


def write_approved_by_silence(
    person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str
) -> Written | None:
    """Tell a manager that lists count as approved, because the campaign says so and nobody objected."""
    names = _names(subject_ids)
    return _write(
        person_id,
        subject_ids,
        subject=gettext("The raters of %(names)s are being asked", names=names),
        words=(
            gettext(
                "You did not decide about the list of %(names)s in time, so it counts as approved, as this campaign "
                "has it. The people on it are asked for feedback now. You can still add somebody.",
                names=names,
            ),
        ),
        link=gettext("Look at the list"),
        url=f"{base_url}/approvals",
    )


def write_list_approved(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that their list counts as approved."""
    return _write(
        person_id,
        subject_ids,
        subject=gettext("Your raters are being asked"),
        words=(
            gettext(
                "Your manager did not decide about your list of raters in time, so it counts as approved, as this "
                "campaign has it. The people on it are asked for feedback now, and so are you."
            ),
        ),
        link=gettext("Look at your list"),
        url=f"{base_url}/nominations",
    )


def write_sent_back(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the manager wants changes."""
    return _write(
        person_id,
        subject_ids,
        subject=gettext("Your list of raters needs a change"),
        words=(gettext("Your manager has sent your list of raters back with a note."),),
        link=gettext("Change your list"),
        url=f"{base_url}/nominations",
    )


def write_nudge_leader(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Remind a leader, once, of a list that has not been sent to the manager; nothing once it has."""
    return write_nudge_to_choose(person_id, _where(subject_ids, "choosing"), base_url=base_url)


def write_nudge_manager(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Remind a manager, once, of lists that wait for approval; nothing of those that no longer do."""
    return write_nudge_to_approve(person_id, _where(subject_ids, "with_manager"), base_url=base_url)


def write_nudge_to_choose(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """The words that remind a leader, wherever the list is."""
    return _write(
        person_id,
        subject_ids,
        subject=gettext("Reminder: choose who gives you feedback"),
        words=(
            gettext(
                "Your list of raters has not gone to your manager yet. Nobody is asked for feedback before you send it "
                "and your manager approves it."
            ),
            _until(subject_ids),
        ),
        link=gettext("Choose your raters"),
        url=f"{base_url}/nominations",
    )


def write_nudge_to_approve(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """The words that remind a manager, wherever the lists are."""
    names = _names(subject_ids)
    return _write(
        person_id,
        subject_ids,
        subject=gettext("Reminder: approve the raters of %(names)s", names=names),
        words=(
            gettext("The raters of %(names)s wait for your approval. Nobody is asked before you give it.", names=names),
            _until(subject_ids),
        ),
        link=gettext("Look at the list"),
        url=f"{base_url}/approvals",
    )


def _about_systems(subject_ids: Sequence[uuid.UUID]) -> tuple[str, ...]:
    """What other systems of the council may read, if a campaign that this is about allows it."""
    told = [about_systems(Options.of_round(one.rules)) for one in campaigns.subjects_by_id(subject_ids).values()
            if one.rules]  # fmt: skip
    return next((words for words in told if words), ())


def _until(subject_ids: Sequence[uuid.UUID]) -> str:
    days = [leader.campaign.closes_on for leader in campaigns.subjects_by_id(subject_ids).values()]
    return str(gettext("Raters can answer until %(day)s.", day=written_date(min(days)))) if days else ""


def _where(subject_ids: Sequence[uuid.UUID], list_state: str) -> list[uuid.UUID]:
    """Those of the leaders whose list is in a state, while it can still move."""
    leaders = campaigns.subjects_by_id(subject_ids).values()
    return [one.id for one in leaders if one.list_state == list_state and one.campaign.state in OPEN_STATES]


def _write(
    person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, subject: str, words: tuple[str, ...], link: str, url: str
) -> Written | None:
    to = identity.person(person_id)
    if to is None or not campaigns.subjects_by_id(subject_ids):
        return None
    return Written(Letter(to.email, subject, (gettext("Hello %(name)s,", name=to.name), *words), (Link(link, url),)))


def _names(subject_ids: Sequence[uuid.UUID]) -> str:
    return listed(sorted(leader.person.name for leader in campaigns.subjects_by_id(subject_ids).values()))
