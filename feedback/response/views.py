"""The pages behind a rater's link. A GET changes nothing; the link alone can write but never read what was answered."""

from dataclasses import dataclass

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.campaign.promise import promise
from feedback.campaign.questionnaire import Questionnaire
from feedback.foundations.database import one_transaction
from feedback.foundations.sealing import CannotOpen, TooLargeToSeal
from feedback.identity.permissions import rater_page
from feedback.invitation.handover import LinkUnusable, Slot
from feedback.response import cookies, service
from feedback.response.pages import Page, pages, progress
from feedback.response.rules import CANNOT_SAY, Answers, PageRefused, read_page

bp = Blueprint("response", __name__, url_prefix="/r")


@dataclass(frozen=True)
class Asked:
    """One request for feedback as its pages need it."""

    slot: Slot
    leader: str
    campaign: str
    closes_on: object
    questionnaire: Questionnaire
    promise: tuple[str, ...]

    @property
    def own(self) -> bool:
        """True when leaders rate themselves."""
        return self.slot.group == "self"


@bp.errorhandler(LinkUnusable)
def link_unusable(_error: LinkUnusable) -> ResponseReturnValue:
    """The same page whatever is wrong with the link."""
    return render_template("response/link_unusable.html"), 410


@bp.get("")
@rater_page
def landing() -> ResponseReturnValue:
    """Where the link in the mail leads: a button, and nothing that could be spent."""
    return render_template("response/landing.html")


@bp.post("")
@rater_page
def open_link() -> ResponseReturnValue:
    """Take the code that the link carried in its fragment, or that was pasted."""
    code = request.form.get("code", "").strip().rpartition("#")[2]
    opened = service.slots(code, to_write=False)
    where = url_for("response.requests") if len(opened) > 1 else url_for("response.start", place=opened[0].place)
    response = make_response(redirect(where))
    cookies.remember_link(response, code)
    return response


@bp.get("/requests")
@rater_page
def requests() -> ResponseReturnValue:
    """All requests of a link, with how far each is."""
    opened = [_asked(slot) for slot in service.slots(cookies.link_code(), to_write=False)]
    return render_template("response/requests.html", requests=opened)


@bp.get("/<int:place>")
@rater_page
def start(place: int) -> ResponseReturnValue:
    """Who asks, about whom, how long it takes, and what we promise."""
    asked = _asked(_slot(place, to_write=False))
    answers = service.saved(asked.slot, cookies.device())
    return render_template("response/start.html", asked=asked, place=place, answers=answers)


@bp.get("/<int:place>/page/<int:number>")
@rater_page
def page(place: int, number: int) -> ResponseReturnValue:
    """One page of the questionnaire with what was saved on this browser."""
    asked = _asked(_slot(place, to_write=False))
    answers = service.saved(asked.slot, cookies.device())
    if answers is None or asked.slot.is_declined:
        return redirect(url_for("response.start", place=place))
    return _show_page(asked, place, _page(asked, number), typed=_as_typed(answers))


@bp.post("/<int:place>/page/<int:number>")
@rater_page
def save_page(place: int, number: int) -> ResponseReturnValue:
    """Keep the page, and go on, or come back later."""
    with one_transaction():
        asked = _asked(_slot(place, to_write=True))
        here = _page(asked, number)
        device = cookies.device()
        saved = service.saved(asked.slot, device)
        if saved is None or asked.slot.is_declined:
            return redirect(url_for("response.start", place=place))
        try:
            typed = read_page(
                request.form, items=here.item_ids, questions=here.question_ids, points=asked.questionnaire.scale.points
            )
            answers = saved.with_page(typed, items=here.item_ids, questions=here.question_ids)
            secret = device or service.new_device()
            service.save(asked.slot, answers, device=secret)
        except PageRefused as refused:
            return _show_page(asked, place, here, typed=request.form, faults=refused.faults), 400
        except TooLargeToSeal:
            too_long = dict.fromkeys(
                [f"c.{question}" for question in here.question_ids],
                "Your comments together are too long to keep. Shorten some of them",
            )
            return _show_page(asked, place, here, typed=request.form, faults=too_long), 400
    response = make_response(redirect(_after(place, here)))
    if device is None:
        cookies.remember_device(response, secret)
    return response


@bp.get("/<int:place>/saved")
@rater_page
def saved(place: int) -> ResponseReturnValue:
    """Say that it is safe to leave, and how to come back."""
    asked = _asked(_slot(place, to_write=False))
    return render_template("response/saved.html", asked=asked, place=place, phrase=None)


@bp.post("/<int:place>/phrase")
@rater_page
def make_phrase(place: int) -> ResponseReturnValue:
    """Show, once, five words with which another browser can go on."""
    try:
        with one_transaction():
            asked = _asked(_slot(place, to_write=True))
            phrase = service.make_phrase(asked.slot, device=cookies.device())
    except service.NotYours:
        return redirect(url_for("response.start", place=place))
    return render_template("response/saved.html", asked=asked, place=place, phrase=phrase)


@bp.post("/<int:place>/resume")
@rater_page
def resume(place: int) -> ResponseReturnValue:
    """Go on with the five words from another browser."""
    asked = _asked(_slot(place, to_write=False))
    try:
        secret = service.resume(asked.slot, request.form.get("phrase", ""))
    except CannotOpen:
        fault = "These are not the words for this feedback. Check them, or start again"
        errors = [{"text": fault, "href": "#phrase"}]
        return render_template("response/start.html", asked=asked, place=place, answers=None, errors=errors), 400
    response = make_response(redirect(url_for("response.check", place=place)))
    cookies.remember_device(response, secret)
    return response


