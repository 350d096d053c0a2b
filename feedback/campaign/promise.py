"""What do we promise this rater? Generated from the campaign's own rules, so never more than what is kept."""

from flask_babel import gettext

from feedback.campaign.models import Subject
from feedback.campaign.options import (
    Options,
    about_comments,
    about_importance,
    about_small_groups,
    about_spread,
    about_systems,
)

USUAL = Options()


def promise_to(group: str, leader: Subject) -> tuple[str, ...]:
    """What raters of a group are told about a launched leader, on screen and on paper, from the rules frozen then."""
    return promise(
        group,
        leader=leader.person.name,
        group_min_n=leader.campaign.group_min_n,
        options=Options.of_round(leader.rules or {}),
        coach_key=leader.campaign.coach_key,
    )


def promise(
    group: str, *, leader: str, group_min_n: int, options: Options = USUAL, coach_key: bool = False
) -> tuple[str, ...]:
    """What somebody of this rater group is told before they answer, as sentences in the reader's language.

    Args:
        group: self, manager, peers, reports or others.
        leader: the leader's name.
        group_min_n: the campaign's smallest group of raters (K).
        options: what else the campaign chose about its reports.
        coach_key: whether closing needs the coach's passphrase.
    """
    if options.check_in:
        return _at_a_check_in(group, leader=leader, group_min_n=group_min_n, options=options, coach_key=coach_key)
    if group == "self":
        return (
            gettext("You are rating yourself, so your ratings and comments are shown under your name."),
            gettext("Your coach sees them in the report, beside what others said."),
            *about_systems(options),
        )
    if group == "manager":
        return (
            gettext("You are not anonymous. You are the only line manager, so what you say is shown as the manager’s."),
            gettext("%(leader)s and the coach will read it beside what others said.", leader=leader),
            *about_systems(options),
        )
    return (
        *_in_short(leader=leader, group_min_n=group_min_n),
        about_small_groups(options),
        *about_spread(options),
        *about_importance(options),
        about_comments(options),
        *about_systems(options),
        *((locked_by_the_coach(),) if coach_key else ()),
        gettext("Once feedback has closed, not even we can tell which answers were yours."),
    )


def _at_a_check_in(group: str, *, leader: str, group_min_n: int, options: Options, coach_key: bool) -> tuple[str, ...]:
    """The same promise for the few questions some months later, and who sees what comes of them."""
    if group == "self":
        return (
            gettext("You are rating yourself, so your ratings are shown under your name."),
            gettext("Your manager and your coach see them beside your action plan, with what others said."),
        )
    if group == "manager":
        return (
            gettext("You are not anonymous. You are the only line manager, so what you say is shown as the manager’s."),
            gettext("%(leader)s and the coach see it beside the action plan, with what others said.", leader=leader),
        )
    return (
        *_in_short(leader=leader, group_min_n=group_min_n),
        about_small_groups(options),
        gettext(
            "We ask the same people as before, and some will not answer. If fewer than %(smallest)s do, no figures are "
            "shown.",
            smallest=_in_words(group_min_n),
        ),
        gettext(
            "%(leader)s, their manager and the coach see the result beside the action plan. It has no comments.",
            leader=leader,
        ),
        *((locked_by_the_coach(),) if coach_key else ()),
        gettext("Once it has closed, not even we can tell which answers were yours."),
    )


def promise_in_short(group: str, *, leader: str, group_min_n: int) -> tuple[str, ...]:
    """The part of ``promise`` that has to be known before the link is opened: for a letter."""
    if group in ("self", "manager"):
        return promise(group, leader=leader, group_min_n=group_min_n)[:1]
    return _in_short(leader=leader, group_min_n=group_min_n)


def locked_by_the_coach() -> str:
    """That nobody opens answers before the coach comes."""
    words: str = gettext(
        "What you send is also locked by a passphrase that only the coach has. The coach types it after the last day. "
        "Until then, even somebody with our database and all our keys cannot open it."
    )
    return words


def _in_short(*, leader: str, group_min_n: int) -> tuple[str, ...]:
    return (
        gettext(
            "Your ratings are combined with those of at least %(others)s others.", others=_in_words(group_min_n - 1)
        ),
        gettext(
            "Nobody can prove from the report that you gave a low rating: not %(leader)s, not HR, not the coach, "
            "nor one of your colleagues working with them.",
            leader=leader,
        ),
    )


def _in_words(number: int) -> str:
    """``three`` for 3, in the reader's language; a campaign's smallest group has from three to ten people."""
    words: dict[int, str] = {
        2: gettext("two"),
        3: gettext("three"),
        4: gettext("four"),
        5: gettext("five"),
        6: gettext("six"),
        7: gettext("seven"),
        8: gettext("eight"),
        9: gettext("nine"),
        10: gettext("ten"),
    }
    return words[number]
