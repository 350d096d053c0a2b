"""Which part of a page the guides show: taken by the tests of each role's path; ``make pictures`` renews them."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page

PICTURES = Path(__file__).parents[2] / "docs" / "images"
AROUND = 24  # pixels beside what is shown; fewer on a phone, whose pages have narrower margins
AROUND_ON_PHONE = 14
BELOW = 14
COLOURS = 96  # enough for a page of ours and the edges of its letters, at a third of the size
HEADING = "main [class^='govuk-caption-'], main h1"


def take(page: Page, name: str, *parts: Locator, top: Locator | None = None) -> None:
    """Take a picture of a page from its heading (or ``top``) to the last of these parts; without parts, of the window.

    Nothing is written without FEEDBACK_PICTURES, but the picture is taken, must show something, and must be there.
    """
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    clip = _around(page, top, parts) if parts else None
    shown = page.screenshot(full_page=bool(parts), clip=clip)
    picture = Image.open(io.BytesIO(shown)).convert("RGB")
    assert len(picture.getcolors(maxcolors=1 << 24) or []) > 20, f"{name} is as good as empty"
    file = PICTURES / f"{name}.png"
    if os.environ.get("FEEDBACK_PICTURES"):
        picture.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.exists(), "make pictures"


def _around(page: Page, top: Locator | None, parts: tuple[Locator, ...]) -> FloatRect:
    """The part of the page, from its top left corner, that holds these elements; as wide as they are below ``top``."""
    boxes = [box for part in (top or page.locator(HEADING).first, *parts) if (box := part.bounding_box())]
    assert len(boxes) == len(parts) + 1, "a part of the picture is not on the page"
    wide = boxes[1:] if top else boxes
    width = page.evaluate("document.documentElement.clientWidth")
    around = AROUND if width > 640 else AROUND_ON_PHONE
    left = max(0, min(box["x"] for box in wide) - around)
    right = min(width, max(box["x"] + box["width"] for box in wide) + around)
    upper = max(0, boxes[0]["y"] - around)
    lower = max(box["y"] + box["height"] for box in boxes) + BELOW
    return {"x": left, "y": upper, "width": right - left, "height": lower - upper}
