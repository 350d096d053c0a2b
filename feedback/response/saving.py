"""How is a page of answers kept, while the same rater may be saving another from a second tab, phone or laptop?

Mostly by two statements: what the slot holds is read, and written anew if nobody else has written to it since. A lock
would cost two more messages there and back, and others would wait while one rater's comments are looked through.
"""

from contextlib import AbstractContextManager, nullcontext

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from feedback.foundations.database import one_short_transaction, one_statement
from feedback.foundations.sealing import TooLargeToSeal
from feedback.invitation.handover import LinkUnusable, Slot
from feedback.response import cookies, service, turning
from feedback.response.asked import asked_about, opened, page_of, questionnaire_about, slot_at
from feedback.response.rules import PageRefused, read_page
from feedback.response.showing import show_refused, show_too_long, typed, words_typed


def keep_page(place: int, number: int) -> ResponseReturnValue:
    """Save the page that was sent, and lead on; or show it again, or what keeps it from being saved.

    Raises:
        LinkUnusable: nothing can be answered at this place.
        OtherLink: the page was made for another leader.
    """
    slot = slot_at(place)
    if not slot.is_submitted:  # what was sent is written with what becomes of its code on paper
        try:
            return _keep(slot, place, number, one_statement())
        except LinkUnusable:
            pass  # nothing was written: somebody else was first, or all is over. Both are known for certain with a lock
    with one_short_transaction():
        return _keep(slot_at(place, to_write=True), place, number, nullcontext())


def _keep(slot: Slot, place: int, number: int, writing: AbstractContextManager[None]) -> ResponseReturnValue:
    by_itself = request.form.get("then") == "keep"
    questionnaire = questionnaire_about(slot)
    here = page_of(questionnaire, number)
    kept, filled = opened(slot), typed()
    if by_itself and slot.is_submitted:
        return "", 409  # what was sent changes when somebody presses a button, and not before
    if kept.answers is None or slot.is_declined:
        why = "declined" if slot.is_declined else "other browser"
        return render_template("response/not_saved.html", why=why, place=place, words=words_typed()), 409
    try:
        given = read_page(
            filled, items=here.item_ids, questions=here.question_ids, points=questionnaire.scale.points,
            competencies=here.competency_ids, most_marks=here.most_marks,
        )  # fmt: skip
        answers = kept.answers.with_page(
            given, items=here.item_ids, questions=here.question_ids, competencies=here.competency_ids
        )
        secret = kept.device or service.new_device()
        with writing:
            service.save(slot, answers, device=secret)
    except PageRefused as refused:
        return show_refused(asked_about(slot), place, here, refused, filled=filled), 400
    except TooLargeToSeal:
        return show_too_long(asked_about(slot), place, here, filled=filled), 400
    look = service.deserves_a_look(slot, kept.answers, answers) if turning.shows_hints(here) else None
    leads_to = turning.look_again(place, here, look) if look else turning.after(place, here)
    response = make_response("", 204) if by_itself else make_response(turning.led_to(leads_to))
    if kept.device is None:
        cookies.remember_device(response, secret)
    return response
