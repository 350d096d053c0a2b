"""The administrator's pages: campaigns, their leaders, launch and stop."""

import uuid

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from feedback.campaign import coach_keys, ending, lifecycle, listing, questionnaire, rules, service
from feedback.campaign.access import campaign_or_404, draft_or_409
from feedback.campaign.declining import counted_reasons
from feedback.campaign.forms import ClosingDateForm, FrameworkForm, SetupForm
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign
from feedback.campaign.service import CannotLaunch, Setup
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.pages import british_date
from feedback.framework import service as frameworks
from feedback.framework.format import Framework
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("campaign", __name__, url_prefix="/campaigns")
ON_A_PAGE = 50


@bp.get("")
@administrators_only
def campaigns() -> ResponseReturnValue:
    """All campaigns."""
    return render_template("campaign/campaigns.html", campaigns=service.campaigns())


@bp.get("/new")
@administrators_only
def choose_framework() -> ResponseReturnValue:
    """Which framework?"""
    return render_template("campaign/choose_framework.html", form=_framework_form())


@bp.post("/new")
@administrators_only
def framework_chosen() -> ResponseReturnValue:
    """Go on to the set-up."""
    form = _framework_form()
    if not form.validate_on_submit():
        return render_template("campaign/choose_framework.html", form=form), 400
    return redirect(url_for("campaign.new", framework_id=form.framework.data))


@bp.get("/new/<framework_id>")
@administrators_only
def new(framework_id: str) -> ResponseReturnValue:
    """Set a campaign up."""
    framework = _framework(framework_id)
    form = _setup_form(framework)
    form.depth.data = framework.depth
    form.question_1.data, form.question_2.data = rules.DEFAULT_QUESTIONS
    return render_template("campaign/setup.html", form=form, framework=framework, campaign=None)


@bp.post("/new/<framework_id>")
@administrators_only
def create(framework_id: str) -> ResponseReturnValue:
    """Keep the new draft."""
    framework = _framework(framework_id)
    form = _setup_form(framework)
    if not form.validate_on_submit() or not _in_future(form.closes_on):
        return render_template("campaign/setup.html", form=form, framework=framework, campaign=None), 400
    with one_transaction():
        created = service.create_campaign(framework, _setup(form), by=me().id, now=clock.now())
    return redirect(url_for("campaign.show", campaign_id=created.id))


