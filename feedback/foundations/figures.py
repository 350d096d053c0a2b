"""How is one printed figure said: a mean, a mean that is only about right, or one end of a range?"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext


def in_words(cell: Mapping[str, Any], *, whole: bool = False) -> str:
    """A figure in scale points: "3.9", "about 2.9", "2.2 or below", "4.6 or above"; "" where the cell has none.

    ``whole`` is for the one answer of somebody who is named, which is a point of the scale: "4".
    """
    match cell:
        case {"at_most": figure}:
            return str(gettext("%(figure)s or below", figure=f"{figure:.1f}"))
        case {"at_least": figure}:
            return str(gettext("%(figure)s or above", figure=f"{figure:.1f}"))
        case {"mean": mean}:
            said = f"{mean:.0f}" if whole else f"{mean:.1f}"
            return str(gettext("about %(figure)s", figure=said)) if cell.get("about") else said
    return ""
