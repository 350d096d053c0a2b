"""What administrators type to set a campaign up; whether it is allowed is asked of rules.py."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from feedback.campaign.questionnaire import SCALES
from feedback.campaign.rules import CannotBeKept, check_protection
from feedback.identity.forms import address_field, trimmed

QUESTION_FITS = Length(max=300, message=_("Question must be 300 characters or less"))
LONGEST_NOTICE = 5_000
REAL_DATE = _("The last day must be a real date, like 31 3 2027")


class FrameworkForm(FlaskForm):
    """Which framework a new campaign runs on."""

    framework = RadioField(_("Which framework?"), validators=[InputRequired(_("Select a framework"))])
    submit = SubmitField(_("Continue"))


class NameForm(FlaskForm):
    """What a campaign is called."""

    name = StringField(
        _("Name of the campaign"),
        description=_("Leaders and raters see it, for example “Leadership feedback, spring 2027”."),
        filters=[trimmed],
        validators=[DataRequired(_("Enter a name")), Length(max=100, message=_("Name must be 100 characters or less"))],
    )
    submit = SubmitField(_("Save and continue"))


class DatesForm(FlaskForm):
    """Until when raters can answer."""

    closes_on = DateField(
        _("Last day to answer"),
        format="%d %m %Y",
        invalid_value_message=REAL_DATE,
        description=_("For example, 31 3 2027."),
        validators=[InputRequired(_("Enter the last day to answer"))],
    )
    submit = SubmitField(_("Save and continue"))


class NewCampaignForm(NameForm, DatesForm):
    """A campaign as it begins."""


class CopyForm(NameForm, DatesForm):
    """A campaign that begins as an earlier one was."""

    earlier = SelectField(_("Which campaign?"), validators=[InputRequired(_("Select a campaign"))])
    with_leaders = BooleanField(
        _("Copy the leaders too"),
        description=_("With the managers that the directory has for them today, and the coaches they had."),
    )
    submit = SubmitField(_("Save and continue"))


class QuestionnaireForm(FlaskForm):
    """What raters are asked."""

    themes = SelectMultipleField(
        _("Themes to ask about"),
        description=_("Leave all unticked to ask about every theme."),
        validators=[Optional()],
    )
    depth = RadioField(_("What do raters rate?"), validators=[InputRequired(_("Select what raters rate"))])
    scale = RadioField(
        _("Scale"),
        choices=lambda: [SelectChoice(scale.id, f"{gettext(scale.name)}: {scale.words}") for scale in SCALES.values()],
        default="frequency-5",
        validators=[InputRequired(_("Select a scale"))],
    )
    question_1 = TextAreaField(_("First open question (optional)"), validators=[QUESTION_FITS])
    question_2 = TextAreaField(_("Second open question (optional)"), validators=[QUESTION_FITS])
    question_3 = TextAreaField(_("Third open question (optional)"), validators=[QUESTION_FITS])
    comment_per_theme = BooleanField(_("Offer a comment box with each theme"), default=True)
    one_page = BooleanField(
        _("Ask everything on one page"),
        description=_("For short questionnaires. Otherwise raters answer theme by theme, saved at every step."),
    )
    importance = BooleanField(
        _("Ask what matters most in the role"),
        description=_("Everybody may mark up to three of the competencies. It takes about half a minute."),
    )
    check_ins = BooleanField(
        _("Ask again 3 and 6 months after a leader’s action plan is agreed"),
        default=True,
        description=_("The same raters, about the two or three behaviours of the plan alone, on one page."),
    )
    check = SubmitField(_("Show the length"))
    submit = SubmitField(_("Save and continue"))

    @property
    def questions(self) -> tuple[str, ...]:
        """The open questions that were filled in."""
        typed = (self.question_1.data, self.question_2.data, self.question_3.data)
        return tuple(text.strip() for text in typed if text and text.strip())


class ProtectionForm(FlaskForm):
    """How raters are protected."""

    group_min_n = SelectField(
        _("Smallest group of raters that is shown"),
        description=_("How many of a group must answer for it to be shown. Four is the usual choice."),
        default="4",
        validators=[InputRequired(_("Select a smallest group"))],
    )
    mode = RadioField(
        _("How high ratings are shown"),
        choices=[
            SelectChoice("default", _("Usual: exact means, except at the ends of the scale")),
            SelectChoice(
                "strict",
                _("Strict: also hides a low rating among unanimous top marks, at the price of fewer exact means"),
            ),
        ],
        default="default",
        validators=[InputRequired(_("Select how high ratings are shown"))],
    )
    merge = RadioField(
        _("Groups that are too small"),
        choices=[
            SelectChoice("combine", _("Combine them with another group, but never with direct reports alone")),
            SelectChoice("merge", _("Combine them with another group, with direct reports too if there is no other")),
            SelectChoice("drop", _("Leave their ratings out")),
        ],
        default="combine",
        validators=[InputRequired(_("Select what happens to groups that are too small"))],
    )
    spread_words = BooleanField(
        _("Say in words how far ratings spread"),
        description=_("Tells more about each rater than usual. Raters are told before they answer."),
    )
    label_comments = BooleanField(
        _("Name the group beside comments, where enough of it wrote"),
        description=_("Otherwise no comment says which group it comes from. Raters are told before they answer."),
    )
    radar = BooleanField(
        _("Also draw all themes as a radar"),
        description=_(
            "A familiar picture that many people misread. Every report has a clearer one of the same figures."
        ),
    )
    for_systems = BooleanField(
        _("Let the council’s other systems read the figures of released reports"),
        description=_(
            "Never comments. Leaders and raters are told. Which systems: “Running the service”, then “Other systems”."
        ),
    )
    coach_key = BooleanField(
        _("Closing needs each leader’s coach"),
        description=_(
            "The coach locks the answers with a passphrase before raters are asked, and types it at closing."
        ),
    )
    submit = SubmitField(_("Save and continue"))

    def validate_spread_words(self, field: BooleanField) -> None:
        """Refuse choices that contradict each other."""
        try:
            check_protection(mode=self.mode.data, spread_words=field.data)
        except CannotBeKept as contradiction:
            raise ValidationError(str(contradiction)) from contradiction


class NoticeForm(FlaskForm):
    """What the council tells raters about their personal data."""

    privacy_notice = TextAreaField(
        _("Privacy notice (optional)"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_NOTICE, message=_("The notice must be 5,000 characters or less"))],
    )
    submit = SubmitField(_("Save and continue"))


def levels_form(own: Sequence[str], of_framework: Sequence[tuple[str, str]]) -> FlaskForm:
    """One question for each of the council's ``own`` levels: which level of the framework (id, name) it is."""
    choices = [SelectChoice("", _("Not asked about")), *(SelectChoice(*level) for level in of_framework)]
    fields: dict[str, object] = {
        f"level_{number}": SelectField(level, choices=choices, validators=[Optional()])
        for number, level in enumerate(own)
    }
    fields["submit"] = SubmitField(_("Save and continue"))
    form: FlaskForm = type("LevelsForm", (FlaskForm,), fields)()
    return form


