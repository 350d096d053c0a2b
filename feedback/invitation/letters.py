"""What does a rater read in their mail? Short, from the council, with the promise that fits their group."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext, ngettext

from feedback.campaign import service as campaigns
from feedback.campaign.models import CHECK_IN, Subject
from feedback.campaign.promise import promise_in_short
from feedback.foundations import sealing
from feedback.foundations.languages import written_date
from feedback.foundations.mail import Letter, Link, Paragraph, Points
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.invitation import handover, service
from feedback.invitation.models import SUBMITTED, Invitation


def write_request(
    person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str, council: str
) -> Written | None:
    """Ask somebody for feedback, on one leader or several, with one fresh link for all.

    Those about whom they had a letter before are asked for again: they are left out if the rater has answered or wants
    no reminders. A letter that only asks again says so in its subject, and how to get no more of them.
    """
    to, asked = _still_open(person_id, invitation_ids)
    before = service.asked_before([invitation.id for invitation, _ in asked])
    again = [pair for pair in asked if pair[0].id in before]
    asked = [pair for pair in asked if pair not in again or service.is_to_be_reminded(pair[0])]
    if to is None or not asked:
        return None
    again = [pair for pair in again if pair in asked]
    token = service.mint(invitation.id for invitation, _ in asked)
    letter = compose(
        asked, again, to=to.email, name=to.name, url=f"{base_url}/r#{token}", council=council,
        unsubscribe=f"{base_url}/r/no-reminders/{handover.no_reminders_code(token)}" if again else "",
    )  # fmt: skip
    spent = sealing.digest(token)
    return Written(letter, forget=lambda: service.forget(spent))


def write_replaced(person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a rater, without any content, that answers were replaced or withdrawn from another browser."""
    to, asked = _still_open(person_id, invitation_ids, declined_too=True)
    if to is None or not asked:
        return None
    about = gettext("Your answers about %(names)s were replaced or taken back. It was done in another browser.",
                    names=_whom(asked))  # fmt: skip
    return _with_link(
        to,
        asked,
        gettext("Your feedback was changed from another browser"),
        (
            about,
            gettext(
                "If that was you, there is nothing to do. If not, answer again with this link, and tell the team that "
                "runs the feedback."
            ),
        ),
        Link(gettext("Answer again"), f"{base_url}/r"),
    )


