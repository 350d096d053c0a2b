"""What does the check say of files that are not YAML, not text, or not files?"""

import os
from pathlib import Path

import pytest

from feedback.framework.marked import DEEPEST_NESTING, MOST_PARTS
from feedback.framework.reader import LARGEST_FILE, check
from tests.framework.example import changed, example, found_in, line_of, said, saved

UNREADABLE = [
    pytest.param(('    name: "Team leader"', '\tname: "Team leader"'), "\tname", "there is a tab.", id="tab"),
    pytest.param(('title: "Leading Well"', "title: @home"), "title:", 'starts with "@" needs quotation marks', id="@"),
    pytest.param(('title: "Leading Well"', "title: Leading: Well"), "title:", "a colon stands in text", id="colon"),
    pytest.param(('"Leading Well"', '"Leading Well'), "organisation:", "quotation mark", id="quote"),
    pytest.param(
        ('"I plan work so that', "'I plan work so that"),
        "self: 'I plan work",
        "opened here and not closed",
        id="last quote",
    ),
    pytest.param(('    name: "Team leader"', '   name: "Team leader"'), "   name:", "an indent is off", id="indent"),
    pytest.param(("levels: [team]", "levels: [team"), "levels: [team\n", "a bracket is opened here", id="bracket"),
    pytest.param(('title: "Leading Well"', "title: *x"), "title:", "Text that starts with *", id="alias of nothing"),
    pytest.param(('title: "Leading Well"', "title: &x"), "title:", "Text that starts with & or !", id="anchor"),
    pytest.param(('title: "Leading Well"', "title: !x"), "title:", "Text that starts with & or !", id="tag"),
    pytest.param(('title: "Leading Well"', "title: | x"), "title:", "starts on the next line", id="bar"),
    pytest.param(('"Leading Well"', '"Leading \\Well"'), "title:", "a backslash", id="backslash"),
    pytest.param(
        ("depth: behaviours", "--- \ndepth: behaviours"), "--- ", "A second document starts here", id="dashes"
    ),
    pytest.param(("depth: behaviours", "? [a]\n: b"), "? [a]", "A key must be a word", id="key"),
    pytest.param(("depth: behaviours", "depth: \x07behaviours"), "depth:", "no text (U+0007)", id="bell"),
]


