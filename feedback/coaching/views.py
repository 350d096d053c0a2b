"""The coach's pages before release."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their
from feedback.campaign.models import Subject
from feedback.coaching import rules, service
from feedback.coaching.forms import ModerateForm
from feedback.disclosure import service as disclosure
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me

bp = Blueprint("coaching", __name__, url_prefix="/reports")


@bp.get("/<uuid:subject_id>/comments")
@only_their("coach")
def comments(leader: Subject) -> ResponseReturnValue:
    """All comments, to look through before the leader reads them."""
    _only_while_opened(leader)
    asked = campaigns.questionnaire_for(leader)
    return render_template(
        "coaching/comments.html", leader=leader, comments=service.comments_of(leader), titles=asked.question_titles
    )


@bp.get("/<uuid:subject_id>/comments/<uuid:comment_id>")
@only_their("coach")
def moderate(leader: Subject, comment_id: uuid.UUID) -> ResponseReturnValue:
    """One comment, to take something out."""
    _only_while_opened(leader)
    comment = service.comment_of(leader, comment_id) or abort(404)
    return render_template("coaching/moderate.html", leader=leader, comment=comment, form=ModerateForm())


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
            form.words.errors = ["Copy the words exactly as they stand in the comment"]
        else:
            flash("Taken out. The original is sealed and erased after 30 days.", "success")
            return redirect(url_for("coaching.comments", subject_id=leader.id))
    return render_template("coaching/moderate.html", leader=leader, comment=comment, form=form), 400


def _only_while_opened(leader: Subject) -> None:
    if disclosure.states_of([leader.id]).get(leader.id) != "opened":
        abort(404)
