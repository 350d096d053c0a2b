"""N2 and N3 on the whole way from sealed answers to the export: what two reports share, and what they may differ in."""

import random
from collections.abc import Mapping

from feedback.campaign.models import Subject
from feedback.disclosure import service
from feedback.disclosure.rules import Rules, codebook
from feedback.response.rules import Answers
from tests.building import Council
from tests.disclosure import rounds

LONGER = {"depth": "behaviours", "themes": ("connect",)}
Ratings = list[dict[str, int | None]]  # one mapping for each rater of a group


def rules_of(leader: Subject) -> Rules:
    assert leader.rules is not None
    return Rules.from_dict(leader.rules["disclosure"])


def base(leader: Subject, raters: int) -> Ratings:
    """Ratings of one group: the first item's are all low, the second's all high, the third has one who cannot say."""
    rng = random.Random(3)
    low, high, partly, *others = rounds.items_of(leader)
    return [
        {low: 1, high: 5, partly: None if number == 0 else 3, **{item: rng.randint(2, 4) for item in others}}
        for number in range(raters)
    ]


def another_with_equal_cells(ratings: Ratings, rules: Rules, seed: int) -> Ratings:
    """Other answers that print the same: from other raters, spread otherwise, or elsewhere in the same code's range."""
    rng, changed = random.Random(seed), [dict(rater) for rater in ratings]
    for item in ratings[0]:
        given = [rater[item] for rater in ratings]
        said = [rating for rating in given if rating is not None]
        book = codebook(len(said), rules)
        assert book is not None
        for _ in range(20):
            one, other = rng.sample(range(len(said)), 2)
            moved = [*said]
            moved[one] += rng.choice((1, -1))
            if book.low < sum(said) < book.high:
                moved[other] += sum(said) - sum(moved)  # the mean is printed, so the sum has to stay
            same = (sum(moved) <= book.low) == (sum(said) <= book.low)
            same &= (sum(moved) >= book.high) == (sum(said) >= book.high)
            if same and set(moved) <= set(rules.points):
                said = moved
        spread = [*said, *[None] * (len(given) - len(said))]
        rng.shuffle(spread)
        for rater, rating in zip(changed, spread, strict=True):
            rater[item] = rating
    return changed


def closed(council: Council, versions: list[Mapping[str, Ratings]]) -> list[Subject]:
    """Leaders of one campaign, one for each version of the answers, after closing."""
    leaders = rounds.launched(council, len(versions), **LONGER)
    for leader, groups in zip(leaders, versions, strict=True):
        rounds.send(leader, {group: [Answers(rater) for rater in raters] for group, raters in groups.items()}, silent=1)
    rounds.close(council, leaders[0].campaign)
    return leaders


def test_N2_two_sets_of_answers_with_equal_cells_give_byte_equal_exports(council: Council) -> None:
    [first] = rounds.launched(council, **LONGER)
    rules, start = rules_of(first), {"peers": base(first, 5), "reports": base(first, 4)}
    versions: list[Mapping[str, Ratings]] = [
        start,
        *({group: another_with_equal_cells(some, rules, seed) for group, some in start.items()} for seed in range(6)),
    ]
    assert all(one not in versions[:place] for place, one in enumerate(versions)), "all differ: check this test"

    leaders = closed(council, versions)

    runner = council.app.test_cli_runner()
    exports = [runner.invoke(args=["report", "export", str(leader.id)]).stdout_bytes for leader in leaders]
    assert len(exports[0]) > 1000
    assert len(set(exports)) == 1
    kinds = {key for cell in service.released(leaders[0].id)["cells"] for key in cell}
    assert {"mean", "at_most", "at_least"} <= kinds, "not every code was tried: check this test"


def test_N3_the_layout_depends_on_who_answered_what_and_never_on_the_ratings(council: Council) -> None:
    [first] = rounds.launched(council, **LONGER)
    items = rounds.items_of(first)

    def answers(seed: int, raters: int) -> Ratings:
        rng = random.Random(seed)
        return [
            {item: None if (place + number) % 3 == 0 else rng.randint(1, 5) for place, item in enumerate(items)}
            for number in range(raters)
        ]

    versions: list[Mapping[str, Ratings]] = [
        {"peers": answers(seed, 4), "reports": answers(seed + 50, 5), "others": answers(seed + 99, 1)}
        for seed in range(6)
    ]

    layouts, exports = [], []
    for leader in closed(council, versions):
        report = service.released(leader.id)
        exports.append(report["cells"])
        layouts.append(
            (
                report["groups"],
                [(cell["group"], cell.get("item"), cell.get("theme"), "hidden" in cell) for cell in report["cells"]],
            )
        )

    assert all(layout == layouts[0] for layout in layouts)
    assert any(hidden for *_, hidden in layouts[0][1]), "nothing was hidden: check this test"
    assert all(cells not in exports[:place] for place, cells in enumerate(exports)), "all differ: check this test"
