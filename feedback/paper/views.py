"""The administrator's pages to make paper copies. They know who has still to answer, and no answer."""

import uuid
from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from feedback.campaign import listing
from feedback.campaign import service as campaigns
from feedback.campaign.access import campaign_or_404, has_a_role, roles_towards
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.foundations import clock, languages
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, administrators_unless, me
from feedback.invitation import paper
from feedback.paper import sheet
from feedback.paper.forms import CopiesForm

bp = Blueprint("paper", __name__, url_prefix="/campaigns")

ON_A_PAGE = 50
# No leader, manager or coach may see here who has still to answer about that leader.
administrators_without_a_role = administrators_unless("who is not the leader, manager or coach", has_a_role)
DAYS_TO_KEY_IN = 3  # between the day paper comes back and the last day to answer


@bp.get("/<uuid:campaign_id>/paper")
@administrators_only
def leaders(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """About whom?"""
    campaign = _collecting(campaign_id)
    pages = max(1, -(-listing.tally(campaign.id).total() // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    shown = listing.page_of_subjects(campaign.id, page=page, size=ON_A_PAGE)
    found = [(leader, not roles_towards(me().id, leader)) for leader in shown]
    return render_template("paper/leaders.html", campaign=campaign, leaders=found, page=page, pages=pages)


@bp.get("/<uuid:campaign_id>/paper/<uuid:subject_id>")
@administrators_without_a_role
def choose(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Who asked for paper?"""
    leader = _leader(campaign_id, subject_id)
    form = _form(leader)
    form.return_by.data = max(clock.today(), leader.campaign.closes_on - timedelta(days=DAYS_TO_KEY_IN))
    return _show(leader, form)


@bp.post("/<uuid:campaign_id>/paper/<uuid:subject_id>")
@administrators_without_a_role
def make(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """One PDF with a paper copy for each. It is made now, sent, and kept nowhere."""
    leader = _leader(campaign_id, subject_id)
    form = _form(leader)
    if not form.raters.choices:  # the last of them has answered since the page was opened
        raise NotAllowedNow("nobody has still to answer")
    valid = form.validate_on_submit()
    if not valid or not form.can_be_used(today=clock.today(), closes_on=leader.campaign.closes_on):
        return _show(leader, form), 400
    settings = current_app.config["SETTINGS"]
    wanted = {uuid.UUID(chosen) for chosen in form.raters.data}
    try:
        with one_transaction():
            copies = paper.make_copies(leader, wanted, secret=settings.secret_key, by=me().id, now=clock.now())
    except paper.NotToBeAsked:
        form.raters.errors = [_("Somebody among them has answered meanwhile. Choose again")]
        return _show(leader, form), 400
    with force_locale(settings.languages[0]):  # we do not know the reader's, as in letters
        made = sheet.typeset(
            leader,
            campaigns.questionnaire_for(leader, language=languages.current()),
            copies,
            back=sheet.Return(form.address, form.return_by.data),
            council=settings.council_name,
            colour=settings.brand_colour,
            today=clock.today(),
        )
    file = Response(made, mimetype="application/pdf")
    file.headers.set("Content-Disposition", "attachment", filename="paper-copies.pdf")
    return file


def _collecting(campaign_id: uuid.UUID) -> Campaign:
    campaign = campaign_or_404(campaign_id)
    if campaign.state != State.COLLECTING:
        raise NotAllowedNow("paper copies are made while raters answer")
    return campaign


def _leader(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> Subject:
    campaign = _collecting(campaign_id)
    leader = campaigns.subject(subject_id)
    if leader is None or leader.campaign_id != campaign.id:
        abort(404)
    return leader


def _form(leader: Subject) -> CopiesForm:
    form = CopiesForm()
    form.raters.choices = [SelectChoice(str(one.invitation_id), one.name) for one in paper.still_to_answer(leader)]
    return form


def _show(leader: Subject, form: CopiesForm) -> str:
    # Two people may have the same name; the kit takes the hints in the order of the choices.
    addresses = [{"hint": {"text": one.email}} for one in paper.still_to_answer(leader)]
    return render_template(
        "paper/copies.html", leader=leader, campaign=leader.campaign, form=form, params={"items": addresses}
    )
