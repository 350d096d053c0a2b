"""The leader's pages to choose raters and the manager's to approve them."""

import uuid
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from feedback.campaign import service as campaigns
from feedback.campaign.limits import MANY_REQUESTS, TOO_MANY_REQUESTS
from feedback.campaign.models import Subject
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.foundations.pages import listed
from feedback.identity import narrowing
from feedback.identity import service as identity
from feedback.identity.browser import signed_in_person
from feedback.identity.forms import ADDRESS_WANTED
from feedback.identity.permissions import me, open_to_anyone, signed_in
from feedback.nomination import competencies, directory, links, page, rules, service, silence
from feedback.nomination.access import open_one_list, their_list
from feedback.nomination.forms import FoundForm, NominateForm, SearchForm, SendBackForm

bp = Blueprint("nomination", __name__)


@bp.get("/nominations")
@signed_in
def mine() -> ResponseReturnValue:
    """The campaigns in which I choose raters."""
    leaders = campaigns.subjects_where(me().id, "leader")
    return render_template("nomination/mine.html", leaders=leaders, open_states=service.OPEN_STATES)


@bp.get("/approvals")
@signed_in
def approvals() -> ResponseReturnValue:
    """The lists of the leaders I manage."""
    leaders = campaigns.subjects_where(me().id, "manager")
    return render_template("nomination/approvals.html", leaders=leaders, open_states=service.OPEN_STATES)


