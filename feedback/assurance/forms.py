"""What is asked on the officers' pages."""

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

# Why somebody's data is taken out for them: kept in the audit by its code.
REASONS = (
    ("asked", _("They asked for it")),
    ("on_behalf", _("Somebody asked who may speak for them")),
    ("obliged", _("The law obliges us to")),
)


class AuditForm(FlaskForm):
    """Which events of the audit; sent by GET, it changes nothing."""

    class Meta:
        csrf = False

    kind = SelectField(_("What"), validate_choice=False)  # one that is unknown is everything
    since = DateField(
        _("First day"),
        format="%d %m %Y",
        invalid_value_message=_("Enter a real first day, like 27 3 2027"),
        validators=[Optional()],
    )
    until = DateField(
        _("Last day"),
        format="%d %m %Y",
        invalid_value_message=_("Enter a real last day, like 27 3 2027"),
        validators=[Optional()],
    )
    submit = SubmitField(_("Show"))

    def validate_until(self, field: DateField) -> None:
        """Refuse an end before its beginning."""
        since: date | None = self.since.data
        if field.data and since and field.data < since:
            raise ValidationError(_("The last day must not be before the first"))


class PackForm(FlaskForm):
    """Why somebody's data is wanted."""

    reason = RadioField(
        _("Why do you need it?"),
        choices=[SelectChoice(*reason) for reason in REASONS],
        validators=[InputRequired(_("Select why"))],
    )
    submit = SubmitField(_("Download"))
