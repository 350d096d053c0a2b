"""What the public page says of the proof is what the proof says, and the method's own table."""

from itertools import combinations_with_replacement

import pytest
from flask import Flask

from feedback.config import ROOT
from feedback.disclosure import telling
from feedback.disclosure.rules import Rules, code
from tests.page_client import PageClient

ROW = "| as shipped, default | 1 to 5 |"


def test_the_page_has_the_figures_of_the_method(app: Flask) -> None:
    method = (ROOT / "docs/methods/disclosure.md").read_text()
    [row] = [line for line in method.splitlines() if line.startswith(ROW)]
    expected = [cell.strip() for cell in row.removeprefix(ROW).strip("|").split("|")]
    page = PageClient(app).get("/how-we-keep-raters-anonymous")

    caption = "What the proof finds, with the rules of the usual campaign"
    assert [line[1] for line in page.table(caption)[1:]] == expected[:4]
    assert f"Low ratings that anybody could prove: {expected[4]}." in page.text
    assert f"{telling.proof().tried:,} sets of ratings" in page.text
    assert f"{telling.proof().tried:,}" in method


@pytest.mark.parametrize("smallest", range(3, 11))
def test_the_example_is_true_of_every_group_a_council_may_choose(smallest: int) -> None:
    example = telling.example(smallest)

    assert example.number == max(5, smallest)
    low, middle, high = example.rows
    assert low[1].endswith("or below")
    assert 3.5 < float(middle[1]) < 4.5
    assert high[1].endswith("or above")
    rules = Rules(scale_min=1, scale_max=5)
    for ratings, _, others in example.rows:
        mine = tuple(map(int, ratings.split(", ")))
        alike = [
            one
            for one in combinations_with_replacement(rules.points, len(mine))
            if code(one, rules) == code(mine, rules)
        ]
        assert int(others.replace(",", "")) == len(alike) - 1 > 0
    values = {value for one in combinations_with_replacement(rules.points, example.number)
              if code(one, rules) == code(tuple(map(int, low[0].split(", "))), rules) for value in one}  # fmt: skip
    assert {1, 2, 3} <= values, "whoever reads the low line cannot tell a low rating from one that is not"
