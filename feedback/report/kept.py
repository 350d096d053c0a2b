"""Was this page built a moment ago? The figures of a report never change, and people turn back to it.

A few pages are kept in the memory of the process, the last that were read; of one leader only the last. They are kept
without comments, which are put in at each look: words that a coach takes out are then nowhere, and nobody's words stay
in memory. Whether somebody may read a page is asked before, each time.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from feedback.foundations import languages

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Questionnaire
    from feedback.report.parts import ReportPage

MOST_PAGES: Final = 24  # about half a megabyte each
_KEPT: Final[OrderedDict[uuid.UUID, tuple[bytes, ReportPage]]] = OrderedDict()
_LOCK: Final = threading.Lock()


def page_of(
    subject_id: uuid.UUID, report: Mapping[str, Any], questionnaire: Questionnaire, **printed: Any
) -> ReportPage:
    """Return what ``page.build`` makes of these; its figures anew only if any of them, or the language, is another."""
    from feedback.report import page  # pandas and matplotlib take two seconds to import: only who reads reports waits

    figures = {**report, "comments": []}
    return page.with_comments(_figures_of(subject_id, figures, questionnaire, **printed), report, questionnaire)


def _figures_of(subject_id: uuid.UUID, *made_from: Any, **printed: Any) -> ReportPage:
    from feedback.report import page

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
