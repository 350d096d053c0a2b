"""What makes an item hard to answer well? Warnings about the wordings of a framework that is otherwise in order."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from feedback.framework.format import LONGEST_WORDING, Behaviour, Competency, Framework, Statement
from feedback.framework.rules import Fault, Path


class Said(NamedTuple):
    """What may be said of a wording."""

    too_long: str
    full_stop: str
    one_sex: str
    the_same: str


SAID = {
    "rater": Said(
        _("The rater wording has %(length)s characters; above %(most)s people skim. Shorten it."),
        _("The rater wording ends with a full stop. Take it out: this is read as part of a question."),
        _('The rater wording says "%(word)s". Say "they" or "their": anybody may be meant.'),
        _('The rater wording is the same as that of "%(id)s", and somebody is asked both.'),
    ),
    "self": Said(
        _("The self wording has %(length)s characters; above %(most)s people skim. Shorten it."),
        _("The self wording ends with a full stop. Take it out: this is read as part of a question."),
        _('The self wording says "%(word)s". Say "they" or "their": anybody may be meant.'),
        _('The self wording is the same as that of "%(id)s", and somebody is asked both.'),
    ),
}


def weaknesses(framework: Framework) -> Iterator[Fault]:
    """What makes items harder to answer well: the path of each and one sentence."""
    for path, item in _asked_items(framework):
        yield from ((path, message) for message in _weak(item))
    yield from _left_in_english(framework)
    yield from _heard_twice(framework)
    yield from _asked_nothing(framework)


def _asked_items(framework: Framework) -> Iterator[tuple[Path, Competency | Statement]]:
    """Everything that some questionnaire asks; repeats are never asked."""
    for path, competency in _competencies(framework):
        yield path, competency
        for b, behaviour in enumerate(competency.behaviours):
            if behaviour.repeats is None:
                yield (*path, "behaviours", b), behaviour
        for m, statement in enumerate(competency.meaning):
            yield (*path, "meaning", m), statement


def _competencies(framework: Framework) -> Iterator[tuple[Path, Competency]]:
    for t, theme in enumerate(framework.themes):
        for c, competency in enumerate(theme.competencies):
            yield ("themes", t, "competencies", c), competency


_NEGATION = re.compile(r"\b(not|never|no|cannot|avoids|fails)\b|n't\b", re.IGNORECASE)
_ASIDE = re.compile(r"\b(that|which|who|what|when|where|if|whether)\b.*", re.IGNORECASE)
_ONE_SEX = re.compile(r"\b(he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)


def _weak(item: Competency | Statement) -> Iterator[str]:
    for name, text in (("rater", item.rater), ("self", item.self)):
        if len(text) > LONGEST_WORDING:
            yield str(SAID[name].too_long) % {"length": len(text), "most": LONGEST_WORDING}
        if text.endswith("."):
            yield str(SAID[name].full_stop)
        if _ONE_SEX.search(text):
            yield str(SAID[name].one_sex) % {"word": _ONE_SEX.findall(text)[0]}
    if not item.self.startswith("I "):
        yield gettext('The self wording does not start with "I". The leader reads it about themself.')
    # "Acts when resources are not used well" misleads nobody; "does not interrupt" under "never ... always" does.
    if _NEGATION.search(_ASIDE.sub("", item.rater.replace("’", "'"))):
        yield gettext("The rater wording has a negation, which people misread on a scale. Say it the other way round.")
    if not isinstance(item, Competency):  # a competency sums several things up, and is meant to
        second = second_thing_asked(item.rater, item.self)
        if second:
            yield gettext(
                'The rater wording asks a second thing, "%(words)s ...". Ask the one that matters, or make two '
                "behaviours.",
                words=second,
            )


_WORD = re.compile(r"[\w'’/-]+|[,:;]")
_JOINERS = {",", ";", "and", "but", "then"}
_OF_THE_VERB = _JOINERS | {"or", "up", "on", "out", "in", "at", "to", "off", "down", "with", "for", "part"}
_SAME_THING = {"it", "its", "them", "this", "these", "those", "same", "so"}
_IRREGULAR = {("Is", "am"), ("is", "am"), ("has", "have"), ("does", "do")}


def second_thing_asked(rater: str, own: str) -> str:
    """The first words of a second question in a rater wording, or nothing.

    Counting "and" says little: "goals, roles and standards" is one list, and raters have no trouble with it. What they
    cannot answer is two verbs with a matter each: "Communicates well with groups, and is a positive role model". The
    verbs show when the rater wording is laid beside the leader's own, for they alone change ("communicates",
    "communicate"). Verbs that share one matter ("encourages and coaches people") are one question, as are a second
    verb that says more of the same matter ("makes decisions, and defends them"), a choice ("delivers, or explains
    why not"), one word and its illustration ("is bold and tries new things"), and what explains a heading before a
    colon.
    """
    words, changes = _verbs(rater, own)
    verbs = [at for at in changes if ":" not in words[at:]]
    for first, second in pairwise(verbs):
        matter = [word for word in words[first + 1 : second] if word not in _OF_THE_VERB and not word.endswith("ly")]
        one_word = words[first] in ("Is", "is") and len(matter) == 1
        if matter and not one_word and not _SAME_THING.intersection(words[second:]):
            return " ".join(words[second : second + 4]).replace(" ,", ",").rstrip(",")
    return ""


def _verbs(rater: str, own: str) -> tuple[list[str], list[int]]:
    """The words of the rater wording, and where among them the verbs of the sentence stand."""
    words = _WORD.findall(rater)
    others = iter([word for word in _WORD.findall(own) if word != "I"])
    found = []
    for at, word in enumerate(words):
        if word == "they":  # "I" in the leader's own wording
            continue
        other = next(others, "")
        joined = at == 0 or words[at - 1] in _JOINERS | {":"} or words[at - 1].endswith("ly")
        if joined and (at == 0 or _third_person(word, other)):
            found.append(at)
    return words, found


def _third_person(word: str, plain: str) -> bool:
    forms = {f"{plain}s", f"{plain}es"} | ({f"{plain[:-1]}ies"} if plain.endswith("y") else set())
    return bool(plain) and (word in forms or (word, plain) in _IRREGULAR)


def _heard_twice(framework: Framework) -> Iterator[Fault]:
    """Wordings that one person would be asked twice: at every level, with all the levels that are asked there."""
    told: set[Path] = set()
    for level in framework.levels:
        asked = framework.levels_asked(level.id)
        for name in ("rater", "self"):
            heard: dict[str, str] = {}
            for path, item in _asked_items(framework):
                if isinstance(item, Competency) or (isinstance(item, Behaviour) and not asked & set(item.levels)):
                    continue
                earlier = heard.setdefault(str(getattr(item, name)).casefold(), item.id)
                if earlier != item.id and path not in told:
                    told.add(path)
                    yield path, str(SAID[name].the_same) % {"id": earlier}


def _left_in_english(framework: Framework) -> Iterator[Fault]:
    """What a reader of another language would find in English among words of their own."""
    named = [(("themes", t), theme) for t, theme in enumerate(framework.themes)]
    for language in sorted(framework.languages):
        for path, part in [*named, *_asked_items(framework)]:
            if language not in part.translations:
                told = gettext(
                    'This has no words in "%(language)s", so its readers get English here. Add them.',
                    language=language,
                )
                yield path, told


def _asked_nothing(framework: Framework) -> Iterator[Fault]:
    for n, level in enumerate(framework.levels):
        asked = framework.levels_asked(level.id)
        nothing = True
        for path, competency in _competencies(framework):
            here = [behaviour for behaviour in competency.behaviours if asked & set(behaviour.levels)]
            nothing = nothing and not here
            if here and not competency.meaning and all(behaviour.repeats for behaviour in here):
                told = gettext(
                    'At level "%(level)s" all of this is a repeat, so nobody is asked it. Add "meaning".',
                    level=level.id,
                )
                yield path, told
        if nothing and level.assignable:
            told = gettext('Nobody at this level is asked anything. Add behaviours, or write assignable: "no".')
            yield ("levels", n), told
