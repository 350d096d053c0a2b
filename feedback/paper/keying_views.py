"""The clerk's pages: a code from paper, its questions, a last look, sent. Paths are constant; nothing is logged."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.foundations.database import one_transaction
from feedback.foundations.sealing import TooLargeToSeal
from feedback.identity.permissions import clerks_only, me
from feedback.invitation.handover import LinkUnusable
from feedback.paper import keying, ways
from feedback.response.asked import Asked
from feedback.response.pages import pages
from feedback.response.rules import MARKS, Answers, Fault, PageRefused
from feedback.response.service import NothingToSend
from feedback.response.showing import typed, what_to_do

bp = Blueprint("keying", __name__, url_prefix="/paper")


@bp.get("")
@clerks_only
def ask() -> ResponseReturnValue:
    """Which code stands on the paper?"""
    return render_template("paper/ask.html", errors=[])


@bp.errorhandler(LinkUnusable)
def code_unusable(_error: LinkUnusable) -> ResponseReturnValue:
    """The same words whatever is wrong with the code: more would say what its rater did online."""
    return _ask_again(_("This code cannot be used. Check its letters, or whether it was keyed in already"))


@bp.errorhandler(keying.PartOfIt)
def part_of_it(_error: keying.PartOfIt) -> ResponseReturnValue:
    """Who leads, manages, coaches or rates somebody must not read what others answered about them."""
    return _ask_again(_("You are part of this leader’s feedback. Ask another clerk to key this one in"))


@bp.post("")
@clerks_only
def show() -> ResponseReturnValue:
    """The questions of the paper, empty or as they were keyed in before the last look."""
    return _show(_opened(), {})


@bp.post("/check")
@clerks_only
def check() -> ResponseReturnValue:
    """A last look beside the paper: what was sent cannot be seen again. Nothing is kept yet."""
    asked = _opened()
    try:
        answers = keying.read(asked.questionnaire, _answers_typed())
    except PageRefused as refused:
        return _show(asked, _what_to_do(asked, refused)), 400
    if answers.is_empty:
        return _show(asked, {"": _("Nothing was keyed in. Key in at least one answer")}), 400
    return _show_check(asked, answers)


@bp.post("/send")
@clerks_only
def send() -> ResponseReturnValue:
    """Seal the answers, and spend the code."""
    try:
        with one_transaction():
            keying.send(request.form.get("code", ""), _answers_typed(), by=me().id, secret=_secret())
    except PageRefused as refused:
        asked = _opened()
        return _show(asked, _what_to_do(asked, refused)), 400
    except NothingToSend:
        return _show(_opened(), {"": _("Nothing was keyed in. Key in at least one answer")}), 400
    except TooLargeToSeal:
        return _show(_opened(), {"": _("The comments together are too long. Shorten some of them")}), 400
    return redirect(url_for("keying.sent"))


@bp.get("/sent")
@clerks_only
def sent() -> ResponseReturnValue:
    """What to do with the paper, and on to the next."""
    return render_template("paper/sent.html")


def _opened() -> Asked:
    return keying.opened(request.form.get("code", ""), by=me().id, secret=_secret())


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret_key
    return secret


def _answers_typed() -> dict[str, str]:
    """What was keyed in, by field; nothing else of the form."""
    return {name: value for name, value in typed().items() if name[:2] in ("i.", "c.", "t.", "m.")}


def _what_to_do(asked: Asked, refused: PageRefused) -> dict[str, str]:
    """For each field that holds no answer, what to type there."""
    scale = asked.questionnaire.scale
    wanted = _(
        "Type a number from %(least)d to %(most)d, or – for “I can’t say”, or leave it empty",
        least=scale.min,
        most=scale.max,
    )
    cures = what_to_do(refused, filled=_answers_typed(), most=keying.most_marks(asked.questionnaire))
    rows = {name for name, fault in refused.faults.items() if fault is Fault.NO_POINT and name.startswith("i.")}
    return {name: wanted if name in rows else cure for name, cure in cures.items()}


def _ask_again(fault: str) -> ResponseReturnValue:
    return render_template("paper/ask.html", errors=[{"text": fault, "href": "#code"}]), 400


def _show(asked: Asked, faults: dict[str, str]) -> str:
    scale = asked.questionnaire.scale
    known = {f"i.{item}" for item in asked.questionnaire.item_ids}
    known |= {MARKS} if asked.questionnaire.marking else set()
    known |= {f"c.{question}" for question in asked.questionnaire.question_ids}
    errors = [{"text": text, "href": f"#{name}"} for name, text in faults.items() if name in known]
    errors += [{"text": text} for text in dict.fromkeys(text for name, text in faults.items() if name not in known)]
    return render_template(
        "paper/key_in.html",
        asked=asked,
        pages=pages(asked.questionnaire),
        points=[(point, scale.label(point)) for point in scale.points],
        code=request.form.get("code", ""),
        typed=_answers_typed(),
        ways=ways.in_words(),
        faults=faults,
        errors=errors,
    )


def _show_check(asked: Asked, answers: Answers) -> str:
    return render_template(
        "paper/check.html",
        asked=asked,
        pages=pages(asked.questionnaire),
        answers=answers,
        ways=ways.in_words(),
        code=request.form.get("code", ""),
        typed=_answers_typed(),
    )
