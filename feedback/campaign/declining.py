"""Why would somebody rather not give feedback? The choices in words, for raters and for administrators."""

from collections.abc import Mapping

from flask_babel import gettext

from feedback.campaign.rules import ANOTHER_REASON, KNOWS_TOO_LITTLE, NO_TIME, NOT_FAIR


def reasons(group: str) -> list[tuple[int, str]]:
    """The reasons that somebody of this rater group may choose from, each with its code."""
    words = _words()
    return [(code, words[code]) for code in ((NO_TIME, ANOTHER_REASON) if group == "self" else words)]


def counted_reasons(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many gave which reason, the most frequent first; from ``Campaign.decline_reasons``."""
    words = _words()
    return sorted(((words[int(code)], count) for code, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def _words() -> dict[int, str]:
    return {
        KNOWS_TOO_LITTLE: gettext("I do not know their work well enough"),
        NO_TIME: gettext("I do not have the time"),
        NOT_FAIR: gettext("I would find it hard to be fair, or have a conflict of interest"),
        ANOTHER_REASON: gettext("Another reason"),
    }
