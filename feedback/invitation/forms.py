"""What administrators type when something changes while raters answer."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from feedback.identity.forms import address_field, name_field

# Why somebody looks at names: kept in the audit by its code.
REASONS = (
    ("bounced", _("A letter came back, or went to the wrong address")),
    ("asked", _("Somebody says they were not asked")),
    ("another_way", _("Somebody needs another way to answer, such as paper")),
)


class ReasonForm(FlaskForm):
    """Why the names are needed."""

    reason = RadioField(
        _("Why do you need the names?"),
        choices=[SelectChoice(*reason) for reason in REASONS],
        validators=[InputRequired(_("Select why"))],
    )
    submit = SubmitField(_("Show the names"))


class AddressForm(FlaskForm):
    """A rater's right address."""

    email = address_field(_("Their right email address"), missing=_("Enter their email address"))
    submit = SubmitField(_("Save and send again"))


class ManagerForm(FlaskForm):
    """A leader's new line manager."""

    name = name_field(_("Full name of the new line manager"))
    email = address_field(_("Their work email address"), missing=_("Enter their email address"))
    submit = SubmitField(_("Change the line manager"))


class CoachForm(FlaskForm):
    """A leader's new coach."""

    coach = SelectField(_("New coach"), validators=[DataRequired(_("Choose a coach"))])
    submit = SubmitField(_("Change the coach"))
