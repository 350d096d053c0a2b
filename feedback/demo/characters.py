"""How do people see a leader? Strengths, weaknesses, a blind spot and a hidden strength; and raters who differ."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from feedback.campaign.questionnaire import Item, Questionnaire, theme_question
from feedback.demo.names import dice
from feedback.demo.remarks import BY_MANAGER, BY_SELF, REMARKS

# On a scale from 1 to 5; a longer scale stretches it. All are standard deviations or shifts in points.
LENIENCY, NOISE, BETWEEN_THEMES, BETWEEN_ITEMS, BETWEEN_GROUPS = 0.35, 0.55, 0.3, 0.25, 0.25
STRENGTH, WEAKNESS, BLIND_SPOT, HIDDEN_STRENGTH = 0.95, -1.3, -0.8, 0.8
LEARNED = 0.25  # what a second round of feedback finds better

CANNOT_SAY = {"self": 0.0, "manager": 0.03, "peers": 0.05, "reports": 0.03, "others": 0.16}
UNSEEN = 0.85  # of the raters cannot judge the one item that nobody gets to see
LEFT_BLANK = 0.01
WANTS_OTHER_WORDS, FOR_THE_COACH = 0.14, 0.14  # of the comments of those who are not named
WRITES = {"self": 0.95, "manager": 0.95, "peers": 0.65, "reports": 0.6, "others": 0.5}
WRITES_ON_A_THEME = 0.16
SEES_THE_SAME, MARKS_ANOTHER = 0.7, 0.2

SUBJECTS = {  # what an item is about, found by its words; the first that fits
    "change": r"change|innovat|improve|creativ|new ways|ideas|bold|transform|digital",
    "decisions": r"decision|decisive|evidence|data|judgement|risk|objectively|insight",
    "people": r"develop|coach|learn|skills|potential|wellbeing|one-to-one|support|praise|credit|work-life|recruit",
    "partnership": r"partner|network|relationship|connections|across|stakeholder|boundaries|collabor|together",
    "delivery": r"deliver|on time|results|accountab|budget|resource|value|plan|objective|contract|commercial",
    "listening": r"listen|view|opinion|feedback|challenge|contribut|approachable|visible|respect",
    "direction": r"clear|vision|strateg|priorit|goals|direction|purpose|big|communicat|expected",
    "integrity": r"",
}


@dataclass
class Deck:
    """Remarks about one leader, each used once, so that no two raters write the same."""

    leader: str
    seed: int
    _dealt: set[str] = field(default_factory=set)

    def deal(self, subject: str, side: str) -> str:
        """A remark on a subject (side "well" or "better"), or nothing when all have been used."""
        first, then = REMARKS[subject][side]
        left = [remark for remark in first if remark not in self._dealt]
        if not left:
            return ""
        chance = dice(self.seed, self.leader, subject, side, len(self._dealt))
        words = [chance.choice(left)]
        unsaid = [remark for remark in then if remark not in self._dealt]
        if unsaid and chance.random() < 0.45:
            words.append(chance.choice(unsaid))
        self._dealt.update(words)
        return " ".join(words)


@dataclass(frozen=True)
class Given:
    """What a rater has in mind to answer: item -> rating or None for "I can't say"; question -> comment.

    ``travels`` has the comments that the leader is not to read word for word: question -> how else. ``marks`` are the
    competencies that matter most to them.
    """

    ratings: dict[str, int | None]
    comments: dict[str, str]
    travels: dict[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Character:
    """One leader as seen through one questionnaire. The same seed and name see the same, in every campaign."""

    name: str
    seed: int
    asked: Questionnaire
    again: bool = False  # the leader had feedback before, and worked on it
    deck: Deck = field(init=False)

    def __post_init__(self) -> None:
        """Give the raters of this round a fresh deck."""
        object.__setattr__(self, "deck", Deck(self.name, self.seed))

    @cached_property
    def special(self) -> dict[str, str]:
        """Items that stand out, with how: strength, weakness, blind, hidden, unseen."""
        order = [item.id for item in self.asked.items]
        few = max(1, len(order) // 12)
        kinds = ["unseen"] + ["blind", "hidden", "strength", "weakness"] * few
        chosen = dice(self.seed, self.name, "stands out", *order).sample(order, min(len(order), len(kinds)))
        return dict(zip(chosen, kinds, strict=False))

    def true(self, item: Item, group: str) -> float:
        """How a group sees the leader on an item, on average, on a scale from 1 to 5."""
        if group == "self":
            return self._own(item)
        seen = self._drawn("in general", mean=3.75, spread=0.2)
        seen += self._drawn(item.theme_id, spread=BETWEEN_THEMES) + self._drawn(item.id, spread=BETWEEN_ITEMS)
        seen += self._drawn(item.theme_id, group, spread=BETWEEN_GROUPS)
        kind = self.special.get(item.id)
        shift = {"strength": STRENGTH, "weakness": WEAKNESS, "blind": BLIND_SPOT, "hidden": HIDDEN_STRENGTH}
        seen += shift.get(kind or "", 0.0)
        return seen + (LEARNED if self.again and kind in ("weakness", "blind") else 0.0)

    def _own(self, item: Item) -> float:
        fixed = {"blind": 4.7, "hidden": 2.4, "weakness": 2.9, "strength": 4.3}
        own = self._drawn("of themself", mean=3.9, spread=0.3) + self._drawn(item.id, "own", spread=0.5)
        return fixed.get(self.special.get(item.id, ""), own)

    def given(self, rater: str, group: str) -> Given:
        """What somebody of a group answers: the same for the same seed, leader, questionnaire and rater."""
        chance = dice(self.seed, self.name, rater, group, self.again)
        leniency = 0.0 if group == "self" else chance.gauss(0, LENIENCY)
        ratings: dict[str, int | None] = {}
        for item in self.asked.items:
            unseen = UNSEEN if self.special.get(item.id) == "unseen" and group != "self" else CANNOT_SAY[group]
            threw = chance.random()
            felt = self.true(item, group) + leniency + chance.gauss(0, NOISE if group != "self" else 0.25)
            if threw < unseen:
                ratings[item.id] = None
            elif threw < 1 - LEFT_BLANK or group == "self":
                ratings[item.id] = self._on_scale(felt)
        comments = self._comments(ratings, rater, group)
        return Given(ratings, comments, self._travels(comments, rater, group), self._marks(rater))

    def _marks(self, rater: str) -> frozenset[str]:
        """Most of what the role asks for to everybody's mind, and here and there something else."""
        if self.asked.marking is None:
            return frozenset()
        ids, most = list(self.asked.marking.ids), self.asked.marking.most
        chance = dice(self.seed, self.name, rater, "marks", self.again)
        matters = dice(self.seed, self.name, "matters most", *ids).sample(ids, most)
        agreed = [competency for competency in matters if chance.random() < SEES_THE_SAME]
        others = [competency for competency in ids if competency not in matters and chance.random() < MARKS_ANOTHER]
        return frozenset([*agreed, *chance.sample(others, min(len(others), most - len(agreed)))])

    def _on_scale(self, felt: float) -> int:
        scale = self.asked.scale
        stretched = scale.min + (felt - 1) * (scale.max - scale.min) / 4
        return min(scale.max, max(scale.min, round(stretched)))

    def _comments(self, ratings: dict[str, int | None], rater: str, group: str) -> dict[str, str]:
        chance = dice(self.seed, self.name, rater, "writes", self.again)
        written: dict[str, str] = {}
        for question, side in zip(self.asked.questions, ("well", "better"), strict=False):
            if chance.random() < WRITES[group]:
                own_words = BY_SELF if group == "self" else BY_MANAGER if group == "manager" else None
                if own_words:
                    written[question.id] = chance.choice(own_words[side])
                else:
                    written[question.id] = self._remark(self.asked.items, ratings, side)
        for theme in self.asked.themes if self.asked.comment_per_theme and group not in ("self", "manager") else ():
            if chance.random() < WRITES_ON_A_THEME:
                items = tuple(item for item in self.asked.items if item.theme_id == theme.id)
                side = chance.choice(("well", "better"))
                written[theme_question(theme.id)] = self._remark(items, ratings, side)
        return {question: text for question, text in written.items() if text}

    def _travels(self, comments: dict[str, str], rater: str, group: str) -> dict[str, str]:
        chance = dice(self.seed, self.name, rater, "travels", self.again)
        threw = {question: chance.random() for question in comments if group not in ("self", "manager")}
        wishes = {question: "paraphrase" for question, number in threw.items() if number < WANTS_OTHER_WORDS}
        return wishes | {question: "coach_only" for question, number in threw.items() if number > 1 - FOR_THE_COACH}

    def _remark(self, items: tuple[Item, ...], ratings: dict[str, int | None], side: str) -> str:
        """On what this rater rated highest (side "well") or lowest of the items, as far as the deck goes."""
        rated = [(rating, item) for item in items if (rating := ratings.get(item.id)) is not None]
        rated.sort(key=lambda pair: pair[0], reverse=side == "well")
        for _, item in rated:
            if words := self.deck.deal(about(item), side):
                return words
        return ""

    def _drawn(self, *what: str, mean: float = 0.0, spread: float) -> float:
        return dice(self.seed, self.name, *what).gauss(mean, spread)


def about(item: Item) -> str:
    """What an item is about, as one of the subjects that remarks are written on."""
    words = f"{item.rater} {item.competency}".lower()
    return next(subject for subject, pattern in SUBJECTS.items() if re.search(pattern, words))
