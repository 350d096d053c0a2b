"""What is said of leaders together gives no leader's figure away, and designs that look safe do."""

import io
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete

from feedback.cohort import rules
from feedback.cohort.rules import Scale, Sums
from feedback.disclosure.models import Block, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.disclosure.rules import Rules, code, codebook, half_up
from feedback.extensions import db
from feedback.foundations.database import one_transaction
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
    """What our rules print, and more: each part by itself, of which every cohort's figure is made.

    An "about" is taken at its word too: of one part it is the mean of the middles of its leaders' ranges.
    """
    found = []
    for part in parts(cuts):
        have = [leader for leader in part if leader in given]
        cell = rules.part_cell(added(have, given), FIVE) if have else None
        one = told(rules.text_of(cell), have)
        found += [one] if one else []
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

    assert set(pages) == {"", "North", "South"}
    sheet_says: dict[tuple[str, str], Sequence[object]] = {}
    for name, page in pages.items():
        in_sheet = {row[3]: row for row in sheet[1:] if row[:2] == [name or "All leaders", "Peers"]}
        assert {item: in_sheet[item][5] for item in page} == page
        sheet_says |= {(name, item): row for item, row in in_sheet.items()}
    assert on_paper == [printed for page in pages.values() for printed in page.values()]
    assert len(on_paper) == 10, "five behaviours of all leaders and of the North; nothing of the South"
    for item in pages[""]:
        seen = [_seen(sheet_says[name, item], contributes[name]) for name, page in pages.items() if item in page]
        assert len(seen) == 2
        assert not findings(seen, {leader: given[leader] for leader in contributes[""]})


def test_what_is_usual_says_no_more_than_the_reports_that_were_frozen(council: Council) -> None:
    """A leader lays the averages beside their own report: nothing of a single leader goes into them any more."""
    dice = Random("usual")
    run, leaders = draft(council, ["North"] * 11)
    given = {leader: {"self": [dice.choice((3, 4))], "peers": [dice.choice((2, 3, 4)) for _ in range(4)]}
             for leader in range(11)}  # fmt: skip
    close(council, run, leaders, given.__getitem__)
    printed = report(council, run)["cuts"][0]["figures"]
    council.clock.advance(days=40)
    later, [reader] = draft(council, ["North"], name="Later", closes_on=council.day(30))
    close(council, later, [reader], lambda number: {"self": [4], "peers": [3, 4, 4, 4]})
    with one_transaction():
        db.session.get_one(ReleasedReport, reader.id).state = "released"
    theirs, path = Browser.of(council.app, reader.person), f"/averages/beside/{reader.id}"

    said = theirs.get(path).table("Your figures, and what is usual here")
    with one_transaction():
        for table in (ReleasedCell, NamedAnswer, Block, ReleasedReport):
            db.session.execute(delete(table).where(table.subject_id.in_([one.id for one in leaders])))
    assert theirs.get(path).table("Your figures, and what is usual here") == said

    middles = [rules.figure(cell, FIVE).middle for cell in printed if "item" in cell and cell["group"] == "peers"]
    usual = [float(row[said[0].index("Peers")].rpartition(" ")[2]) for row in said[1:]]
    assert usual == [half_up(middle, 2) / 10 for middle in middles], "one behaviour in each theme: its printed middle"


def _seen(row: Sequence[object], leaders: Sequence[int]) -> Told:
    """What the spreadsheet says of a figure: the printed one, or its two ends where it is only about right."""
    figure, low, high = str(row[5]), float(str(row[6])), float(str(row[7]))
    exact = told(figure, leaders)
    assert exact is not None
    ends = Told(frozenset(leaders), len(leaders) * (low - 0.05), len(leaders) * (high + 0.05))
    return ends if "about" in figure else exact


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
