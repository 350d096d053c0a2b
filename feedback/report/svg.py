"""How does a chart drawn by matplotlib become part of a page that allows no inline style?

As matplotlib writes it, an SVG carries an XML prolog and metadata, one style rule that would restyle the whole
page, style attributes that a strict Content-Security-Policy ignores (everything turns black), ids that collide
between charts, and neither title nor description. What leaves here is built again from a short list of known
elements and attributes, so it can be put into a page as it is. The same input gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

FONTS: Final = "Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"

_ELEMENTS: Final = frozenset({"svg", "g", "defs", "path", "use", "text", "tspan", "rect", "circle", "line"})
_ATTRIBUTES: Final = frozenset(
    {
        "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "transform", "fill",
        "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
        "stroke-linejoin", "opacity", "font-size", "font-weight", "text-anchor",
    }
)  # fmt: skip
_DEFAULTS: Final = {"stroke-linejoin": "round", "opacity": "1", "font-weight": "400", "text-anchor": "start"}
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_NO_TURN: Final = re.compile(r"^rotate\(-?0 ")


def fit_for_page(drawn: str, *, prefix: str, title: str, description: str) -> Markup:
    """Return the chart as one ``<svg>`` element to be written into HTML or saved as a file of its own.

    It has no style attribute, no style rule and no script; every id starts with ``prefix``, which must be
    unique on the page; it is an image named by ``title`` and described by ``description``.

    Args:
        drawn: an SVG document as matplotlib's ``savefig`` wrote it.
        prefix: letters, digits and hyphens, starting with a letter.
        title: the name a screen reader gives the image.
        description: what it shows, in words.
    """
    root = ET.fromstring(drawn)  # noqa: S314 - as above: our own drawing, no entity, nothing from outside
    used = {_target(element) for element in root.iter() if _target(element)}
    inside = "".join(part for child in root for part in _written(child, prefix=prefix, used=used))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{escape(root.get("viewBox", ""))}" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" font-family="{FONTS}" stroke-linejoin="round">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(description)}</desc>'
    )
    return Markup(f"{head}{inside}</svg>")  # noqa: S704 - everything in it was listed above or escaped


def _written(element: ET.Element, *, prefix: str, used: set[str]) -> Iterator[str]:
    """Yield the element and what it holds, leaving out whatever is not on the lists and groups that say nothing."""
    name = element.tag.rpartition("}")[2]
    if name not in _ELEMENTS:
        return
    attributes = dict(_attributes(element))
    if (identity := element.get("id")) in used:
        attributes["id"] = f"{prefix}-{identity}"
    if target := _target(element):
        attributes["href"] = f"#{prefix}-{target}"
    inside = "".join(part for child in element for part in _written(child, prefix=prefix, used=used))
    text = str(escape(element.text)) if name in {"text", "tspan"} and element.text else ""
    if name in {"g", "defs"} and not inside:
        return
    if name == "g" and not attributes:
        yield inside
        return
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    yield f"<{name}{written}>{text}{inside}</{name}>" if text or inside else f"<{name}{written}/>"


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes to keep, those of the style attribute among them, with numbers to two places."""
    declared = [part.partition(":") for part in element.get("style", "").split(";")]
    styled = {name.strip(): value.strip() for name, _, value in declared if name.strip()}
    for name, value in (dict(element.attrib) | styled).items():
        if name not in _ATTRIBUTES or _DEFAULTS.get(name) == value:
            continue
        if name == "transform" and _NO_TURN.match(value):
            continue
        kept = _NUMBER.sub(_two_places, value)
        yield name, " ".join(kept.split()) if name == "d" else kept


def _target(element: ET.Element) -> str:
    return element.get("{http://www.w3.org/1999/xlink}href", "").removeprefix("#")


def _two_places(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
