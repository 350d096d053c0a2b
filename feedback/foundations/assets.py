"""How do stylesheets, scripts and pictures reach a browser? Packed once, at start; fetched once, and kept for ever.

Pages themselves are never packed: what is secret in a page must not share a packed stream with what a stranger can make
a browser send, and the length of a page full of answers should say as little as it can (docs/performance/0003).
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Asset:
    """One static file, as it is and packed; ``version`` names its content."""

    kind: str
    version: str
    plain: bytes
    packed: bytes


def read(folder: Path) -> dict[str, Asset]:
    """The files of a folder that pages refer to, by name."""
    found = {}
    for path in sorted(folder.glob("*.*")):
        if path.suffix in TYPES:
            plain = path.read_bytes()
            version = hashlib.sha256(plain).hexdigest()[:12]
            found[path.name] = Asset(TYPES[path.suffix], version, plain, gzip.compress(plain, 9, mtime=0))
    return found


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


def init_app(app: Flask) -> None:
    """Serve the static files so, and give templates their addresses."""
    assets = read(Path(app.static_folder or ""))
    as_it_is = app.view_functions["static"]

    def static(filename: str) -> ResponseReturnValue:
        return send(assets[filename]) if filename in assets else as_it_is(filename=filename)  # type: ignore[return-value]

    def static_url(filename: str) -> str:
        """The address of a static file in its present version."""
        return f"{request.script_root}{app.static_url_path}/{filename}?v={assets[filename].version}"

    app.view_functions["static"] = static
    app.jinja_env.globals["static_url"] = static_url