def write_paper_made(person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a rater that paper was made for them, so that nobody can answer on it in their place unnoticed."""
    to, asked = _still_open(person_id, invitation_ids)
    asked = [(invitation, leader) for invitation, leader in asked if invitation.state != SUBMITTED]
    if to is None or not asked:
        return None
    printed = gettext("A paper copy of the questions about %(names)s was printed for you. It is on its way.",
                      names=_whom(asked))  # fmt: skip
    return _with_link(
        to,
        asked,
        gettext("Your feedback on paper"),
        (
            printed,
            gettext(
                "You can still answer online with this link. What you send online counts, and the paper is then not "
                "used."
            ),
            gettext("If you did not ask for paper, answer online, and tell the team that runs the feedback."),
        ),
        Link(gettext("Answer online"), f"{base_url}/r"),
    )


Asked = list[tuple[Invitation, Subject]]
MOST_NAMES_IN_A_SENTENCE = 3  # more are counted: the list in the letter names them all


def compose(asked: Asked, again: Asked, *, to: str, name: str, url: str, council: str, unsubscribe: str = "") -> Letter:
    """The letter that asks for feedback: for the first time, once more (``again``, some of those asked), or both."""
    own, only_again = not _of_others(asked), len(again) == len(asked)
    small_print = [
        gettext("The link is yours alone. You can answer with it, but nobody can use it to read what you said.")
    ]
    if again:
        small_print.append(
            gettext("You can say no, or ask us not to remind you again, on the page that the link opens.")
        )
    words = (
        gettext("Hello %(name)s,", name=name),
        *_not_anonymous(asked),
        *([_once_more(again, only=only_again)] if again else []),
        *_request(asked, council=council),
        *_promises(asked),
    )
    link = Link(gettext("Rate yourself") if own else gettext("Give your feedback"), url)
    return Letter(to, _subject(asked, reminder=only_again), words, (link,), tuple(small_print), unsubscribe)


def _once_more(again: Asked, *, only: bool) -> str:
    if only or not _of_others(again):
        return str(gettext("You have not sent your feedback yet, so we ask once more."))
    names = _names(_of_others(again))
    return str(gettext("You have not sent your feedback on %(names)s yet, so we ask once more.", names=names))


def _with_link(
    to: Person, asked: Asked, subject: str, words: tuple[Paragraph, ...], link: Link, small_print: tuple[str, ...] = ()
) -> Written:
    """A letter with one fresh link for all that is asked, which is forgotten if the letter cannot be sent."""
    token = service.mint(invitation.id for invitation, _ in asked)
    hello = gettext("Hello %(name)s,", name=to.name)
    letter = Letter(to.email, subject, (hello, *words), (Link(link.label, f"{link.url}#{token}"),), small_print)
    spent = sealing.digest(token)
    return Written(letter, forget=lambda: service.forget(spent))


def _still_open(
    person_id: uuid.UUID, invitation_ids: Sequence[uuid.UUID], *, declined_too: bool = False
) -> tuple[Person | None, Asked]:
    asked = service.open_invitations(invitation_ids, declined_too=declined_too)
    leaders = campaigns.subjects_by_id([invitation.subject_id for invitation in asked])
    return identity.person(person_id), [(invitation, leaders[invitation.subject_id]) for invitation in asked]


def _subject(asked: Asked, *, reminder: bool) -> str:
    of_others = _of_others(asked)
    names = _in_a_sentence(of_others) if of_others else ""
    words: str
    if _only_check_ins(asked):
        whom = names or gettext("yourself")
        words = (
            gettext("Reminder: has anything changed? A check-in on %(names)s", names=whom)
            if reminder
            else gettext("Has anything changed? A check-in on %(names)s", names=whom)
        )
    elif names:
        words = (
            gettext("Reminder: feedback on %(names)s", names=names)
            if reminder
            else gettext("Feedback on %(names)s", names=names)
        )
    else:
        words = gettext("Reminder: rate yourself") if reminder else gettext("Rate yourself: your 360 feedback")
    return words


def _not_anonymous(asked: Asked) -> list[Paragraph]:
    """What a line manager must know before anything else."""
    managed = _in_group(asked, "manager")
    if not managed:
        return []
    return [
        gettext(
            "As the line manager of %(names)s you are not anonymous. What you say is shown as the manager’s.",
            names=_names(managed),
        )
    ]


def _request(asked: Asked, *, council: str) -> list[Paragraph]:
    """Who asks, about whom, how long it takes, and until when."""
    of_others, all_of_self = _of_others(asked), _in_group(asked, "self")
    words: list[Paragraph] = []
    if _only_check_ins(asked):
        words.append(_about_check_ins(of_others))
    elif of_others:
        would_value = gettext("%(names)s would value your feedback on how they lead.", names=_in_a_sentence(of_others))
        words.append(
            would_value + " " + gettext("%(council)s asks for it, to help its leaders get better.", council=council)
        )
        if all_of_self:
            words.append(gettext("Please rate yourself too: your own ratings are shown under your name."))
    else:
        words.append(
            gettext("%(council)s is asking people for feedback on how you lead. Please rate yourself too.",
                    council=council)
        )  # fmt: skip
    comes_back = gettext("You do not need an account. You can stop and come back.")
    if len(asked) == 1:
        [(_, leader)] = asked
        takes = ngettext("It takes about %(num)s minute.", "It takes about %(num)s minutes.", _minutes(leader))
        until = gettext("You can answer until %(day)s.", day=written_date(leader.campaign.closes_on))
        until = f"{until} {gettext('Nothing can be added after that day.')}"
        return [*words, Points((takes, until, comes_back))]
    by_name = sorted(asked, key=lambda pair: (pair[0].group == "self", pair[1].person.name))
    nothing_later = gettext("Nothing can be added after the last day.")
    return [*words, Points(tuple(_in_a_list(*pair) for pair in by_name)), f"{comes_back} {nothing_later}"]


def _about_check_ins(of_others: Asked) -> str:
    if not of_others:
        words = gettext("After your feedback you agreed an action plan. How do you see the behaviours in it now?")
    else:
        words = gettext(
            "You were asked for feedback on %(names)s some months ago. Have you noticed a change? We ask only about "
            "two or three behaviours. If you would rather not be asked in check-ins, say so on the page that the link "
            "opens, once and for all. Nobody is told.",
            names=_in_a_sentence(of_others),
        )
    return str(words)


def _in_a_list(invitation: Invitation, leader: Subject) -> str:
    who = gettext("Yourself") if invitation.group == "self" else leader.person.name
    if leader.campaign.kind == CHECK_IN:
        who = gettext("%(who)s, what has changed", who=who)
    words: str = ngettext(
        "%(who)s: about %(num)s minute, until %(day)s",
        "%(who)s: about %(num)s minutes, until %(day)s",
        _minutes(leader),
        who=who,
        day=written_date(leader.campaign.closes_on),
    )
    return words


def _promises(asked: Asked) -> list[Paragraph]:
    """What is promised to those who are not named, and to leaders about themselves; the least that holds for all."""
    anonymous = [(one, leader) for one, leader in asked if one.group not in ("self", "manager")]
    if not anonymous:
        return [promise_in_short("self", leader="", group_min_n=0)[0]] if not _of_others(asked) else []
    about = []
    if len(anonymous) < len(asked):
        on = _names(anonymous) if len(anonymous) <= MOST_NAMES_IN_A_SENTENCE else gettext("the others")
        about = [gettext("For your feedback on %(names)s we promise this.", names=on)]
    names = _names(anonymous) if len(anonymous) == 1 else gettext("the leader")
    smallest = min(leader.campaign.group_min_n for _, leader in anonymous)
    sentences = promise_in_short("others", leader=names, group_min_n=smallest)
    return [" ".join([*about, *sentences, gettext("The first page says exactly what is shown, and to whom.")])]


def _in_group(asked: Asked, group: str) -> Asked:
    return [(invitation, leader) for invitation, leader in asked if invitation.group == group]


def _only_check_ins(asked: Asked) -> bool:
    return all(leader.campaign.kind == CHECK_IN for _, leader in asked)


def _of_others(asked: Asked) -> Asked:
    return [(invitation, leader) for invitation, leader in asked if invitation.group != "self"]


def _minutes(leader: Subject) -> int:
    return campaigns.questionnaire_for(leader).minutes


def _names(asked: Asked) -> str:
    return listed(sorted({leader.person.name for _, leader in asked}))


def _in_a_sentence(asked: Asked) -> str:
    """Their names while they are few; so many people otherwise, for a subject must fit into a line."""
    count = len({leader.person_id for _, leader in asked})
    return str(gettext("%(num)s people", num=count)) if count > MOST_NAMES_IN_A_SENTENCE else _names(asked)


def _whom(asked: Asked) -> str:
    """Their names; to leaders about themselves, who would wonder at their own, “yourself”."""
    own = [gettext("yourself")] if _in_group(asked, "self") else []
    return listed(sorted({leader.person.name for _, leader in _of_others(asked)}) + own)
