"""How are the rules of disclosure told to somebody who knows nothing of them? One made-up example, and the proof."""

from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

from feedback.disclosure.proof import Proof, prove
from feedback.disclosure.rules import Rules, code
from feedback.foundations import languages
from feedback.foundations.figures import in_words

LOW, MIDDLE, HIGH = (1, 1, 2, 2, 2), (4, 4, 3, 5, 4), (5, 5, 5, 5, 5)
NUMBERS = range(3, 16)  # of ratings: what ``flask disclosure prove`` tries unless it is told otherwise


@dataclass(frozen=True)
class Example:
    """``number`` people rate one statement; each row has ratings, what is printed, and how many others print that."""

    number: int
    rows: tuple[tuple[str, str, str], ...]


def example(smallest: int) -> Example:
    """What low, middling and high ratings print, of as many people as make a group here but at least five."""
    return _example(smallest, languages.current())


@cache
def _example(smallest: int, _language: str) -> Example:
    number, rules = max(5, smallest), Rules(scale_min=1, scale_max=5, group_min_n=max(3, smallest))
    sets = [code(ratings, rules) for ratings in combinations_with_replacement(rules.points, number)]
    rows = []
    for pattern in (LOW, MIDDLE, HIGH):
        ratings = (pattern * number)[:number]
        printed = code(ratings, rules)
        words = in_words({printed.kind: (printed.tenths or 0) / 10})
        rows.append((", ".join(map(str, ratings)), words, f"{sets.count(printed) - 1:,}"))
    return Example(number, tuple(rows))


@cache
def proof() -> Proof:
    """What the command prints, for ratings from 1 to 5 under the usual rules."""
    return prove(Rules(scale_min=1, scale_max=5), NUMBERS)
