"""Which rules of the stylesheet do the pages of raters need? ``make static`` writes them to feedback/static/rater.css.

A rule is kept if every class it speaks of could stand on a rater's page: if the word occurs in one of their templates,
in a component these import, or in a script of theirs. A word that ends in a hyphen is the beginning of a class that a
template puts together, so every class that begins with it stays. Rules that name no class stay.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

FEEDBACK = Path(__file__).parents[1] / "feedback"
WHOLE, RATERS = FEEDBACK / "static" / "feedback.css", FEEDBACK / "static" / "rater.css"
PAGES = ("base.html", "errors/rater.html", "response/*.html")
SCRIPTS = ("link.js", "answering.js")
IMPORTED = re.compile(r'"(components/[a-z_]+\.html)"')
WORD = re.compile(r"[a-zA-Z][\w-]*")
WITHOUT = re.compile(r":not\([^)]*\)")  # a class that must be absent need not be known
CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
FIRST_LINE = "/* Made by make static: what raters' pages need of feedback.css. Change that file, not this one. */\n"


def rater_stylesheet() -> str:
    """The content of rater.css."""
    words = _words()
    whole = tinycss2.parse_stylesheet(WHOLE.read_text("utf-8"), skip_comments=True, skip_whitespace=True)
    return FIRST_LINE + "\n".join(_kept(whole, words)) + "\n"


def _words() -> frozenset[str]:
    """Every word of the rater pages' templates and scripts, a superset of their classes."""
    templates = FEEDBACK / "templates"
    sources = {path for pattern in PAGES for path in templates.glob(pattern)}
    for path in list(sources):
        sources |= {templates / name for name in IMPORTED.findall(path.read_text("utf-8"))}
    sources |= {path for name in SCRIPTS if (path := FEEDBACK / "static" / name).exists()}
    return frozenset(word for path in sources for word in WORD.findall(path.read_text("utf-8")))


def _kept(rules: list[Node], words: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _selectors(rule.prelude) if _may_match(one, words)]
            if selectors:
                yield f"{','.join(selectors)}{{{_written(rule.content)}}}"
        elif rule.type == "at-rule" and rule.at_keyword in ("media", "supports"):
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_kept(inside, words)):
                yield f"@{rule.at_keyword} {_written(rule.prelude)}{{{kept}}}"
        elif rule.type == "at-rule" and rule.at_keyword not in ("keyframes", "charset"):
            content = f"{{{_written(rule.content)}}}" if rule.content is not None else ";"
            yield f"@{rule.at_keyword} {_written(rule.prelude)}{content}"


def _selectors(prelude: list[Node]) -> list[str]:
    """The selectors of a rule, between its commas."""
    found: list[list[Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return [_written(one) for one in found]


def _may_match(selector: str, words: frozenset[str]) -> bool:
    beginnings = tuple(word for word in words if word.endswith("-") and len(word) > len("govuk-"))
    return all(
        name in words or (bool(beginnings) and name.startswith(beginnings))
        for name in (found.replace("\\", "") for found in CLASS.findall(WITHOUT.sub("", selector)))
    )


def _written(tokens: list[Node]) -> str:
    """Tokens as text, without comments and with one space for any white space."""
    parts = (" " if token.type == "whitespace" else token.serialize() for token in tokens if token.type != "comment")
    return "".join(parts).strip()


if __name__ == "__main__":
    RATERS.write_text(rater_stylesheet(), "utf-8")
