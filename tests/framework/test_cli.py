"""The contract of ``flask framework``: JSON on standard output, words for people on standard error, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from feedback import create_app
from feedback.config import read_settings
from feedback.framework.reader import read
from tests.framework.example import FIVE, FRAMEWORKS, changed, example, line_of, saved

LISTENING = 'themes "People first" > competencies "Listening"'


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of frameworks of its own, with the example in it."""
    saved(tmp_path, example())
    return tmp_path


def _run(frameworks: Path, *words: str | Path) -> Result:
    app = create_app(read_settings(secret_key="a secret for tests only, long enough", frameworks=frameworks))
    return app.test_cli_runner().invoke(args=["framework", *map(str, words)])


def _json(result: Result, *, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_list_has_the_five() -> None:
    result = _run(FRAMEWORKS, "list")
    rows = _json(result)

    assert sorted(row["id"] for row in rows) == sorted(FIVE)
    for row in rows:
        framework = read(FRAMEWORKS / f"{row['id']}.yaml")
        assert row == {
            "id": framework.id,
            "title": framework.title,
            "organisation": framework.organisation,
            "version": framework.version,
            "hash": framework.hash,
        }
        assert len(row["hash"]) == 64
    assert result.stderr == ""


def test_list_leaves_out_what_is_not_in_order(shelf: Path) -> None:
    saved(shelf, changed(("id: marlbeck", "id: other"), ("rater:", "ratter:")), "faulty.yaml")

    assert [row["id"] for row in _json(_run(shelf, "list"))] == ["marlbeck"]


def test_list_of_nothing_is_an_empty_list(tmp_path: Path) -> None:
    assert _json(_run(tmp_path / "nowhere", "list")) == []


def test_the_hash_follows_the_meaning_and_not_the_layout(shelf: Path) -> None:
    [before] = _json(_run(shelf, "list"))
    saved(shelf, example().replace("# Marlbeck", "# A note about Marlbeck") + "\n\n")
    [same] = _json(_run(shelf, "list"))
    saved(shelf, changed(("Makes time", "Finds time")))
    [other] = _json(_run(shelf, "list"))

    assert same["hash"] == before["hash"]
    assert other["hash"] != before["hash"]


def test_check_of_the_five_finds_no_error() -> None:
    result = _run(FRAMEWORKS, "check")
    findings = _json(result)

    assert {finding["kind"] for finding in findings} <= {"warning"}
    lines = result.stderr.splitlines()
    assert lines[-1] == f"5 checked: 0 errors, {len(findings)} warnings."
    assert len(lines) == len(findings) + 1


def test_check_of_a_file_in_order(shelf: Path) -> None:
    result = _run(FRAMEWORKS, "check", shelf / "marlbeck.yaml")

    assert _json(result) == []
    assert result.stderr == "1 checked: 0 errors, 0 warnings.\n"


def test_check_of_a_faulty_file_fails_with_json_and_sentences(shelf: Path) -> None:
    text = changed(('levels: [service]\n            source: "Heads', 'levels: [services]\n            source: "Heads'))
    file = saved(shelf, text, "faulty.yaml")
    result = _run(FRAMEWORKS, "check", shelf / "marlbeck.yaml", file)

    [finding] = _json(result, code=1)
    assert finding == {
        "kind": "error",
        "file": "faulty.yaml",
        "line": line_of(text, "levels: [services]"),
        "place": f'{LISTENING} > behaviours "listening.service.1" > levels, entry 1',
        "message": 'There is no level "services". The levels are team, service.',
    }
    said, counted = result.stderr.splitlines()
    assert said == f"faulty.yaml:{finding['line']}: error: {finding['place']}: {finding['message']}"
    assert counted == "2 checked: 1 errors, 0 warnings."


def test_check_of_warnings_alone_succeeds(shelf: Path) -> None:
    saved(shelf, changed(('their team"', 'their team."')))

    [finding] = _json(_run(shelf, "check"))
    assert finding["kind"] == "warning"


def test_check_sees_that_two_files_share_an_id(shelf: Path) -> None:
    saved(shelf, changed(("Leading Well", "Leading Better")), "second.yaml")
    result = _run(shelf, "check")

    [finding] = _json(result, code=1)
    assert (finding["file"], finding["kind"], finding["place"]) == ("second.yaml", "error", "id")
    assert finding["message"] == 'The framework id "marlbeck" is also that of marlbeck.yaml. Give each its own.'
    assert [row["title"] for row in _json(_run(shelf, "list"))] == ["Leading Well"]


def test_check_of_the_same_file_twice_is_no_clash(shelf: Path) -> None:
    file = shelf / "marlbeck.yaml"

    assert _json(_run(shelf, "check", file, file)) == []


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_check_of_no_file_fails_on_standard_error(shelf: Path, name: str) -> None:
    result = _run(shelf, "check", shelf / name)

    assert result.exit_code != 0
    assert result.stdout == ""
    assert name in result.stderr


def test_check_of_an_empty_folder_fails(tmp_path: Path) -> None:
    result = _run(tmp_path, "check")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no framework file in" in result.stderr


def test_check_reads_a_folder_called_like_a_file(shelf: Path) -> None:
    (shelf / "zz.yaml").mkdir()

    [finding] = _json(_run(shelf, "check"), code=1)
    assert finding["message"] == "This is not a file."
    assert [row["id"] for row in _json(_run(shelf, "list"))] == ["marlbeck"]


@pytest.mark.parametrize("framework_id", FIVE)
def test_show_has_everything_of_the_contract(framework_id: str) -> None:
    shown = _json(_run(FRAMEWORKS, "show", framework_id))
    framework = read(FRAMEWORKS / f"{framework_id}.yaml")

    assert [shown[key] for key in ("id", "title", "organisation", "level_rule")] == [
        framework.id,
        framework.title,
        framework.organisation,
        framework.level_rule,
    ]
    assert [(level["id"], level["name"]) for level in shown["levels"]] == [
        (one.id, one.name) for one in framework.levels
    ]
    levels = {level["id"] for level in shown["levels"]}
    behaviours = 0
    for theme in shown["themes"]:
        assert theme["id"]
        assert theme["name"]
        for competency in theme["competencies"]:
            assert competency["id"]
            assert competency["name"]
            for behaviour in competency["behaviours"]:
                behaviours += 1
                assert set(behaviour["levels"]) <= levels
                assert all(behaviour[key] for key in ("id", "levels", "source", "rater", "self"))
            assert all(isinstance(text, str) for text in competency["unexpected"])
            for entry in (*competency["actions"], *competency["outcomes"]):
                assert set(entry) == {"level", "text"}
                assert entry["level"] in levels
            assert set(competency["level_descriptions"]) <= levels
    assert behaviours == len(framework.behaviours) > 40


def test_show_is_for_people_too() -> None:
    result = _run(FRAMEWORKS, "show", "mansfield")

    assert "Strategic – Setting direction" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("name", ["nowhere", "../frameworks/bristol", "", "BRISTOL"])
def test_show_of_what_is_not_there_says_what_is(shelf: Path, name: str) -> None:
    saved(shelf, changed(("id: marlbeck", "id: other"), ("rater:", "ratter:")), "faulty.yaml")
    result = _run(shelf, "show", name)

    assert (result.exit_code, result.stdout) == (1, "")
    assert f'There is no usable framework "{name}". There are: marlbeck.' in result.stderr
    assert "flask framework check" in result.stderr


def test_show_needs_a_name(shelf: Path) -> None:
    result = _run(shelf, "show")

    assert result.exit_code == 2
    assert result.stdout == ""


def test_no_database_and_no_setting_are_needed(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    assert settings.frameworks == FRAMEWORKS
    without = create_app(settings.model_copy(update={"database_url": "sqlite:////nowhere/at/all.sqlite"}))

    assert without.test_cli_runner().invoke(args=["framework", "list"]).exit_code == 0
