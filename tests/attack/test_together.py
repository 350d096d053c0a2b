"""What is said of leaders together gives no leader's figure away, and designs that look safe do."""

import io
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from python_calamine import CalamineWorkbook

from feedback.cohort import rules
from feedback.cohort.rules import Scale, Sums
from feedback.disclosure.rules import Rules, code, codebook
from tests.attack.together import Found, Interval, Told, attack, told
from tests.building import Council
from tests.cohort.leaders import close, cohort_of_teams, draft, report
from tests.report.readback import tables_of_pdf
from tests.staff import Browser

FIVE = Scale(1, 5)
Cuts = Mapping[str, frozenset[int]]


def ends_of(raters: int) -> Interval:
    """Between which ends a leader's figure lies when so many rated: the middles of the lowest and the highest code."""
    book = codebook(raters, Rules(scale_min=1, scale_max=5))
    assert book is not None
    return (10 + book.at_most) / 20, (50 + book.at_least) / 20


def sums_of(ratings: Sequence[int]) -> Sums:
    """One leader's released figure, as it is added up."""
    coded = code(ratings, Rules(scale_min=1, scale_max=5))
    assert coded.tenths is not None
    low = 10 if coded.kind == "at_most" else coded.tenths
    return Sums(1, low, 50 if coded.kind == "at_least" else coded.tenths)


def some_leaders(dice: Random) -> tuple[Cuts, dict[int, list[int]]]:
    """Teams of five and more, within all leaders; some leaders have no figure; some councils are rated at an end."""
    teams = [dice.randint(5, 8) for _ in range(dice.randint(1, 3))]
    rest = dice.choice([0, dice.randint(5, 7)])
    numbers = iter(range(sum(teams) + rest))
    cuts = {f"team {place}": frozenset(next(numbers) for _ in range(size)) for place, size in enumerate(teams)}
    everybody = frozenset(range(sum(teams) + rest))
    usual = dice.choice([(1, 1, 2, 2), (1, 1, 1, 5), (2, 3, 4, 5), (3, 4, 4, 5), (4, 5, 5, 5)])
    raters = {leader: [dice.choice(usual) for _ in range(dice.choice([3, 4, 6, 12]))] for leader in everybody}
    without = dice.sample(sorted(everybody), dice.choice([0, 0, 1, 3]))
    return {"all": everybody, **cuts}, {leader: given for leader, given in raters.items() if leader not in without}


def parts(cuts: Cuts) -> list[frozenset[int]]:
    """Leaders who are in the same cohorts."""
    found: dict[tuple[str, ...], set[int]] = {}
    for leader in cuts["all"]:
        found.setdefault(tuple(name for name, inside in cuts.items() if leader in inside), set()).add(leader)
    return [frozenset(inside) for inside in found.values()]


def added(leaders: Sequence[int] | frozenset[int], given: Mapping[int, Sequence[int]]) -> Sums:
    """The released figures of some leaders, added up."""
    of_each = [sums_of(given[leader]) for leader in leaders]
    return Sums(len(of_each), sum(one.low for one in of_each), sum(one.high for one in of_each))


def as_we_print(cuts: Cuts, given: Mapping[int, Sequence[int]]) -> list[Told]:
    """What our rules print of each cohort; the adversary knows which leaders are in it."""
    found = []
    shown = [(part, [leader for leader in part if leader in given]) for part in parts(cuts)]
    for inside in cuts.values():
        mine = [have for part, have in shown if part <= inside and len(have) >= 5]
        cells = [cell for have in mine if (cell := rules.part_cell(added(have, given), FIVE)) is not None]
        printed = rules.together(cells, FIVE)
        leaders = [leader for have in mine for leader in have]
        one = told(rules.text_of(printed), leaders)
        if one is not None and "about" not in rules.text_of(printed):
            found.append(one)
        elif printed is not None:  # "about": the two ends are printed too, in the spreadsheet
            n, low, high = len(leaders), printed.get("low", 1.0), printed.get("high", 5.0)
            found.append(Told(frozenset(leaders), n * (low - 0.05), n * (high + 0.05)))
    return found


def naively(cuts: Cuts, given: Mapping[int, Sequence[int]], *, decimals: int = 1) -> list[Told]:
    """The usual design: the mean of any cohort of which five leaders have a figure."""
    found = []
    for inside in cuts.values():
        have = [leader for leader in sorted(inside) if leader in given]
        total = added(have, given)
        if total.leaders >= 5:
            one = told(f"{(total.low + total.high) / 20 / total.leaders:.{decimals}f}", have)
            found += [one] if one else []
    return found


