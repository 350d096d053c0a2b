"""The page on which one competency is written, with all that hangs on it."""

import uuid

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.editor import places, typed
from feedback.editor.draft_views import SEEN, changing, known, meanwhile, part_of, show
from feedback.framework import drafts, editing
from feedback.framework.editing import ChangedMeanwhile, Data, fingerprint
from feedback.framework.models import FrameworkDraft
from feedback.identity.permissions import administrators_only

bp = Blueprint("competency", __name__, url_prefix="/frameworks/drafts/<uuid:draft_id>/competencies/<competency_id>")


@bp.get("")
@administrators_only
def edit(draft_id: uuid.UUID, competency_id: str) -> ResponseReturnValue:
    """One competency."""
    draft = known(draft_id)
    part = part_of(draft, "competency", competency_id)
    return _show(draft, part, fingerprint(part))


@bp.post("")
@administrators_only
def save(draft_id: uuid.UUID, competency_id: str) -> ResponseReturnValue:
    """Keep all of it, and then add, move or take out a behaviour if that was asked for."""
    draft = known(draft_id)
    what, _colon, about = request.form.get("do", "").partition(":")
    new = _typed(draft, competency_id)
    anchor = _done(new, what, about, draft.content)
    try:
        changing(
            draft_id,
            lambda content: editing.with_competency_changed(
                content, competency_id, new, seen=request.form.get(SEEN, "")
            ),
        )
    except ChangedMeanwhile as told:
        merged, theirs = typed.theirs(told.now, _typed(draft, competency_id))
        return _show(draft, merged, fingerprint(told.now), theirs=theirs, errors=meanwhile()), 409
    if not what:
        return redirect(url_for("drafts.outline", draft_id=draft_id, _anchor=f"competency-{competency_id}"))
    return redirect(url_for("competency.edit", draft_id=draft_id, competency_id=competency_id, _anchor=anchor))


@bp.post("/check")
@administrators_only
def check(draft_id: uuid.UUID, competency_id: str) -> ResponseReturnValue:
    """What the check would say if this were saved; nothing is."""
    draft = known(draft_id)
    new = _typed(draft, competency_id)
    content = editing.with_competency_changed(
        draft.content, competency_id, new, seen=fingerprint(part_of(draft, "competency", competency_id))
    )
    found = drafts.checked_data(draft, content)
    return render_template(
        "editor/check.html",
        found=found,
        remarks=places.addressed(found, content, here=request.path.removesuffix("/check")),
    )


check.only_reads = True  # type: ignore[attr-defined]


def _typed(draft: FrameworkDraft, competency_id: str) -> Data:
    levels = [level["id"] for level in draft.content["levels"]]
    return typed.competency(request.form, part_of(draft, "competency", competency_id), levels)


def _done(part: Data, what: str, about: str, content: Data) -> str:
    """Do to the behaviours of a competency what a button asked for, and say where on the page that is."""
    rows = part["behaviours"]
    if what == "add":
        rows.append(editing.fresh_behaviour(content, part))
        return f"{rows[-1]['id']}.source"
    found = next((row for row in rows if row["id"] == about), None)
    if found is None:
        return ""
    if what == "remove":
        rows.remove(found)
        return "behaviours"
    if what not in ("up", "down"):
        abort(400)
    editing.shift(rows, found, -1 if what == "up" else 1)
    return f"behaviour-{about}"


def _show(draft: FrameworkDraft, part: Data, seen: str, **more: object) -> str:
    theme = next(
        theme for theme in draft.content["themes"] if any(one["id"] == part["id"] for one in theme["competencies"])
    )
    return show("competency", draft, part=part, theme=theme, seen=seen, **more)
