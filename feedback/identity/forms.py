"""What people type to sign in or to be added."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, StringField, SubmitField
from wtforms.validators import DataRequired, Length, ValidationError

from feedback.foundations.mail import is_address

ADDRESS_WANTED = "Enter an email address in the correct format, like name@example.gov.uk"


def looks_like_an_address(form: FlaskForm, field: EmailField) -> None:
    """Refuse what cannot be an address."""
    if field.data and not is_address(field.data.strip()):
        raise ValidationError(ADDRESS_WANTED)


def trimmed(typed: str | None) -> str | None:
    """What was typed, without blanks around it."""
    return typed.strip() if typed else typed


class AskForm(FlaskForm):
    """Where to send the sign-in link."""

    email = EmailField(
        "Your work email address",
        filters=[trimmed],
        validators=[DataRequired("Enter your work email address"), looks_like_an_address],
    )
    submit = SubmitField("Email me a link")


class PersonForm(FlaskForm):
    """One person."""

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
        filters=[trimmed],
        validators=[DataRequired("Enter their work email address"), looks_like_an_address],
    )
    job_title = StringField(
        "Job title (optional)",
        filters=[trimmed],
        validators=[Length(max=100, message="Job title must be 100 characters or less")],
    )
    is_coach = BooleanField("Can coach leaders")
    is_clerk = BooleanField("Clerk: keys in answers that were given on paper")
    is_administrator = BooleanField("Administrator: runs campaigns and adds people")
    submit = SubmitField("Save")
