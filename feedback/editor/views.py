"""The administrator's pages of frameworks: which there are, and how a draft begins."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.editor.forms import NewForm, UploadForm
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.pages import listed
from feedback.framework import drafts, editing, service, spreadsheet_layout, versions, writing
from feedback.framework.format import Framework
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("frameworks", __name__, url_prefix="/frameworks")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@administrators_only
def frameworks() -> ResponseReturnValue:
    """Which frameworks are in use, which are being written, and which were before."""
    used = service.usable(folder())
    published = {one.hash: one for one in versions.published()}
    return render_template(
        "editor/frameworks.html",
        used=[(framework, published.get(framework.hash)) for framework in used],
        drafts=drafts.drafts(),
        before=[one for one in published.values() if one.hash not in {framework.hash for framework in used}],
    )


@bp.get("/new")
@administrators_only
def new() -> ResponseReturnValue:
    """Begin with nothing."""
    return render_template("editor/new.html", form=NewForm())


@bp.post("/new")
@administrators_only
def begin() -> ResponseReturnValue:
    """Keep a draft that has nothing in it."""
    form = NewForm()
    if not form.validate_on_submit():
        return render_template("editor/new.html", form=form), 400
    with one_transaction():
        made = drafts.begin_empty(
            folder(), title=form.title.data, organisation=form.organisation.data, by=me().id, now=clock.now()
        )
        draft_id = made.id
    return redirect(url_for("drafts.outline", draft_id=draft_id))


@bp.get("/upload")
@administrators_only
def choose_file() -> ResponseReturnValue:
    """Begin with a file."""
    return _show_upload(UploadForm(), ())


@bp.post("/upload")
@administrators_only
def upload() -> ResponseReturnValue:
    """Keep a draft of what is in a file."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _show_upload(form, ()), 400
    name = form.file.data.filename or ""
    try:
        with one_transaction():
            made, unused = drafts.take_in(
                form.file.data.read(), name, folder(), title=form.title.data or _("Untitled framework"),
                organisation=form.organisation.data or current_app.config["SETTINGS"].council_name,
                by=me().id, now=clock.now(),
            )  # fmt: skip
            draft_id, content = made.id, made.content
    except drafts.NotADraft as refused:
        form.file.errors = [_("Nothing was taken in. Correct what is listed below, and choose the file again")]
        return _show_upload(form, refused.findings), 400
    except drafts.TooLarge:
        form.file.errors = [_("This file is too large to be a framework")]
        return _show_upload(form, ()), 400
    count = len(editing.statements(content))
    done = ngettext("%(num)s behaviour was read.", "%(num)s behaviours were read.", count)
    if unused:
        done += " " + _("Not used: %(columns)s.", columns=listed([f"“{column}”" for column in unused]))
    flash(done, "success")
    return redirect(url_for("drafts.outline", draft_id=draft_id))


@bp.get("/template.xlsx")
@administrators_only
def template() -> ResponseReturnValue:
    """A workbook to fill in."""
    return as_file(spreadsheet_layout.template(), "framework.xlsx", WORKBOOK)


@bp.get("/<snapshot_hash>")
@administrators_only
def version(snapshot_hash: str) -> ResponseReturnValue:
    """One version: what it holds, where it stands among the others, and what can be done with it."""
    framework = by_hash(snapshot_hash)
    others = versions.published(framework.id)
    return render_template(
        "editor/version.html",
        framework=framework,
        this=next((one for one in others if one.hash == snapshot_hash), None),
        others=others,
        used=any(one.hash == snapshot_hash for one in service.usable(folder())),
    )


@bp.get("/<snapshot_hash>/framework.yaml")
@administrators_only
def export(snapshot_hash: str) -> ResponseReturnValue:
    """One version as a file."""
    framework = by_hash(snapshot_hash)
    return as_file(writing.as_yaml(editing.plain(framework)), f"{framework.id}.yaml", "application/yaml")


@bp.post("/<snapshot_hash>/copy")
@administrators_only
def copy(snapshot_hash: str) -> ResponseReturnValue:
    """Go on from one version in a draft."""
    framework = by_hash(snapshot_hash)
    with one_transaction():
        draft_id = drafts.copy(framework, folder(), by=me().id, now=clock.now()).id
    return redirect(url_for("drafts.outline", draft_id=draft_id))


@bp.post("/<snapshot_hash>/retire")
@administrators_only
def retire(snapshot_hash: str) -> ResponseReturnValue:
    """Offer a version to no new campaign any more."""
    return _retire(snapshot_hash, retired=True)


@bp.post("/<snapshot_hash>/take-back")
@administrators_only
def take_back(snapshot_hash: str) -> ResponseReturnValue:
    """Offer a version again."""
    return _retire(snapshot_hash, retired=False)


def _retire(snapshot_hash: str, *, retired: bool) -> ResponseReturnValue:
    if not any(one.hash == snapshot_hash for one in versions.published()):
        abort(404)
    with one_transaction():
        versions.retire(snapshot_hash, retired=retired, by=me().id, now=clock.now())
    return redirect(url_for("frameworks.version", snapshot_hash=snapshot_hash))


def folder() -> Any:
    """Where the files of frameworks are."""
    return current_app.config["SETTINGS"].frameworks


def by_hash(snapshot_hash: str) -> Framework:
    """The framework with this content, from a file or published; 404 if there is none."""
    for framework in service.in_files(folder()):
        if framework.hash == snapshot_hash:
            return framework
    if any(one.hash == snapshot_hash for one in versions.published()):
        return service.from_snapshot(snapshot_hash)
    abort(404)


def as_file(content: bytes | str, name: str, kind: str) -> Response:
    """A file to download."""
    file = Response(content, mimetype=kind)
    file.headers["Content-Disposition"] = f"attachment; filename={name}"
    return file


def _show_upload(form: UploadForm, wrong: tuple[object, ...]) -> str:
    return render_template(
        "editor/upload.html", form=form, wrong=wrong, columns=spreadsheet_layout.COLUMNS,
        needed=spreadsheet_layout.NEEDED,
    )  # fmt: skip
