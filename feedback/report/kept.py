"""Was this page built a moment ago? A released report seldom changes, and people turn back to it.

A few pages are kept in the memory of the process, the last that were read; of a report that has changed only the new
one. Of a report that is not released none is kept: its coach may yet take out words, which are then to be nowhere.
Whether somebody may read a page is asked before, each time.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from feedback.foundations import languages

if TYPE_CHECKING:
    from feedback.report.parts import ReportPage

MOST_PAGES: Final = 24  # about half a megabyte each
_KEPT: Final[OrderedDict[uuid.UUID, tuple[bytes, ReportPage]]] = OrderedDict()
_LOCK: Final = threading.Lock()


def page_of(subject_id: uuid.UUID, *made_from: Any, keep: bool = True, **printed: Any) -> ReportPage:
    """Return what ``page.build`` makes of these, built anew only if any of them, or the language, is another.

    Without ``keep`` it is always built anew, and none of the leader's is kept.
    """
    from feedback.report import page  # pandas and matplotlib take two seconds to import: only who reads reports waits

    if not keep:
        with _LOCK:
            _KEPT.pop(subject_id, None)
        return page.build(*made_from, **printed)
    named = repr((languages.current(), made_from, sorted(printed.items())))
    mark = hashlib.sha256(named.encode("utf-8", "surrogatepass")).digest()
    with _LOCK:
        kept = _KEPT.get(subject_id)
        if kept is not None and kept[0] == mark:
            _KEPT.move_to_end(subject_id)
            return kept[1]
    built = page.build(*made_from, **printed)
    with _LOCK:
        _KEPT[subject_id] = mark, built
        _KEPT.move_to_end(subject_id)
        while len(_KEPT) > MOST_PAGES:
            _KEPT.popitem(last=False)
    return built
