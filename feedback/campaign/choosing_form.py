"""What administrators say about how raters are chosen."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from feedback.campaign import limits
from feedback.campaign.limits import Limits
from feedback.campaign.models import Campaign


def _people(label: str) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            InputRequired(_("Enter a number of people, from 0 to 20")),
            NumberRange(0, limits.MOST, _("Enter a number of people, from 0 to 20")),
        ],
    )


class ChoosingForm(FlaskForm):
    """How many raters of each group, how many of them are expected to answer, and whether silence approves."""

    peers_least = _people(_("At least"))
    peers_recommended = _people(_("Recommended"))
    peers_most = _people(_("At most"))
    reports_least = _people(_("At least"))
    reports_recommended = _people(_("Recommended"))
    reports_most = _people(_("At most"))
    others_least = _people(_("At least"))
    others_recommended = _people(_("Recommended"))
    others_most = _people(_("At most"))
    response_percent = IntegerField(
        _("How many of a hundred raters usually answer?"),
        description=_("Leaders see how likely their list is to work. Look at an earlier campaign; 65 is usual."),
        validators=[
            InputRequired(_("Enter how many of a hundred usually answer, like 65")),
            NumberRange(10, 100, _("Enter a number from 10 to 100")),
        ],
    )
    silent = RadioField(
        _("What if a manager does not decide about a list?"),
        choices=[
            SelectChoice("wait", _("It waits for the manager")),
            SelectChoice("approve", _("It counts as approved after some days")),
        ],
        validators=[InputRequired(_("Select what happens"))],
    )
    silent_days = IntegerField(
        _("After how many days?"),
        description=_(
            "Counted from the day the list was sent. The manager is told the day, and both are told when it comes."
        ),
        validators=[Optional(), NumberRange(3, 30, _("Enter a number from 3 to 30"))],
    )
    submit = SubmitField(_("Save and continue"))

    @classmethod
    def of(cls, campaign: Campaign) -> "ChoosingForm":
        """As a campaign has it."""
        numbers = {
            f"{group}_{name}": number
            for group, limit in limits.limits_of(campaign.rater_limits).items()
            for name, number in vars(limit).items()
        }
        form = cls(
            response_percent=campaign.response_percent,
            silent="wait" if campaign.silent_days is None else "approve",
            silent_days=campaign.silent_days,
            **numbers,
        )
        form.group_min_n = campaign.group_min_n
        return form

    @property
    def groups(self) -> dict[str, list[Any]]:
        """The three fields of each group."""
        return {group: [self[f"{group}_{name}"] for name in vars(usual)] for group, usual in limits.USUAL.items()}

    @property
    def limits(self) -> dict[str, Limits]:
        """What was typed for each group."""
        return {group: Limits(*(field.data for field in fields)) for group, fields in self.groups.items()}

    @property
    def chosen(self) -> dict[str, Any]:
        """What was typed, by the names of the set-up; limits only where they are not the usual ones."""
        return {
            "response_percent": self.response_percent.data,
            "silent_days": self.silent_days.data if self.silent.data == "approve" else None,
            "rater_limits": {group: typed.kept for group, typed in self.limits.items() if typed != limits.USUAL[group]},
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Want numbers that fit together, and a number of days where silence approves."""
        fine = bool(super().validate(extra_validators))
        if self.silent.data == "approve" and self.silent_days.data is None and not self.silent_days.errors:
            self.silent_days.errors = [gettext("Enter after how many days, from 3 to 30")]
            fine = False
        for group, fields in self.groups.items():
            if any(field.errors for field in fields):
                continue
            wrong = limits.contradiction(self.limits[group])
            if wrong:
                fields[1 if self.limits[group].least <= self.limits[group].most else 0].errors = [wrong]
                fine = False
        if fine:
            nothing = limits.too_few_for(self.limits, group_min_n=self.group_min_n)
            if nothing:
                self.peers_most.errors = [nothing]
                fine = False
        return fine
