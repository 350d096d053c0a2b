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
        (f"`{name}`", str(table.whose), str(table.why), how_long[table.until], _columns(table))
        for name, table in sorted(TABLES.items())
    ]
    return Paper(
        _("What is kept, why and for how long"),
        _("Every table of the database, made from the models. Nothing else is stored, but for the keys of open rounds "
        "in the key store, and for what the council's mail server keeps of letters."),
        [
            Section(_("The periods"), [
                _("Each is a setting of the installation, with a floor and a ceiling. The worker erases what is due, "
                "and wipes it from the database's files. Backups are the operator's: keep them no longer than this."),
                Table(_("Periods"), (_("What"), _("Setting"), _("Here"), _("At least"), _("At most")),
                      _settings(settings)),
            ]),
            Section(_("The tables"), [
                Table(_("Tables"), (_("Table"), _("About"), _("Why"), _("Until"), _("Columns")), rows),
            ]),
        ],
    )  # fmt: skip


def _settings(settings: Settings) -> list[tuple[str, ...]]:
    wanted = {
        "keep_reports_years": (_("Reports, plans and a leader's whole round"), "year"),
        "keep_asked_months": (_("Who was asked, and whether they answered"), "month"),
        "keep_mail_months": (_("What went by mail on which day"), "month"),
        "keep_people_months": (_("People who have left"), "month"),
        "keep_audit_years": (_("The audit"), "year"),
    }
    rows: list[tuple[str, ...]] = []
    for name, (words, unit) in wanted.items():
        limits = {type(one).__name__: one for one in Settings.model_fields[name].metadata}
        least, most = limits["Ge"].ge, limits["Le"].le
        here = counted(getattr(settings, name), unit)
        rows.append((words, f"`FEEDBACK_{name.upper()}`", here, counted(least, unit), counted(most, unit)))
    return rows


def _columns(table: kept.Kept) -> str:
    return "; ".join(
        f"{words}: `{', '.join(table.columns[kind].split())}`" for kind, words in KINDS.items() if kind in table.columns
    )


def assessment(settings: Settings) -> Paper:
    """The assessment of risks to people (DPIA), as far as the product and its settings answer it."""
    how_long = periods(settings)
    database = "PostgreSQL" if settings.database_url.startswith("postgresql") else _("SQLite, in a file")
    kinds = {kind: sum(len(table.columns.get(kind, "").split()) for table in TABLES.values()) for kind in KINDS}
    hours = settings.undo_hours
    undo = ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2, hours=f"{hours:g}")
    return Paper(
        _("Data protection impact assessment"),
        _("For %(council)s. What the product does is filled in from its configuration. What only the "
          "council can say is marked “For the council”.", council=settings.council_name),
        [
            Section(_("What is done, and why"), [
                _("Leaders are rated by people they work with, against the council's own framework, so that they "
                "learn. Feedback about somebody's work can be hurtful, and people who give it may fear for "
                "themselves. That makes an assessment necessary whatever the number of people."),
                _("For the council: who is asked to take part, whether it is voluntary, and that it is not used for "
                "pay or discipline."),
            ]),
            Section(_("What is kept"), [
                _("%(tables)s tables with %(columns)s columns; the register has each of them.", tables=len(TABLES),
                  columns=sum(kinds.values())),
                Table(_("Columns by kind"), (_("Kind"), _("Columns")),
                      [(str(words), str(kinds[kind])) for kind, words in KINDS.items()]),
                _("No special categories of data are asked for. A comment may hold some all the same: raters are "
                "shown what may give them or others away, and the coach looks through comments before the leader "
                "reads them."),
            ]),
            Section(_("How it is set up here"), [
                Table(_("Settings"), (_("What"), _("Here")), [
                    (_("Database"), database),
                    (_("Letters go by"),
                     "GOV.UK Notify" if settings.mail_by == "notify" else _("the council's mail server")),
                    (_("Mail is encrypted on its way (STARTTLS)"), _("yes") if settings.mail_starttls else _("no")),
                    (_("People reach it over HTTPS"), _("yes") if settings.https else _("no")),
                    (_("Smallest group that is shown"), str(settings.minimum_group_size)),
                    (_("Stopping can be undone for"), undo),
                    (_("A link to sign in is good for"), counted(settings.sign_in_minutes, "minute")),
                    (_("Reports are kept for"), how_long[kept.REPORTS]),
                    (_("Who was asked is kept for"), how_long[kept.ASKED]),
                    (_("People who left are kept"), how_long[kept.PEOPLE]),
                    (_("The audit is kept for"), how_long[kept.AUDIT]),
                ]),
            ]),
            Section(_("Necessary and proportionate"), [
                (_("Only names, work addresses and standing are taken from the directory."),
                 _("No answer is kept after closing, and none can be read before."),
                 _("No time, address or device of a rater is kept or logged."),
                 _("Nothing is decided by machine. A report reaches the leader only after a coach has released it.")),
            ]),
            Section(_("Risks, and what is done about them"), [
                Table(_("Risks"), (_("Risk"), _("What is done"), _("What remains")), _risks()),
            ]),
            Section(_("People's rights"), [
                (_("To be told: the privacy notice, the words above every questionnaire and in every letter."),
                 _("To see: “Your data” for everybody who can sign in; `flask person access-pack`, and a page for "
                 "administrators, for those who cannot."),
                 _("To be forgotten: at any time; no report changes by it."),
                 _("To object: raters may decline without saying why, and may stop reminders.")),
            ]),
            Section(_("Decision"), [
                _("For the council: whom you asked, what remains acceptable, who signs, and when it is looked at "
                "again."),
            ]),
        ],
    )  # fmt: skip


def _risks() -> tuple[tuple[str, ...], ...]:
    return (
        (
            _("A leader or colleague finds out what somebody answered"),
            _(
                "Only figures of groups are released, coded so that several answers stay possible for everybody, "
                "proved for every possible set of answers (`flask disclosure prove`)"
            ),
            _("Writing style, facts only one person knows, and guessing"),
        ),
        (
            _("Somebody breaks in, or steals a backup, while feedback is open"),
            _("Answers are sealed to a key that neither the database nor the web process has"),
            _("Who was asked and has answered can be seen"),
        ),
        (
            _("Somebody who runs the server reads answers before closing"),
            _("The key store is apart; a campaign can lock answers with the coach's passphrase as well"),
            _("Whoever changes the running software, which raters are told"),
        ),
        (
            _("An administrator looks at what is none of their business"),
            _(
                "No page shows answers; names of raters are behind a reason; every look is in an audit that cannot be "
                "changed unnoticed"
            ),
            _("Misuse is found out afterwards, not prevented"),
        ),
        (
            _("A hurtful comment reaches the leader"),
            _("The coach looks through all comments first, and is there when the report is read"),
            _("Judgement of the coach"),
        ),
        (
            _("Data are kept too long"),
            _("Periods with ceilings, erased by the worker and wiped from the files; tested"),
            _("Backups: their period is the operator's"),
        ),
    )
