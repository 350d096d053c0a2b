"""What is typed about a framework as a whole; its competencies have a page of their own (``typed``)."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from feedback.identity.forms import trimmed

LONGEST_NAME, LONGEST_TEXT = 200, 3_000


def _line(label: str, *more: object, missing: str | None = None, hint: str = "") -> StringField:
    needed = Optional() if missing is None else DataRequired(missing)  # no words are looked up before a request
    too_long = _("This must be 200 characters or less")
    validators = [needed, Length(max=LONGEST_NAME, message=too_long), *more]
    return StringField(label, description=hint, filters=[trimmed], validators=validators)


class NewForm(FlaskForm):
    """A framework that begins with nothing."""

    title = _line(_("Title"), missing=_("Enter the title"), hint=_("As the document has it, like “Leading Well”."))
    organisation = _line(_("Organisation"), missing=_("Enter the organisation"))
    submit = SubmitField(_("Begin"))


class UploadForm(FlaskForm):
    """A framework in a file."""

    file = FileField(_("YAML file, Excel workbook (.xlsx) or CSV file"), validators=[FileRequired(_("Choose a file"))])
    title = _line(_("Title, for a spreadsheet"), hint=_("A YAML file says its own."))
    organisation = _line(_("Organisation, for a spreadsheet"))
    submit = SubmitField(_("Make a draft of it"))


class TopForm(FlaskForm):
    """What is said at the top of a framework."""

    title = _line(_("Title"))
    organisation = _line(_("Organisation"))
    document = _line(_("The document it comes from"), hint=_("Its title in full, and its date."))
    label_theme = _line(_("What the document calls a theme"), hint=_("In the singular, for example “Value”."))
    label_competency = _line(_("What it calls a competency"))
    label_behaviour = _line(_("What it calls a behaviour"))
    level_rule = RadioField(
        _("Which levels is a leader asked about?"),
        choices=[
            SelectChoice("exact", _("Their own level only")),
            SelectChoice("cumulative", _("Their own level, and every level before it in the list")),
        ],
        validators=[InputRequired(_("Select which levels"))],
    )
    depth = RadioField(
        _("What do raters rate, unless a campaign says otherwise?"),
        choices=[
            SelectChoice("behaviours", _("Each behaviour on its own")),
            SelectChoice("competencies", _("Each competency as a whole, with its statements as guidance")),
        ],
        validators=[InputRequired(_("Select what raters rate"))],
    )
    senior = _line(_("Senior people"), hint=_("Who is also asked the themes for senior people, if there are any."))
    choose = _line(
        _("About how many competencies are chosen for each person?"),
        Regexp(r"^([1-9]|[1-5][0-9]|60)$", message=_("Enter a whole number from 1 to 60, or nothing")),
        hint=_("Empty: everybody is asked about all of them."),
    )
    submit = SubmitField(_("Save"))


class NameForm(FlaskForm):
    """What a new theme or competency is called."""

    name = _line(_("Name"), missing=_("Enter a name"), hint=_("From the document, word for word."))
    submit = SubmitField(_("Add"))


class ThemeForm(FlaskForm):
    """What is said about a theme."""

    name = _line(_("Name"), missing=_("Enter a name"))
    description = TextAreaField(
        _("Description"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_TEXT, message=_("This must be 3,000 characters or less"))],
    )
    only_for = BooleanField(_("Only senior people are asked about this theme"))
    submit = SubmitField(_("Save"))


class PublishForm(FlaskForm):
    """Under which name a version goes out."""

    version = _line(
        _("Name of this version"),
        missing=_("Enter the name of this version"),
        hint=_("Such as the month of the document: 2027-03. Reports say it when a framework has changed."),
    )
    submit = SubmitField(_("Publish this version"))
