"""The chart of leaders rated low and high says what each of its colours means."""

from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from feedback.cohort.charts import HIGH, LOW, SpreadBars, SpreadRow, draw_spread

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(app: Flask) -> ET.Element:
    """One theme, on which some are rated low and high for certain, and some more perhaps."""
    with app.test_request_context():
        chart = SpreadBars("s", "Title", "Words.", (SpreadRow("Listens", (0.2, 0.4), (0.1, 0.3)),))
        return ET.fromstring(draw_spread(chart))  # noqa: S314 - our own drawing


def test_every_colour_of_a_bar_is_in_the_key(drawn: ET.Element) -> None:
    fills = Counter(fill for one in drawn.iter() if (fill := one.get("fill")) in (*LOW, *HIGH))
    assert fills == dict.fromkeys((*LOW, *HIGH), 2), "once in the key and once in the bar"


def test_the_key_goes_from_low_to_high_as_the_bars_do(drawn: ET.Element) -> None:
    said = ["".join(one.itertext()) for one in drawn.iter(f"{SVG}text")]
    assert said[:4] == ["rated low", "perhaps rated low", "perhaps rated high", "rated high"]
