"""A framework may carry words in other languages: who reads one is asked in it, and who does not sees no difference."""

from pathlib import Path

import pytest
from flask import Flask

from feedback import create_app
from feedback.campaign import questionnaire, service
from feedback.campaign.service import Setup
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.framework.format import Framework
from feedback.framework.reader import check, read
from feedback.response.asked import asked_about
from feedback.response.service import slots
from tests.building import Council
from tests.framework.example import FIVE, FRAMEWORKS, example, found_in, saved

FRAMEWORK = """
format: framework/1
id: tiny
title: Tiny framework
organisation: Exampleshire Council
version: "1"
source: {file: none, document: None}
level_rule: exact
levels: [{id: all, name: All}]
themes:
  - id: listening
    name: Listening
    translations: {cy: {name: Gwrando}}
    competencies:
      - id: listening
        name: Listening
        rater: Listens
        self: I listen
        translations: {cy: {name: Gwrando, rater: Mae’n gwrando, self: Rwy’n gwrando}}
        behaviours:
          - id: listening.1
            levels: [all]
            source: Listens to views
            rater: Listens to different views
            self: I listen to different views
            translations: {cy: {rater: Gwrando ar wahanol farn, self: Rwy’n gwrando ar wahanol farn}}
          - id: listening.2
            levels: [all]
            source: Asks
            rater: Asks before deciding
            self: I ask before deciding
"""
NONE_LEFT_OUT = FRAMEWORK.replace(
    "            self: I ask before deciding\n",
    "            self: I ask before deciding\n            translations: {cy: {rater: Gofyn, self: Rwy’n gofyn}}\n",
)


def _asked(framework: Framework, language: str) -> list[str]:
    built = questionnaire.build(
        framework.in_language(language),
        level="all",
        senior=False,
        depth="behaviours",
        scale=questionnaire.SCALES["frequency-5"],
    )
    return [built.sections[0].title, *(item.rater for item in built.items), *(item.self for item in built.items)]


def test_readers_are_asked_in_their_language_where_there_are_words_and_in_english_otherwise(tmp_path: Path) -> None:
    framework = read(saved(tmp_path, FRAMEWORK))
    assert framework.languages == {"cy"}
    english = ["Listening", "Listens to different views", "Asks before deciding", "I listen to different views"]
    assert _asked(framework, "en")[:4] == english
    assert _asked(framework, "fr") == _asked(framework, "en")
    assert _asked(framework, "cy") == [
        "Gwrando",
        "Gwrando ar wahanol farn",
        "Asks before deciding",
        "Rwy’n gwrando ar wahanol farn",
        "I ask before deciding",
    ]


def test_the_check_names_what_would_be_read_in_english(tmp_path: Path) -> None:
    [left] = found_in(tmp_path, FRAMEWORK)
    assert (left.kind, left.message) == (
        "warning",
        'This has no words in "cy", so its readers get English here. Add them.',
    )
    assert "listening.2" in left.place
    assert found_in(tmp_path, NONE_LEFT_OUT) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("{cy: {name: Gwrando}}", "{cy: {title: Gwrando}}", "This key is not part of the format."),
        ("{cy: {name: Gwrando}}", "{en: {name: Listening}}", "Write the code of a language other than English"),
        ("{cy: {name: Gwrando}}", "{Welsh: {name: Gwrando}}", "Write the code of a language other than English"),
        ("rater: Gwrando ar wahanol farn, ", "", "This is missing: add it."),
        ("rater: Gwrando ar wahanol farn", 'rater: ""', "This is empty: write it, or take the key out."),
    ],
)
def test_a_translation_that_is_no_translation_is_an_error(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in FRAMEWORK
    messages = [
        finding.message for finding in found_in(tmp_path, FRAMEWORK.replace(before, after)) if finding.kind == "error"
    ]
    assert any(message.startswith(says) for message in messages), messages


@pytest.mark.parametrize("framework_id", FIVE)
def test_frameworks_without_translations_are_written_as_before(framework_id: str) -> None:
    framework = read(FRAMEWORKS / f"{framework_id}.yaml")
    assert "translations" not in str(framework.as_dict())
    assert framework.in_language("cy") is framework


def test_a_translation_is_part_of_the_content_and_survives_the_snapshot(tmp_path: Path) -> None:
    with_it = read(saved(tmp_path, NONE_LEFT_OUT))
    without = read(saved(tmp_path, "".join(line for line in NONE_LEFT_OUT.splitlines(True) if "cy:" not in line)))
    assert with_it.hash != without.hash
    assert Framework.model_validate(with_it.as_dict()) == with_it
    shown = with_it.as_dict()["themes"][0]
    assert shown["translations"] == {"cy": {"name": "Gwrando", "description": None}}


def test_the_example_of_the_documentation_has_no_translations(tmp_path: Path) -> None:
    assert check(saved(tmp_path, example())) == []


def test_a_rater_who_reads_welsh_gets_the_welsh_words(app: Flask, council: Council, tmp_path: Path) -> None:
    framework = read(saved(tmp_path, NONE_LEFT_OUT))
    setup = Setup("Feedback", council.day(30), "behaviours", "frequency-5")
    with one_transaction():
        run = service.create_campaign(framework, setup, by=None, now=council.clock.now)
    leader = council.collecting(council.leader(run, level="all"), peers=4)
    token = council.token(council.invitations(leader)[-1])
    db.session.commit()
    welsh = create_app(app.config["SETTINGS"].model_copy(update={"languages": ("en", "cy")}))
    for language, words in (("cy", "Gofyn"), ("en", "Asks before deciding")):
        with welsh.test_request_context(headers={"Accept-Language": language}):
            asked = asked_about(slots(token, to_write=False)[0])
            assert asked.questionnaire.items[1].rater == words
    with welsh.app_context():
        db.engine.dispose()  # or its connection to a server is left to whoever comes next, open
