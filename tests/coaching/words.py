"""What the raters of these tests write. Each text has a marker of its own, to be looked for where it must not be."""

WORD_FOR_WORD = (
    "Kittiwake: the rota was settled with all of us.",
    "Lapwing: the budget was explained in plain words.",
    "Nightjar: the team meeting starts on time.",
)
OTHER_WORDS = (
    "Oystercatcher: my desk was moved twice in a week without a word.",
    "Ptarmigan: the note on leave came after the deadline had passed.",
)
FOR_THE_COACH = "Quetzal: people are afraid to say no to this leader."
HIDDEN = (*OTHER_WORDS, FOR_THE_COACH)
MARKERS = [text.partition(":")[0] for text in HIDDEN]
IN_THE_COACHS_WORDS = "Changes to where people work reach them late."
