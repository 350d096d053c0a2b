"""The tables of docs/methods/analysis.md, so that tests run what the page says, and the small reports they need."""

import json
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs/methods/analysis.md"


def table(section: str, *, first_column: str) -> list[list[str]]:
    """The rows of the table in a section whose first column has this head, without the head."""
    text = PAGE.read_text(encoding="utf-8").split(f". {section}\n")[1].split("\n## ")[0]
    for block in text.split("\n\n"):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines() if line[:1] == "|"]
        if rows and rows[0][0] == first_column:
            assert len(rows) > 2, f"an empty table in {section}"
            return rows[2:]
    raise AssertionError(f"no table {first_column!r} in {section}")


def people(told: str) -> dict[str, int]:
    """``5 peers, 1 others`` as a number for each group."""
    return {group: int(number) for number, group in (part.split() for part in told.split(", "))}


def cell_of(told: str) -> dict[str, Any]:
    """The cell that is printed as ``3.9``, ``4.6 or above`` or ``2.2 or below``, or that the page writes as JSON."""
    if told.startswith("`"):
        written: dict[str, Any] = json.loads(told.strip("`"))
        return written
    if told.endswith("or above"):
        return {"at_least": float(told.split()[0])}
    if told.endswith("or below"):
        return {"at_most": float(told.split()[0])}
    return {"mean": float(told)}


def a_report_of(
    answered: dict[str, int], theirs: list[dict[str, Any]], own: list[int] | None = None, *, top: int = 5
) -> dict[str, Any]:
    """A report on items i1, i2, ... of one theme, rated by one block of these people and perhaps by the leader."""
    block = "+".join(answered)
    groups: dict[str, Any] = {group: {"invited": n, "n": n} for group, n in answered.items()}
    groups |= {block: {"of": list(answered)}} if len(answered) > 1 else {}
    groups |= {"self": {"invited": 1, "n": 1}} if own else {}
    items = [f"i{number}" for number in range(1, len(theirs) + 1)]
    cells = [{"group": block, "item": item, **cell} for item, cell in zip(items, theirs, strict=True)]
    cells += [{"group": "self", "item": item, "mean": mine} for item, mine in zip(items, own or [], strict=False)]
    return {
        "format": "released-report/1",
        "scale": {"min": 1, "max": top},
        "rules": {"group_min_n": 4, "item_min_n": 3},
        "items": dict.fromkeys(items, "t1"),
        "groups": groups,
        "cells": cells,
        "comments": [],
    }
