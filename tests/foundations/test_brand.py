"""Does a council's own colour and logo reach its pages, and is a file refused that would not?"""

import struct
from pathlib import Path

import pytest

from feedback.foundations import assets
from feedback.foundations.brand import LARGEST_LOGO, LogoRefused, check_logo, rules

STATIC = Path(assets.__file__).parents[1] / "static"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><rect width="9" height="9"/></svg>'
WIDE = 'viewBox="0 0 300 100"'


def _file(folder: Path, content: str | bytes) -> Path:
    path = folder / "logo"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + struct.pack(">II", width, height) + bytes(5)


@pytest.mark.parametrize(
    ("content", "kind", "width"),
    [
        (SVG.format(WIDE), "image/svg+xml", 120),
        (SVG.format('width="80" height="80px"'), "image/svg+xml", 40),
        (SVG.format('viewBox="0 0 4000 40"'), "image/svg+xml", 200),
        (_png(50, 100), "image/png", 20),
    ],
)
def test_a_logo_is_as_high_as_the_line_and_as_wide_as_it_is(
    tmp_path: Path, content: str | bytes, kind: str, width: int
) -> None:
    assert check_logo(_file(tmp_path, content)) == (kind, width)


@pytest.mark.parametrize(
    ("content", "cure"),
    [
        ("GIF89a", "save it as one of these"),
        (b"", "save it as one of these"),
        ("<html></html>", "save it as SVG or PNG"),
        (SVG.format(""), "give its svg element a viewBox"),
        (SVG.format('viewBox="0 0 0 10"'), "it is empty|the logo is empty"),
        (_png(10, 10) + bytes(LARGEST_LOGO), "make it smaller"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_cure(tmp_path: Path, content: str | bytes, cure: str) -> None:
    with pytest.raises(LogoRefused, match=f"FEEDBACK_LOGO: .*({cure})"):
        check_logo(_file(tmp_path, content))


def test_a_missing_logo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogoRefused, match="cannot be read"):
        rules("#000000", tmp_path / "nowhere.svg")


def test_both_stylesheets_and_the_icon_have_the_councils_colour(tmp_path: Path) -> None:
    found = assets.read(STATIC, colour="#4b0082", logo=_file(tmp_path, SVG.format(WIDE)))
    for name in ("feedback.css", "rater.css"):
        end = found[name].plain.decode().rpartition(":root")[2]
        assert "--govuk-brand-colour: #4b0082" in end
        assert "data:image/svg+xml;base64," in end
    assert b"#4b0082" in found["icon.svg"].plain
    assert b"#1d5b79" not in found["icon.svg"].plain
    assert found["rater.css"].version != assets.read(STATIC)["rater.css"].version, "kept for ever under another address"
