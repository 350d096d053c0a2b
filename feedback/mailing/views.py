"""The administrator's pages about a campaign's mail: the calendar, who could not be reached, and what letters say."""

import uuid

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms.fields.choices import SelectChoice

from feedback.campaign import listing
from feedback.campaign import service as campaigns
from feedback.campaign.access import campaign_or_404
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign
from feedback.config import Settings
from feedback.followup import check_ins
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.identity.permissions import administrators_only, administrators_unless, me
from feedback.identity.service import AddressTaken
from feedback.mailing import by_hand, desk, previews, schedule
from feedback.mailing.desk import Unreached
from feedback.mailing.forms import AddressForm, LeaderForm, PlanForm
from feedback.mailing.rules import Wishes

bp = Blueprint("mailing", __name__, url_prefix="/campaigns/<uuid:campaign_id>/mail")
administrators_without_a_part = administrators_unless("without a part in what they are asked for", desk.is_close_to)


@bp.get("")
@administrators_only
def calendar(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """What goes when to how many, what has gone, and who could not be reached."""
    campaign = campaign_or_404(campaign_id)
    hours, left_out = Hours.of(_settings()), _left_out(campaign_id)
    gone = desk.gone(campaign_id, left_out=left_out)
    return render_template(
        "mailing/calendar.html",
        campaign=campaign,
        plan=schedule.plan_of(campaign_id),
        hours=hours,
        to_come=desk.to_come(campaign, left_out=left_out, hours=hours, now=clock.now()),
        gone=gone,
        standing=desk.standing(campaign_id, gone, left_out=left_out),
        unreached=desk.unreached(campaign_id, reader=me().id),
        left_out=left_out,
        has_check_ins=any(check_ins.tally(campaign_id)),
        kinds=_kinds(),
    )


@bp.get("/plan")
@administrators_only
def plan(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """How often to ask again?"""
    campaign, kept = campaign_or_404(campaign_id), schedule.plan_of(campaign_id)
    form = PlanForm(reminders=str(kept.reminders), days_before=kept.days_before, nudges=kept.nudges)
    return render_template("mailing/plan.html", campaign=campaign, form=form)


@bp.post("/plan")
@administrators_only
def change_plan(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Keep how often to ask again."""
    campaign, form = campaign_or_404(campaign_id), PlanForm()
    if not form.validate_on_submit():
        return render_template("mailing/plan.html", campaign=campaign, form=form), 400
    wishes = Wishes(int(form.reminders.data), form.days_before.data, form.nudges.data)
    with one_transaction():
        schedule.change_plan(campaign_or_404(campaign_id), wishes, by=me().id, now=clock.now())
    flash(gettext("Saved. It counts from the next working day on."), "success")
    if campaign_or_404(campaign_id).state == State.DRAFT:
        return redirect(url_for("campaign.show", campaign_id=campaign_id))
    return redirect(url_for("mailing.calendar", campaign_id=campaign_id))


@bp.post("/again")
@administrators_only
def send_all_again(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Try again now what did not go."""
    with one_transaction():
        campaign, left_out = campaign_or_404(campaign_id), _left_out(campaign_id)
        letters = desk.send_all_again(campaign, left_out=left_out, by=me().id, now=clock.now())
    flash(ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", letters), "success")
    return redirect(url_for("mailing.calendar", campaign_id=campaign_id))


@bp.get("/remind")
@administrators_only
def remind(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Remind raters by hand?"""
    campaign, hours = campaign_or_404(campaign_id), Hours.of(_settings())
    if campaign.state != State.COLLECTING:
        raise NotAllowedNow("raters do not answer")
    return render_template(
        "mailing/remind.html",
        campaign=campaign,
        found=by_hand.outlook(campaign, reader=me().id, hours=hours, now=clock.now()),
        left_out=_left_out(campaign_id),
        plan=schedule.plan_of(campaign_id),
        today=hours.day(clock.now()),
    )


@bp.post("/remind")
@administrators_only
def remind_now(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Remind those who have neither answered nor declined."""
    with one_transaction():
        people = by_hand.remind(campaign_or_404(campaign_id), by=me().id, hours=Hours.of(_settings()), now=clock.now())
    if people:
        flash(ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", people), "success")
    else:
        flash(gettext("Nobody is reminded: there is nobody left to whom a reminder may go now."))
    return redirect(url_for("mailing.calendar", campaign_id=campaign_id))


@bp.get("/people/<uuid:person_id>")
@administrators_without_a_part
def address(campaign_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """What is the right address of somebody who could not be reached?"""
    campaign, person = campaign_or_404(campaign_id), _unreached_or_404(campaign_id, person_id)
    return _show_address(campaign, person, AddressForm(email=person.email))


@bp.post("/people/<uuid:person_id>")
@administrators_without_a_part
def correct_address(campaign_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the right address, and send again."""
    campaign, person = campaign_or_404(campaign_id), _unreached_or_404(campaign_id, person_id)
    form = AddressForm()
    if not form.validate_on_submit():
        return _show_address(campaign, person, form), 400
    try:
        with one_transaction():
            desk.send_again(campaign, person_id, email=form.email.data, by=me().id, now=clock.now())
    except AddressTaken:
        taken = gettext("Somebody else has this address. Look them up under People and check who is meant")
        form.email.errors = [*form.email.errors, taken]
        return _show_address(campaign_or_404(campaign_id), person, form), 400
    flash(gettext("The letters to %(name)s are sent again.", name=person.name), "success")
    return redirect(url_for("mailing.calendar", campaign_id=campaign_id))


@bp.get("/letters")
@administrators_only
def letters(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Every letter about a leader, as it will be sent."""
    campaign, leaders = campaign_or_404(campaign_id), listing.names(campaign_id)
    form = LeaderForm(request.args, meta={"csrf": False})
    form.leader.choices = [SelectChoice(str(leader_id), name) for leader_id, name in leaders.items()]
    asked_for = next((one for one in leaders if str(one) == form.leader.data), next(iter(leaders), None))
    chosen = None if asked_for is None else campaigns.subject(asked_for)
    found = {} if chosen is None else previews.previews_of(chosen, _settings())
    form.leader.data = str(asked_for)
    kind = request.args.get("letter", "")
    shown = found.get(kind)
    return render_template(
        "mailing/letters.html",
        campaign=campaign,
        form=form,
        chosen=chosen,
        previews={name: words for name, (words, _) in found.items()},
        kind=kind,
        title=shown[0] if shown else None,
        letter=shown[1]() if shown else None,
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _left_out(campaign_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The leaders whose raters' letters this administrator is not told of, having a part in their feedback."""
    return listing.rounds_with_a_part(campaign_id, me().id)


def _unreached_or_404(campaign_id: uuid.UUID, person_id: uuid.UUID) -> Unreached:
    """Only who could not be reached: this is no other way to anybody's address."""
    everybody = desk.unreached(campaign_id, reader=me().id)
    return next((one for one in everybody if one.person_id == person_id), None) or abort(404)


def _show_address(campaign: Campaign, person: Unreached, form: AddressForm) -> str:
    return render_template("mailing/address.html", campaign=campaign, person=person, form=form, kinds=_kinds())


def _kinds() -> dict[str, str]:
    return {
        "coach_key": gettext("Coaches: choose a passphrase"),
        "passphrase": gettext("Coaches: type the passphrase"),
        "passphrase_again": gettext("Coaches: reminder to type the passphrase"),
        "nominate": gettext("Leaders: choose your raters"),
        "nudge_leader": gettext("Leaders: reminder to choose"),
        "approve": gettext("Managers: approve the list"),
        "nudge_manager": gettext("Managers: reminder to approve"),
        "sent_back": gettext("Leaders: list sent back"),
        "approved_by_silence": gettext("Managers: list counts as approved"),
        "list_approved": gettext("Leaders: list counts as approved"),
        "invitation": gettext("Raters: invitation"),
        "reminder": gettext("Raters: reminder"),
        "more_raters": gettext("Managers: add raters"),
        "who_is_who": gettext("A new manager or coach"),
        "called_off": gettext("Feedback called off"),
        "report_ready": gettext("Coaches: reports are ready"),
        "nudge_coach": gettext("Coaches: reminder to open reports"),
        "report_released": gettext("Leaders: report released"),
        "thanks": gettext("Raters: the leader’s thanks"),
    }
