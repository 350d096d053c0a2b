"""Are the vendored files what feedback/static/README.md says, without the fonts and marks of GOV.UK?"""

import gzip
import hashlib
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "feedback" / "static"
MARK = "\n/* ==== Feedback's own rules begin here."


def test_the_vendored_parts_are_those_of_the_readme() -> None:
    style = (STATIC / "feedback.css").read_text("utf-8").partition(MARK)[0]
    script = (STATIC / "govuk-frontend.min.js").read_text("utf-8")
    promised = re.findall(r"`([0-9a-f]{64})`", (STATIC / "README.md").read_text("utf-8"))

    assert [hashlib.sha256(part.encode()).hexdigest() for part in (style, script)] == promised


def test_nothing_of_govuk_branding_is_left_and_nothing_is_fetched() -> None:
    for file in STATIC.iterdir():
        if file.suffix in {".css", ".js", ".svg"}:
            words = file.read_text("utf-8")
            assert not re.search(r"GDS Transport|crest|/assets/|@import|url\((?!\"data:)", words), file.name


def test_the_stylesheet_stays_small_enough_for_a_phone() -> None:
    assert len(gzip.compress((STATIC / "rater.css").read_bytes())) < 12_000  # raters answer on phones
    assert len(gzip.compress((STATIC / "feedback.css").read_bytes())) < 24_000
