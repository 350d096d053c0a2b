"""Which of the things rated now are those that were rated then? What two questionnaires have in common.

A thing is the same where its id, words, guidance and expectation are, or where the framework says of it that something
of an earlier version means the same (``earlier``: the id and the words it had then). Words that changed without such a
statement may mean something else, and are never compared.
"""

from collections.abc import Mapping
from typing import Any

from feedback.campaign.questionnaire import Item, Questionnaire


def same_behaviours(old: Questionnaire, new: Questionnaire) -> dict[str, str]:
    """Return for what was asked in ``old`` and is asked in ``new`` too: its id then, and its id now.

    It does not matter which of the two is of the later version. No id stands twice, on either side.
    """
    before = {item.id: item for item in old.items}
    same = {item.id: item.id for item in new.items if item.id in before and _alike(before[item.id], item)}
    for item in new.items:
        if item.id not in same.values():
            then = next((was for was in old.items if was.id not in same and _means_the_same(was, item)), None)
            if then is not None:
                same[then.id] = item.id
    return same


def with_ids_of_now(report: Mapping[str, Any], same: Mapping[str, str]) -> dict[str, Any]:
    """Return a released report of then whose items have the ids of now, so that the two can be laid side by side.

    What is not the same keeps its id with a mark: it must not be taken for something of now that has the same one.
    """
    now = {item: same.get(item, f"then:{item}") for item in report["items"]}
    return {
        **report,
        "items": {now[item]: theme for item, theme in report["items"].items()},
        "cells": [{**cell, "item": now[cell["item"]]} if "item" in cell else cell for cell in report["cells"]],
    }


def _alike(was: Item, item: Item) -> bool:
    return (was.rater, was.guidance, was.expectation) == (item.rater, item.guidance, item.expectation)


def _means_the_same(was: Item, item: Item) -> bool:
    return _is_said_of(was, item) or _is_said_of(item, was)


def _is_said_of(then: Item, item: Item) -> bool:
    return any((said.id, said.rater) == (then.id, then.rater) for said in item.earlier)
