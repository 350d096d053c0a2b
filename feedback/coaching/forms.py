"""What a coach types to moderate a comment."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from feedback.coaching.rules import REASONS


class ModerateForm(FlaskForm):
    """Take words or all of a comment out."""

    what = RadioField(
        "What do you want to take out?",
        choices=[SelectChoice("words", "Some words"), SelectChoice("all", "The whole comment")],
        validators=[InputRequired("Select what to take out")],
    )
    words = StringField("The words to take out", description="Exactly as they stand in the comment.")
    reason = RadioField(
        "Why?", choices=[SelectChoice(*reason) for reason in REASONS.items()], validators=[InputRequired("Select why")]
    )
    submit = SubmitField("Take out")
