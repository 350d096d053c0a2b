"""From a draft to a version: see it as a rater and as the leader, say what means the same, publish or throw away."""

import uuid
from collections import Counter

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.editor import previewing
from feedback.editor.draft_views import changing, known, show
from feedback.editor.forms import PublishForm
from feedback.editor.views import as_file, by_hash, folder
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.framework import drafts, mapping, writing
from feedback.framework.editing import NoSuchPart
from feedback.framework.format import Framework
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("publishing", __name__, url_prefix="/frameworks")
PREVIEW = "/preview/<key>/<level>/<any(rater, self):voice>/<int:number>"
SAME = "same"  # begins the names of the fields that say what means the same


@bp.get("/preview/<key>")
@administrators_only
def choose_preview(key: str) -> ResponseReturnValue:
    """As whom, and at which level?"""
    framework, back = _shown(key)
    sizes = [
        (level, previewing.questionnaire_at(framework, level.id, senior=bool(framework.senior)))
        for level in framework.levels
        if level.assignable
    ]
    return render_template("editor/choose_preview.html", framework=framework, key=key, sizes=sizes, back=back)


@bp.get(PREVIEW)
@administrators_only
def preview(key: str, level: str, voice: str, number: int) -> ResponseReturnValue:
    """One page as raters would get it."""
    framework, _back = _shown(key)
    if level not in {one.id for one in framework.levels}:
        abort(404)
    asked = previewing.questionnaire_at(framework, level, senior=bool(framework.senior))
    back = (
        url_for("publishing.preview", key=key, level=level, voice=voice, number=number - 1)
        if number > 1
        else url_for("publishing.choose_preview", key=key)
    )
    try:
        return previewing.show_page(asked, number, voice=voice, name=_("Alex Example"), back=back)
    except IndexError:
        return redirect(url_for("publishing.choose_preview", key=key))


@bp.post(PREVIEW)
@administrators_only
def preview_next(key: str, level: str, voice: str, number: int) -> ResponseReturnValue:
    """Go on as raters do; nothing is kept."""
    if request.form.get("then"):
        return redirect(url_for("publishing.choose_preview", key=key))
    return redirect(url_for("publishing.preview", key=key, level=level, voice=voice, number=number + 1))


preview_next.only_reads = True  # type: ignore[attr-defined]


@bp.get("/drafts/<uuid:draft_id>/framework.yaml")
@administrators_only
def export(draft_id: uuid.UUID) -> ResponseReturnValue:
    """The draft as a file."""
    content = known(draft_id).content
    return as_file(writing.as_yaml(content), f"{content['id']}-draft.yaml", "application/yaml")


@bp.get("/drafts/<uuid:draft_id>/same")
@administrators_only
def same(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Which behaviours of the version before mean the same?"""
    draft = known(draft_id)
    found = drafts.mapped(draft) or abort(404)
    return show("same", draft, mapped=found, most_alike=mapping.MOST_ALIKE)


@bp.post("/drafts/<uuid:draft_id>/same")
@administrators_only
def save_same(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was said."""
    draft = known(draft_id)
    was = drafts.before(draft) or abort(404)
    said = {}
    for name, then in request.form.items():
        prefix, kind, part_id = (*name.split(":", 2), "", "")[:3]
        if prefix == SAME:
            said[kind, part_id] = then
    chosen = Counter((kind, then) for (kind, _now), then in said.items() if then)
    if any(times > 1 for times in chosen.values()):
        told = _("Two behaviours of now cannot both be the same one of then. Choose one, or neither")
        found = drafts.mapped(draft) or abort(404)
        return show("same", draft, mapped=found, most_alike=mapping.MOST_ALIKE, said=said,
                    errors=[{"text": told}]), 400  # fmt: skip
    changing(draft_id, lambda content: mapping.with_mapping(was, content, said))
    return redirect(url_for("publishing.ask", draft_id=draft_id))


@bp.get("/drafts/<uuid:draft_id>/publish")
@administrators_only
def ask(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Is it ready, and what is it called?"""
    return _ask(draft_id, PublishForm(data={"version": drafts.own_version(known(draft_id))}))


@bp.post("/drafts/<uuid:draft_id>/publish")
@administrators_only
def publish(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Publish it: from now on new campaigns may run on it, and nobody can change it."""
    form = PublishForm()
    known(draft_id)
    if form.validate_on_submit():
        try:
            with one_transaction():
                made = drafts.publish(draft_id, folder(), version=form.version.data, by=me().id, now=clock.now())
                published = made.hash
        except drafts.VersionTaken:
            form.version.errors = [_("There is a version of this name already. Give this one its own")]
        except drafts.NotInOrder:
            form.version.errors = [_("Put the errors right first")]
        except drafts.IdTaken:
            form.version.errors = [_("Somebody else has published a framework of this id. Copy theirs, and edit that")]
        except NoSuchPart:
            abort(404)
        else:
            flash(_("Published. New campaigns can run on it from now on."), "success")
            return redirect(url_for("frameworks.version", snapshot_hash=published))
    return _ask(draft_id, form), 400


@bp.get("/drafts/<uuid:draft_id>/drop")
@administrators_only
def confirm_drop(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Really?"""
    return show("drop", known(draft_id))


@bp.post("/drafts/<uuid:draft_id>/drop")
@administrators_only
def drop(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    with one_transaction():
        drafts.drop(draft_id, by=me().id, now=clock.now())
    flash(_("The draft is thrown away."), "success")
    return redirect(url_for("frameworks.frameworks"))


def _ask(draft_id: uuid.UUID, form: PublishForm) -> str:
    draft = known(draft_id)
    return show("publish", draft, form=form, mapped=drafts.mapped(draft), overtaken=drafts.overtaken(draft, folder()))


def _shown(key: str) -> tuple[Framework, str]:
    """The framework of a draft, by its id, or of a version, by its hash; and where to go back to."""
    try:
        draft_id = uuid.UUID(key)
    except ValueError:
        return by_hash(key), url_for("frameworks.version", snapshot_hash=key)
    framework = drafts.checked(known(draft_id)).framework
    if framework is None:
        flash(_("A framework with errors cannot be previewed. Put them right first."))
        abort(redirect(url_for("drafts.outline", draft_id=draft_id)))
    return framework, url_for("drafts.outline", draft_id=draft_id)
