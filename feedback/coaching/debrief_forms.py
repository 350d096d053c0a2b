"""What a coach types around the conversation."""

from flask_wtf import FlaskForm
from wtforms import DateField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

LONGEST_NOTES = 10_000


class BookForm(FlaskForm):
    """When coach and leader meet."""

    meets_on = DateField(
        "When do you meet?",
        format="%d %m %Y",
        invalid_value_message="The day must be a real date, like 31 3 2027",
        description="The leader sees this day among their tasks.",
        validators=[InputRequired("Enter the day")],
    )
    submit = SubmitField("Save the day")


class NotesForm(FlaskForm):
    """The coach's own notes."""

    notes = TextAreaField(
        "Your notes",
        description="Only you can read them. They are encrypted, and go when the report goes.",
        validators=[
            Length(max=LONGEST_NOTES, message=f"Your notes must be {LONGEST_NOTES:,} characters or less"),
        ],
    )
    submit = SubmitField("Save your notes")
