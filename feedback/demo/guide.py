"""Whom should a newcomer sign in as, and what will they see?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guest:
    """Somebody of the council through whose eyes it is worth looking."""

    name: str
    role: str
    sees: str


GUESTS = (
    Guest(
        "Ada Example",
        "Administrator",
        "Every campaign in every state, how many have answered, and all people; paper copies to print.",
    ),
    Guest(
        "Noor Notional",
        "Director",
        "What a campaign says of ten leaders together and of two cohorts, whether it was worth it, and nothing of one "
        "leader.",
    ),
    Guest("Pat Stand-In", "Clerk", "A page to key in what raters answered on paper, with the code that stands on it."),
    Guest(
        "Cerys Makebelieve",
        "Coach",
        "The report of Nadia Invented, still sealed: you are the first to open it. The report of Bryn Sample, opened "
        "and not yet released.",
    ),
    Guest(
        "Imani Example",
        "Leader",
        "Two released reports, an older and a newer one. In the older one too few others answered, so that they are "
        "combined with the peers. Beside the newer one you can see what is usual here.",
    ),
    Guest(
        "Dev Fictional", "Leader", "A report in which two peers are left out, because they were too few to be shown."
    ),
    Guest("Priya Somebody", "Leader", "A list of raters that is not finished: nominate some more and send it on."),
    Guest("Siân Demo", "Leader", "A list of raters that came back from the line manager with a note."),
    Guest(
        "Hui Min Rehearsal",
        "Leader, line manager and rater",
        "The raters of Jordan Madeup, to approve; and feedback on yourself, under way.",
    ),
    Guest(
        "Bryn Sample",
        "Leader, line manager and rater",
        "Five leaders report to you. Your own report is still with your coach. The inbox asks you for feedback.",
    ),
)