@pytest.mark.parametrize(("change", "where", "message"), UNREADABLE)
def test_what_is_not_yaml_is_told_with_its_line(
    tmp_path: Path, change: tuple[str, str], where: str, message: str
) -> None:
    text = changed(change)

    found = [finding for finding in found_in(tmp_path, text) if message in finding.message]
    assert [finding.line for finding in found] == [line_of(text, where)], [str(finding) for finding in found]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        pytest.param(b"", 1, "This file is empty.", id="empty"),
        pytest.param(b"# only a note\n\n", 1, "This file is empty.", id="a comment"),
        pytest.param(b"\n\n---\n...\n", 4, "", id="an empty document"),
        pytest.param(b"just words", 1, "This must have named parts", id="text"),
        pytest.param(b"- a\n- b\n", 1, "This must have named parts", id="a list"),
        pytest.param("title: “x”\n".encode("cp1252"), 1, "Save the file as UTF-8", id="windows"),
        pytest.param("format: x\ntitle: é\n".encode("latin-1"), 2, "Save the file as UTF-8", id="latin-1"),
        pytest.param("title: x\n".encode("utf-16"), 1, "Save the file as UTF-8", id="utf-16"),
        pytest.param(b"title: \x00\n", 1, "no text (U+0000)", id="nought"),
        pytest.param("a: b\nc: d\u2028e\n".encode(), 2, "no text (U+2028)", id="a line break that is not counted"),
        pytest.param(b"a: b\nc: [", 2, "a bracket is not closed", id="cut off"),
        pytest.param(b"a: b\n[\n", 2, "This is not valid YAML", id="cut off on a line of its own"),
        pytest.param(b"[" * 100_000, 1, "nested too deeply", id="brackets"),
        pytest.param(b"{a: " * 100_000, 1, "nested too deeply", id="braces"),
        pytest.param(b"- " * 100_000, 1, "nested too deeply", id="dashes"),
        pytest.param(b"? " * 100_000, 1, "A key must be a word", id="question marks"),
        pytest.param(b"[a]: b\n", 1, "A key must be a word", id="a list as key"),
        pytest.param(b"a: " + b"x" * LARGEST_FILE, 1, "too large", id="huge"),
        pytest.param(b"- a\n" * (MOST_PARTS + 5), MOST_PARTS, "too many parts", id="many"),
        pytest.param(b"a: [x]\nb: [*a, *a]\n", 2, "Write the text out", id="aliases"),
        pytest.param(b"a: &a [*a]\n", 1, "Write the text out", id="an alias to itself"),
        pytest.param(
            b"x: !!python/object/apply:os.system ['true']\n", 1, "anchors and tags cannot be used", id="a tag"
        ),
    ],
)
def test_odd_files(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    findings = found_in(tmp_path, content)

    assert {finding.kind for finding in findings} == {"error"}
    assert [at for at, _, text in said(findings) if message in text][:1] == [line]
    assert not any("Input should" in finding.message for finding in findings)


def test_a_mark_before_the_first_line_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert found_in(tmp_path, b"\xef\xbb\xbf" + example().encode()) == []
    assert found_in(tmp_path, example().replace("\n", "\r\n").encode()) == []
    assert found_in(tmp_path, example().replace("\n", "\r").encode()) == []


def test_as_deep_as_a_framework_goes_and_deeper(tmp_path: Path) -> None:
    deep = "[" * (DEEPEST_NESTING - 1) + "]" * (DEEPEST_NESTING - 1)
    assert not any("deeply" in finding.message for finding in found_in(tmp_path, f"a: {deep}"))
    assert any("deeply" in finding.message for finding in found_in(tmp_path, f"a: [{deep}]"))


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.yaml")

    for name, message in (
        ("folder.yaml", "This is not a file."),
        ("nowhere.yaml", "There is no such file."),
        ("missing.yaml", "There is no such file."),
        ("pipe.yaml", "This is not a file."),
    ):
        [finding] = check(tmp_path / name)
        assert (finding.kind, finding.file, finding.message) == ("error", name, message)
    [finding] = check(tmp_path / ("long" * 100))
    assert "cannot be opened" in finding.message


def test_the_first_of_two_equal_keys_is_read_and_the_second_moves_no_line(tmp_path: Path) -> None:
    second = "levels:\n  - {id: [x], name: [y]}\n"
    text = changed(('    name: "Team leader"', "    name:"), ("depth: behaviours", f"{second}depth: behaviours"))

    assert list(said(found_in(tmp_path, text))) == [
        (line_of(text, "    name:\n"), 'levels "team" > name', "This is empty: write it, or take the key out."),
        (line_of(text, second), "levels", '"levels" is given twice in one place. Take one out.'),
    ]


def test_the_line_is_that_of_the_key(tmp_path: Path) -> None:
    text = changed(('title: "Leading Well"', "title:\n  - Leading\n  - Well"))

    [(line, place, _)] = said(found_in(tmp_path, text))
    assert (line, place) == (line_of(text, "title:"), "title")


def test_places_stay_short(tmp_path: Path) -> None:
    [first, *_] = found_in(tmp_path, f"{'k' * 1000}: x\n")

    assert max(len(place) for _, place, _ in said(found_in(tmp_path, f"{'k' * 1000}: x\n"))) <= 80
    assert len(str(first)) < 400
    file = saved(tmp_path, changed(('name: "People first"', f'name: "{"People " * 100}"\n    x: y')))
    assert max(len(finding.place) for finding in check(file)) < 200
