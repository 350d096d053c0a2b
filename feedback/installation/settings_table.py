"""Which variables are there, and what do they mean? The table of docs/reference/settings.md, made from the models."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from feedback.config import ROOT, Settings
from feedback.machine import Machine

HEAD = """# Every setting

Generated from `feedback/config.py` and `feedback/machine.py`; a test fails when the two differ. Settings come from the
environment or from `instance/settings.env`; a council of several has its own in its folder. One that is wrong stops the
start, with a sentence that says the cure.
"""


def as_markdown() -> str:
    """The page."""
    parts = [HEAD, "\n## Of a council\n\n", *_table(Settings), "\n## Of a process\n\n", *_table(Machine)]
    return "".join(parts)


def _table(model: type[BaseSettings]) -> Iterator[str]:
    yield "| Variable | Default | Meaning |\n|---|---|---|\n"
    for name, field in model.model_fields.items():
        default = "none: it must be given" if field.default is PydanticUndefined else _shown(field.default)
        meaning = (field.description or name.replace("_", " ").capitalize() + ".").replace("|", "\\|")
        yield f"| `FEEDBACK_{name.upper()}` | {default} | {meaning} |\n"


def _shown(value: Any) -> str:
    if value in (None, "", ()):
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{one}"' for one in value) + "]`"
    words = str(value.relative_to(ROOT)) if isinstance(value, Path) else str(value).replace(f"{ROOT}/", "")
    return f"`{words}`"
