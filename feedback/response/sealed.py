"""How do answers get into a slot and out of it again? See docs/methods/sealing.md for the protocol in words."""

import json
import re
import uuid

from feedback.foundations import sealing
from feedback.foundations.sealing import CannotOpen
from feedback.invitation.handover import Sealed, Slot
from feedback.response.rules import Answers

FORMAT = b"answers/1"


def bound_to(invitation_id: uuid.UUID | bytes) -> bytes:
    """What a slot's ciphertext is tied to, so that it opens in no other slot and as no other format."""
    return FORMAT + (invitation_id.bytes if isinstance(invitation_id, uuid.UUID) else invitation_id)


def to_bytes(answers: Answers) -> bytes:
    """Answers as JSON.

    A comment is a text; one that is not to reach the leader word for word is a pair of text and how it travels. That is
    not a text to a version that knows nothing of it, which therefore refuses to close instead of showing it.
    """
    plain: dict[str, object] = {"ratings": answers.ratings, "comments": answers.said}
    if answers.marks:
        plain["marks"] = sorted(answers.marks)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def from_bytes(content: bytes) -> Answers:
    """Answers from JSON, also as it was before comments could travel in several ways and competencies be marked."""
    plain = json.loads(content)
    pairs = {question: said for question, said in plain["comments"].items() if isinstance(said, list)}
    texts = {question: said[0] if question in pairs else said for question, said in plain["comments"].items()}
    travels = {question: how for question, (_text, how) in pairs.items()}
    return Answers(plain["ratings"], texts, travels, frozenset(plain.get("marks", ())))


def sealed_for(slot: Slot, answers: Answers, *, device: bytes, sent: bool) -> Sealed:
    """Answers sealed for a slot under a content key made for this save alone.

    Args:
        slot: where they go.
        answers: what was answered so far.
        device: the secret of the rater's browser (32 bytes).
        sent: also seal the content key for the closing step, which makes the answers count.

    Raises:
        TooLargeToSeal: the comments together are longer than the largest slot.
    """
    bound = bound_to(slot.id)
    content_key = sealing.new_secret()
    return Sealed(
        content=sealing.lock(content_key, sealing.pad(to_bytes(answers)), bound_to=bound),
        wrap_dev=sealing.lock(_device_key(slot, device), content_key, bound_to=bound),
        wrap_phrase=slot.wrap_phrase,
        wrap_sub=_for_closing(slot, content_key) if sent else None,
    )


def is_of_device(slot: Slot, device: bytes | None) -> bool:
    """True if this browser saved what the slot holds, or it holds nothing; told from the key, without opening it."""
    return slot.content is None or slot.wrap_dev is None or _content_key(slot, device) is not None


def open_on_device(slot: Slot, device: bytes | None) -> Answers | None:
    """What the slot holds, if this browser saved it; None if another did. An empty slot holds no answers."""
    if slot.content is None or slot.wrap_dev is None:
        return Answers()
    key = _content_key(slot, device)
    if key is None:
        return None
    try:
        return from_bytes(sealing.unpad(sealing.unlock(key, slot.content, bound_to=bound_to(slot.id))))
    except CannotOpen:
        return None


def open_at_closing(
    content: bytes, wrap_sub: bytes, *, private: bytes, binding: bytes, coach: bytes | None = None
) -> Answers:
    """What a sent slot holds, with the round's private key and, if the round asks for it, the coach's.

    Raises:
        CannotOpen: another round's key, or changed bytes.
    """
    content_key = sealing.unseal(private, wrap_sub)
    if coach is not None:
        content_key = sealing.unseal(coach, content_key)
    return from_bytes(sealing.unpad(sealing.unlock(content_key, content, bound_to=bound_to(binding))))


def wrap_for_phrase(slot: Slot, phrase: str, *, device: bytes) -> bytes:
    """The device secret locked under a resume phrase: who types the phrase elsewhere becomes the same device."""
    key = sealing.key_from_phrase(_spoken(phrase), slot.id.bytes)
    return sealing.lock(key, device, bound_to=bound_to(slot.id))


def device_from_phrase(slot: Slot, phrase: str) -> bytes:
    """The device secret that ``wrap_for_phrase`` locked.

    Raises:
        CannotOpen: a wrong phrase, or none was made.
    """
    if slot.wrap_phrase is None:
        raise CannotOpen
    key = sealing.key_from_phrase(_spoken(phrase), slot.id.bytes)
    return sealing.unlock(key, slot.wrap_phrase, bound_to=bound_to(slot.id))


def _for_closing(slot: Slot, content_key: bytes) -> bytes:
    """The content key in the round's box; where closing needs the coach, within it in the coach's box."""
    inner = content_key if slot.coach_public is None else sealing.seal(slot.coach_public, content_key)
    return sealing.seal(slot.seal_public, inner)


def _content_key(slot: Slot, device: bytes | None) -> bytes | None:
    if device is None or slot.wrap_dev is None:
        return None
    try:
        return sealing.unlock(_device_key(slot, device), slot.wrap_dev, bound_to=bound_to(slot.id))
    except CannotOpen:
        return None


def _device_key(slot: Slot, device: bytes) -> bytes:
    return sealing.derive(device, bound_to(slot.id))


def _spoken(phrase: str) -> str:
    """A phrase as it is meant: its letters count, not capitals, blanks, hyphens or the full stops of telephones."""
    return "".join(re.findall("[a-z]+", phrase.lower()))
