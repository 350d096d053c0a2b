"""What a leader types into the plan, a manager about it, and anybody into a self-assessment."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, EmailField, RadioField, SelectMultipleField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from feedback.identity.forms import trimmed

LONGEST = 2000
TOO_LONG = _("Use %(most)s characters or less", most=f"{LONGEST:,}")
REAL_DATE = _("The day must be a real date, like 31 3 2027")


class ActionForm(FlaskForm):
    """What the leader will do about one behaviour."""

    ideas = SelectMultipleField(_("Ideas from the framework"), validators=[Optional()], choices=[])
    doing = TextAreaField(
        _("What will you do?"),
        description=_("Name situations in the coming weeks, and what people will see you do."),
        filters=[trimmed],
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )
    evidence = TextAreaField(
        _("How will you and others know?"),
        filters=[trimmed],
        validators=[DataRequired(_("Say how you will know")), Length(max=LONGEST, message=TOO_LONG)],
    )
    support = TextAreaField(
        _("What help do you need? (optional)"),
        description=_("For example time, training, somebody to learn from, or something from your manager."),
        filters=[trimmed],
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )
    by_when = DateField(
        _("By when?"),
        format="%d %m %Y",
        invalid_value_message=REAL_DATE,
        description=_("For example, 31 3 2027."),
        validators=[InputRequired(_("Enter the day by when"))],
    )
    submit = SubmitField(_("Save"))


class PlanBackForm(FlaskForm):
    """Why a plan goes back."""

    note = TextAreaField(
        _("What should change?"),
        filters=[trimmed],
        validators=[
            DataRequired(_("Say what should change")),
            Length(max=500, message=_("The note must be 500 characters or less")),
        ],
    )
    submit = SubmitField(_("Send the plan back"))


class BeginForm(FlaskForm):
    """Against what, and at which level."""

    place = RadioField(_("Which level is yours?"), validators=[InputRequired(_("Select your level"))])
    senior = BooleanField()
    submit = SubmitField(_("Start"))


class ShareForm(FlaskForm):
    """With whom."""

    email = EmailField(
        _("Your manager’s work email address"),
        filters=[trimmed],
        validators=[DataRequired(_("Enter your manager’s work email address"))],
    )
    submit = SubmitField(_("Share it"))


class ThanksForm(FlaskForm):
    """Which behaviours the letter of thanks names, if any."""

    behaviours = SelectMultipleField(
        _("Tell them what you are working on (optional)"), validators=[Optional()], choices=[]
    )
    submit = SubmitField(_("Thank everybody"))


class ConversationForm(FlaskForm):
    """When the leader talked with the team."""

    day = DateField(
        _("When did you talk with your team?"),
        format="%d %m %Y",
        invalid_value_message=REAL_DATE,
        description=_("For example, 31 3 2027."),
        validators=[InputRequired(_("Enter the day of the conversation"))],
    )
    submit = SubmitField(_("Note it"))
