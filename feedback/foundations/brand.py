"""How does a council's own colour and logo reach its pages? As a few rules behind the stylesheets, made at start.

No request more, and no style in a page: the logo is part of the stylesheet, and a picture in a stylesheet runs nothing.
"""

import base64
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from feedback.config import SettingsRefused

LARGEST_LOGO = 8_000  # bytes: a rater's first page stays under its 45 kB
HEIGHT, WIDEST = 40, 200  # CSS pixels
OUR_COLOUR = b"#1d5b79"  # of the icon, as it lies among the static files
PNG = b"\x89PNG\r\n\x1a\n"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class LogoRefused(SettingsRefused):
    """The file is no logo that pages can show; the message says what to do."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"FEEDBACK_LOGO: {problem}")


def rules(colour: str, logo: Path | None) -> str:
    """What follows a stylesheet: the council's colour (``#rrggbb``), and its logo in the place of our mark.

    Raises:
        LogoRefused: as ``check_logo``.
    """
    found = f"\n:root {{ --govuk-brand-colour: {colour}; }}\n"
    if logo is not None:
        kind, width = check_logo(logo)
        picture = f'url("data:{kind};base64,{base64.b64encode(logo.read_bytes()).decode()}")'
        found += (
            f".site-header__mark {{ width: {width}px; height: {HEIGHT}px; -webkit-mask: none; mask: none; "
            f"background: {picture} left center / contain no-repeat; }}\n"
        )
    return found


def check_logo(logo: Path) -> tuple[str, int]:
    """The media type of a logo and its width in CSS pixels when it is as high as the header's line.

    Raises:
        LogoRefused: it cannot be read, is larger than 8 kB, or is neither SVG nor PNG.
    """
    try:
        content = logo.read_bytes()
    except OSError as error:
        raise LogoRefused(f"the logo cannot be read ({error.strerror}): check the path and who may read it") from None
    if len(content) > LARGEST_LOGO:
        raise LogoRefused(f"the logo has {len(content):,} bytes: make it smaller than {LARGEST_LOGO:,}")
    if content.startswith(PNG):
        width, height = struct.unpack(">II", content[16:24])
        return "image/png", _shown(width, height)
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - the operator's own file, and a small one
    except ElementTree.ParseError:
        raise LogoRefused("the logo is neither SVG nor PNG: save it as one of these") from None
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise LogoRefused("the logo is XML, but no SVG drawing: save it as SVG or PNG")
    return "image/svg+xml", _shown(*_size(root.get("viewBox"), root.get("width"), root.get("height")))


def _size(view_box: str | None, width: str | None, height: str | None) -> tuple[float, float]:
    found = [float(one) for one in NUMBER.findall(view_box or "")][-2:] if view_box else []
    found = found or [float(one) for side in (width, height) for one in NUMBER.findall(side or "")[:1]]
    if len(found) != 2:
        raise LogoRefused("the logo does not say how wide and high it is: give its svg element a viewBox")
    return found[0], found[1]


def _shown(width: float, height: float) -> int:
    if width <= 0 or height <= 0:
        raise LogoRefused("the logo is empty: it has no width or no height")
    return round(min(WIDEST, max(1, HEIGHT * width / height)))
