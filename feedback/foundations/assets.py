"""How do stylesheets, scripts, pictures and long pages reach a browser? In few bytes.

Static files are packed once, at start, fetched once, and kept for ever. Of pages only long ones of raters are packed,
and only if nothing of the request is in them: what is secret in a page must not share a packed stream with words that
a stranger can make a browser send (docs/performance/0003-answering.md).
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from feedback.config import Settings
from feedback.foundations import brand
from feedback.foundations.access_log import is_rater_page

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
ICON = "icon.svg"
FIRST_FLIGHT = 14_000  # bytes that a server sends at once on a new connection: packing less would gain no time
ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Asset:
    """One static file, as it is and packed; ``version`` names its content."""

    kind: str
    version: str
    plain: bytes
    packed: bytes


def read(folder: Path, *, colour: str = "", logo: Path | None = None) -> dict[str, Asset]:
    """The files of a folder that pages refer to, by name, in the council's colour (``#rrggbb``) and with its logo.

    Raises:
        LogoRefused: the logo is none that pages can show.
    """
    found = {}
    own = brand.rules(colour, logo).encode() if colour else b""
    for path in sorted(folder.glob("*.*")):
        if path.suffix in TYPES:
            plain = path.read_bytes() + (own if path.suffix == ".css" else b"")
            if path.name == ICON and colour:
                plain = plain.replace(brand.OUR_COLOUR, colour.encode())
            version = hashlib.sha256(plain).hexdigest()[:12]
            found[path.name] = Asset(TYPES[path.suffix], version, plain, _packed(plain))
    return found


@lru_cache(maxsize=256)
def _packed(plain: bytes) -> bytes:
    """Packed as small as can be, once in a process: several councils have most files in common."""
    return gzip.compress(plain, 9, mtime=0)


def send(asset: Asset) -> Response:
    """The file as this browser takes it. An address that names the file's version may be kept for ever.

    One that names another version comes from a page of the release before or after this one: what it gets is of this
    release, and must not be taken for the other's next time.
    """
    packed = request.accept_encodings["gzip"] > 0
    response = Response(asset.packed if packed else asset.plain, content_type=asset.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    for_ever = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if for_ever else "no-cache"
    response.set_etag(f"{asset.version}-gzip" if packed else asset.version)
    response.make_conditional(request)
    return response


def pack_long_page(response: Response) -> Response:
    """Pack a rater's long page if it was asked for by its bare address: then only the rater chose words in it."""
    bare = request.method == "GET" and not request.query_string and response.status_code == 200
    if bare and response.mimetype == "text/html" and not response.is_streamed:
        response.headers.add("Vary", "Accept-Encoding")
        page = response.get_data()
        if len(page) > FIRST_FLIGHT and request.accept_encodings["gzip"] > 0:
            response.set_data(gzip.compress(page, 2, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response


def _brand(settings: Settings | None) -> dict[str, Any]:
    return {"colour": settings.brand_colour, "logo": settings.logo} if settings else {}


def init_app(app: Flask) -> None:
    """Serve the static files so, give templates their addresses, and pack what is long."""
    assets = read(Path(app.static_folder or ""), **_brand(app.config.get("SETTINGS")))
    as_it_is = app.view_functions["static"]

    def static(filename: str) -> ResponseReturnValue:
        return send(assets[filename]) if filename in assets else as_it_is(filename=filename)  # type: ignore[return-value]

    def static_url(filename: str) -> str:
        """The address of a static file in its present version."""
        return f"{request.script_root}{app.static_url_path}/{filename}?v={assets[filename].version}"

    @app.after_request
    def pack(response: Response) -> Response:
        return pack_long_page(response) if is_rater_page(app) else response

    app.view_functions["static"] = static
    app.jinja_env.globals["static_url"] = static_url
