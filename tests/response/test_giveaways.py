"""Recall on sentences made up for the purpose: what a rater is warned of, and what they are not bothered with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.response import giveaways
from feedback.response.giveaways import hints

NAMES = ("Priya Examplewala", "Robert Sampleton", "Siobhán O'Testing", "Margaret Placeholder", "Jo Fictional")

GIVEAWAYS = [
    ("Robert should have been told before the others.", "A name", "Robert"),
    ("Bob and I waited three weeks for an answer.", "A name", "Bob"),
    ("It was Priya's idea, and it worked.", "A name", "Priya"),
    ("Everybody knows that Sampelton did the work.", "A name", "Sampelton"),
    ("Peggy was left to pick up the pieces.", "A name", "Peggy"),
    ("Siobhán handled the press for us.", "A name", "Siobhán"),
    ("Write to me at some.body@example.org about it.", "An email address", "some.body@example.org"),
    ("Ring 01234 567 890 and ask anybody.", "A telephone number", "01234 567 890"),
    ("You said so on 12 March in front of the team.", "A date or a day", "12 March"),
    ("In the budget meeting last Tuesday you walked out.", "A date or a day", "last Tuesday"),
    ("The workshop of 3/11/2026 was poorly prepared.", "A date or a day", "3/11/2026"),
    (
        "The workshop of \u0663/\u0661\u0661/\u0662\u0660\u0662\u0666 was poorly prepared.",
        "A date or a day",
        "\u0663/\u0661",
    ),
    ("You said so on 3 Apr\u0131l in front of the team.", "A date or a day", "3 Apr\u0131l"),
    ("They PROM\u0130SED me that it would be sorted out.", "Something only you could say", "They PROM\u0130SED me"),
    ("As your only finance partner I see it daily.", "Something only you could say", "As your only"),
    ("You blocked my promotion for a year.", "Something only you could say", "my promotion"),
    ("When I joined there was no plan at all.", "Something only you could say", "When I joined"),
    ("She told me that it would be sorted out.", "Something only you could say", "She told me"),
    ("In our last one-to-one nothing was agreed.", "A meeting that few were in", "our last one-to-one"),
    ("This is JUST NOT GOOD ENOUGH for a director.", "A habit of capitals", "JUST NOT GOOD ENOUGH"),
    (
        "Always cheerful \N{SMILING FACE WITH SUNGLASSES} whatever comes.",
        "A habit of emoji",
        "\N{SMILING FACE WITH SUNGLASSES}",
    ),
    (
        "Thank you \U0001f468\u200d\U0001f469\u200d\U0001f467 for all.",
        "A habit of emoji",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    ),
    ("Well done \U0001f44d\U0001f3fd again.", "A habit of emoji", "\U0001f44d\U0001f3fd"),
    ("Keeps calm under pressure.\nThanks, Jo", "A signature", "Thanks, Jo"),
    (
        "Mae hi bob amser yn gwrando ar bawb ac yn rhoi adborth gonest i ni.",
        "A language that others may not use",
        "Mae hi bob amser",
    ),
]
HARMLESS = [
    "Listens well and says what changed as a result.",
    "Could explain decisions earlier, above all when money is short.",
    "May need to delegate more. Will often stay late instead.",
    "Makes time for difficult conversations and follows them up in writing.",
    "The IT and HR teams would say the same.",
    "\u25aa The office was at 12\u00b0 in winter, and they moved us at once.",
]


@pytest.mark.parametrize(("text", "why", "words"), GIVEAWAYS, ids=[words for _, _, words in GIVEAWAYS])
def test_a_rater_is_warned(text: str, why: str, words: str) -> None:
    found = hints(text, names=NAMES)

    assert any(hint.why == why and words in hint.words for hint in found), found


@pytest.mark.parametrize("text", HARMLESS)
def test_a_rater_is_not_bothered(text: str) -> None:
    assert hints(text, names=NAMES) == ()


@given(st.text(max_size=300))
def test_any_words_at_all_can_be_looked_through(text: str) -> None:
    for hint in hints(text, names=NAMES):
        assert hint.words.strip()


@given(st.text(max_size=300) | st.text("aB'-_9. \t\n\x1c\x7f", max_size=40))
def test_words_are_found_as_one_by_one(text: str) -> None:
    assert giveaways._words(text) == giveaways._WORD.findall(text)


@pytest.mark.parametrize("number", range(len(giveaways._PATTERNS)))
@given(data=st.data())
def test_what_is_looked_for_never_comes_without_its_sign(number: int, data: st.DataObject) -> None:
    why, _signs, pattern = giveaways._PATTERNS[number]
    words = data.draw(st.from_regex(pattern, fullmatch=True))
    assert why in {hint.why for hint in hints(words, names=())}
