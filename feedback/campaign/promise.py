"""What do we promise this rater? Generated from the campaign's own rules, so never more than what is kept."""

from feedback.campaign.options import Options, about_comments, about_small_groups, about_spread

USUAL = Options()
FEWER_BY_ONE = {3: "two", 4: "three", 5: "four", 6: "five", 7: "six", 8: "seven", 9: "eight", 10: "nine"}

NAMED_PROMISES = {
    "self": (
        "You are rating yourself, so your ratings and comments are shown under your name.",
        "Your coach sees them in the report, beside what others said.",
    ),
    "manager": (
        "You are not anonymous. You are the only line manager, so what you say is shown as the manager’s.",
        "{leader} and the coach will read them beside what others said.",
    ),
}

LOCKED_BY_THE_COACH = (
    "What you send is also locked by a passphrase that only the coach has. Until the coach types it, after the last "
    "day, even somebody with our database and all our keys cannot open it."
)


def promise(
    group: str, *, leader: str, group_min_n: int, options: Options = USUAL, coach_key: bool = False
) -> tuple[str, ...]:
    """What somebody of this rater group is told before they answer, as sentences.

    Args:
        group: self, manager, peers, reports or others.
        leader: the leader's name.
        group_min_n: the campaign's smallest group of raters (K).
        options: what else the campaign chose about its reports.
        coach_key: whether closing needs the coach's passphrase.
    """
    if group in NAMED_PROMISES:
        return tuple(sentence.format(leader=leader) for sentence in NAMED_PROMISES[group])
    return (
        f"Your ratings are combined with those of at least {FEWER_BY_ONE[group_min_n]} others.",
        f"Nobody can prove from the report that you gave a low rating: not {leader}, not HR, not the coach, "
        "nor one of your colleagues working with them.",
        about_small_groups(options),
        *about_spread(options),
        about_comments(options),
        *((LOCKED_BY_THE_COACH,) if coach_key else ()),
        "Once feedback has closed, not even we can tell which answers were yours.",
    )
