"""What a coach types: a passphrase, or what to take out of a comment."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, PasswordField, RadioField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from feedback.coaching.rules import FEWEST_CHARACTERS, REASONS, PassphraseTooWeak, check_passphrase
from feedback.response.rules import LONGEST_COMMENT

PASSPHRASE_FITS = Length(max=200, message=_("Passphrase must be 200 characters or less"))


class ModerateForm(FlaskForm):
    """Take words or all of a comment out."""

    what = RadioField(
        _("What do you want to take out?"),
        choices=[SelectChoice("words", _("Some words")), SelectChoice("all", _("The whole comment"))],
        validators=[InputRequired(_("Select what to take out"))],
    )
    words = TextAreaField(
        _("The words to take out"), description=_("Only for some words. Copy them exactly as they stand above.")
    )
    reason = RadioField(
        _("Why?"),
        choices=[SelectChoice(*reason) for reason in REASONS.items()],
        validators=[InputRequired(_("Select why"))],
    )
    submit = SubmitField(_("Take out"))


class OwnWordsForm(FlaskForm):
    """Say a comment in the coach's words."""

    words = TextAreaField(
        _("In your own words"),
        description=_(
            "Keep what is meant: the situation, what was done and what came of it. Leave out who could have written it."
        ),
        validators=[
            InputRequired(_("Write what the leader is to read, or leave the comment out")),
            Length(max=LONGEST_COMMENT, message=_("Shorten this to 3,000 characters")),
        ],
    )
    submit = SubmitField(_("Save your words"))


def _long_enough(_form: FlaskForm, field: Field) -> None:
    try:
        check_passphrase(field.data)
    except PassphraseTooWeak:
        raise ValidationError(
            _(
                "Passphrase must be %(count)s letters or more, not counting blanks, and not the same few over and over",
                count=FEWEST_CHARACTERS,
            )
        ) from None


def _new_passphrase(label: object) -> PasswordField:
    return PasswordField(
        label,
        validators=[
            InputRequired(_("Enter a passphrase")),
            PASSPHRASE_FITS,
            _long_enough,
        ],
    )


def _the_same_again(label: object) -> PasswordField:
    different = _("The two passphrases are not the same. Type both again")
    return PasswordField(label, validators=[EqualTo("passphrase", different)])


def _known_passphrase(label: object) -> PasswordField:
    missing = _("Enter your passphrase")
    return PasswordField(label, validators=[InputRequired(missing), PASSPHRASE_FITS])


class NewPassphraseForm(FlaskForm):
    """A passphrase, typed twice; ``offered`` keeps the words that were offered while a slip is mended."""

    offered = HiddenField()
    passphrase = _new_passphrase(_("Passphrase"))
    again = _the_same_again(_("The same passphrase again"))
    for_all = BooleanField(_("Use it for all leaders I coach in this campaign"), default=True)


class PassphraseForm(FlaskForm):
    """The passphrase that was chosen."""

    present = _known_passphrase(_("Your passphrase"))


class ChangePassphraseForm(FlaskForm):
    """The passphrase that was chosen, and another."""

    offered = HiddenField()
    present = _known_passphrase(_("Your present passphrase"))
    passphrase = _new_passphrase(_("New passphrase"))
    again = _the_same_again(_("The new passphrase again"))
