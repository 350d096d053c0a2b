"""Which request for feedback is this page about, and what does the page need to know of it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request

from feedback.campaign import rounds
from feedback.campaign.options import Options
from feedback.campaign.promise import promise
from feedback.campaign.questionnaire import Questionnaire
from feedback.foundations import languages
from feedback.invitation.handover import LinkUnusable, Slot
from feedback.response import cookies, service
from feedback.response.pages import Page, pages


class OtherLink(Exception):
    """The page was made for one request for feedback, and the browser's link now opens another at its place."""


@dataclass(frozen=True)
class Asked:
    """One request for feedback as its pages need it."""

    slot: Slot
    leader: str
    campaign: str
    closes_on: object
    questionnaire: Questionnaire
    group_min_n: int
    coach_key: bool
    privacy_notice: str
    about: str
    """What every form of these pages carries as ``about``, so that it cannot end up with another leader."""
    check_in: bool = False

    @property
    def options(self) -> Options:
        """What the campaign chose about the report, frozen when raters were asked."""
        return rounds.options_of(self.slot.subject_id)

    @property
    def promise(self) -> tuple[str, ...]:
        """What we promise this rater, as sentences."""
        return promise(
            self.slot.group,
            leader=self.leader,
            group_min_n=self.group_min_n,
            coach_key=self.coach_key,
            options=self.options,
        )

    @property
    def own(self) -> bool:
        """True when leaders rate themselves."""
        return self.slot.group == "self"


def slot_at(place: int, *, to_write: bool = False) -> Slot:
    """The slot at a place of the link that this browser opened last.

    Somebody who opens two letters in two tabs has one such link, the second. A form that was made under the first
    must not be taken for an answer about whoever has the same place in the second.

    Raises:
        LinkUnusable: there is no such place, or nothing can be answered there.
        OtherLink: a form was sent that was made for another leader.
    """
    return among(service.slots(cookies.link_code(), to_write=to_write), place)


def among(slots: Sequence[Slot], place: int) -> Slot:
    """``slot_at`` of slots that have been read."""
    for slot in slots:
        if slot.place == place:
            if request.method == "POST" and request.form.get("about") != str(slot.subject_id):
                raise OtherLink
            return slot
    raise LinkUnusable


def asked_about(slot: Slot) -> Asked:
    """What the pages of a slot show."""
    asked = slot.round or abort(404)
    return Asked(
        slot=slot,
        leader=asked.leader,
        campaign=asked.campaign,
        closes_on=asked.closes_on,
        questionnaire=questionnaire_about(slot),
        group_min_n=asked.group_min_n,
        coach_key=asked.coach_key,
        privacy_notice=asked.privacy_notice,
        about=str(slot.subject_id),
        check_in=asked.check_in,
    )


def questionnaire_about(slot: Slot) -> Questionnaire:
    """What is asked in a slot; mostly known without asking the database."""
    return rounds.questionnaire_of(slot.subject_id, language=languages.current())


def page_of(questionnaire: Questionnaire, number: int) -> Page:
    """The page that an address names."""
    found = pages(questionnaire)
    if not 1 <= number <= len(found):
        abort(404)
    return found[number - 1]


def asked_at(place: int, *, to_write: bool = False) -> Asked:
    """``slot_at`` and ``asked_about`` in one."""
    return asked_about(slot_at(place, to_write=to_write))


def asked_among_others(place: int) -> tuple[Asked, bool]:
    """``asked_at``, and whether the link asks about somebody else too."""
    slots = service.slots(cookies.link_code(), to_write=False)
    return asked_about(among(slots, place)), len(slots) > 1


def opened(slot: Slot) -> service.Opened:
    """What this browser can read of a slot."""
    return service.opened(slot, cookies.devices())


def device_for(slot: Slot) -> bytes | None:
    """This browser's secret for a slot, or None if it has none at all."""
    return service.device_for(slot, cookies.devices())
