"""What people type to sign in or to be added."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, EmailField, StringField, SubmitField
from wtforms.validators import DataRequired, Length, ValidationError

from feedback.foundations.mail import is_address

ADDRESS_WANTED = _("Enter an email address in the correct format, like name@example.gov.uk")


def looks_like_an_address(form: FlaskForm, field: EmailField) -> None:
    """Refuse what cannot be an address."""
    if field.data and not is_address(field.data.strip()):
        raise ValidationError(ADDRESS_WANTED)


def trimmed(typed: str | None) -> str | None:
    """What was typed, without blanks around it."""
    return typed.strip() if typed else typed


def name_field(label: str) -> StringField:
    """Somebody's full name, which has to be given."""
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(_("Enter their full name")),
            Length(max=100, message=_("Name must be 100 characters or less")),
        ],
    )


def address_field(label: str, *, missing: str, description: str = "") -> EmailField:
    """An email address, which has to be given; ``missing`` says so."""
    return EmailField(
        label,
        description=description,
        filters=[trimmed],
        validators=[DataRequired(missing), looks_like_an_address],
    )


class AskForm(FlaskForm):
    """Where to send the sign-in link."""

    email = address_field(_("Your work email address"), missing=_("Enter your work email address"))
    submit = SubmitField(_("Email me a link"))


class KeyForm(FlaskForm):
    """What to call a new security key."""

    name = StringField(
        _("What do you call it? For example: key on my key ring"),
        filters=[trimmed],
        validators=[
            DataRequired(_("Give the key a name")),
            Length(max=50, message=_("Name must be 50 characters or less")),
        ],
    )
    submit = SubmitField(_("Add a key"))


class PersonForm(FlaskForm):
    """One person."""

    name = name_field(_("Full name"))
    email = address_field(_("Work email address"), missing=_("Enter their work email address"))
    job_title = StringField(
        _("Job title (optional)"),
        filters=[trimmed],
        validators=[Length(max=100, message=_("Job title must be 100 characters or less"))],
    )
    level = StringField(
        _("Level or grade (optional)"),
        filters=[trimmed],
        validators=[Length(max=100, message=_("Level or grade must be 100 characters or less"))],
    )
    team = StringField(
        _("Team (optional)"),
        filters=[trimmed],
        validators=[Length(max=100, message=_("Team must be 100 characters or less"))],
    )
    manager_email = EmailField(
        _("Line manager’s email address (optional)"), filters=[trimmed], validators=[looks_like_an_address]
    )
    is_coach = BooleanField(_("Can coach leaders"))
    is_clerk = BooleanField(_("Clerk: keys in answers that were given on paper"))
    is_director = BooleanField(_("Director: reads the reports on all leaders together, and nothing about one"))
    is_administrator = BooleanField(_("Administrator: runs campaigns and adds people"))
    submit = SubmitField(_("Save"))


class DirectoryForm(FlaskForm):
    """A file of people."""

    file = FileField(_("CSV file or Excel workbook (.xlsx)"), validators=[FileRequired(_("Choose a file"))])
    submit = SubmitField(_("Check the file"))
