"""What is said of a system that may read."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from feedback.api.scopes import SCOPES
from feedback.identity.forms import trimmed


class ClientForm(FlaskForm):
    """A new system."""

    name = StringField(
        _("Name of the system"),
        description=_("So that others know whose token this is, for example “HR system, training records”."),
        filters=[trimmed],
        validators=[
            DataRequired(_("Enter the name of the system")),
            Length(max=100, message=_("Name must be 100 characters or less")),
        ],
    )
    scopes = SelectMultipleField(
        _("What may it read?"),
        choices=[SelectChoice(scope, words) for scope, words in SCOPES.items()],
        validators=[InputRequired(_("Select what it may read"))],
    )
    expires_on = DateField(
        _("Last day of the token"),
        format="%d %m %Y",
        invalid_value_message=_("The last day must be a real date, like 31 3 2027"),
        description=_("A year at most. For example, 31 3 2027."),
        validators=[InputRequired(_("Enter the last day of the token"))],
    )
    submit = SubmitField(_("Make a token"))
