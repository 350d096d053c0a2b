"""The administrator's pages to put leaders into a campaign, one by one or from a file."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from feedback.campaign import imports, leaders, people_csv, questionnaire, service
from feedback.campaign.access import draft_or_409
from feedback.campaign.forms import ImportForm, SubjectForm
from feedback.campaign.leaders import SubjectRefused
from feedback.campaign.models import Campaign
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.identity.permissions import administrators_only, me
from feedback.identity.spreadsheet import RowError

bp = Blueprint("leaders", __name__, url_prefix="/campaigns")


@bp.get("/<uuid:campaign_id>/leaders/new")
@administrators_only
def new_subject(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Add a leader."""
    campaign = draft_or_409(campaign_id)
    form = _subject_form(campaign)
    form.competencies.data = list(questionnaire.suggested_competencies(service.framework_of(campaign)))
    return _show_subject_form(campaign, form)


@bp.post("/<uuid:campaign_id>/leaders/new")
@administrators_only
def add_subject(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a new leader."""
    campaign = draft_or_409(campaign_id)
    form = _subject_form(campaign)
    if not form.validate_on_submit():
        return _show_subject_form(campaign, form), 400
    try:
        with one_transaction():
            coach = identity.person_by_email(form.coach_email.data) or abort(400)
            leaders.add_subject(
                campaign,
                person=identity.find_or_add_person(
                    name=form.name.data, email=form.email.data, job_title=form.job_title.data or ""
                ),
                manager=identity.find_or_add_person(name=form.manager_name.data, email=form.manager_email.data),
                coach=coach,
                level=form.level.data,
                senior=form.senior is not None and form.senior.data,  # only some frameworks ask
                competencies=form.competencies.data or (),
                by=me().id,
                now=clock.now(),
            )
    except SubjectRefused as refused:
        field = form[refused.field]
        field.errors = [*field.errors, refused.message]
        return _show_subject_form(draft_or_409(campaign_id), form), 400
    flash(_("%(name)s added.", name=form.name.data), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.post("/<uuid:campaign_id>/leaders/<uuid:subject_id>/remove")
@administrators_only
def remove_subject(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Take a leader out of a draft."""
    leader = service.subject(subject_id)
    if leader is None or leader.campaign_id != campaign_id:
        abort(404)
    name = leader.person.name
    with one_transaction():
        leaders.remove_subject(leader, by=me().id, now=clock.now())
    flash(_("%(name)s removed.", name=name), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.get("/<uuid:campaign_id>/leaders/import")
@administrators_only
def choose_file(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Add many leaders from a file."""
    return _show_import(draft_or_409(campaign_id), ImportForm(), [])


@bp.post("/<uuid:campaign_id>/leaders/import")
@administrators_only
def import_subjects(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Take all of the file in, or nothing of it."""
    campaign = draft_or_409(campaign_id)
    form = ImportForm()
    refused: list[RowError] = []
    if form.validate_on_submit():
        try:
            with one_transaction():
                added = imports.import_subjects(campaign, form.file.data.read(), by=me().id, now=clock.now())
            flash(ngettext("%(num)s leader added.", "%(num)s leaders added.", added), "success")
            return redirect(url_for("campaign.show", campaign_id=campaign_id))
        except imports.ImportRefused as error:
            refused = error.errors
            form.file.errors = [
                ngettext(
                    "The file has %(num)s error and nothing was added. Correct the file and choose it again",
                    "The file has %(num)s errors and nothing was added. Correct the file and choose it again",
                    len(refused),
                )
            ]
    return _show_import(draft_or_409(campaign_id), form, refused), 400


def _subject_form(campaign: Campaign) -> SubjectForm:
    framework = service.framework_of(campaign)
    form = SubjectForm()
    form.level.choices = [
        SelectChoice(level.id, f"{level.name}: {level.description}" if level.description else level.name)
        for level in framework.levels
        if level.assignable
    ]
    if framework.senior is None:
        del form.senior
    else:
        form.senior.label.text = _("%(people)s: also ask the part of the framework for them", people=framework.senior)
    form.competencies.choices = [SelectChoice(competency.id, competency.name) for competency in framework.competencies]
    if framework.choose is not None:
        form.competencies.label.text = _("Which competencies are asked about?")
        form.competencies.description = _(
            "About %(number)s are chosen for each leader.", number=framework.choose.competencies
        )
    form.coach_email.choices = [SelectChoice("", _("Choose a coach"))] + [
        SelectChoice(coach.email, coach.name) for coach in identity.coaches()
    ]
    return form


def _show_subject_form(campaign: Campaign, form: SubjectForm) -> str:
    framework = service.framework_of(campaign)
    return render_template("campaign/subject.html", campaign=campaign, form=form, framework=framework)


def _show_import(campaign: Campaign, form: ImportForm, refused: list[RowError]) -> str:
    return render_template(
        "campaign/import.html",
        campaign=campaign,
        framework=service.framework_of(campaign),
        columns=(*people_csv.COLUMNS, *people_csv.OPTIONAL),
        needed=people_csv.NEEDED,
        form=form,
        refused=refused,
    )