@bp.get("/<uuid:campaign_id>")
@administrators_only
def show(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Where a campaign stands."""
    return _show(campaign_or_404(campaign_id))


@bp.get("/<uuid:campaign_id>/setup")
@administrators_only
def setup(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Change a draft's set-up."""
    campaign = draft_or_409(campaign_id)
    framework = service.framework_of(campaign)
    form = _setup_form(framework, campaign)
    return render_template("campaign/setup.html", form=form, framework=framework, campaign=campaign)


@bp.post("/<uuid:campaign_id>/setup")
@administrators_only
def change_setup(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a draft's changed set-up."""
    campaign = draft_or_409(campaign_id)
    framework = service.framework_of(campaign)
    form = _setup_form(framework)
    if not form.validate_on_submit() or not _in_future(form.closes_on):
        return render_template("campaign/setup.html", form=form, framework=framework, campaign=campaign), 400
    with one_transaction():
        service.change_setup(campaign, _setup(form), by=me().id, now=clock.now())
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.get("/<uuid:campaign_id>/launch")
@administrators_only
def check_launch(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """What is frozen at launch, and what must be put right first."""
    campaign = draft_or_409(campaign_id)
    put_right = service.launch_problems(campaign, today=clock.today(), smallest_allowed=_smallest_allowed())
    return render_template("campaign/launch.html", put_right=put_right, **_known_about(campaign))


@bp.post("/<uuid:campaign_id>/launch")
@administrators_only
def launch(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Freeze the rules and ask the leaders to nominate."""
    try:
        with one_transaction():
            service.launch(
                campaign_or_404(campaign_id), smallest_allowed=_smallest_allowed(), by=me().id, now=clock.now()
            )
    except CannotLaunch:
        return redirect(url_for("campaign.check_launch", campaign_id=campaign_id))
    flash("Launched. The leaders are asked by email to choose their raters.", "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.post("/<uuid:campaign_id>/closing-date")
@administrators_only
def move_closing_date(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Move the closing date."""
    campaign = campaign_or_404(campaign_id)
    form = ClosingDateForm()
    if not form.validate_on_submit() or not _in_future(form.closes_on):
        return _show(campaign, form), 400
    with one_transaction():
        service.move_closing_date(campaign, form.closes_on.data, by=me().id, now=clock.now())
    flash(f"The last day to answer is now {british_date(form.closes_on.data)}.", "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.get("/<uuid:campaign_id>/stop")
@administrators_only
def confirm_stop(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """What stopping means."""
    campaign = campaign_or_404(campaign_id)
    lifecycle.check_move(State(campaign.state), State.STOPPED)
    return render_template("campaign/stop.html", campaign=campaign, undo_time=_undo_time(), today=clock.today())


@bp.post("/<uuid:campaign_id>/stop")
@administrators_only
def stop(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Take no more answers."""
    with one_transaction():
        service.move(campaign_or_404(campaign_id), State.STOPPED, by=me().id, now=clock.now())
    flash("Stopped. Nobody can answer any more.", "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.post("/<uuid:campaign_id>/undo-stop")
@administrators_only
def undo_stop(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Let raters answer again."""
    with one_transaction():
        service.undo_stop(campaign_or_404(campaign_id), by=me().id, now=clock.now())
    flash("Raters can answer again.", "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


def _smallest_allowed() -> int:
    smallest: int = current_app.config["SETTINGS"].minimum_group_size
    return smallest


def _undo_time() -> str:
    hours: float = current_app.config["SETTINGS"].undo_hours
    if hours == 0:  # the demo does not let anybody wait
        return "a moment"
    return "1 hour" if hours == 1 else f"{hours:g} hours"


def _show(campaign: Campaign, form: ClosingDateForm | None = None) -> str:
    state = State(campaign.state)
    return render_template(
        "campaign/show.html",
        meaning=lifecycle.MEANING[state],
        can_stop=lifecycle.move_allowed(state, State.STOPPED),
        can_undo=state == State.STOPPED and not service.anything_opened(campaign.id),
        can_cancel=ending.may_cancel(campaign),
        can_archive=lifecycle.move_allowed(state, State.ARCHIVED),
        lapses_on=campaign.closes_on + ending.NOBODY_ASKED,
        is_draft=state == State.DRAFT,
        is_overdue=state == State.NOMINATING and campaign.closes_on < clock.today(),
        is_open=state in (State.NOMINATING, State.COLLECTING),
        undo_time=_undo_time(),
        declined=counted_reasons(campaign.decline_reasons),
        form=form or ClosingDateForm(closes_on=campaign.closes_on),
        **_known_about(campaign),
    )


def _known_about(campaign: Campaign) -> dict[str, object]:
    """What the pages about a campaign show of it: of its leaders a page full, and how many there are of each kind."""
    framework, tally = service.framework_of(campaign), listing.tally(campaign.id)
    pages = max(1, -(-tally.total() // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    leaders = listing.page_of_subjects(campaign.id, page=page, size=ON_A_PAGE)
    return {
        "campaign": campaign,
        "framework": framework,
        "levels": {level.id: level.name for level in framework.levels},
        "themes": [theme.name for theme in framework.themes if theme.id in campaign.themes],
        "scale": questionnaire.SCALES[campaign.scale],
        "leaders": [(leader, service.questionnaire_for(leader)) for leader in leaders],
        "tally": tally,
        "page": page,
        "pages": pages,
        "awaited": coach_keys.awaited(campaign),
    }


def _framework(framework_id: str) -> Framework:
    try:
        return frameworks.by_id(framework_id, current_app.config["SETTINGS"].frameworks)
    except frameworks.NoSuchFramework:
        abort(404)


def _framework_form() -> FrameworkForm:
    form = FrameworkForm()
    found = frameworks.usable(current_app.config["SETTINGS"].frameworks)
    form.framework.choices = [
        SelectChoice(framework.id, f"{framework.organisation}: {framework.title}") for framework in found
    ]
    return form


def _setup_form(framework: Framework, campaign: Campaign | None = None) -> SetupForm:
    form = SetupForm(obj=campaign)
    form.themes.choices = [SelectChoice(theme.id, theme.name) for theme in framework.themes]
    form.depth.choices = [
        SelectChoice("behaviours", f"Each {framework.labels.behaviour.lower()} on its own"),
        SelectChoice(
            "competencies", f"Each {framework.labels.competency.lower()} as a whole, with its statements as guidance"
        ),
    ]
    form.group_min_n.choices = [SelectChoice(str(n), f"{n} raters") for n in range(_smallest_allowed(), 11)]
    if campaign is not None and not form.is_submitted():
        form.group_min_n.data = str(campaign.group_min_n)
        texts = [*campaign.questions, "", "", ""]
        form.question_1.data, form.question_2.data, form.question_3.data = texts[:3]
    return form


def _setup(form: SetupForm) -> Setup:
    return Setup(
        name=form.name.data,
        closes_on=form.closes_on.data,
        depth=form.depth.data,
        scale=form.scale.data,
        group_min_n=int(form.group_min_n.data),
        mode=form.mode.data,
        merge=form.merge.data,
        spread_words=form.spread_words.data,
        label_comments=form.label_comments.data,
        themes=tuple(form.themes.data or ()),
        questions=form.questions,
        comment_per_theme=form.comment_per_theme.data,
        one_page=form.one_page.data,
        coach_key=form.coach_key.data,
    )


def _in_future(field: object) -> bool:
    closes_on = field.data  # type: ignore[attr-defined]
    if closes_on <= clock.today():
        field.errors = [*field.errors, "The last day must be in the future"]  # type: ignore[attr-defined]
        return False
    return True
