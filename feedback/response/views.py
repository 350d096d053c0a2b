"""The pages behind a rater's link. A GET changes nothing; the link alone can write but never read what was answered."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from feedback.campaign.declining import reasons
from feedback.extensions import csrf
from feedback.foundations.database import one_short_transaction, one_transaction
from feedback.foundations.sealing import CannotOpen
from feedback.identity.permissions import open_to_anyone, rater_page
from feedback.invitation.handover import LinkUnusable
from feedback.response import cookies, reminder_views, service, tokens
from feedback.response.asked import (
    OtherLink,
    asked_about,
    asked_among_others,
    asked_at,
    device_for,
    opened,
    page_of,
    slot_at,
)
from feedback.response.blank import show_landing, show_sent, show_start
from feedback.response.checking import show_check
from feedback.response.preview import show_preview
from feedback.response.rules import LONGEST_COMMENT, Answers, tidy
from feedback.response.saving import keep_page
from feedback.response.showing import as_typed, show_page, typed, words_typed

bp = Blueprint("response", __name__, url_prefix="/r")
bp.register_blueprint(reminder_views.bp)
csrf.without_session = tokens.of_this_browser


@bp.errorhandler(LinkUnusable)
def link_unusable(_error: LinkUnusable) -> ResponseReturnValue:
    """The same page whatever is wrong with the link; words that were sent with it are given back, to be copied."""
    return render_template("response/link_unusable.html", words=words_typed()), 410


@bp.errorhandler(OtherLink)
def other_link(_error: OtherLink) -> ResponseReturnValue:
    """Nothing was kept: it would have gone to another leader."""
    return render_template("response/not_saved.html", why="other link", words=words_typed()), 409


@bp.errorhandler(CSRFError)
def token_is_stale(_error: CSRFError) -> ResponseReturnValue:
    """Show a page of answers again, filled in as it was sent: whose browser forgets its cookies loses no word."""
    if request.endpoint != "response.save_page":
        return render_template("errors/rater.html", code=400), 400
    place, number = (request.view_args or {})["place"], (request.view_args or {})["number"]
    again = gettext("Press save once more. Your browser has forgotten us since this page was opened")
    try:
        asked = asked_at(place)
        here = page_of(asked.questionnaire, number)
    except LinkUnusable as error:
        return link_unusable(error)
    except OtherLink as error:
        return other_link(error)
    return show_page(asked, place, here, filled=typed(), problem={"text": again, "href": "#main-content"}), 400


@bp.get("")
@open_to_anyone
@rater_page
def landing() -> ResponseReturnValue:
    """Where the link in the mail leads: a button, and nothing that could be spent."""
    new = None if cookies.devices() or cookies.visitor() else cookies.new_visitor()
    response = make_response(show_landing())
    if new:
        cookies.remember_visitor(response, new)
    return response


@bp.post("")
@open_to_anyone
@rater_page
def open_link() -> ResponseReturnValue:
    """Take the code that the link carried in its fragment, or that was pasted."""
    code = request.form.get("code", "").strip().rpartition("#")[2]
    asked = service.slots(code, to_write=False)
    where = url_for("response.requests") if len(asked) > 1 else url_for("response.start", place=asked[0].place)
    response = make_response(redirect(where))
    cookies.remember_link(response, code)
    if not cookies.devices():
        cookies.remember_device(response, service.new_device())
    return response


@bp.get("/requests")
@rater_page
def requests() -> ResponseReturnValue:
    """All requests of a link, with how far each is."""
    asked = [asked_about(slot) for slot in service.slots(cookies.link_code(), to_write=False)]
    by_name = sorted(asked, key=lambda one: (one.own, one.leader))  # as in the letter
    return render_template("response/requests.html", requests=by_name)


@bp.get("/<int:place>")
@rater_page
def start(place: int) -> ResponseReturnValue:
    """Who asks, about whom, how long it takes, and what we promise."""
    asked, others = asked_among_others(place)
    return show_start(asked, place, opened(asked.slot).answers, others=others)


@bp.get("/<int:place>/what-is-shown")
@rater_page
def what_is_shown(place: int) -> ResponseReturnValue:
    """What the leader will see of this rater's answers: the rules in numbers, and made-up figures."""
    return show_preview(asked_at(place), place)


@bp.get("/<int:place>/page/<int:number>")
@rater_page
def page(place: int, number: int) -> ResponseReturnValue:
    """One page of the questionnaire with what was saved on this browser."""
    asked = asked_at(place)
    answers = opened(asked.slot).answers
    if answers is None or asked.slot.is_declined:
        return redirect(url_for("response.start", place=place))
    return show_page(asked, place, page_of(asked.questionnaire, number), filled=as_typed(answers))


@bp.post("/<int:place>/page/<int:number>")
@rater_page
def save_page(place: int, number: int) -> ResponseReturnValue:
    """Keep the page, and go on, or come back later, or stay: a page also saves itself while it is filled in."""
    return keep_page(place, number)


@bp.post("/<int:place>/giveaways")
@rater_page
def giveaways(place: int) -> ResponseReturnValue:
    """What in a comment may tell who wrote it, for the script beside the box. Nothing of it is kept."""
    slot = slot_at(place)
    text = tidy(request.form.get("text", ""))[:LONGEST_COMMENT]
    found = service.warnings(slot, Answers(comments={"": text})).get("", ())
    return render_template("response/giveaways.html", found=found)