def findings(printed: Sequence[Told], given: Mapping[int, Sequence[int]]) -> list[Found]:
    """What the attack finds; exact figures lie within half a tenth of the rating's own."""
    truth = {leader: (one.low + one.high) / 20 for leader in given for one in [sums_of(given[leader])]}
    return attack(printed, {leader: ends_of(len(ratings)) for leader, ratings in given.items()}, truth)


@pytest.mark.parametrize("number", range(60))
def test_no_leader_can_be_told_from_what_is_printed(number: int) -> None:
    cuts, given = some_leaders(Random(f"together {number}"))

    assert findings(as_we_print(cuts, given), given) == []


def test_the_usual_design_gives_leaders_away() -> None:
    broken = [
        number for number in range(60)
        for cuts, given in [some_leaders(Random(f"together {number}"))]
        if findings(naively(cuts, given), given)
    ]  # fmt: skip
    assert len(broken) > 10


def test_a_cohort_that_differs_by_one_leader_gives_that_one_away() -> None:
    given = {leader: [3, 4, 4, 4] for leader in range(6)} | {5: [1, 1, 2, 1]}
    cuts = {"all": frozenset(range(6)), "without one": frozenset(range(5))}

    found = findings(naively(cuts, given), given)

    assert {one.about for one in found if one.who == "outsider"} == {5}


def test_five_leaders_rated_low_are_not_all_shown_to_be() -> None:
    given = {leader: [1, 2, 1, 2] for leader in range(5)}
    cuts = {"all": frozenset(range(5))}

    assert findings(naively(cuts, given), given)
    assert not findings(as_we_print(cuts, given), given)


def test_page_pdf_and_spreadsheet_print_the_same_and_none_gives_a_leader_away(
    council: Council, browser: "Browser"
) -> None:
    dice = Random("outputs")
    teams = ["North"] * 6 + ["South"] * 5 + [""] * 5
    given = {leader: [dice.choice((1, 1, 2, 4)) for _ in range(4)] for leader in range(16) if leader != 7}
    run, leaders = draft(council, teams)
    cohort_of_teams(council, run, "North", "South")
    close(council, run, leaders, lambda number: {"peers": given[number]} if number in given else {"self": [3]})
    made = report(council, run)
    inside = {"": range(16), "North": range(6), "South": range(6, 11)}
    contributes = {
        name: [leader for leader in of if leader in given and not 6 <= leader < 11] for name, of in inside.items()
    }  # of the five in the South one has no figure, so the other four are in no figure either

    pages = {cut["name"]: _page(browser, made, cut) for cut in made["cuts"]}
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(_file(browser, run.id, "xlsx")))
    sheet = workbook.get_sheet_by_name("Figures").to_python()
    tables = tables_of_pdf(_file(browser, run.id, "pdf"))
    on_paper = [row[1] for table in tables if table[0] == ["Behaviour", "Peers"] for row in table[1:]]

    assert set(pages) == {"", "North"} | {"South"}
    names = {"": "All leaders"}
    for name, page in pages.items():
        in_sheet = {row[3]: row[5] for row in sheet[1:] if row[:2] == [names.get(name, name), "Peers"]}
        for words, printed in page.items():
            assert in_sheet[words] == printed
    assert on_paper == [printed for page in pages.values() for printed in page.values()]
    assert len(on_paper) == 10, "five behaviours of all leaders and of the North; nothing of the South"
    for item in next(iter(pages.values())):
        printed = [one for name, page in pages.items() if (one := told(page.get(item, ""), contributes[name]))]
        assert not findings(printed, {leader: given[leader] for leader in contributes[""]})


@pytest.fixture
def browser(council: Council) -> Browser:
    """A director's browser."""
    return Browser.of(council.app, council.person("Dora Director", director=True))


def _page(browser: Browser, made: Mapping[str, object], cut: Mapping[str, object]) -> dict[str, str]:
    """Behaviour -> what the page of a cohort prints of the peers."""
    campaign = made["campaign"]["id"]  # type: ignore[index]
    page = browser.get(f"/cohorts/{campaign}" + ("" if cut["id"] == "all" else f"/{cut['id']}"))
    if "Each behaviour in figures" not in page.text:
        return {}
    head, *rows = page.table("Each behaviour in figures")
    if "Peers" not in head:
        return {}
    return {row[0]: row[head.index("Peers")] for row in rows}


def _file(browser: Browser, campaign_id: object, kind: str) -> bytes:
    return browser.download(f"/cohorts/{campaign_id}/report.{kind}").data
