"""Tries a reader with so many made-up inputs, and counts them."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st


def run(comes: st.SearchStrategy[Any], try_it: Callable[[Any], object], *, examples: int, starting_at: int = 0) -> int:
    """Try so many inputs, the same each time for the same start; how many were tried.

    Raises:
        Exception: what the first (and smallest) input that fails raised.
    """
    tried = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @seed(starting_at)
    @given(comes)
    def one(given: Any) -> None:
        nonlocal tried
        tried += 1
        try_it(given)

    one()
    return tried
