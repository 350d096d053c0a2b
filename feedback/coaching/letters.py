"""What do coaches read in their mail about their keys? What is wanted of them, and never a key or a passphrase."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext as _

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed


def write_coach_key(_person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a coach to choose passphrases before anybody is asked for feedback."""
    leaders = _leaders(subject_ids, coach_keys.TO_MAKE)
    if not leaders:
        return None
    return _written(
        leaders,
        _("Choose a passphrase to protect answers about %(leaders)s", leaders=_names(leaders)),
        (
            _(
                "You coach %(leaders)s. What is said about each leader is locked by a passphrase that only you "
                "have, so that nobody else can open it before feedback has closed.",
                leaders=_names(leaders),
            ),
            _("Nobody is asked for feedback on a leader until you have chosen the passphrase. It takes two minutes."),
        ),
        Link(_("Choose a passphrase"), f"{base_url}/tasks"),
    )


def write_passphrase(
    _person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str, again: bool = False
) -> Written | None:
    """Ask a coach to come with their passphrases, because feedback has stopped; ``again`` if they have not come yet."""
    leaders = _leaders(subject_ids, coach_keys.WANTED)
    if not leaders:
        return None
    return _written(
        leaders,
        _("Reminder: type your passphrase to close feedback on %(leaders)s", leaders=_names(leaders))
        if again
        else _("Type your passphrase to close feedback on %(leaders)s", leaders=_names(leaders)),
        (
            _(
                "Feedback on %(leaders)s has stopped. It can be closed once you have typed the passphrase that "
                "you chose. Until then the answers stay locked, and there is no report.",
                leaders=_names(leaders),
            ),
            *(
                (_("We do not remind you again. If you no longer have it, tell learning and development."),)
                if again
                else ()
            ),
        ),
        Link(_("Type your passphrase"), f"{base_url}/tasks"),
    )


def _leaders(subject_ids: Sequence[uuid.UUID], state: str) -> list[Subject]:
    """Those of the leaders about whom the letter is still needed, by name."""
    found = campaigns.subjects_by_id(subject_ids)
    states = coach_keys.states(found.values())
    return sorted((found[key] for key in found if states.get(key) == state), key=lambda leader: leader.person.name)


def _written(leaders: Sequence[Subject], subject: str, words: tuple[str, ...], link: Link) -> Written:
    coach = leaders[0].coach
    return Written(Letter(coach.email, subject, (_("Hello %(name)s,", name=coach.name), *words), (link,)))


def _names(leaders: Sequence[Subject]) -> str:
    return listed(sorted({leader.person.name for leader in leaders}))