@bp.get("/<int:place>/saved")
@rater_page
def saved(place: int) -> ResponseReturnValue:
    """Say that it is safe to leave, and how to come back."""
    asked = asked_at(place)
    if asked.slot.is_empty:
        return redirect(url_for("response.start", place=place))
    return render_template("response/saved.html", asked=asked, place=place, phrase=None)


@bp.post("/<int:place>/phrase")
@rater_page
def make_phrase(place: int) -> ResponseReturnValue:
    """Show, once, five words with which another browser can go on."""
    try:
        with one_transaction():
            asked = asked_at(place, to_write=True)
            phrase = service.make_phrase(asked.slot, device=device_for(asked.slot))
    except service.NotYours:
        return redirect(url_for("response.start", place=place))
    return render_template("response/saved.html", asked=asked, place=place, phrase=phrase)


@bp.post("/<int:place>/resume")
@rater_page
def resume(place: int) -> ResponseReturnValue:
    """Go on with the five words from another browser."""
    asked, others = asked_among_others(place)
    try:
        secret = service.resume(asked.slot, request.form.get("phrase", ""))
    except CannotOpen:
        fault = gettext("These are not the words for this feedback. Check them, or start again")
        errors = [{"text": fault, "href": "#phrase"}]
        return show_start(asked, place, None, others=others, errors=errors), 400
    response = make_response(redirect(url_for("response.check", place=place)))
    cookies.remember_device(response, secret)
    return response


@bp.get("/<int:place>/check")
@rater_page
def check(place: int) -> ResponseReturnValue:
    """What will be sent, page by page."""
    asked = asked_at(place)
    answers = opened(asked.slot).answers
    if answers is None or asked.slot.is_declined:
        return redirect(url_for("response.start", place=place))
    return show_check(asked, place, answers)


@bp.post("/<int:place>/send")
@rater_page
def send(place: int) -> ResponseReturnValue:
    """Make the answers count."""
    try:
        with one_short_transaction():
            slot = slot_at(place, to_write=True)
            service.send(slot, device=device_for(slot))
    except service.NotYours:
        return redirect(url_for("response.start", place=place))
    except service.NothingToSend:
        asked = asked_about(slot)
        errors = [{"text": gettext("Answer at least one question before you send"), "href": "#pages"}]
        return show_check(asked, place, Answers(), errors), 400
    return redirect(url_for("response.sent", place=place))


@bp.get("/<int:place>/sent")
@rater_page
def sent(place: int) -> ResponseReturnValue:
    """Thank them; say how to change or withdraw."""
    asked, others = asked_among_others(place)
    if not asked.slot.is_submitted:
        return redirect(url_for("response.start", place=place))
    return show_sent(asked, place, others=others)


@bp.get("/<int:place>/withdraw")
@rater_page
def withdraw(place: int) -> ResponseReturnValue:
    """Ask whether they mean it."""
    return render_template("response/withdraw.html", asked=asked_at(place), place=place)


@bp.post("/<int:place>/withdraw")
@rater_page
def withdraw_now(place: int) -> ResponseReturnValue:
    """Erase what was saved or sent."""
    with one_transaction():
        slot = slot_at(place, to_write=True)
        service.withdraw(slot, device=device_for(slot))
    return redirect(url_for("response.withdrawn", place=place))


@bp.get("/<int:place>/withdrawn")
@rater_page
def withdrawn(place: int) -> ResponseReturnValue:
    """Say that nothing of theirs is left."""
    asked, others = asked_among_others(place)
    if not asked.slot.is_empty or asked.slot.is_declined:
        return redirect(url_for("response.start", place=place))
    return render_template("response/withdrawn.html", asked=asked, place=place, others=others)


@bp.post("/<int:place>/start-again")
@rater_page
def start_again(place: int) -> ResponseReturnValue:
    """Erase, and go to the first page."""
    with one_transaction():
        slot = slot_at(place, to_write=True)
        service.start_again(slot, device=device_for(slot))
    return redirect(url_for("response.page", place=place, number=1))


@bp.get("/<int:place>/decline")
@rater_page
def decline(place: int) -> ResponseReturnValue:
    """Ask whether they mean it."""
    asked = asked_at(place)
    return render_template("response/decline.html", asked=asked, place=place, reasons=reasons(asked.slot.group))


@bp.post("/<int:place>/decline")
@rater_page
def decline_now(place: int) -> ResponseReturnValue:
    """Take no for an answer, with a reason or without."""
    with one_transaction():
        slot = slot_at(place, to_write=True)
        reason = {str(code): code for code, _ in reasons(slot.group)}.get(request.form.get("reason", ""))
        service.decline(slot, device=device_for(slot), reason=reason, for_good="for_good" in request.form)
    return redirect(url_for("response.start", place=place))


@bp.post("/<int:place>/accept")
@rater_page
def accept(place: int) -> ResponseReturnValue:
    """Undo a decline."""
    with one_transaction():
        service.accept_after_all(slot_at(place, to_write=True))
    return redirect(url_for("response.start", place=place))
