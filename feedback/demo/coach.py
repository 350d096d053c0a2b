"""What does the demo's coach do before release? Puts into other words the comments whose writers asked for that."""

from datetime import datetime

from feedback.campaign.models import Subject
from feedback.coaching import service
from feedback.demo.remarks import REMARKS

SAID: dict[str, dict[str, str]] = {
    "listening": {
        "well": "You hear people out, and they notice that it changes what you do.",
        "better": "Some feel that an answer comes before they have finished, or that their view has little room.",
    },
    "direction": {
        "well": "People know what matters to you and why, and find that a help in their work.",
        "better": "It is not always plain to people which of several aims comes first, or what a plan means for them.",
    },
    "decisions": {
        "well": "Your way of deciding is seen as open and well founded, also where the answer is unwelcome.",
        "better": "Decisions, or the grounds for them, sometimes reach people late.",
    },
    "delivery": {
        "well": "Work gets finished under your lead, and people are not worn out by it.",
        "better": "There is a wish for fewer things at once, and for clearer agreement on who does what.",
    },
    "people": {
        "well": "You see what people are able to do and help them towards it; that is valued.",
        "better": "More praise, and more regular talk about development, would be welcome.",
    },
    "change": {
        "well": "You bring people through change honestly, and leave room to try things out.",
        "better": "People would like to be part of a change earlier, and to hear what became of their ideas.",
    },
    "partnership": {
        "well": "You bring others in early, and they rely on what you agree with them.",
        "better": "Some outside your own service hear of plans late and would like to be asked sooner.",
    },
    "integrity": {
        "well": "You are seen as fair, and as somebody whose word holds.",
        "better": "Under pressure your manner, or what is said to whom, is not always seen as even.",
    },
}  # by what a remark is about, as in remarks.py


def look_through(leader: Subject, *, now: datetime, finish: bool = True) -> None:
    """Do so for one leader; every third is left out. One who has not finished leaves every second as it is."""
    waiting = [comment for comment in service.comments_of(leader) if comment.waits]
    for place, comment in enumerate(sorted(waiting, key=lambda one: one.text)):  # by text: ids differ at every build
        if not finish and place % 2:
            continue
        if place % 3 == 2:
            service.leave_out(leader, comment, by=leader.coach_id, now=now)
        else:
            service.say_in_own_words(leader, comment, _said(comment.text), by=leader.coach_id, now=now)


def _said(text: str) -> str:
    about = ((subject, side) for subject, sides in REMARKS.items() for side, lists in sides.items() if _of(text, lists))
    subject, side = next(about, ("people", "well"))
    return SAID[subject][side]


def _of(text: str, lists: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    """True if the comment begins as one of these remarks does; closing has evened out its quotation marks since."""
    return any(text[:20] == remark[:20].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for remark in lists[0])