@bp.get("/nominations/<uuid:subject_id>")
@their_list("leader", "manager")
def show(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """The list of raters, and whom the last search of this page found."""
    words = narrowing.asked_for().get("words", "")
    return _show(leader, by, search=SearchForm(formdata=None, data={"words": words}) if words else None)


@bp.post("/nominations/<uuid:subject_id>/find")
@their_list("leader", "manager")
def find(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Search the directory; posted, because what is searched for are names, and addresses are kept by browsers.

    What it finds is on the page of the list, which can be loaded again and left open.
    """
    search = SearchForm()
    if "live" in request.form:
        return render_template("nomination/found.html", leader=leader, **_found(leader, by, search, None))
    if not search.validate_on_submit():
        return _show(leader, by, search=search), 400
    carried: dict[str, Any] = {**narrowing.remember(narrowing.asked_for())}
    return redirect(url_for("nomination.show", subject_id=leader.id, _anchor="add", **carried))


find.only_reads = True  # type: ignore[attr-defined]


@bp.post("/nominations/<uuid:subject_id>/forecast")
@their_list("leader", "manager")
def what_if(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """What would become of the list with those who are ticked; for the script alone."""
    found = FoundForm(prefix="found-")
    group = found.group.data if found.group.data in rules.NOMINATED_GROUPS else rules.NOMINATED_GROUPS[0]
    people = identity.people(found.ticked[: directory.MOST_FOUND]) if found.group.data in rules.NOMINATED_GROUPS else {}
    changed = page.what_if(leader, group=group, people=list(people.values()))
    return render_template("nomination/forecast.html", forecast=changed)


what_if.only_reads = True  # type: ignore[attr-defined]


@bp.post("/nominations/<uuid:subject_id>/add-found")
@their_list("leader", "manager")
def add_found(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Put those who were ticked on the list."""
    found = FoundForm(prefix="found-")
    found.offer(list(identity.people(found.ticked).values()))
    if found.validate_on_submit():
        try:
            with one_transaction():
                names = service.nominate_known(leader, found.ticked, group=found.group.data, by=by, now=clock.now())
        except service.NominationRefused as refused:
            field = found.group if refused.field == "group" else found.people
            field.errors = [*field.errors, refused.message]
        else:
            return _added(leader, names)
    return _show(leader, by, search=SearchForm(), found=found), 400


@bp.post("/nominations/<uuid:subject_id>/add")
@their_list("leader", "manager")
def add(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Put somebody on the list by name and address."""
    form = NominateForm()
    if not form.validate_on_submit():
        return _show(leader, by, form=form), 400
    try:
        with one_transaction():
            proposal = service.nominate(
                leader, name=form.name.data, email=form.email.data, group=form.group.data, by=by, now=clock.now()
            )
            name = proposal.person.name
    except service.NominationRefused as refused:
        form[refused.field].errors = [*form[refused.field].errors, refused.message]
    except identity.NotAnAddress:
        form.email.errors = [*form.email.errors, ADDRESS_WANTED]
    else:
        return _added(leader, [name])
    return _show(leader, by, form=form), 400


@bp.post("/nominations/<uuid:subject_id>/add-reports")
@their_list("leader", "manager")
def add_reports(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Put the leader's direct reports on the list."""
    with one_transaction():
        names = service.nominate_direct_reports(leader, by=by, now=clock.now())
    return _added(leader, names)


@bp.post("/nominations/<uuid:subject_id>/<uuid:nomination_id>/remove")
@their_list("leader", "manager")
def remove(leader: Subject, by: uuid.UUID, nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Take somebody off the list."""
    with one_transaction():
        service.remove(leader, nomination_id, by=by, now=clock.now())
    flash(gettext("Removed from the list."), "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/<uuid:nomination_id>/swap/<uuid:person_id>")
@their_list("leader", "manager")
def swap(leader: Subject, by: uuid.UUID, nomination_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """Ask somebody else of the same team instead."""
    try:
        with one_transaction():
            name = service.swap(leader, nomination_id, person_id, by=by, now=clock.now())
    except service.NominationRefused as refused:
        return _show(leader, by, problems=[refused.message]), 400
    return _added(leader, [name])


@bp.post("/nominations/<uuid:subject_id>/competencies")
@their_list("leader", "manager")
def choose_competencies(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Say what this leader's raters are asked about."""
    chosen = request.form.getlist("competency")
    try:
        with one_transaction():
            competencies.choose(leader, chosen, by=by, now=clock.now())
    except competencies.CompetenciesRefused as refused:
        return _show(leader, by, wrong_choice=refused.problems, chosen=chosen), 400
    flash(gettext("Saved what raters are asked about."), "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/send")
@their_list("leader")
def send_to_manager(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Hand the list to the manager."""
    try:
        with one_transaction():
            service.send_to_manager(leader, by=by, now=clock.now())
    except rules.ListIncomplete as incomplete:
        return _show(leader, by, problems=incomplete.problems), 400
    flash(gettext("Sent to %(name)s to approve.", name=leader.manager.name), "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/approve")
@their_list("manager")
def approve(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Approve the list."""
    try:
        with one_transaction():
            service.approve(leader, by=by, now=clock.now())
    except rules.ListIncomplete as incomplete:
        return _show(leader, by, problems=incomplete.problems), 400
    flash(gettext("Approved. Everybody on the list is asked by email."), "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/send-back")
@their_list("manager")
def send_back(leader: Subject, by: uuid.UUID) -> ResponseReturnValue:
    """Give the list back with a note."""
    form = SendBackForm()
    if not form.validate_on_submit():
        return _show(leader, by, back=form), 400
    with one_transaction():
        service.send_back(leader, note=form.note.data, by=by, now=clock.now())
    flash(gettext("Sent back to %(name)s.", name=leader.person.name), "success")
    if signed_in_person() is None:  # came by a link to this list alone: they are told that it is decided
        return redirect(url_for("nomination.show", subject_id=leader.id))
    return redirect(url_for("nomination.approvals"))


@bp.get("/list")
@open_to_anyone
def list_link() -> ResponseReturnValue:
    """Show a button and change nothing: mail scanners open links, people press buttons."""
    return render_template("nomination/list_link.html", form=FlaskForm())


@bp.post("/list")
@open_to_anyone
def use_list_link() -> ResponseReturnValue:
    """Open the list that a manager's link is for, and nothing else."""
    try:
        with one_transaction():
            code = request.form.get("code", "").rpartition("#")[2]  # without scripts people paste the whole link
            leader = links.use(code, now=clock.now())
    except links.LinkUnusable:
        return render_template("nomination/list_link_unusable.html"), 410
    open_one_list(leader)
    return redirect(url_for("nomination.show", subject_id=leader.id))


def _added(leader: Subject, names: list[str]) -> ResponseReturnValue:
    if names:
        flash(gettext("%(names)s added to the list.", names=listed(names)), "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


def _show(
    leader: Subject,
    by: uuid.UUID,
    *,
    form: NominateForm | None = None,
    back: SendBackForm | None = None,
    search: SearchForm | None = None,
    found: FoundForm | None = None,
    problems: list[str] | None = None,
    wrong_choice: list[str] | None = None,
    chosen: list[str] | None = None,
) -> str:
    shown = page.show(leader, by=by)
    typed = form is not None
    form, back = form or NominateForm(formdata=None), back or SendBackForm(formdata=None)
    finding = _found(leader, by, search, found)
    found, there = finding["found"], bool(finding["result"].people)
    if not shown["is_manager"]:
        form.speak_to_the_leader()
    for field in (form.group, found.group):
        field.choices = [choice for choice in field.choices if choice.value in shown["limits"]]
    errors = [{"text": text, "href": "#add" if shown["may_change"] else ""} for text in problems or []]
    errors += [{"text": text, "href": "#competencies"} for text in wrong_choice or []]
    errors += [{"text": text, "href": "#words"} for text in finding["search"].words.errors]
    errors += [{"text": text, "href": "#found-people" if there else "#add"} for text in found.people.errors]
    errors += [{"text": text, "href": "#found-group" if there else "#add"} for text in found.group.errors]
    errors += [{"text": text, "href": "#note"} for text in back.note.errors]
    return render_template(
        "nomination/list.html",
        form=form if shown["may_change"] else None,
        typed=typed or directory.is_empty(),
        back=back,
        chosen=leader.competencies if chosen is None else chosen,
        wrong_choice=wrong_choice,
        silent_on=silence.approved_on(leader, hours=Hours.of(current_app.config["SETTINGS"])),
        errors=errors,
        **finding,
        **shown,
    )


def _found(leader: Subject, by: uuid.UUID, search: SearchForm | None, found: FoundForm | None) -> dict[str, Any]:
    """What a search of the directory shows; nothing is asked of the database where nobody searched."""
    words = (search and search.words.data) or ""
    result = directory.search(words, leave_out=service.cannot_be_added(leader)) if words else directory.NOBODY
    if found is None:
        found = FoundForm(prefix="found-", formdata=None)
        found.offer(result.people)
    if by == leader.person_id:
        found.speak_to_the_leader()
    ids = [person.id for person in result.people]
    return {
        "search": search or SearchForm(formdata=None),
        "searched": search is not None,
        "result": result,
        "asked": directory.open_requests(ids, besides=leader.id) if ids else {},
        "found": found,
        "many": MANY_REQUESTS,
        "too_many": TOO_MANY_REQUESTS,
    }
