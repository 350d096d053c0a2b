"""What holds of figures of leaders together, whatever the numbers."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.campaign.cuts import Cut, parts_of, problems
from feedback.cohort import rules
from feedback.cohort.rules import Scale, Sums, counted_about, ends, part_cell, together

FIVE = Scale(1, 5)
memberships = st.lists(st.sets(st.integers(0, 3)), max_size=40)


def test_a_count_of_leaders_never_tells_of_one_that_they_are_in_it_or_not() -> None:
    for n in range(5, 201):
        for count in range(n + 1):
            for low in (True, False):
                least, most = counted_about(count, n, low=low)
                assert least <= count <= most
                assert least < n, "somebody may not be in it"
                assert most > 0, "somebody may be in it"
            least, _ = counted_about(count, n, low=True)
            assert least < n - 1, "one who is not low cannot tell that all others are"


def test_the_ends_leave_a_figure_that_is_not_low_open_even_to_an_insider() -> None:
    for scale in (FIVE, Scale(1, 6), Scale(1, 5, "strict")):
        book = rules._coarsest(scale)
        for n in range(5, 300):
            low, high = ends(n, scale)
            lowest, top, middle = 10 * scale.min + book.at_most, 20 * scale.max, 10 * (scale.min + scale.max)
            assert low >= (n - 2) * lowest + top + middle, "one at the top, one not low, all others at the low end"
            assert high <= n * (10 * scale.max + book.at_least) - 20
            assert low < high


@given(st.integers(5, 60), st.data())
def test_a_printed_figure_is_true(n: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(10 * n, 50 * n))
    high = data.draw(st.integers(low, 50 * n))
    cell = part_cell(Sums(n, low, high), FIVE)
    assert cell is not None
    middle = (low + high) / 20 / n
    if "at_most" in cell:
        assert middle <= cell["at_most"]
    elif "at_least" in cell:
        assert middle >= cell["at_least"]
    else:
        assert abs(middle - cell["mean"]) <= 0.05 + 1e-9
        least, most = cell.get("low", cell["mean"]), cell.get("high", cell["mean"])
        assert least - 0.0501 <= low / n / 10 <= high / n / 10 <= most + 0.0501


@given(st.integers(0, 4), st.integers(10, 50))
def test_fewer_than_five_leaders_have_no_figure(n: int, tenths: int) -> None:
    assert part_cell(Sums(n, n * tenths, n * tenths), FIVE) is None


@given(st.lists(st.tuples(st.integers(5, 12), st.integers(15, 48)), min_size=2, max_size=5))
def test_leaders_in_several_parts_lie_between_them(parts: list[tuple[int, int]]) -> None:
    cells = [cell for n, tenths in parts if (cell := part_cell(Sums(n, n * tenths, n * tenths), FIVE))]
    found = together(cells, FIVE)
    assert found is not None
    assert found["leaders"] == sum(n for n, _ in parts)
    one = rules.figure(found, FIVE)
    each = [rules.figure(cell, FIVE) for cell in cells]
    assert min(part.low for part in each) <= one.low <= one.high <= max(part.high for part in each)


@given(memberships)
def test_cohorts_that_pass_never_differ_by_fewer_than_five(leaders: list[set[int]]) -> None:
    cuts = [Cut(f"c{k}", {n for n, inside in enumerate(leaders) if k in inside}) for k in range(4)]
    cuts = [cut for cut in cuts if cut.leaders]
    everybody = range(len(leaders))
    if problems(everybody, cuts):
        assert cuts
        assert min(parts_of(everybody, cuts).values(), default=0) < 5
        return
    groups = [frozenset(everybody), *(frozenset(cut.leaders) for cut in cuts)]
    for one in groups if cuts else []:
        assert len(one) >= 5
        for other in groups:
            assert len(one - other) == 0 or len(one - other) >= 5
