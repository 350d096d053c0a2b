"""What does a report say of what matters most in the role, in sentences and in a table?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.analysis import importance, rules
from feedback.foundations.pages import listed
from feedback.report.parts import Cell, Row, Table

if TYPE_CHECKING:
    from feedback.analysis.importance import Importance

WHO = ("self", "manager", importance.TOGETHER)


@dataclass(frozen=True)
class ImportancePart:
    """What was marked, in sentences, and each competency that somebody marked with how others rate it.

    ``begin_here`` are the sentences on what was marked and rated low: the report begins with them too.
    """

    sentences: tuple[str, ...]
    begin_here: tuple[str, ...]
    table: Table | None


def importance_part(report: rules.Report, names: Mapping[str, str]) -> ImportancePart | None:
    """Return what the report says of importance, or None where the campaign did not ask.

    Args:
        report: the released report.
        names: of each competency, by id.
    """
    if not importance.was_asked(report):
        return None
    marked = importance.marked(report)
    begin_here = tuple(in_a_sentence(one, report, names) for one in importance.marked_and_low(report))
    return ImportancePart((*_who_marked_what(report, names), *begin_here), begin_here, _table(report, marked, names))


def in_a_sentence(one: Importance, report: rules.Report, names: Mapping[str, str]) -> str:
    """Return who marked a competency as mattering most, and that others rate it low."""
    said: str = _(
        "\u201c%(competency)s\u201d was marked as mattering most in your role by %(who)s, and %(others)s rated it low.",
        competency=names[one.competency],
        who=listed([_by(who) for who in one.marked_by]),
        others=_("your manager") if rules.compared_with(report) == "manager" else _("others"),
    )
    return said


def about_importance(report: rules.Report) -> tuple[tuple[str, str], ...]:
    """Return what has to be known to read this part rightly, as terms and meanings; nothing where it is not there."""
    if not importance.was_asked(report):
        return ()
    return (
        (
            _("What matters most"),
            _(
                "Everybody could mark up to %(most)s competencies. Of people who are not named the report only says "
                "what at least half of all of them marked, in no order, and only if five or more are shown. Others may "
                "have been marked too. Chance alone can bring a competency here, the more easily the fewer there are.",
                most=report["importance"]["most"],
            ),
        ),
    )


def _who_marked_what(report: rules.Report, names: Mapping[str, str]) -> tuple[str, ...]:
    by = report["importance"]["marked"]
    sentences = []
    if not importance.says_what_many_marked(report):
        sentences.append(_("Too few of the people you work with are shown for anything to be said of their marks."))
    for who in reversed(WHO):
        if who not in by:
            continue
        whole = {
            "self": (_("You marked %(names)s."), _("You marked nothing.")),
            "manager": (_("Your manager marked %(names)s."), _("Your manager marked nothing.")),
            importance.TOGETHER: (
                _("Many of the people you work with marked %(names)s."),
                _("Nothing stands out in what the people you work with marked."),
            ),
        }[who]
        marked = [names[competency] for competency in by[who]]
        sentences.append(whole[0] % {"names": listed(marked)} if marked else whole[1])
    return tuple(sentences)


def _table(report: rules.Report, marked: list[Importance], names: Mapping[str, str]) -> Table | None:
    if not marked:
        return None
    heads = {"self": _("You"), "manager": _("Your manager"), importance.TOGETHER: _("Many of the others")}
    unmarked = {"self": _("No"), "manager": _("No"), importance.TOGETHER: _("Not named")}
    columns = [who for who in WHO if who in report["importance"]["marked"]]
    rated = {
        importance.LOW: _("low"),
        importance.HIGH: _("high"),
        importance.BETWEEN: _("neither high nor low"),
        importance.UNCLEAR: _("not certain"),
        rules.TOO_FEW: _("too few ratings"),
    }
    rows = tuple(
        Row(
            names[one.competency],
            (
                *(Cell(_("Yes")) if who in one.marked_by else Cell(unmarked[who], faint=True) for who in columns),
                Cell(rated[one.rated], strong=one.rated == importance.LOW),
            ),
        )
        for one in marked
    )
    return Table(
        _("Marked as mattering most in your role"),
        (_("Competency"), *(heads[who] for who in columns), _("Rated by others")),
        rows,
    )


def _by(who: str) -> str:
    words: str = {
        "self": _("you"),
        "manager": _("your manager"),
        importance.TOGETHER: _("many of the people you work with"),
    }[who]
    return words
