"""The coach's page to prepare and hold the conversation about a report."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their
from feedback.campaign.models import Subject
from feedback.coaching import sessions
from feedback.coaching.debrief_forms import BookForm, NotesForm
from feedback.disclosure import service as disclosure
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me

bp = Blueprint("debrief", __name__, url_prefix="/reports/<uuid:subject_id>/debrief")


@bp.get("")
@only_their("coach")
def prepare(leader: Subject) -> ResponseReturnValue:
    """Questions from this report, how to hold the conversation, and my notes."""
    return _show(leader, BookForm(obj=sessions.debrief_of(leader)))


@bp.post("/day")
@only_their("coach")
def book(leader: Subject) -> ResponseReturnValue:
    """Write down when we meet."""
    form = BookForm()
    if form.validate_on_submit():
        try:
            with one_transaction():
                sessions.book(leader, form.meets_on.data, by=me().id, now=clock.now())
        except sessions.NotYetPossible as refused:
            form.meets_on.errors = [str(refused)]
        else:
            flash(_("Noted. %(name)s sees the day among their tasks.", name=leader.person.name), "success")
            return redirect(url_for("debrief.prepare", subject_id=leader.id))
    return _show(leader, form), 400


@bp.post("/held")
@only_their("coach")
def hold(leader: Subject) -> ResponseReturnValue:
    """Write down that we have met."""
    _only_once_opened(leader)
    with one_transaction():
        sessions.hold(leader, by=me().id, now=clock.now())
    flash(_("Noted that the conversation was held today."), "success")
    return redirect(url_for("debrief.prepare", subject_id=leader.id))


@bp.post("/notes")
@only_their("coach")
def save_notes(leader: Subject) -> ResponseReturnValue:
    """Keep my notes."""
    _only_once_opened(leader)
    form = NotesForm()
    if not form.validate_on_submit():
        return _show(leader, BookForm(formdata=None), form), 400
    with one_transaction():
        sessions.save_notes(leader, form.notes.data or "", secret=_secret(), by=me().id)
    flash(_("Your notes are saved. Only you can read them."), "success")
    return redirect(url_for("debrief.prepare", subject_id=leader.id))


def _show(leader: Subject, book_form: BookForm, notes: NotesForm | None = None) -> str:
    from feedback.coaching import debrief  # pandas takes seconds to import: only who reads reports waits

    state = _only_once_opened(leader)
    audit.looked("report.read", by=me().id, about=leader.id, now=clock.now())
    report, asked = disclosure.released(leader.id), campaigns.questionnaire_for(leader)
    mine, unreadable = "", False
    try:
        mine = sessions.notes_of(leader, secret=_secret(), by=me().id)
    except sessions.NotesUnreadable:
        unreadable = True
    return render_template(
        "coaching/debrief.html",
        leader=leader,
        state=state,
        debrief=sessions.debrief_of(leader),
        questions=debrief.questions(
            report,
            behaviours={item.id: item.rater for item in asked.items},
            themes={theme.id: theme.name for theme in asked.themes},
            competencies={item.competency_id: item.competency for item in asked.items},
        ),
        is_harsh=debrief.is_harsh(report),
        book_form=book_form,
        unreadable=unreadable,
        notes=notes or NotesForm(formdata=None, notes=mine),
        form=notes if notes is not None else book_form,
    )


def _only_once_opened(leader: Subject) -> str:
    state = disclosure.states_of([leader.id]).get(leader.id, "")
    if state not in ("opened", "released"):
        abort(404)
    return state


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret_key
    return secret
