"""What a coach types: a passphrase, or what to take out of a comment."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, RadioField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from feedback.coaching.rules import FEWEST_CHARACTERS, REASONS, PassphraseTooWeak, check_passphrase

LONGEST_PASSPHRASE = 200


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


def _long_enough(_form: FlaskForm, field: Field) -> None:
    try:
        check_passphrase(field.data)
    except PassphraseTooWeak:
        raise ValidationError(
            _(
                "Passphrase must be at least %(count)s letters long, not counting blanks: the words above, or your own",
                count=FEWEST_CHARACTERS,
            )
        ) from None


class NewPassphraseForm(FlaskForm):
    """A passphrase, typed twice; ``offered`` keeps the words that were offered while a slip is mended."""

    offered = HiddenField()
    passphrase = PasswordField(
        _("Passphrase"),
        validators=[
            InputRequired(_("Enter a passphrase")),
            Length(max=LONGEST_PASSPHRASE, message=_("Passphrase must be 200 characters or less")),
            _long_enough,
        ],
    )
    again = PasswordField(
        _("The same passphrase again"),
        validators=[EqualTo("passphrase", _("The two passphrases are not the same. Type both again"))],
    )


class PassphraseForm(FlaskForm):
    """The passphrase that was chosen."""

    present = PasswordField(
        _("Your passphrase"),
        validators=[InputRequired(_("Enter your passphrase")), Length(max=LONGEST_PASSPHRASE)],
    )


class ChangePassphraseForm(NewPassphraseForm):
    """The passphrase that was chosen, and another."""

    present = PasswordField(
        _("Your present passphrase"),
        validators=[InputRequired(_("Enter your present passphrase")), Length(max=LONGEST_PASSPHRASE)],
    )
