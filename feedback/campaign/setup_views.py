"""The administrator's pages to set a campaign up: how it begins, and a small page for each step."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from feedback.campaign import built, limits, questionnaire, rules, service, setting_up, steps
from feedback.campaign.access import draft_or_409
from feedback.campaign.choosing_form import ChoosingForm
from feedback.campaign.forms import (
    CopyForm,
    DatesForm,
    FrameworkForm,
    NameForm,
    NewCampaignForm,
    NoticeForm,
    ProtectionForm,
    QuestionnaireForm,
    levels_form,
)
from feedback.campaign.models import Campaign
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.pages import listed
from feedback.framework import service as frameworks
from feedback.framework.format import Framework
from feedback.identity import finding
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("setup", __name__, url_prefix="/campaigns")
NAMED_AT_MOST = 5


@bp.get("/new")
@administrators_only
def choose_framework() -> ResponseReturnValue:
    """Which framework?"""
    return _show_frameworks(_framework_form())


@bp.post("/new")
@administrators_only
def framework_chosen() -> ResponseReturnValue:
    """Go on to the name."""
    form = _framework_form()
    if not form.validate_on_submit():
        return _show_frameworks(form), 400
    return redirect(url_for("setup.new", framework_id=form.framework.data))


@bp.get("/new/<framework_id>")
@administrators_only
def new(framework_id: str) -> ResponseReturnValue:
    """Name a new campaign."""
    return render_template("campaign/new.html", form=NewCampaignForm(), framework=_framework(framework_id))


@bp.post("/new/<framework_id>")
@administrators_only
def create(framework_id: str) -> ResponseReturnValue:
    """Keep the new draft."""
    framework = _framework(framework_id)
    form = NewCampaignForm()
    if not form.validate_on_submit() or not in_future(form.closes_on):
        return render_template("campaign/new.html", form=form, framework=framework), 400
    with one_transaction():
        created = setting_up.begin(
            framework, name=form.name.data, closes_on=form.closes_on.data, by=me().id, now=clock.now()
        )
    return redirect(url_for("campaign.show", campaign_id=created.id))


@bp.get("/copy")
@administrators_only
def choose_earlier() -> ResponseReturnValue:
    """Begin as an earlier campaign was."""
    return render_template("campaign/copy.html", form=_copy_form())


@bp.post("/copy")
@administrators_only
def copy() -> ResponseReturnValue:
    """Keep a draft that begins as an earlier campaign was."""
    form = _copy_form()
    if not form.validate_on_submit() or not in_future(form.closes_on):
        return render_template("campaign/copy.html", form=form), 400
    earlier = service.campaign(uuid.UUID(form.earlier.data)) or abort(404)
    with one_transaction():
        created, left_out = setting_up.copy(
            earlier, _as_today(earlier), name=form.name.data, closes_on=form.closes_on.data,
            with_leaders=form.with_leaders.data, by=me().id, now=clock.now(),
        )  # fmt: skip
    if left_out:
        more = [_("%(count)s more", count=len(left_out) - NAMED_AT_MOST)] if len(left_out) > NAMED_AT_MOST else []
        names = listed([*left_out[:NAMED_AT_MOST], *more])
        flash(_("Not copied, because the level, manager or coach no longer fits: %(names)s.", names=names))
    return redirect(url_for("campaign.show", campaign_id=created.id))


@bp.get("/<uuid:campaign_id>/set-up/<any({}):step>".format(", ".join(steps.FORMS)))
@administrators_only
def step(campaign_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """One step of the set-up."""
    campaign = draft_or_409(campaign_id)
    return _show_step(campaign, step, FORMS[step](campaign))


@bp.post("/<uuid:campaign_id>/set-up/<any({}):step>".format(", ".join(steps.FORMS)))
@administrators_only
def save_step(campaign_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Keep one step, and go on to the next that nobody has been through."""
    campaign = draft_or_409(campaign_id)
    form = FORMS[step](campaign)
    if not form.validate_on_submit() or (step == steps.DATES and not in_future(form.closes_on)):
        return _show_step(campaign, step, form), 400
    chosen = _chosen(step, form)
    if step == steps.QUESTIONNAIRE and form.check.data:
        return _show_step(campaign, step, form, chosen)
    with one_transaction():
        setting_up.save_step(campaign, step, by=me().id, now=clock.now(), **chosen)
    following = steps.next_after(step, setting_up.states(campaign, today=clock.today()))
    if following:
        return redirect(url_for("setup.step", campaign_id=campaign_id, step=following))
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


def in_future(field: Any) -> bool:
    """Whether a date field holds a day after today; if not, it says so."""
    if field.data <= clock.today():
        field.errors = [*field.errors, _("The last day must be in the future")]
        return False
    return True


def _show_step(campaign: Campaign, step: str, form: FlaskForm, chosen: dict[str, Any] | None = None) -> str:
    framework = service.framework_of(campaign)
    return render_template(
        f"campaign/steps/{step}.html",
        campaign=campaign,
        form=form,
        framework=framework,
        many=limits.MANY_REQUESTS,
        too_many=limits.TOO_MANY_REQUESTS,
        lengths=_lengths(campaign, framework, chosen or {}) if step == steps.QUESTIONNAIRE else [],
    )


