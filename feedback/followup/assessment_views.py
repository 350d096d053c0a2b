"""The pages of a self-assessment: its owner's, and one for whoever it is shared with."""

import uuid

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from feedback.campaign import service as campaigns
from feedback.campaign.questionnaire import Section
from feedback.followup import assessment, document, rules
from feedback.followup import assessment_pages as pages
from feedback.followup.assessment import Assessment
from feedback.followup.forms import ActionForm, BeginForm, ShareForm
from feedback.followup.service import NoSuchBehaviour, Undertaking
from feedback.foundations import audit, clock, languages
from feedback.foundations.database import one_transaction
from feedback.foundations.pages import listed
from feedback.framework import service as frameworks
from feedback.framework.format import Framework
from feedback.identity.permissions import me, only_if, signed_in

bp = Blueprint("assessment", __name__, url_prefix="/self-assessment")
CANNOT_SAY = "cant_say"


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    """What my ratings say, or how to begin."""
    mine = assessment.of(me().id, secret=_secret())
    if mine is None:
        return _show_begin(_begin_form())
    return _show(mine, ShareForm(formdata=None)) if mine.readable else _show_unreadable(mine, is_mine=True)


@bp.post("")
@signed_in
def begin() -> ResponseReturnValue:
    """Begin."""
    form = _begin_form()
    if not form.validate_on_submit():
        return _show_begin(form), 400
    framework_id, level = form.place.data.split("/", 1)
    [framework] = [known for known in _frameworks() if known.id == framework_id]
    with one_transaction():
        assessment.begin(me(), framework, level=level, senior=form.senior.data, by=me().id, now=clock.now())
    return redirect(url_for("assessment.page", number=1))


@bp.get("/page/<int:number>")
@signed_in
def page(number: int) -> ResponseReturnValue:
    """Some of the behaviours, to rate."""
    mine, section, count = _section(number)
    rated = {item: CANNOT_SAY if point is None else str(point) for item, point in mine.ratings.items()}
    return render_template(
        "followup/assessment_page.html",
        mine=mine,
        section=section,
        number=number,
        count=count,
        rated=rated,
        points=pages.points(),
    )


@bp.post("/page/<int:number>")
@signed_in
def rate(number: int) -> ResponseReturnValue:
    """Keep these, and on."""
    _mine, section, count = _section(number)
    typed = {item.id: request.form.get(item.id, "") for item in section.items}
    points = {str(value): value for value, _words in pages.points()}
    ratings = {item: points.get(value) for item, value in typed.items() if value in points or value == CANNOT_SAY}
    with one_transaction():
        assessment.rate(me().id, ratings, secret=_secret())
    if number < count and request.form.get("then") != "later":
        return redirect(url_for("assessment.page", number=number + 1))
    return redirect(url_for("assessment.show"))


@bp.get("/behaviours/<item_id>")
@signed_in
def aim(item_id: str) -> ResponseReturnValue:
    """What I will do about one behaviour."""
    mine = _mine_or_404()
    return _show_aim(mine, item_id, ActionForm(obj=mine.aims.get(item_id)))


@bp.post("/behaviours/<item_id>")
@signed_in
def save_aim(item_id: str) -> ResponseReturnValue:
    """Keep it."""
    mine, form = _mine_or_404(), ActionForm()
    offered = _ideas(mine, item_id).actions
    form.ideas.choices = [SelectChoice(str(place), text) for place, text in enumerate(offered)]
    in_order = form.validate_on_submit()
    taken = [offered[int(place)] for place in form.ideas.data or [] if place.isdecimal() and int(place) < len(offered)]
    doing = "\n".join(filter(None, [*taken, form.doing.data]))
    if not doing:
        form.doing.errors = [_("Say what you will do, or choose one of the ideas")]
    elif in_order:
        what = Undertaking(doing, form.evidence.data or "", form.support.data or "", form.by_when.data)
        try:
            with one_transaction():
                assessment.aim(me().id, item_id, what, today=clock.today(), secret=_secret())
        except NoSuchBehaviour:
            abort(404)
        except rules.PlanRefused as refused:
            form[refused.field].errors = [refused.message]
        else:
            flash(_("Saved. Nobody else sees it unless you share it."), "success")
            return redirect(url_for("assessment.show"))
    return _show_aim(mine, item_id, form), 400


@bp.post("/behaviours/<item_id>/remove")
@signed_in
def remove_aim(item_id: str) -> ResponseReturnValue:
    """Take it out."""
    _mine_or_404()
    with one_transaction():
        assessment.aim(me().id, item_id, None, today=clock.today(), secret=_secret())
    flash(_("Taken out."), "success")
    return redirect(url_for("assessment.show"))


