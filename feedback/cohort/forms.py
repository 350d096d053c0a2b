"""What is asked after the conversation about a report, and the file of another council's averages."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

LONGEST_WORDS = 1_000


class WorthForm(FlaskForm):
    """Three short questions, the last one optional."""

    useful = RadioField(
        _("How useful was this feedback?"),
        choices=[
            SelectChoice("1", _("Not at all useful")),
            SelectChoice("2", _("A little useful")),
            SelectChoice("3", _("Fairly useful")),
            SelectChoice("4", _("Useful")),
            SelectChoice("5", _("Very useful")),
        ],
        validators=[InputRequired(_("Select how useful it was"))],
    )
    acting = RadioField(
        _("Will something be done differently because of it?"),
        choices=[SelectChoice("yes", _("Yes")), SelectChoice("perhaps", _("Perhaps")), SelectChoice("no", _("No"))],
        validators=[InputRequired(_("Select whether something will be done differently"))],
    )
    words = TextAreaField(
        _("What would have helped? (optional)"),
        description=_("Learning and development may read this, without your name. Do not name anybody."),
        validators=[Length(max=LONGEST_WORDS, message=_("This must be 1,000 characters or less"))],
    )
    submit = SubmitField(_("Send"))


class NormsForm(FlaskForm):
    """A file of averages."""

    file = FileField(_("File of averages (.json)"), validators=[FileRequired(_("Choose a file"))])
    submit = SubmitField(_("Take it in"))