class SubjectForm(FlaskForm):
    """One leader of a campaign."""

    name = StringField(
        _("Leader’s full name"), filters=[trimmed], validators=[DataRequired(_("Enter the leader’s name"))]
    )
    email = address_field(_("Leader’s email address"), missing=_("Enter the leader’s email address"))
    job_title = StringField(_("Job title (optional)"), filters=[trimmed])
    level = RadioField(_("Level"), validators=[InputRequired(_("Select a level"))])
    senior = BooleanField(_("Senior"))
    competencies = SelectMultipleField(_("Competencies"), validators=[Optional()])
    manager_name = StringField(
        _("Line manager’s full name"), filters=[trimmed], validators=[DataRequired(_("Enter the manager’s name"))]
    )
    manager_email = address_field(_("Line manager’s email address"), missing=_("Enter the manager’s email address"))
    coach_email = SelectField(_("Coach"), validators=[InputRequired(_("Select a coach"))])
    submit = SubmitField(_("Add leader"))


class ImportForm(FlaskForm):
    """A file of leaders."""

    file = FileField(_("CSV file or Excel workbook (.xlsx)"), validators=[FileRequired(_("Choose a file"))])
    submit = SubmitField(_("Add these leaders"))


class ClosingDateForm(FlaskForm):
    """A new last day."""

    closes_on = DateField(
        _("New last day to answer"),
        format="%d %m %Y",
        invalid_value_message=REAL_DATE,
        description=_("For example, 31 3 2027."),
        validators=[InputRequired(_("Enter the new last day"))],
    )
    submit = SubmitField(_("Move the last day"))


class CohortByForm(FlaskForm):
    """Which teams, or which levels, are to be cohorts."""

    by = ""
    values = SelectMultipleField(validators=[InputRequired(_("Select at least one"))])
    submit = SubmitField(_("Add"))

    @classmethod
    def of(cls, by: str, choices: Sequence[tuple[str, str]]) -> "CohortByForm":
        """For teams or levels, each with its words; fields of the two forms have names of their own."""
        form = cls(prefix=f"{by}-", meta={"csrf": True})
        form.by = by
        form.values.label.text = _("Teams") if by == "team" else _("Levels")
        form.values.choices = [SelectChoice(value, words) for value, words in choices]
        return form


class PickedCohortForm(FlaskForm):
    """A cohort of leaders that somebody ticks."""

    by = "picked"
    name = StringField(
        _("Name of the cohort"), filters=[trimmed], validators=[DataRequired(_("Enter a name for the cohort"))]
    )
    leaders = SelectMultipleField(_("Leaders in it"), validators=[InputRequired(_("Tick the leaders in it"))])
    submit = SubmitField(_("Add"))

    @classmethod
    def of(cls, leaders: Sequence[tuple[str, str]]) -> "PickedCohortForm":
        """With these leaders to tick."""
        form = cls()
        form.leaders.choices = [SelectChoice(value, name) for value, name in leaders]
        return form