@bp.get("/self-assessment.docx")
@signed_in
def download() -> ResponseReturnValue:
    """All of it as a Word file, for supervision or My Plan."""
    mine = _mine_or_404()
    asked = mine.asked()
    words = dict(pages.points())
    rated = [
        (item.self, pages.in_words(mine.ratings[item.id], words)) for item in asked.items if item.id in mine.ratings
    ]
    made = document.written(
        _("Self-assessment of %(owner)s", owner=mine.owner.name),
        f"{mine.framework.title}. {pages.level_name(mine)}.",
        pages.lines_of(mine),
        council=current_app.config["SETTINGS"].council_name,
        ratings=rated,
    )
    file = Response(made, mimetype=document.MIMETYPE)
    file.headers.set("Content-Disposition", "attachment", filename="self-assessment.docx")
    return file


@bp.post("/share")
@signed_in
def share() -> ResponseReturnValue:
    """Let my manager read it."""
    mine, form = _mine_or_404(), ShareForm()
    if form.validate_on_submit():
        try:
            with one_transaction():
                shared_with = assessment.share(me().id, form.email.data or "", by=me().id, now=clock.now())
        except assessment.CannotShare as refused:
            form.email.errors = [str(refused)]
        else:
            flash(_("Shared. %(name)s finds it among their tasks; tell them.", name=shared_with.email), "success")
            return redirect(url_for("assessment.show"))
    return _show(mine, form), 400


@bp.post("/stop-sharing")
@signed_in
def stop_sharing() -> ResponseReturnValue:
    """To myself again."""
    with one_transaction():
        assessment.stop_sharing(me().id, by=me().id, now=clock.now())
    flash(_("Only you can read it again."), "success")
    return redirect(url_for("assessment.show"))


@bp.get("/erase")
@signed_in
def confirm_erase() -> ResponseReturnValue:
    """Once more before it is gone."""
    if assessment.of(me().id, secret=_secret()) is None:
        abort(404)
    return render_template("followup/assessment_erase.html")


@bp.post("/erase")
@signed_in
def erase() -> ResponseReturnValue:
    """Away with it."""
    with one_transaction():
        assessment.erase(me().id, by=me().id, now=clock.now())
    flash(_("Your self-assessment is erased."), "success")
    return redirect(url_for("assessment.show"))


@bp.get("/of/<uuid:person_id>")
@only_if("its owner and whoever it is shared with", assessment.may_read)
def shared(person_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody's who shared it with me."""
    theirs = assessment.of(person_id, secret=_secret()) or abort(404)
    audit.looked("self_assessment.read", by=me().id, about=person_id, now=clock.now())
    if not theirs.readable:
        return _show_unreadable(theirs, is_mine=False)
    return render_template("followup/assessment.html", **pages.shown(theirs), is_mine=False)


def _show(mine: Assessment, form: ShareForm) -> str:
    feeds = assessment.plans_to_feed(me().id, framework_id=mine.framework.id)
    return render_template(
        "followup/assessment.html", **pages.shown(mine), is_mine=True, share=form, form=form, feeds=feeds
    )


def _show_unreadable(one: Assessment, *, is_mine: bool) -> str:
    return render_template("followup/assessment_unreadable.html", one=one, is_mine=is_mine)


def _show_begin(form: BeginForm) -> str:
    senior = [known.senior for known in _frameworks() if known.senior]
    form.senior.label.text = _(
        "I am one of these, and want to rate what applies to them too: %(who)s", who=listed(senior)
    )
    return render_template("followup/assessment_begin.html", form=form, senior=senior)


def _show_aim(mine: Assessment, item_id: str, form: ActionForm) -> str:
    items = {item.id: item for item in mine.asked(language=languages.current()).items}
    if item_id not in items:
        abort(404)
    ideas = _ideas(mine, item_id)
    form.ideas.choices = [SelectChoice(str(place), text) for place, text in enumerate(ideas.actions)]
    return render_template(
        "followup/assessment_aim.html", item=items[item_id], ideas=ideas, form=form, found=mine.aims.get(item_id)
    )


def _begin_form() -> BeginForm:
    """Every level somebody can have; the one of my last campaign is chosen already."""
    form, known = BeginForm(), _frameworks()
    several = len(known) > 1
    form.place.choices = [
        SelectChoice(f"{one.id}/{level.id}", f"{one.organisation}: {level.name}" if several else level.name)
        for one in known
        for level in one.levels
        if level.assignable
    ]
    led = campaigns.subjects_where(me().id, "leader")
    if led and not form.place.data:
        form.place.data = f"{campaigns.framework_of(led[0].campaign).id}/{led[0].level}"
    return form


def _frameworks() -> list[Framework]:
    return frameworks.usable(current_app.config["SETTINGS"].frameworks)


def _section(number: int) -> tuple[Assessment, Section, int]:
    mine = _mine_or_404()
    sections = mine.asked(language=languages.current()).sections
    if not 1 <= number <= len(sections):
        abort(404)
    return mine, sections[number - 1], len(sections)


def _mine_or_404() -> Assessment:
    """Mine; if it cannot be read, the page that says so instead of the one that was asked for."""
    mine = assessment.of(me().id, secret=_secret()) or abort(404)
    return mine if mine.readable else abort(redirect(url_for("assessment.show")))


def _ideas(mine: Assessment, item_id: str) -> rules.Ideas:
    return rules.ideas(mine.framework, level=mine.level, item_id=item_id)


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret_key
    return secret
