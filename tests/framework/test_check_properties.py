"""What must hold of the check whatever the file: findings, never an exception, and soon."""

import copy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.framework.format import Framework
from feedback.framework.reader import LARGEST_FILE, Finding, FrameworkRefused, check, read, read_and_check
from tests.framework.example import FIVE, FRAMEWORKS, example, saved

TEXTS = [example(), *((FRAMEWORKS / f"{framework_id}.yaml").read_text(encoding="utf-8") for framework_id in FIVE)]
PLAIN = [yaml.load(text, Loader=yaml.CBaseLoader) for text in TEXTS]  # noqa: S506 - our own files, as text only
WORDS = [
    "format",
    "id",
    "themes",
    "competencies",
    "behaviours",
    "levels",
    "level",
    "rater",
    "self",
    "source",
    "actions",
]
WORDS += ["meaning", "repeats", "level_descriptions", "only_for", "choose", "assignable", "framework/1", "no", "senior"]

anything = st.recursive(
    st.sampled_from([*WORDS, ""]) | st.text(max_size=20) | st.none() | st.integers() | st.floats() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), inner),
    max_leaves=20,
)
thorough = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _check(folder: Path, content: str | bytes) -> list[Finding]:
    """What the check finds, having looked whether it is fit to be shown."""
    file = saved(folder, content)
    framework, findings = read_and_check(file)
    lines = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for finding in findings:
        assert 1 <= finding.line <= lines
        assert finding.place
        assert finding.message.endswith((".", '".'))
        assert "Input should" not in finding.message
    assert (framework is None) == any(finding.kind == "error" for finding in findings)
    assert len({finding.kind for finding in findings}) <= 1
    assert len(set(findings)) == len(findings)
    if framework is None:
        with pytest.raises(FrameworkRefused):
            read(file)
    else:
        assert read(file) == framework
        assert Framework.model_validate(framework.as_dict()).hash == framework.hash
    return findings


@thorough
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    assert _check(tmp_path, content)


@thorough
@given(st.text(max_size=300) | st.text(alphabet="-:?[]{},&*!|>'\"%@` \t\n#\\ab1.~<", max_size=80))
def test_any_text(tmp_path: Path, text: str) -> None:
    assert _check(tmp_path, text.encode("utf-8", "surrogatepass"))


@thorough
@given(anything)
def test_any_yaml(tmp_path: Path, data: Any) -> None:
    assert _check(tmp_path, yaml.safe_dump(data, allow_unicode=True))


@thorough
@given(st.sampled_from(PLAIN), st.data())
def test_a_framework_with_a_part_deleted_doubled_moved_or_of_another_kind(
    tmp_path: Path, plain: Any, data: st.DataObject
) -> None:
    mutant = copy.deepcopy(plain)
    for _ in range(data.draw(st.integers(1, 3), label="changes")):
        holder, key = data.draw(st.sampled_from(list(_places(mutant))), label="where")
        kind = data.draw(st.sampled_from(["delete", "double", "replace", "swap", "share"]), label="what")
        if kind == "delete":
            del holder[key]
        elif kind == "double" and isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        elif kind == "swap":
            other, at = data.draw(st.sampled_from(list(_places(mutant))), label="with")
            holder[key], other[at] = copy.deepcopy(other[at]), copy.deepcopy(holder[key])
        elif kind == "share" and isinstance(holder[key], dict | list):
            mutant["shared"] = holder[key]  # dumped as an anchor and an alias
        else:
            holder[key] = data.draw(anything, label="by")
        if not mutant:
            break

    _check(tmp_path, yaml.dump(mutant, allow_unicode=True, sort_keys=False, Dumper=yaml.CSafeDumper))


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value: the list or mapping that holds it, and its index or key."""
    for key in range(len(part)) if isinstance(part, list) else list(part):
        yield part, key
        if isinstance(part[key], dict | list):
            yield from _places(part[key])


@thorough
@given(st.sampled_from(TEXTS), st.data())
def test_a_framework_edited_by_a_careless_hand(tmp_path: Path, text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3), label="changes")):
        at = data.draw(st.integers(0, len(lines) - 1), label="line")
        line = lines[at]
        column = data.draw(st.integers(0, len(line)), label="column")
        sign = data.draw(
            st.sampled_from(["\t", '"', ": ", "#", "- ", "*", "&", "[", "}", "\x00", "é", " ", "''", "\\"])
        )
        lines[at : at + 1] = data.draw(
            st.sampled_from(
                [
                    [],
                    [line, line],
                    [line[:column] + sign + line[column:]],
                    [line[:column], line[column:]],
                    [line[:column] + line[column + 1 :]],
                    [" " + line],
                    [line.lstrip()],
                    [line.replace(": ", ":", 1)],
                ]
            )
        ) or [""]

    _check(tmp_path, "\n".join(lines))


SKELETON = example()[: example().index("themes:")]
HOSTILE = {
    "brackets": "[" * LARGEST_FILE,
    "braces": "{a: " * (LARGEST_FILE // 4),
    "closed brackets": "[],\n" * 10,
    "nested dashes": "- " * (LARGEST_FILE // 2),
    "indents": "\n".join(f"{' ' * depth}a:" for depth in range(1900)),
    "one long word": "a" * LARGEST_FILE,
    "one long text": SKELETON + "themes: '" + "x\n \n" * (LARGEST_FILE // 5) + "'",
    "quotation marks": '"' * LARGEST_FILE,
    "colons": "a: " * (LARGEST_FILE // 3),
    "long keys": "\n".join(f"{'k' * 900}{n}: x" for n in range(2000)),
    "the same key": "a: b\n" * (LARGEST_FILE // 5),
    "anchors": "\n".join(f"- &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 9000)),
    "comments": "# a\n" * (LARGEST_FILE // 4),
    "wrong entries": SKELETON + "themes:\n" + "  - {a: 1, b: [2], c: {d: 3}}\n" * 1900,
    "wrong behaviours": example() + "          - {id: x, levels: [y, z], repeats: q}\n" * 1900,
    "the same level": SKELETON.replace("levels:\n", "levels:\n" + "  - {id: x, name: y}\n" * 2500) + "themes: []\n",
    "long ids": SKELETON.replace("id: marlbeck", f"id: {'a-' * (LARGEST_FILE // 3)}"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_worst_file_of_its_size_is_soon_answered(tmp_path: Path, name: str) -> None:
    file = saved(tmp_path, HOSTILE[name])
    assert file.stat().st_size <= LARGEST_FILE
    started = time.process_time()

    findings = check(file)

    assert time.process_time() - started < 10  # seconds of one processor; most take a twentieth of one
    assert findings
    assert findings[0].kind == "error"
