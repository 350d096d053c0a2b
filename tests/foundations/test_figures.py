"""A printed figure is said in one way wherever it stands."""

from typing import Any

import pytest
from flask import Flask

from feedback.foundations.figures import in_words


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"mean": 3.94}, "3.9"),
        ({"mean": 4}, "4.0"),
        ({"mean": 2.9, "about": True, "low": 2.8, "high": 3.0}, "about 2.9"),
        ({"at_most": 2.2}, "2.2 or below"),
        ({"at_least": 4.6}, "4.6 or above"),
        ({"hidden": True}, ""),
    ],
)
def test_a_figure_in_words(app: Flask, cell: dict[str, Any], words: str) -> None:
    with app.test_request_context():
        assert in_words(cell) == words


def test_the_one_answer_of_somebody_named_is_a_point(app: Flask) -> None:
    with app.test_request_context():
        assert in_words({"mean": 4.0}, whole=True) == "4"
