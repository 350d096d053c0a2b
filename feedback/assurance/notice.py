"""What is everybody told about their data? The privacy notice, filled from the settings of this installation."""

from flask_babel import gettext as _

from feedback.assurance import kept
from feedback.assurance.data_protection import how_long_asked, periods
from feedback.assurance.paper import Paper, Section
from feedback.config import Settings
from feedback.response.cookies import DAYS_A_DEVICE_IS_KNOWN


def notice(settings: Settings) -> Paper:
    """What people are told about their data."""
    how_long, council = periods(settings), settings.council_name
    own = _("%(council)s's own mail server", council=council)
    carrier = _("GOV.UK Notify") if settings.mail_by == "notify" else own
    return Paper(
        _("Privacy notice"),
        _(
            "%(council)s uses %(product_name)s to help its leaders learn how others see their work. This "
            "page says what we keep about you, why, and for how long.",
            council=council,
            product_name=settings.product_name,
        ),
        [
            Section(
                _("If you are asked for feedback"),
                [
                    (
                        _(
                            "We keep your name, your work email address, about whom you are asked, and whether you "
                            "have answered. We need this to write to you and not to remind you in vain."
                        ),
                        _(
                            "What you answer is locked until feedback closes. Then all answers are opened together, "
                            "turned into the figures of the report, and destroyed. After that nobody can tell which "
                            "were yours, not even we."
                        ),
                        _("Who was asked is erased %(how_long)s.", how_long=how_long_asked(settings)),
                        _(
                            "We do not keep when you answered, from where, or on what device. Our letters do not "
                            "track you."
                        ),
                        _("You may decline. You may change or take back your answers until the last day."),
                    ),
                ],
            ),
            Section(
                _("If you are a leader, a line manager or a coach"),
                [
                    (
                        _(
                            "We keep the report, your action plan and the day of your conversation until %(reports)s.",
                            reports=how_long[kept.REPORTS],
                        ),
                        _("Leaders' and line managers' own ratings carry their names. You are told before you answer."),
                        _("A coach's notes, and a self-assessment, are locked for whoever wrote them."),
                        _(
                            "What staff change, and that they looked at a report or a comment, is kept %(audit)s.",
                            audit=how_long[kept.AUDIT],
                        ),
                    ),
                ],
            ),
            Section(
                _("Why we may"),
                [
                    _(
                        "It is in the public interest, and part of our task as an employer, that leaders learn from "
                        "feedback (UK GDPR, Article 6(1)(e)). We take no decision about you from it by machine, and "
                        "it is not used for pay or discipline."
                    ),
                ],
            ),
            Section(
                _("Who else gets it"),
                [
                    _(
                        "Nobody. Letters go by %(carrier)s. Pages load nothing from anywhere else, and nobody is "
                        "told that you have been here.",
                        carrier=carrier,
                    ),
                    (
                        _(
                            "We set one cookie so that you stay signed in and nobody else can send our forms in "
                            "your name."
                        ),
                        _(
                            "If you are asked for feedback, we set up to three. Two last until you close your "
                            "browser: the link you opened, and a number for our forms. One lasts for %(days)s days: "
                            "the key with which you alone can come back to your answers.",
                            days=DAYS_A_DEVICE_IS_KNOWN,
                        ),
                        _("We set one for the language you choose, for a year. No other."),
                    ),
                ],
            ),
            Section(
                _("Your rights"),
                [
                    (
                        _("You may see what we keep about you: sign in and open “Your data”, or ask us."),
                        _(
                            "You may have it corrected, or ask to be forgotten. Reports then stay as they are, "
                            "because nothing in them can be found to be yours."
                        ),
                        _(
                            "Once feedback has closed we cannot give you your answers, change them or take them "
                            "out. They no longer exist."
                        ),
                        _(
                            "If you are not content with what we do, you may complain to the Information "
                            "Commissioner's Office."
                        ),
                    ),
                ],
            ),
        ],
    )
