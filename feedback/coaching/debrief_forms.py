"""What a coach types around the conversation."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

LONGEST_NOTES = 10_000


class BookForm(FlaskForm):
    """When coach and leader meet."""

    meets_on = DateField(
        _("When do you meet?"),
        format="%d %m %Y",
        invalid_value_message=_("The day must be a real date, like 31 3 2027"),
        description=_("The leader sees this day among their tasks."),
        validators=[InputRequired(_("Enter the day"))],
    )
    submit = SubmitField(_("Save the day"))


class NotesForm(FlaskForm):
    """The coach's own notes."""

    notes = TextAreaField(
        _("Your notes"),
        description=_("Only you can read them. They are encrypted, and go when the report goes."),
        validators=[
            Length(
                max=LONGEST_NOTES,
                message=_("Your notes must be %(most)s characters or less", most=f"{LONGEST_NOTES:,}"),
            ),
        ],
    )
    submit = SubmitField(_("Save your notes"))
