"""On which page of the editor, and at which field, is what the check speaks of put right?"""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from feedback.framework.drafts import Checked
from feedback.framework.reader import Remark
from feedback.framework.rules import Path


def addressed(found: Checked, content: dict[str, Any], *, here: str) -> list[tuple[Remark, str, str]]:
    """Each remark with the name of the place to put it right, and its address; those of the page ``here`` first."""
    told = [(remark, *_place(found.draft.id, content, remark.path)) for remark in found.remarks]
    return sorted(told, key=lambda one: one[2].partition("#")[0] != here)


def _place(draft_id: Any, content: dict[str, Any], path: Path) -> tuple[str, str]:
    match path:
        case ("themes", int(t), "competencies", int(c), *rest):
            competency = content["themes"][t]["competencies"][c]
            page = url_for("competency.edit", draft_id=draft_id, competency_id=competency["id"])
            name = competency.get("name") or _("Competency without a name")
            if rest[:1] == ["behaviours"] and len(rest) > 1:
                name = _("%(name)s, behaviour %(number)s", name=name, number=int(rest[1]) + 1)
            return name, f"{page}#{_field(competency, tuple(rest))}"
        case ("themes", int(t), *rest):
            theme = content["themes"][t]
            page = url_for("drafts.theme", draft_id=draft_id, theme_id=theme["id"])
            field = "new-competency" if rest == ["competencies"] else (rest or ["name"])[0]
            return theme.get("name") or _("Theme without a name"), f"{page}#{field}"
        case ("levels", *rest):
            field = f"{rest[0] if rest else 0}.{'name' if len(rest) < 2 else rest[1]}"
            return _("Levels"), f"{url_for('drafts.levels', draft_id=draft_id)}#{field}"
        case ("themes",):
            return _("Themes"), f"{url_for('drafts.outline', draft_id=draft_id)}#new-theme"
        case _:
            return _("Title, source and rules"), f"{url_for('drafts.top', draft_id=draft_id)}#{_of_top(path)}"


def _of_top(path: Path) -> str:
    names = {"source": "document", "labels": f"label_{path[-1]}" if path else ""}
    return names.get(str(path[0]), str(path[0])) if path else "title"


def _field(competency: dict[str, Any], rest: Path) -> str:
    match rest:
        case ("behaviours" | "meaning" as key, int(n), *field):
            return f"{competency[key][n]['id']}.{field[0] if field else 'rater'}"
        case ("behaviours", *_):
            return "add"
        case ("actions" | "outcomes" as key, int(n), *_):
            return f"{key}.{competency[key][n]['level']}"
        case ("level_descriptions", level, *_):
            return f"described.{level}"
        case (key, *_):
            return str(key)
        case _other:
            return "name"
