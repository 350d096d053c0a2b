"""What a data-protection officer asks for: the register, and the assessment of risks. The notice is in ``notice``.

Both are filled from the tables that there are and from the settings of this installation.
"""

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.assurance import kept
from feedback.assurance.kept import KINDS, TABLES
from feedback.assurance.paper import Paper, Section, Table
from feedback.config import Settings


def counted(number: int, unit: str) -> str:
    """``1 year``, ``3 years``."""
    words = {
        "year": ngettext("%(num)s year", "%(num)s years", number),
        "month": ngettext("%(num)s month", "%(num)s months", number),
        "minute": ngettext("%(num)s minute", "%(num)s minutes", number),
    }
    return str(words[unit])


def periods(settings: Settings) -> dict[str, str]:
    """How long each thing is kept here, in words."""
    reports, people = counted(settings.keep_reports_years, "year"), counted(settings.keep_people_months, "month")
    asked, mail = counted(settings.keep_asked_months, "month"), counted(settings.keep_mail_months, "month")
    return {
        kept.CLOSING: _("destroyed when feedback closes, with the key"),
        kept.REPORTS: after_closing(reports),
        kept.ASKED: _("%(time)s after feedback closed; answers are destroyed when it closes", time=asked),
        kept.MAIL: after_closing(mail),
        kept.PEOPLE: _(
            "until %(time)s after they left and have no part in anything, or until they ask to be forgotten",
            time=people,
        ),
        kept.AUDIT: counted(settings.keep_audit_years, "year"),
        kept.CAMPAIGN: _("until the last of its leaders' feedback is erased"),
        kept.MOMENTS: _("until it is done: minutes, days, or at most 30 days"),
        kept.THEIRS: _("until its owner erases it, or leaves"),
        kept.INSTALLATION: _("as long as the installation is used"),
    }


def after_closing(time: str) -> str:
    """``3 years after feedback closed``."""
    return str(_("%(time)s after feedback closed", time=time))


def how_long_asked(settings: Settings) -> str:
    """How long it is kept who was asked; of their answers nothing is left then."""
    return after_closing(counted(settings.keep_asked_months, "month"))


def register(settings: Settings) -> Paper:
    """What is kept, of whom, why and for how long: every table and every column."""
    how_long = periods(settings)
    rows: list[tuple[str, ...]] = [
        (name, table.whose, table.why, how_long[table.until], _columns(table)) for name, table in sorted(TABLES.items())
    ]
    return Paper(
        "What is kept, why and for how long",
        "Every table of the database, made from the models. Nothing else is stored, but for the keys of open rounds "
        "in the key store, and for what the council's mail server keeps of letters.",
        [
            Section("The periods", [
                "Each is a setting of the installation, with a floor and a ceiling. The worker erases what is due, "
                "and wipes it from the database's files. Backups are the operator's: keep them no longer than this.",
                Table("Periods", ("What", "Setting", "Here", "At least", "At most"), _settings(settings)),
            ]),
            Section("The tables", [
                Table("Tables", ("Table", "About", "Why", "Until", "Columns"), rows),
            ]),
        ],
    )  # fmt: skip


def _settings(settings: Settings) -> list[tuple[str, ...]]:
    wanted = {
        "keep_reports_years": ("Reports, plans and a leader's whole round", "year"),
        "keep_asked_months": ("Who was asked, and whether they answered", "month"),
        "keep_mail_months": ("What went by mail on which day", "month"),
        "keep_people_months": ("People who have left", "month"),
        "keep_audit_years": ("The audit", "year"),
    }
    rows: list[tuple[str, ...]] = []
    for name, (words, unit) in wanted.items():
        limits = {type(one).__name__: one for one in Settings.model_fields[name].metadata}
        least, most = limits["Ge"].ge, limits["Le"].le
        here = counted(getattr(settings, name), unit)
        rows.append((words, f"FEEDBACK_{name.upper()}", here, counted(least, unit), counted(most, unit)))
    return rows


def _columns(table: kept.Kept) -> str:
    return "; ".join(f"{kind}: {', '.join(table.columns[kind].split())}" for kind in KINDS if kind in table.columns)


