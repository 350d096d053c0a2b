"""What do Word and spreadsheet files need, to hold any text and to be the same bytes each time?"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Of the zip format: a file within one has to bear some time."""


def storable(text: str) -> str:
    """Return the text without the characters that no XML file may hold; nothing that can be seen is among them."""
    return _NOT_IN_XML.sub("", text)


def without_times(package: bytes) -> bytes:
    """Return an Office file whose parts do not tell when they were written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
