"""What a rater reads on paper can be read at twelve, like every page and letter."""

from flask import Flask

from feedback.paper import sheet
from tests.reading_age import age, sentences_of, words_of

OLDEST, LONGEST_SENTENCE = 12, 25  # as in tests/response/test_reading_age.py


def test_the_slip_and_what_stands_around_the_questions_can_be_read_at_twelve(app: Flask) -> None:
    with app.test_request_context():
        words = sheet._words("Lee Leader", "28 March 2027")
    said = [text for told in words.values() for text in (told if isinstance(told, list) else [told])]
    sentences = [one for one in sentences_of(said) if len(words_of(one)) > 2]
    assert len(sentences) > 10, "found hardly any sentence: check this test"
    assert [one for one in sentences if len(words_of(one)) > LONGEST_SENTENCE] == []
    assert age(dict.fromkeys(sentences)) <= OLDEST
