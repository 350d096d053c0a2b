"""What do several versions of one leader's figures give away together: reports, check-ins, and pages over all of them?

Rounds that are answered anew share nothing, so nobody learns more from two than from each. A design that carries
answers over from one version to the next ties them together, and then the change gives away who changed: this attack
counts how many raters stand in a later version who did not answer it, and solves both versions jointly.
"""

from collections.abc import Iterator, Mapping

from tests.attack.breaches import Finding, derived
from tests.attack.figures import Printed
from tests.attack.promise import HIDDEN, NAMED, Label, worth
from tests.attack.worlds import Moments, View, consistent, promised_view, reachable

Numbers = Mapping[tuple[str, str], int]  # block and item -> people who rated it


def carried_over(printed: Printed, answered: Mapping[str, int]) -> dict[str, int]:
    """How many of each block stand in a version without having answered it; the attacker knows who answered."""
    return {
        block: sum(printed.groups[group][1] - answered.get(group, 0) for group in of)
        for block, of in printed.blocks.items()
    }


def together(
    earlier: Printed, later: Printed, rated: tuple[Numbers, Numbers], shared: Mapping[str, int]
) -> Iterator[Finding]:
    """What an outsider learns of somebody who answered the later version, from both."""
    view = promised_view(later.promise)
    for (block, kind, item), label in later.figures.items():
        before = earlier.figures.get((block, kind, item), HIDDEN)
        place = (block, item)
        if kind != "item" or block not in later.blocks or HIDDEN in (label, before) or place not in rated[0]:
            continue
        if earlier.promise.points != later.promise.points or rated[1][place] == shared[block]:
            continue
        numbers = rated[0][place], rated[1][place]
        open_ = _left_open(view, (before, label), numbers, shared=min(shared[block], *numbers))
        if len(open_) < later.promise.left_to_an_outsider or all(map(later.promise.is_low, open_)):
            yield Finding("whoever reads both", place, f"only {sorted(open_)} left open by {before} and {label}")


def _left_open(view: View, labels: tuple[Label, Label], n: tuple[int, int], *, shared: int) -> set[int]:
    first, second = (consistent(view, size, label) for size, label in zip(n, labels, strict=True))
    alone = reachable(view, n[0] - shared)
    kept = {sums for sums in reachable(view, shared) if any(_plus(sums, rest) in first for rest in alone)}
    others = reachable(view, n[1] - shared - 1)
    return {
        point
        for point in view.points
        if any(_plus(_plus(sums, rest), view.looks_at(point)) in second for sums in kept for rest in others)
    }


def _plus(one: Moments, other: Moments) -> Moments:
    return tuple(first + second for first, second in zip(one, other, strict=True))


def explained(versions: list[Printed], wholes: Mapping[str, list[str]]) -> set[str]:
    """Every number that a page over all versions may print: their figures, means over ``wholes``, and changes.

    Args:
        versions: all exports.
        wholes: a theme or competency -> its items.
    """
    worths: list[list[float]] = []
    by_place: dict[tuple[str, str], set[float]] = {}
    for printed in versions:
        shown = {key: label for key, label in printed.figures.items() if label != HIDDEN}
        means = {
            (group, "whole", name): derived(parts, printed.promise)
            for group in (*NAMED, *printed.blocks, "all_shown")
            for name, items in wholes.items()
            if (parts := [(shown[group, "item", item], 1) for item in items if (group, "item", item) in shown])
        }
        for (group, _kind, name), label in (shown | means).items():
            ends = [float(end) for end in worth(label, printed.promise)]
            worths.append(ends)
            by_place.setdefault((group, name), set()).update(ends)
    found = {f"{end:.1f}" for ends in worths for end in ends}
    found |= {f"{abs(one - other):.1f}" for ends in by_place.values() for one in ends for other in ends}
    return found
