"""What leaders and managers type about who is asked."""

from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from feedback.identity.forms import looks_like_an_address, trimmed

GROUP_CHOICES = [
    SelectChoice("peers", "Peer: a colleague at a similar level"),
    SelectChoice("reports", "Direct report: somebody the leader manages"),
    SelectChoice("others", "Other: a councillor, a partner or a former colleague, for example"),
]


class NominateForm(FlaskForm):
    """One person to ask."""

    name = StringField(
        "Full name",
        filters=[trimmed],
        validators=[
            DataRequired("Enter their full name"),
            Length(max=100, message="Name must be 100 characters or less"),
        ],
    )
    email = EmailField(
        "Work email address",
        description="We use this only to ask for feedback. It is never shown with the answers.",
        filters=[trimmed],
        validators=[DataRequired("Enter their work email address"), looks_like_an_address],
    )
    group = RadioField(
        "How do they work with the leader?",
        choices=GROUP_CHOICES,
        validators=[InputRequired("Select how they work together")],
    )
    submit = SubmitField("Add to the list")

    def speak_to_the_leader(self) -> None:
        """Ask leaders, whose own list it is, in the second person."""
        self.group.label.text = "How do they work with you?"
        self.group.choices = [
            SelectChoice(choice.value, choice.label.replace("the leader manages", "you manage"))
            for choice in GROUP_CHOICES
        ]


class SendBackForm(FlaskForm):
    """Why a list goes back."""

    note = TextAreaField(
        "What should change?",
        validators=[
            DataRequired("Say what should change"),
            Length(max=500, message="The note must be 500 characters or less"),
        ],
    )
    submit = SubmitField("Send the list back")
