"""Random answers of random raters: the campaigns that are attacked, and variations that only the attack needs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.attack.promise import Label, Promise

Rater = dict[str, int | None]
SCALES = {"frequency-5": 5, "frequency-6": 6}
MERGES = ("combine", "merge", "drop")
STEPS = 6  # tried for each rating of a place, to find other ratings that print the same
CANNOT_SAY = (0.0, 0.1, 0.4, 0.8)


@dataclass(frozen=True)
class Answered:
    """One leader's round as only the raters know it. ``invited`` counts those who did not answer too."""

    scale: str
    k: int
    mode: str
    items: dict[str, str]
    raters: dict[str, list[Rater]]
    named: dict[str, Rater]
    invited: dict[str, int]
    merge: str = "combine"
    spread: bool = False

    @property
    def promise(self) -> Promise:
        """The rules as the attacker understands them."""
        strict = self.mode == "strict"
        return Promise(1, SCALES[self.scale], k=self.k, strict=strict, merge=self.merge, spread=self.spread)

    def parts(self) -> dict[str, list[Rater]]:
        """The raters as they are shown together, and those who are in no figure, by the promise."""
        blocks = self.promise.blocks({group: len(raters) for group, raters in self.raters.items()})
        parts = {label: [rater for group in of for rater in self.raters[group]] for label, of in blocks.items()}
        placed = {group for of in blocks.values() for group in of}
        return parts | {f"left out: {group}": self.raters[group] for group in self.raters.keys() - placed}

    def with_raters(self, raters: Mapping[str, list[Rater]]) -> "Answered":
        """The same round with other answers."""
        return replace(self, raters=dict(raters))


def random_campaign(dice: Random) -> Answered:
    """Groups of 0 to 12 people, two to six items in one or two themes, any way of answering."""
    scale = dice.choice(list(SCALES))
    names = [f"i{number}" for number in range(1, dice.randint(2, 6) + 1)]
    items = {name: f"t{1 + (number > len(names) // 2)}" for number, name in enumerate(names)}
    mode = dice.choice(("default", "strict"))
    sizes = {group: dice.choice((0, *range(13))) for group in ("peers", "reports", "others")}
    raters = random_raters(dice, sizes, names, SCALES[scale])
    named = {
        who: rater
        for who in ("self", "manager")
        if (rater := random_rater(dice, names, SCALES[scale]))
        if dice.random() < 0.7
    }
    return Answered(
        scale=scale,
        k=dice.choice((3, 4, 5)),
        mode=mode,
        items=items,
        raters=raters,
        named=named,
        invited={group: size + dice.randint(0, 3) for group, size in sizes.items()} | {"self": 1, "manager": 1},
        merge=dice.choice(MERGES),
        spread=mode == "default" and dice.random() < 0.7,
    )


def random_raters(dice: Random, sizes: Mapping[str, int], items: list[str], most: int) -> dict[str, list[Rater]]:
    """Raters of one round: even, skewed, all of one mind, or of one mind but for one of them; some cannot say."""
    silent = dice.choice(CANNOT_SAY)
    habit = dice.choice(("even", "skewed", "skewed", "unanimous", "all but one"))
    skew = [dice.random() ** 3 for _ in range(most)]
    usual = {item: dice.choice((1, most, dice.randint(1, most))) for item in items}
    found: dict[str, list[Rater]] = {}
    for group, size in sizes.items():
        odd = dice.randrange(size) if size else 0
        found[group] = []
        for number in range(size):
            alone = habit == "even" or (habit == "all but one" and number == odd)
            rated: Rater = {
                item: usual[item]
                if habit in ("unanimous", "all but one") and not alone
                else dice.choices(range(1, most + 1), None if alone else skew)[0]
                for item in items
            }
            found[group].append({item: None if dice.random() < silent else value for item, value in rated.items()})
    return found


def random_rater(dice: Random, items: list[str], most: int) -> Rater:
    """One rater who answers evenly."""
    return {item: dice.choice((None, *range(1, most + 1))) for item in items}


def rated_anew(answered: Answered, dice: Random) -> Answered:
    """The same people answer the same items, with any ratings: all that is hidden must stay as it is."""
    points = list(answered.promise.points)
    return answered.with_raters(
        {
            group: [
                {item: None if value is None else dice.choice(points) for item, value in rater.items()}
                for rater in raters
            ]
            for group, raters in answered.raters.items()
        }
    )


def planted(answered: Answered, group: str, number: int, rating: int) -> Answered:
    """One rater rates everything the same, to see what that brings to light."""
    raters = {name: list(of) for name, of in answered.raters.items()}
    raters[group][number] = dict.fromkeys(answered.items, rating)
    return answered.with_raters(raters)


def twin(answered: Answered, dice: Random) -> Answered:
    """Other ratings by the same people which must print the very same figures."""
    promise = answered.promise
    raters = {group: [dict(rater) for rater in of] for group, of in answered.raters.items()}
    blocks = promise.blocks({group: len(of) for group, of in raters.items()})
    for groups in blocks.values():
        for item in answered.items:
            rated = [rater for group in groups for rater in raters[group] if rater.get(item) is not None]
            if rated:
                values = [rater[item] or 0 for rater in rated]
                for rater, value in zip(rated, _same_label(values, promise, dice), strict=True):
                    rater[item] = value
    left_out = raters.keys() - {group for groups in blocks.values() for group in groups}
    for rater in (rater for group in left_out for rater in raters[group]):
        rater.update({item: dice.choice(list(promise.points)) for item, value in rater.items() if value is not None})
    return answered.with_raters(raters)


def _same_label(values: list[int], promise: Promise, dice: Random) -> list[int]:
    """As many ratings with the same label, by steps that keep it: one rating is given anew, or two at once."""
    label, found = _label(values, promise), list(values)
    for _ in range(STEPS * len(values)):
        tried = list(found)
        for place in dice.sample(range(len(tried)), min(len(tried), dice.choice((1, 2)))):
            tried[place] = dice.choice(promise.points)
        if _label(tried, promise) == label:
            found = tried
    return found


def _label(values: list[int], promise: Promise) -> Label:
    low, high = (sum(map(counts, values)) for counts in (promise.is_low, promise.is_high))
    return promise.printed(len(values), sum(values)) + promise.words(len(values), low, high)
