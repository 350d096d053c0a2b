"""The verbs of answering. Nothing here is audited or logged: what a rater does is nobody's business."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedback.foundations import sealing
from feedback.invitation import handover
from feedback.invitation.handover import Slot
from feedback.response import sealed
from feedback.response.giveaways import Hint, hints
from feedback.response.rules import Answers

WORDS_IN_A_PHRASE = 5


class NotYours(Exception):
    """The slot holds answers that this browser cannot read: they were saved on another."""


class NothingToSend(Exception):
    """Nothing has been answered yet."""


def slots(token: str, *, to_write: bool) -> list[Slot]:
    """The requests for feedback that a link opens.

    Raises:
        LinkUnusable: none; nobody is told why.
    """
    return handover.slots(token, to_write=to_write)


def device_for(slot: Slot, known: Sequence[bytes]) -> bytes | None:
    """Of a browser's secrets the one that opens the slot, else the newest; None if it has none."""
    for secret in known:
        if sealed.is_of_device(slot, secret):
            return secret
    return known[0] if known else None


@dataclass(frozen=True)
class Opened:
    """What a browser can read of a slot: the secret that opens it, or else its newest, if it has any; and the answers.

    They are None if they were saved on a browser that this one is not.
    """

    device: bytes | None
    answers: Answers | None


def opened(slot: Slot, known: Sequence[bytes]) -> Opened:
    """What was answered so far, opened with one of a browser's secrets."""
    for secret in known or (None,):
        answers = sealed.open_on_device(slot, secret)
        if answers is not None:
            return Opened(secret, answers)
    return Opened(known[0] if known else None, None)


def save(slot: Slot, answers: Answers, *, device: bytes) -> None:
    """Keep answers. Those of a request that was sent stay sent, unless nothing is left of them; the others wait.

    Raises:
        NotYours: the slot holds answers from another browser; ``start_again`` first.
        TooLargeToSeal: the comments together are too long.
        LinkUnusable: the campaign has stopped.
    """
    _write(slot, answers, device, sent=slot.is_submitted and not answers.is_empty)


def send(slot: Slot, *, device: bytes | None) -> None:
    """Make the saved answers count at closing. Sending twice is sending once.

    Raises:
        NotYours: they were saved on another browser.
        NothingToSend: there are none.
        LinkUnusable: the campaign has stopped.
    """
    answers = sealed.open_on_device(slot, device)
    if answers is None or device is None:
        raise NotYours if answers is None else NothingToSend
    if answers.is_empty:
        raise NothingToSend
    _write(slot, answers, device, sent=True)


def send_from_paper(slot: Slot, answers: Answers) -> None:
    """Seal answers that were given on paper, in the place of any draft, so that they count at closing.

    The secret that could read them back is thrown away: neither the rater's browser nor the clerk's can.

    Raises:
        NothingToSend: there are none.
        TooLargeToSeal: the comments together are too long.
        LinkUnusable: the campaign has stopped.
    """
    if answers.is_empty:
        raise NothingToSend
    filled = sealed.sealed_for(slot, answers, device=new_device(), sent=True)
    handover.save(slot, replace(filled, wrap_phrase=None))  # words for a draft open nothing that is on paper


def start_again(slot: Slot, *, device: bytes | None) -> None:
    """Throw away what was saved or sent, and begin anew; tells the rater by mail if this browser did not save it."""
    _clear(slot, device, declined=False)


def withdraw(slot: Slot, *, device: bytes | None) -> None:
    """Take answers back: as if nothing had ever been saved."""
    _clear(slot, device, declined=False)


def decline(slot: Slot, *, device: bytes | None, reason: int | None = None, for_good: bool = False) -> None:
    """Say no, perhaps with a reason (``campaign.declining``), and be left in peace; anything saved is erased.

    ``for_good``: to every later check-in about the same leader as well.
    """
    _clear(slot, device, declined=True, reason=reason)
    if for_good:
        handover.ask_no_more(slot, wanted=True)


def accept_after_all(slot: Slot) -> None:
    """Undo a decline."""
    if slot.is_declined:
        handover.clear(slot)
        handover.ask_no_more(slot, wanted=False)


def make_phrase(slot: Slot, *, device: bytes | None) -> str:
    """Five words with which another browser can go on; shown once and kept nowhere. An earlier phrase stops working.

    Raises:
        NotYours: there is nothing here that this browser can read.
    """
    answers = sealed.open_on_device(slot, device)
    if slot.is_empty or answers is None or device is None:
        raise NotYours
    phrase = sealing.new_phrase(WORDS_IN_A_PHRASE)
    renewed = sealed.sealed_for(slot, answers, device=device, sent=slot.is_submitted)
    wrapped = sealed.wrap_for_phrase(slot, phrase, device=device)
    handover.save(slot, handover.Sealed(renewed.content, renewed.wrap_dev, wrapped, renewed.wrap_sub))
    return phrase


def resume(slot: Slot, phrase: str) -> bytes:
    """The device secret (32 bytes) that a phrase stands for.

    Raises:
        CannotOpen: it is not this request's phrase.
    """
    return sealed.device_from_phrase(slot, phrase)


def invited_like(slot: Slot) -> int:
    """How many people of the slot's own group are asked, its rater among them; a rater learns of no other group."""
    return handover.invited_counts(slot.subject_id)[slot.group]


def warnings(slot: Slot, answers: Answers) -> dict[str, tuple[Hint, ...]]:
    """For each comment that the leader reads word for word, what in it may tell who wrote it.

    Nothing for those who are not anonymous.
    """
    read = {question: text for question, text in answers.comments.items() if question not in answers.travels}
    if slot.group in ("self", "manager") or not read:
        return {}
    names = handover.names_around(slot.subject_id)
    found = {question: hints(text, names=names) for question, text in read.items()}
    return {question: these for question, these in found.items() if these}


def deserves_a_look(slot: Slot, before: Answers, after: Answers) -> str | None:
    """The question where something was written between two saves that may give the writer away, if there is one."""
    changed = {question: text for question, text in after.comments.items() if before.said.get(question) != text}
    found = warnings(slot, Answers(comments=changed, travels=after.travels))
    known = warnings(slot, before) if found else {}
    return next((question for question, these in found.items() if set(these) - set(known.get(question, ()))), None)


def _write(slot: Slot, answers: Answers, device: bytes, *, sent: bool) -> None:
    if not sealed.is_of_device(slot, device):
        raise NotYours
    handover.save(slot, sealed.sealed_for(slot, answers, device=device, sent=sent))


def _clear(slot: Slot, device: bytes | None, *, declined: bool, reason: int | None = None) -> None:
    on_another_browser = not sealed.is_of_device(slot, device)
    handover.clear(slot, declined=declined, reason=reason)
    if on_another_browser:
        handover.notify_replaced(slot)


def new_device() -> bytes:
    """A secret for a browser that has none yet."""
    return sealing.new_secret()
