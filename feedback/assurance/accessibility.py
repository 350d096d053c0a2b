"""What works for whom, and how do we know? The accessibility statement, made from what the tests looked at.

``accessibility.json`` is written by the walk of the browser tests over every page, and the tests fail when what they
look at and what it says differ. So the statement says no more than was tried.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from flask_babel import gettext as _

from feedback.assurance.paper import Paper, Section, Table
from feedback.config import Settings
from feedback.foundations import pages

FOUND = Path(__file__).parent / "accessibility.json"


@dataclass(frozen=True)
class Tried:
    """What the tests looked at, when and with what; pages go by the names of their routes."""

    day: date
    browser: str
    axe: str
    rules: tuple[str, ...]
    widths: tuple[int, ...]
    by_links: tuple[str, ...]
    elsewhere: tuple[str, ...]


@cache
def tried() -> Tried:
    """What the tests of this version looked at."""
    found = json.loads(FOUND.read_text(encoding="utf-8"))
    lists = {name: tuple(found[name]) for name in ("rules", "widths", "by_links", "elsewhere")}
    return Tried(day=date.fromisoformat(found["day"]), browser=found["browser"], axe=found["axe"], **lists)


def statement(settings: Settings) -> Paper:
    """The statement that public bodies in the United Kingdom publish, for this installation."""
    what, council, product = tried(), settings.council_name, settings.product_name
    wide = pages.listed([_("%(width)s pixels", width=width) for width in what.widths])
    contact = settings.accessibility_contact or (
        _(
            "Learning and development at %(council)s, or whoever sent you the email that brought you here.",
            council=council,
        )
    )
    return Paper(
        _("Accessibility statement"),
        _(
            "%(council)s uses %(product)s to give its leaders feedback. We want everybody who is asked to be "
            "able to use it.",
            council=council,
            product=product,
        ),
        [
            Section(
                _("What you should be able to do"),
                [
                    (
                        _("use every page with a keyboard alone"),
                        _("use every page without JavaScript"),
                        _("read every page on a phone without moving it from side to side"),
                        _("hear what a page says with a screen reader: each has a title, one main heading, and labels"),
                        _("read the figures behind each chart in a table next to it"),
                        _("hear of a mistake in a form at the top of the page, and go from there to the field"),
                    ),
                ],
            ),
            Section(
                _("How far it meets the standard"),
                [
                    _(
                        "It meets the Web Content Accessibility Guidelines (WCAG) version 2.2, level AA, in part. "
                        "We know of no page that fails it. But a machine cannot find everything, and people have "
                        "not yet tried it all."
                    ),
                ],
            ),
            Section(
                _("What we do not know, and what does not work well"),
                [
                    (
                        _("Nobody has yet used it with a real screen reader, a voice program or a screen magnifier."),
                        _("No group of disabled people has tried it yet."),
                        _(
                            "Word files and spreadsheets have headings and named columns, but nobody has checked "
                            "them further."
                        ),
                        _(
                            "Words of a framework, and comments, are shown as they were written. If they are in "
                            "another language than the page, a screen reader is not told."
                        ),
                        _("Help and some pages for staff are in English only."),
                        _("Paper is there for raters who cannot use the pages: ask us for it."),
                    ),
                ],
            ),
            Section(
                _("If something does not work for you"),
                [
                    _("Tell us: %(contact)s", contact=contact),
                    _(
                        "Say which page it is and what you need. You need not tell us what you wanted to answer. "
                        "You can also ask for the questions on paper."
                    ),
                ],
            ),
            Section(
                _("If you are not content with our answer"),
                [
                    _(
                        "The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies "
                        "(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. Call or write "
                        "to the Equality Advisory and Support Service: www.equalityadvisoryservice.com. In Northern "
                        "Ireland it is the Equality Commission for Northern Ireland: www.equalityni.org."
                    ),
                ],
            ),
            Section(
                _("How it was tested"),
                [
                    _(
                        "The pages were last tested on %(day)s, by the tests that come with the software. They have "
                        "to pass before a change to a page is taken in.",
                        day=pages.british_date(what.day),
                    ),
                    Table(
                        _("What the tests looked at"),
                        (_("What"), _("Found")),
                        [
                            (_("Standard"), _("WCAG 2.2, A and AA")),
                            (_("Checked by"), _("axe-core %(axe)s in %(browser)s", axe=what.axe, browser=what.browser)),
                            (_("Kinds of pages found by following every link, as every role"), str(len(what.by_links))),
                            (
                                _("Kinds of pages and files that no link leads to, tried in tests of their own"),
                                str(len(what.elsewhere)),
                            ),
                            (_("Widths of the window"), wide),
                            (
                                _("By keyboard alone"),
                                _("the main tasks of raters, leaders, managers, coaches and administrators"),
                            ),
                            (
                                _("Structure: headings, labels, names, tables, errors"),
                                _("each page that any test opens"),
                            ),
                            (_("PDF files"), _("veraPDF, against PDF/UA-1")),
                        ],
                    ),
                    _("Those that no link leads to were not all looked at by axe."),
                ],
            ),
        ],
    )
