"""What leaders and managers type about who is asked, and administrators about how that goes."""

import uuid
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    RadioField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from feedback.identity.forms import address_field, name_field
from feedback.identity.models import Person
from feedback.nomination.rules import too_short

GROUP_CHOICES = [
    SelectChoice("peers", _("Peer: a colleague at a similar level")),
    SelectChoice("reports", _("Direct report: somebody the leader manages")),
    SelectChoice("others", _("Other: a councillor, a partner or a former colleague, for example")),
]
THEIR_CHOICES = [
    GROUP_CHOICES[0],
    SelectChoice("reports", _("Direct report: somebody you manage")),
    GROUP_CHOICES[2],
]


class NominateForm(FlaskForm):
    """One person to ask, by name and address."""

    name = name_field(_("Full name"))
    email = address_field(
        _("Work email address"),
        missing=_("Enter their work email address"),
        description=_("We use this only to ask for feedback. It is never shown with the answers."),
    )
    group = RadioField(
        _("How do they work with the leader?"),
        choices=GROUP_CHOICES,
        validators=[InputRequired(_("Select how they work together"))],
    )
    submit = SubmitField(_("Add to the list"))

    def speak_to_the_leader(self) -> None:
        """Ask leaders, whose own list it is, in the second person."""
        _ask_in_second_person(self.group)


class SearchForm(FlaskForm):
    """Words to look for in the directory."""

    words = StringField(_("Search the directory"), description=_("By name, email address, job title or team."))

    def validate_words(self, field: StringField) -> None:
        """Refuse what nobody is searched for."""
        if too_short(field.data or ""):
            raise ValidationError(_("Type at least two letters"))


class FoundForm(FlaskForm):
    """Which of the people found are asked, and as what. Its fields have names of their own: two forms share a page."""

    people = SelectMultipleField(_("Who?"), validators=[DataRequired(_("Tick whom you want to ask"))])
    group = RadioField(
        _("How do they work with the leader?"),
        choices=GROUP_CHOICES,
        validators=[InputRequired(_("Select how they work together"))],
    )
    submit = SubmitField(_("Add those ticked"))

    def speak_to_the_leader(self) -> None:
        """Ask leaders, whose own list it is, in the second person."""
        _ask_in_second_person(self.group)

    def offer(self, people: Sequence[Person]) -> None:
        """Let these people be ticked."""
        self.people.choices = [SelectChoice(str(person.id), person.name) for person in people]

    @property
    def ticked(self) -> list[uuid.UUID]:
        """The ids that were ticked, each once; what is no id is left out."""
        found = []
        for text in dict.fromkeys(self.people.data or ()):
            try:
                found.append(uuid.UUID(text))
            except ValueError:
                continue
        return found


class SendBackForm(FlaskForm):
    """Why a list goes back."""

    note = TextAreaField(
        _("What should change?"),
        validators=[
            DataRequired(_("Say what should change")),
            Length(max=500, message=_("The note must be 500 characters or less")),
        ],
    )
    submit = SubmitField(_("Send the list back"))


def _ask_in_second_person(group: RadioField) -> None:
    group.label.text = _("How do they work with you?")
    group.choices = THEIR_CHOICES
