"""What administrators say about a campaign's mail."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from feedback.identity.forms import address_field


class PlanForm(FlaskForm):
    """How often a campaign asks again."""

    reminders = RadioField(
        _("How many reminders does a rater get at most?"),
        choices=[
            SelectChoice("2", _("Two: one halfway, one before the last day")),
            SelectChoice("1", _("One, before the last day")),
            SelectChoice("0", _("None by itself: you can send two by hand")),
        ],
        description=_(
            "Only people who have neither answered nor said no are reminded, and they can ask for no more. One that "
            "you send by hand takes the place of one of these."
        ),
        validators=[InputRequired(_("Select how many reminders"))],
    )
    days_before = IntegerField(
        _("How many days before the last day does the last reminder go?"),
        description=_("If there is no mail on that day, it goes on the working day before it."),
        validators=[
            InputRequired(_("Enter a number of days, like 3")),
            NumberRange(1, 14, message=_("Enter a number of days from 1 to 14")),
        ],
    )
    nudges = BooleanField(
        _("Remind leaders, managers and coaches, once, of what has waited for them for a week"),
    )
    submit = SubmitField(_("Save"))


class AddressForm(FlaskForm):
    """The right address of somebody who could not be reached."""

    email = address_field(_("Email address"), missing=_("Enter their email address"))
    submit = SubmitField(_("Save and send again"))


class LeaderForm(FlaskForm):
    """Whose letters are shown."""

    leader = SelectField(_("Leader"))
    submit = SubmitField(_("Show the letters"))
