"""What administrators type when something changes while raters answer."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from feedback.identity.forms import looks_like_an_address, trimmed

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

    email = EmailField(
        _("Their right email address"),
        filters=[trimmed],
        validators=[DataRequired(_("Enter their email address")), looks_like_an_address],
    )
    submit = SubmitField(_("Save and send again"))


class ManagerForm(FlaskForm):
    """A leader's new line manager."""

    name = StringField(
        _("Full name of the new line manager"),
        filters=[trimmed],
        validators=[
            DataRequired(_("Enter their full name")),
            Length(max=100, message=_("Name must be 100 characters or less")),
        ],
    )
    email = EmailField(
        _("Their work email address"),
        filters=[trimmed],
        validators=[DataRequired(_("Enter their email address")), looks_like_an_address],
    )
    submit = SubmitField(_("Change the line manager"))


class CoachForm(FlaskForm):
    """A leader's new coach."""

    coach = SelectField(_("New coach"), validators=[DataRequired(_("Choose a coach"))])
    submit = SubmitField(_("Change the coach"))
