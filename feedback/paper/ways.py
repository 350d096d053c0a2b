"""In which words stands on paper, and on the clerk's page, how a comment reaches the leader?"""

from flask_babel import gettext as _

from feedback.response.rules import COACH_ONLY, PARAPHRASE, VERBATIM


def in_words() -> dict[str, str]:
    """The ways a comment can travel, each in words; the first holds if nothing is chosen."""
    return {
        VERBATIM: _("word for word"),
        PARAPHRASE: _("in the coach’s words"),
        COACH_ONLY: _("to the coach only"),
    }
