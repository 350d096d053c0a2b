"""A released report built by hand, for the tests to read and to tamper with."""

from typing import Any

from feedback.campaign.blocks import partition
from feedback.disclosure.report_format import Report, released_report
from feedback.disclosure.rules import Coded, Rules

RULES = Rules(scale_min=1, scale_max=5)
ITEMS = {"i01": "T1", "i02": "T1", "i03": "T2"}
COUNTS = {"reports": (9, 7), "self": (1, 1), "others": (2, 1), "manager": (1, 1), "peers": (6, 5)}
CELLS = {
    ("peers+others", "i01"): Coded("at_most", 20),
    ("peers+others", "i02"): Coded("mean", 38),
    ("peers+others", "i03"): Coded("few", None),
    ("reports", "i01"): Coded("mean", 39),
    ("reports", "i02"): Coded("at_least", 47),
    ("reports", "i03"): Coded("mean", 37),
}
NAMED = {"self": {"i01": 4, "i02": 3, "i03": None}, "manager": {"i01": 3, "i02": 2, "i03": 5}}


def a_report(**changes: Any) -> Report:
    """Five peers and one other in one block, seven direct reports in another; any part may be changed."""
    given_things: dict[str, Any] = {
        "rules": RULES,
        "items": ITEMS,
        "counts": COUNTS,
        "cells": CELLS,
        "named": NAMED,
        "comments": [],
        **changes,
    }
    anonymous = {group: n for group, (_, n) in given_things["counts"].items() if group not in ("self", "manager")}
    blocks = partition(anonymous, given_things["rules"]).blocks
    return released_report(**{"blocks": blocks, **given_things})