def assessment(settings: Settings) -> Paper:
    """The assessment of risks to people (DPIA), as far as the product and its settings answer it."""
    how_long = periods(settings)
    database = "PostgreSQL" if settings.database_url.startswith("postgresql") else "SQLite, in a file"
    kinds = {kind: sum(len(table.columns.get(kind, "").split()) for table in TABLES.values()) for kind in KINDS}
    return Paper(
        "Data protection impact assessment",
        f"For {settings.council_name}. What the product does is filled in from its configuration. What only the "
        "council can say is marked “For the council”.",
        [
            Section("What is done, and why", [
                "Leaders are rated by people they work with, against the council's own framework, so that they "
                "learn. Feedback about somebody's work can be hurtful, and people who give it may fear for "
                "themselves. That makes an assessment necessary whatever the number of people.",
                "For the council: who is asked to take part, whether it is voluntary, and that it is not used for "
                "pay or discipline.",
            ]),
            Section("What is kept", [
                f"{len(TABLES)} tables with {sum(kinds.values())} columns; the register has each of them.",
                Table("Columns by kind", ("Kind", "Columns"), [(kind, str(kinds[kind])) for kind in KINDS]),
                "No special categories of data are asked for. A comment may hold some all the same: raters are "
                "shown what may give them or others away, and the coach looks through comments before the leader "
                "reads them.",
            ]),
            Section("How it is set up here", [
                Table("Settings", ("What", "Here"), [
                    ("Database", database),
                    ("Letters go by", "GOV.UK Notify" if settings.mail_by == "notify" else "the council's mail server"),
                    ("Mail is encrypted on its way (STARTTLS)", "yes" if settings.mail_starttls else "no"),
                    ("People reach it over HTTPS", "yes" if settings.https else "no"),
                    ("Smallest group that is shown", str(settings.minimum_group_size)),
                    ("Stopping can be undone for", f"{settings.undo_hours:g} hours"),
                    ("A link to sign in is good for", counted(settings.sign_in_minutes, "minute")),
                    ("Reports are kept for", how_long[kept.REPORTS]),
                    ("Who was asked is kept for", how_long[kept.ASKED]),
                    ("People who left are kept", how_long[kept.PEOPLE]),
                    ("The audit is kept for", how_long[kept.AUDIT]),
                ]),
            ]),
            Section("Necessary and proportionate", [
                ("Only names, work addresses and standing are taken from the directory.",
                 "No answer is kept after closing, and none can be read before.",
                 "No time, address or device of a rater is kept or logged.",
                 "Nothing is decided by machine. A report reaches the leader only after a coach has released it."),
            ]),
            Section("Risks, and what is done about them", [
                Table("Risks", ("Risk", "What is done", "What remains"), RISKS),
            ]),
            Section("People's rights", [
                ("To be told: the privacy notice, the words above every questionnaire and in every letter.",
                 "To see: “Your data” for everybody who can sign in; `flask person access-pack`, and a page for "
                 "administrators, for those who cannot.",
                 "To be forgotten: at any time; no report changes by it.",
                 "To object: raters may decline without saying why, and may stop reminders."),
            ]),
            Section("Decision", [
                "For the council: whom you asked, what remains acceptable, who signs, and when it is looked at "
                "again.",
            ]),
        ],
    )  # fmt: skip


RISKS = (
    (
        "A leader or colleague finds out what somebody answered",
        "Only figures of groups are released, coded so that several answers stay possible for everybody, proved for "
        "every possible set of answers (flask disclosure prove)",
        "Writing style, facts only one person knows, and guessing",
    ),
    (
        "Somebody breaks in, or steals a backup, while feedback is open",
        "Answers are sealed to a key that neither the database nor the web process has",
        "Who was asked and has answered can be seen",
    ),
    (
        "Somebody who runs the server reads answers before closing",
        "The key store is apart; a campaign can lock answers with the coach's passphrase as well",
        "Whoever changes the running software, which raters are told",
    ),
    (
        "An administrator looks at what is none of their business",
        "No page shows answers; names of raters are behind a reason; every look is in an audit that cannot be "
        "changed unnoticed",
        "Misuse is found out afterwards, not prevented",
    ),
    (
        "A hurtful comment reaches the leader",
        "The coach looks through all comments first, and is there when the report is read",
        "Judgement of the coach",
    ),
    (
        "Data are kept too long",
        "Periods with ceilings, erased by the worker and wiped from the files; tested",
        "Backups: their period is the operator's",
    ),
)
