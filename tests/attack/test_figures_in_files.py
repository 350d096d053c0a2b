"""A report's files print what its export prints: no number more, and nothing that depends on how raters differed."""

import io
import re
import zipfile
from random import Random

import pytest

from feedback.report.files import file_of
from tests.attack import driving
from tests.attack.breaches import more_than_one_decimal, unexplained_numbers
from tests.attack.campaigns import rated_anew, twin
from tests.attack.figures import Read, read_export
from tests.building import Council

TEXT = re.compile(r"<(?:w:t|t|v)(?: [^>]*)?>([^<]*)</")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_file_says_no_more_than_the_export(council: Council, kind: str) -> None:
    dice = Random(f"file {kind}")
    leaders = driving.opened_campaign(council, dice, leaders=3)
    first = driving.random_answers(leaders[0], driving.invited_to(council, leaders[0]), dice)
    for leader, answered in zip(leaders, [first, rated_anew(first, dice), twin(first, dice)], strict=True):
        driving.send_answers(council, leader, answered)
    council.close(leaders[0].campaign)

    words = [words_in(file_of(leader, kind, council="Council", colour="#1d70b8")) for leader in leaders]
    printed = [read_export(driving.export(council.app, leader.id)) for leader in leaders]
    read = [Read() for _ in leaders]
    for found, text in zip(read, words, strict=True):
        found.take_words(" | ".join(text))

    assert len(words[0]) > 50
    assert unexplained_numbers(read[0], printed[0]) <= read[1].numbers
    assert unexplained_numbers(read[1], printed[1]) <= read[0].numbers
    assert not more_than_one_decimal(" | ".join(words[0]))
    names = [leader.person.name for leader in leaders]
    assert [text.replace(names[0], "") for text in words[0]] == [text.replace(names[2], "") for text in words[2]]


def words_in(file: bytes) -> list[str]:
    """Every text and every number that a Word file or a workbook shows."""
    parts = zipfile.ZipFile(io.BytesIO(file))
    shown = [name for name in sorted(parts.namelist()) if name.endswith(".xml") and "style" not in name]
    return [text for name in shown for text in TEXT.findall(parts.read(name).decode())]
