"""The coach's pages before release: the comments, what becomes of each, and letting the leader read."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their
from feedback.campaign.models import Subject
from feedback.coaching import rules, service
from feedback.coaching.forms import ModerateForm, OwnWordsForm
from feedback.disclosure import service as disclosure
from feedback.disclosure.models import Comment
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me
from feedback.response.rules import COACH_ONLY, PARAPHRASE, VERBATIM

bp = Blueprint("coaching", __name__, url_prefix="/reports")


@bp.get("/<uuid:subject_id>/comments")
@only_their("coach")
def comments(leader: Subject) -> ResponseReturnValue:
    """All comments: to look through before the leader reads them, and those for the coach alone for a while after."""
    state = _state_of(leader, "opened", "released")
    _note_reading(leader)
    titles = campaigns.questionnaire_for(leader).question_titles
    found = service.comments_of(leader)
    listed = [comment for comment in found if state == "opened" or comment.travels == COACH_ONLY]
    asked = [*titles, *sorted({comment.question_id for comment in listed} - titles.keys())]
    shown = [(question, [one for one in listed if one.question_id == question]) for question in asked]
    return render_template(
        "coaching/comments.html",
        leader=leader,
        comments=found,
        shown=[(question, group) for question, group in shown if group],
        titles=titles,
        state=state,
    )


@bp.get("/<uuid:subject_id>/comments/<uuid:comment_id>")
@only_their("coach")
def moderate(leader: Subject, comment_id: uuid.UUID) -> ResponseReturnValue:
    """One comment, to take something out, or to say it in other words."""
    _state_of(leader, "opened")
    comment = service.comment_of(leader, comment_id) or abort(404)
    if comment.travels not in (PARAPHRASE, VERBATIM):
        abort(404)
    _note_reading(leader)
    if comment.travels == PARAPHRASE:
        return _own_words(leader, comment, OwnWordsForm(words=comment.paraphrase))
    return _moderate(leader, comment, ModerateForm())


@bp.post("/<uuid:subject_id>/comments/<uuid:comment_id>")
@only_their("coach")
def take_out(leader: Subject, comment_id: uuid.UUID) -> ResponseReturnValue:
    """Take words or all of it out."""
    comment = service.comment_of(leader, comment_id) or abort(404)
    form = ModerateForm()
    if form.validate_on_submit():
        try:
            with one_transaction():
                if form.what.data == "all":
                    service.withhold(leader, comment, reason=form.reason.data, by=me().id, now=clock.now())
                else:
                    words = form.words.data or ""
                    service.remove_words(leader, comment, words, reason=form.reason.data, by=me().id, now=clock.now())
        except rules.WordsNotFound:
            form.words.errors = [_("Copy the words exactly as they stand in the comment")]
        else:
            flash(_("Taken out. The original is sealed and erased after 30 days."), "success")
            return redirect(url_for("coaching.comments", subject_id=leader.id))
    return _moderate(leader, comment, form), 400


@bp.post("/<uuid:subject_id>/comments/<uuid:comment_id>/words")
@only_their("coach")
def say(leader: Subject, comment_id: uuid.UUID) -> ResponseReturnValue:
    """Say it in other words, or leave it out."""
    comment = service.comment_of(leader, comment_id) or abort(404)
    form = OwnWordsForm()
    if request.form.get("then") == "leave out":
        with one_transaction():
            service.leave_out(leader, comment, by=me().id, now=clock.now())
        flash(_("Left out. Nobody is told that there was a comment."), "success")
        return redirect(url_for("coaching.comments", subject_id=leader.id))
    if form.validate_on_submit():
        try:
            with one_transaction():
                service.say_in_own_words(leader, comment, form.words.data or "", by=me().id, now=clock.now())
        except rules.NothingSaid:
            form.words.errors = [_("Write what the leader is to read, or leave the comment out")]
        except rules.TheirOwnWords as theirs:
            form.words.errors = [_("These are the writer’s words: “%(words)s”. Say it in your own", words=theirs.some)]
        else:
            flash(_("Saved. The leader reads your words when you release the report."), "success")
            return redirect(url_for("coaching.comments", subject_id=leader.id))
    return _own_words(leader, comment, form), 400


@bp.get("/<uuid:subject_id>/release")
@only_their("coach")
def before_release(leader: Subject) -> ResponseReturnValue:
    """What the leader will read, and what not, before it cannot be changed any more."""
    _state_of(leader, "opened")
    _note_reading(leader)
    return render_template("coaching/release.html", leader=leader, comments=service.comments_of(leader))


@bp.post("/<uuid:subject_id>/release")
@only_their("coach")
def release(leader: Subject) -> ResponseReturnValue:
    """The coach lets the leader read it."""
    try:
        with one_transaction():
            service.release(leader, by=me().id, now=clock.now())
    except disclosure.NotClosed:
        abort(404)
    flash(_("Released. %(name)s is told by email.", name=leader.person.name), "success")
    return redirect(url_for("report.show", subject_id=leader.id))


def _note_reading(leader: Subject) -> None:
    audit.looked("comments.read", by=me().id, about=leader.id, now=clock.now())


def _moderate(leader: Subject, comment: Comment, form: ModerateForm) -> str:
    title = _title_of(leader, comment)
    return render_template("coaching/moderate.html", leader=leader, comment=comment, form=form, question=title)


def _own_words(leader: Subject, comment: Comment, form: OwnWordsForm) -> str:
    title = _title_of(leader, comment)
    return render_template("coaching/own_words.html", leader=leader, comment=comment, form=form, question=title)


def _title_of(leader: Subject, comment: Comment) -> str:
    titles = campaigns.questionnaire_for(leader).question_titles
    return titles.get(comment.question_id) or str(_("Further remarks"))


def _state_of(leader: Subject, *allowed: str) -> str:
    """Where the report stands, if it is one of these; else there is no such page."""
    state = disclosure.states_of([leader.id]).get(leader.id)
    if state not in allowed:
        abort(404)
    return state