def _lengths(campaign: Campaign, framework: Framework, chosen: dict[str, Any]) -> list[tuple[str, Any]]:
    """What each level would be asked if these choices were saved."""
    of = vars(setting_up.setup_of(campaign)) | chosen
    competencies = questionnaire.suggested_competencies(framework)
    return [
        (
            level.name,
            built.questionnaire_of(
                campaign.framework_hash, level.id, False, of["depth"], of["scale"], of["comment_per_theme"],
                of["one_page"], of["importance"], of["themes"], competencies, of["questions"], language="en",
            ),
        )
        for level in framework.levels
        if level.assignable
    ]  # fmt: skip


def _questionnaire_form(campaign: Campaign) -> QuestionnaireForm:
    framework = service.framework_of(campaign)
    form = QuestionnaireForm(obj=campaign)
    form.themes.choices = [SelectChoice(theme.id, theme.name) for theme in framework.themes]
    form.depth.choices = [
        SelectChoice("behaviours", _("Each %(behaviour)s on its own", behaviour=framework.labels.behaviour.lower())),
        SelectChoice(
            "competencies",
            _(
                "Each %(competency)s as a whole, with its statements as guidance",
                competency=framework.labels.competency.lower(),
            ),
        ),
    ]
    if not form.is_submitted():
        texts = [*campaign.questions, *[""] * rules.MOST_QUESTIONS]
        form.question_1.data, form.question_2.data, form.question_3.data = texts[: rules.MOST_QUESTIONS]
    return form


def _protection_form(campaign: Campaign) -> ProtectionForm:
    form = ProtectionForm(obj=campaign)
    smallest: int = current_app.config["SETTINGS"].minimum_group_size
    form.group_min_n.choices = [
        SelectChoice(str(n), ngettext("%(num)s rater", "%(num)s raters", n)) for n in range(smallest, 11)
    ]
    if not form.is_submitted():
        form.group_min_n.data = str(campaign.group_min_n)
    return form


def _levels_form(campaign: Campaign) -> FlaskForm:
    own = _own_levels(campaign)
    framework = service.framework_of(campaign)
    form = levels_form(own, [(level.id, level.name) for level in framework.levels if level.assignable])
    if not form.is_submitted():
        for number, level in enumerate(own):
            form[f"level_{number}"].data = campaign.level_rules.get(level, "")
    return form


def _own_levels(campaign: Campaign) -> list[str]:
    """The council's levels: those of the directory today, and those that have a rule."""
    return sorted({*finding.levels_and_teams()[0], *campaign.level_rules})


FORMS: dict[str, Callable[[Campaign], Any]] = {
    steps.FRAMEWORK: lambda campaign: NameForm(obj=campaign),
    steps.LEVELS: _levels_form,
    steps.QUESTIONNAIRE: _questionnaire_form,
    steps.PROTECTION: _protection_form,
    steps.CHOOSING: ChoosingForm.of,
    steps.DATES: lambda campaign: DatesForm(obj=campaign),
    steps.NOTICE: lambda campaign: NoticeForm(obj=campaign),
}


def _chosen(step: str, form: Any) -> dict[str, Any]:
    """What was chosen on a step's page, by the names of the set-up."""
    if step == steps.CHOOSING:
        return dict(form.chosen)
    if step == steps.LEVELS:
        asked = [field for field in form if field.name.startswith("level_")]
        return {"level_rules": {field.label.text: field.data for field in asked if field.data}}
    chosen = {name: form[name].data for name in setting_up.SETTLES[step] if name in form}
    if step == steps.QUESTIONNAIRE:
        chosen |= {"themes": tuple(form.themes.data or ()), "questions": form.questions}
    if step == steps.PROTECTION:
        chosen["group_min_n"] = int(form.group_min_n.data)
    if step == steps.NOTICE:
        chosen["privacy_notice"] = form.privacy_notice.data or ""
    return chosen


def _framework(framework_id: str) -> Framework:
    try:
        return frameworks.by_id(framework_id, current_app.config["SETTINGS"].frameworks)
    except frameworks.NoSuchFramework:
        abort(404)


def _as_today(earlier: Campaign) -> Framework:
    """The framework of an earlier campaign as its file is today, or as it was if there is no such file any more."""
    was = service.framework_of(earlier)
    try:
        return frameworks.by_id(was.id, current_app.config["SETTINGS"].frameworks)
    except frameworks.NoSuchFramework:
        return was


def _framework_form() -> FrameworkForm:
    form = FrameworkForm()
    found = frameworks.usable(current_app.config["SETTINGS"].frameworks)
    form.framework.choices = [
        SelectChoice(framework.id, f"{framework.organisation}: {framework.title}") for framework in found
    ]
    return form


def _show_frameworks(form: FrameworkForm) -> str:
    return render_template("campaign/choose_framework.html", form=form, can_copy=bool(service.campaigns()))


def _copy_form() -> CopyForm:
    form = CopyForm()
    form.earlier.choices = [SelectChoice("", _("Choose a campaign"))] + [
        SelectChoice(str(run.id), run.name) for run in service.campaigns()
    ]
    return form
