"""For whom paper copies are made, and where they come back to."""

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from feedback.identity.forms import trimmed

LONGEST_ADDRESS, MOST_LINES = 300, 6


class CopiesForm(FlaskForm):
    """Who asked for paper, and where filled-in pages go."""

    raters = SelectMultipleField(_("Who asked for paper?"), validators=[DataRequired(_("Select at least one person"))])
    return_to = TextAreaField(
        _("Where do they return it?"),
        description=_("The address of the clerk, as it is to stand on an envelope. Not your own."),
        filters=[trimmed],
        validators=[
            DataRequired(_("Enter where they return it")),
            Length(max=LONGEST_ADDRESS, message=_("The address must be 300 characters or less")),
        ],
    )
    return_by = DateField(
        _("Ask for it back by"),
        format="%d %m %Y",
        invalid_value_message=_("The day must be a real date, like 31 3 2027"),
        validators=[InputRequired(_("Enter the day by which you ask for it back"))],
    )
    submit = SubmitField(_("Make paper copies"))

    @property
    def address(self) -> tuple[str, ...]:
        """The lines of the address."""
        lines = (" ".join(line.split()) for line in (self.return_to.data or "").splitlines())
        return tuple(line for line in lines if line)

    def can_be_used(self, *, today: date, closes_on: date) -> bool:
        """True if the day leaves time to key them in and the address fits; else the errors stand at the fields."""
        if not today <= self.return_by.data <= closes_on:
            self.return_by.errors = [
                *self.return_by.errors,
                _("Choose a day from today to the last day to answer. What is keyed in later does not count"),
            ]
        if len(self.address) > MOST_LINES:
            self.return_to.errors = [*self.return_to.errors, _("The address must have 6 lines or fewer")]
        return not self.errors