@bp.get("/<int:place>/check")
@rater_page
def check(place: int) -> ResponseReturnValue:
    """What will be sent, page by page."""
    asked = _asked(_slot(place, to_write=False))
    answers = service.saved(asked.slot, cookies.device())
    if answers is None or asked.slot.is_declined:
        return redirect(url_for("response.start", place=place))
    return _show_check(asked, place, answers)


@bp.post("/<int:place>/send")
@rater_page
def send(place: int) -> ResponseReturnValue:
    """Make the answers count."""
    try:
        with one_transaction():
            slot = _slot(place, to_write=True)
            service.send(slot, device=cookies.device())
    except service.NotYours:
        return redirect(url_for("response.start", place=place))
    except service.NothingToSend:
        asked = _asked(slot)
        errors = [{"text": "Answer at least one question before you send", "href": "#pages"}]
        return _show_check(asked, place, Answers(), errors), 400
    return redirect(url_for("response.sent", place=place))


@bp.get("/<int:place>/sent")
@rater_page
def sent(place: int) -> ResponseReturnValue:
    """Thank them; say how to change or withdraw."""
    opened = service.slots(cookies.link_code(), to_write=False)
    asked = _asked(_at(opened, place))
    if not asked.slot.is_submitted:
        return redirect(url_for("response.start", place=place))
    return render_template("response/sent.html", asked=asked, place=place, others=len(opened) > 1)


@bp.get("/<int:place>/withdraw")
@rater_page
def withdraw(place: int) -> ResponseReturnValue:
    """Ask whether they mean it."""
    return render_template("response/withdraw.html", asked=_asked(_slot(place, to_write=False)), place=place)


@bp.post("/<int:place>/withdraw")
@rater_page
def withdraw_now(place: int) -> ResponseReturnValue:
    """Erase what was saved or sent."""
    with one_transaction():
        service.withdraw(_slot(place, to_write=True), device=cookies.device())
    return redirect(url_for("response.start", place=place))


@bp.post("/<int:place>/start-again")
@rater_page
def start_again(place: int) -> ResponseReturnValue:
    """Erase, and go to the first page."""
    with one_transaction():
        service.start_again(_slot(place, to_write=True), device=cookies.device())
    return redirect(url_for("response.page", place=place, number=1))


@bp.get("/<int:place>/decline")
@rater_page
def decline(place: int) -> ResponseReturnValue:
    """Ask whether they mean it."""
    return render_template("response/decline.html", asked=_asked(_slot(place, to_write=False)), place=place)


@bp.post("/<int:place>/decline")
@rater_page
def decline_now(place: int) -> ResponseReturnValue:
    """Take no for an answer."""
    with one_transaction():
        service.decline(_slot(place, to_write=True), device=cookies.device())
    return redirect(url_for("response.start", place=place))


@bp.post("/<int:place>/accept")
@rater_page
def accept(place: int) -> ResponseReturnValue:
    """Undo a decline."""
    with one_transaction():
        service.accept_after_all(_slot(place, to_write=True))
    return redirect(url_for("response.start", place=place))


def _slot(place: int, *, to_write: bool) -> Slot:
    return _at(service.slots(cookies.link_code(), to_write=to_write), place)


def _at(opened: list[Slot], place: int) -> Slot:
    for slot in opened:
        if slot.place == place:
            return slot
    raise LinkUnusable


def _asked(slot: Slot) -> Asked:
    leader = campaigns.subject(slot.subject_id) or abort(404)
    return Asked(
        slot=slot,
        leader=leader.person.name,
        campaign=leader.campaign.name,
        closes_on=leader.campaign.closes_on,
        questionnaire=campaigns.questionnaire_for(leader),
        promise=promise(slot.group, leader=leader.person.name, group_min_n=leader.campaign.group_min_n),
    )


def _page(asked: Asked, number: int) -> Page:
    found = pages(asked.questionnaire)
    if not 1 <= number <= len(found):
        abort(404)
    return found[number - 1]


def _after(place: int, here: Page) -> str:
    if request.form.get("then") == "later":
        return url_for("response.saved", place=place)
    if request.form.get("then") == "check" or here.number == here.count:
        return url_for("response.check", place=place)
    return url_for("response.page", place=place, number=here.number + 1)


def _as_typed(answers: Answers) -> dict[str, str]:
    ratings = {f"i.{item}": CANNOT_SAY if rating is None else str(rating) for item, rating in answers.ratings.items()}
    return ratings | {f"c.{question}": text for question, text in answers.comments.items()}


def _show_page(
    asked: Asked, place: int, here: Page, *, typed: dict[str, str] | object, faults: dict[str, str] | None = None
) -> str:
    scale = asked.questionnaire.scale
    errors = [{"text": text, "href": f"#{name}"} for name, text in (faults or {}).items()]
    return render_template(
        "response/page.html",
        asked=asked,
        place=place,
        page=here,
        typed=typed,
        faults=faults or {},
        errors=errors,
        points=[(point, scale.label(point)) for point in scale.points],
    )


def _show_check(asked: Asked, place: int, answers: Answers, errors: list[dict[str, str]] | None = None) -> str:
    rows = progress(pages(asked.questionnaire), answers)
    return render_template(
        "response/check.html",
        asked=asked,
        place=place,
        answers=answers,
        rows=rows,
        errors=errors,
        warnings=service.warnings(asked.slot, answers),
    )
