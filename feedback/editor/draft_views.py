"""The pages of one draft: its outline, and a page for the whole, the levels, each theme and each competency."""

import uuid
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.editor import places, typed
from feedback.editor.forms import NameForm, ThemeForm, TopForm
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.framework import drafts, editing
from feedback.framework.editing import ChangedMeanwhile, Data, NoSuchPart, StillNeeded, fingerprint
from feedback.framework.models import FrameworkDraft
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("drafts", __name__, url_prefix="/frameworks/drafts/<uuid:draft_id>")
LABELS = ("theme", "competency", "behaviour")
SEEN = "seen"  # the field that says what a part was when its page was opened


@bp.get("")
@administrators_only
def outline(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Themes, competencies and behaviours at a glance."""
    return show("outline", known(draft_id), form=_new_theme())


@bp.post("/themes")
@administrators_only
def add_theme(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Add a theme."""
    form = _new_theme()
    if not form.validate_on_submit():
        return show("outline", known(draft_id), form=form), 400
    made = _adding(draft_id, lambda content: editing.with_theme(content, form.name.data))
    return redirect(url_for("drafts.theme", draft_id=draft_id, theme_id=made))


@bp.post("/move/<any(theme, competency):sort>/<part_id>")
@administrators_only
def move(draft_id: uuid.UUID, sort: str, part_id: str) -> ResponseReturnValue:
    """Move a theme or a competency up or down."""
    by = -1 if request.form.get("way") == "up" else 1
    changing(draft_id, partial(editing.moved, kind=sort, part_id=part_id, by=by))
    return redirect(url_for("drafts.outline", draft_id=draft_id, _anchor=f"{sort}-{part_id}"))


@bp.get("/remove/<any(theme, competency):sort>/<part_id>")
@administrators_only
def confirm_removal(draft_id: uuid.UUID, sort: str, part_id: str) -> ResponseReturnValue:
    """Really?"""
    draft = known(draft_id)
    part = part_of(draft, sort, part_id)
    return show("remove", draft, kind=sort, part=part, seen=fingerprint(part))


@bp.post("/remove/<any(theme, competency):sort>/<part_id>")
@administrators_only
def remove(draft_id: uuid.UUID, sort: str, part_id: str) -> ResponseReturnValue:
    """Take a theme or a competency out."""
    seen = request.form.get(SEEN, "")
    try:
        changing(draft_id, partial(editing.without, kind=sort, part_id=part_id, seen=seen))
    except ChangedMeanwhile:
        flash(_("Somebody else has changed this meanwhile. Look at it again before you take it out."))
        return redirect(url_for("drafts.confirm_removal", draft_id=draft_id, sort=sort, part_id=part_id))
    return redirect(url_for("drafts.outline", draft_id=draft_id))


@bp.get("/about")
@administrators_only
def top(draft_id: uuid.UUID) -> ResponseReturnValue:
    """What is said of the framework as a whole."""
    draft = known(draft_id)
    labels = {f"label_{name}": draft.content.get("labels", {}).get(name, "") for name in LABELS}
    form = TopForm(data={
        **{name: draft.content.get(name, "") for name in ("title", "organisation", "level_rule", "senior")},
        "document": draft.content.get("source", {}).get("document", ""),
        "depth": draft.content.get("depth", "behaviours"),
        "choose": draft.content.get("choose", {}).get("competencies", ""), **labels,
    })  # fmt: skip
    return show("top", draft, form=form, seen=fingerprint(editing.top(draft.content)))


@bp.post("/about")
@administrators_only
def save_top(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Keep it."""
    draft, form = known(draft_id), TopForm()
    if not form.validate_on_submit():
        return show("top", draft, form=form, seen=request.form.get(SEEN, "")), 400
    labels = {name: form[f"label_{name}"].data for name in LABELS if form[f"label_{name}"].data}
    source = {"file": draft.content.get("source", {}).get("file", "written in the browser")}
    changes: Data = {
        **{name: form[name].data or None for name in ("title", "organisation", "level_rule", "senior", "depth")},
        "source": source | ({"document": form.document.data} if form.document.data else {}),
        "labels": labels or None,
        "choose": {"competencies": form.choose.data} if form.choose.data else None,
    }
    try:
        changing(draft_id, lambda content: editing.with_top(content, changes, seen=request.form.get(SEEN, "")))
    except ChangedMeanwhile as told:
        _same, now = typed.theirs(told.now, changes)
        return show("top", draft, form=form, seen=fingerprint(told.now), theirs=now, errors=meanwhile()), 409
    return redirect(url_for("drafts.outline", draft_id=draft_id))


@bp.get("/levels")
@administrators_only
def levels(draft_id: uuid.UUID) -> ResponseReturnValue:
    """The levels."""
    draft = known(draft_id)
    return show("levels", draft, rows=[*draft.content["levels"], {}], seen=fingerprint(draft.content["levels"]))


@bp.post("/levels")
@administrators_only
def save_levels(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Keep them."""
    draft, rows = known(draft_id), typed.levels(request.form)
    what, _colon, place = request.form.get("do", "").partition(":")
    if what in ("up", "down") and place.isdigit() and int(place) < len(rows):
        editing.shift(rows, rows[int(place)], -1 if what == "up" else 1)
    try:
        changing(draft_id, lambda content: editing.with_levels(
            content, deepcopy(rows), seen=request.form.get(SEEN, "")
        ))  # fmt: skip
    except ChangedMeanwhile as told:
        now = [(level["id"], level.get("name", "")) for level in told.now]
        seen = fingerprint(told.now)
        return show("levels", draft, rows=[*rows, {}], seen=seen, theirs=now, errors=meanwhile()), 409
    except StillNeeded:
        needed = _("A level that behaviours, actions or descriptions are at cannot be taken out, nor the last one")
        seen = request.form.get(SEEN, "")
        return show("levels", draft, rows=[*draft.content["levels"], {}], seen=seen, errors=[{"text": needed}]), 400
    return redirect(url_for("drafts.levels" if what else "drafts.outline", draft_id=draft_id))


@bp.get("/themes/<theme_id>")
@administrators_only
def theme(draft_id: uuid.UUID, theme_id: str) -> ResponseReturnValue:
    """One theme: its words, and its competencies."""
    draft = known(draft_id)
    part = part_of(draft, "theme", theme_id)
    values = {name: part.get(name, "") for name in ("name", "description")} | {"only_for": bool(part.get("only_for"))}
    return _show_theme(draft, part, ThemeForm(data=values), fingerprint(editing.about_theme(part)))


@bp.post("/themes/<theme_id>")
@administrators_only
def save_theme(draft_id: uuid.UUID, theme_id: str) -> ResponseReturnValue:
    """Keep its words."""
    draft, form = known(draft_id), ThemeForm()
    part, seen = part_of(draft, "theme", theme_id), request.form.get(SEEN, "")
    if not form.validate_on_submit():
        return _show_theme(draft, part, form, seen), 400
    words = {"name": form.name.data, "description": typed.paragraphs(form.description.data or "")}
    words |= {"only_for": "senior" if form.only_for.data else ""}
    try:
        changing(draft_id, lambda content: editing.with_theme_changed(content, theme_id, words, seen=seen))
    except ChangedMeanwhile as told:
        now = editing.about_theme(told.now)
        _same, theirs = typed.theirs(now, words)
        return _show_theme(draft, part, form, fingerprint(now), theirs=theirs, errors=meanwhile()), 409
    return redirect(url_for("drafts.outline", draft_id=draft_id, _anchor=f"theme-{theme_id}"))


@bp.post("/themes/<theme_id>/competencies")
@administrators_only
def add_competency(draft_id: uuid.UUID, theme_id: str) -> ResponseReturnValue:
    """Add a competency."""
    form, draft = NameForm(), known(draft_id)
    part = part_of(draft, "theme", theme_id)
    if not form.validate_on_submit():
        told = [{"text": _("Enter a name"), "href": "#new-competency"}]
        values = ThemeForm(formdata=None, data=part)
        return _show_theme(draft, part, values, fingerprint(editing.about_theme(part)), errors=told), 400
    made = _adding(draft_id, lambda content: editing.with_competency(content, theme_id, form.name.data))
    return redirect(url_for("competency.edit", draft_id=draft_id, competency_id=made))


def known(draft_id: uuid.UUID) -> FrameworkDraft:
    """The draft; 404 if it is published or thrown away."""
    return drafts.draft(draft_id) or abort(404)


def show(page: str, draft: FrameworkDraft, **more: Any) -> str:
    """A page of a draft with the check beside it."""
    found = drafts.checked(draft)
    remarks = places.addressed(found, draft.content, here=request.path)
    return render_template(
        f"editor/{page}.html", draft=draft, content=draft.content, found=found, remarks=remarks, **more
    )


def _new_theme() -> NameForm:
    form = NameForm()
    form.name.label.text = _("Add a theme")
    return form


def _show_theme(draft: FrameworkDraft, part: Data, form: ThemeForm, seen: str, **more: Any) -> str:
    return show("theme", draft, part=part, form=form, seen=seen, **more)


def part_of(draft: FrameworkDraft, kind: str, part_id: str) -> Data:
    try:
        found = editing.theme_of if kind == "theme" else editing.competency_of
        return found(draft.content, part_id)
    except NoSuchPart:
        abort(404)


def changing(draft_id: uuid.UUID, alter: Callable[[Data], Data]) -> None:
    """Change the draft; 404 if somebody has taken out what was to be changed, 413 if it is too much."""
    try:
        with one_transaction():
            drafts.change(draft_id, alter, by=me().id, now=clock.now())
    except NoSuchPart:
        abort(404)
    except drafts.TooLarge:
        abort(413)


def _adding(draft_id: uuid.UUID, alter: Callable[[Data], tuple[Data, str]]) -> str:
    made = []

    def add(content: Data) -> Data:
        content, new_id = alter(content)
        made.append(new_id)
        return content

    changing(draft_id, add)
    return made[0]


def meanwhile() -> list[dict[str, str]]:
    told = _("Somebody else has changed this meanwhile. Here is what you typed: look at theirs below, then save again")
    return [{"text": told, "href": "#theirs"}]
