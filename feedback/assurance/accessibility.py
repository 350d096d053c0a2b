"""What works for whom, and how do we know? The accessibility statement, made from what the tests looked at.

``accessibility.json`` is written by the walk of the browser tests over every page, and the tests fail when what they
look at and what it says differ. So the statement says no more than was tried.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from feedback.assurance.paper import Paper, Section, Table
from feedback.config import Settings
from feedback.foundations import pages

FOUND = Path(__file__).parent / "accessibility.json"
STANDARD = "WCAG 2.2, A and AA"


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
    wide = pages.listed([f"{width} pixels" for width in what.widths])
    contact = settings.accessibility_contact or (
        f"Learning and development at {council}, or whoever sent you the email that brought you here."
    )
    return Paper(
        "Accessibility statement",
        f"{council} uses {product} to give its leaders feedback. We want everybody who is asked to be able to use it.",
        [
            Section("What you should be able to do", [
                ("use every page with a keyboard alone",
                 "use every page without JavaScript",
                 "read every page on a phone without moving it from side to side",
                 "hear what a page says with a screen reader: each has a title, one main heading, and labels",
                 "read the figures behind each chart in a table next to it",
                 "hear of a mistake in a form at the top of the page, and go from there to the field"),
            ]),
            Section("How far it meets the standard", [
                "It meets the Web Content Accessibility Guidelines (WCAG) version 2.2, level AA, in part. We know of "
                "no page that fails it. But a machine cannot find everything, and people have not yet tried it all.",
            ]),
            Section("What we do not know, and what does not work well", [
                ("Nobody has yet used it with a real screen reader, a voice program or a screen magnifier.",
                 "No group of disabled people has tried it yet.",
                 "Word files and spreadsheets have headings and named columns, but nobody has checked them further.",
                 "Words of a framework, and comments, are shown as they were written. If they are in another language "
                 "than the page, a screen reader is not told.",
                 "Help and some pages for staff are in English only.",
                 "Paper is there for raters who cannot use the pages: ask us for it."),
            ]),
            Section("If something does not work for you", [
                f"Tell us: {contact}",
                "Say which page it is and what you need. You need not tell us what you wanted to answer. You can also "
                "ask for the questions on paper.",
            ]),
            Section("If you are not content with our answer", [
                "The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and "
                "Mobile Applications) (No. 2) Accessibility Regulations 2018. Call or write to the Equality Advisory "
                "and Support Service: www.equalityadvisoryservice.com. In Northern Ireland it is the Equality "
                "Commission for Northern Ireland: www.equalityni.org.",
            ]),
            Section("How it was tested", [
                f"The pages were last tested on {pages.british_date(what.day)}, by the tests that come with the "
                "software. They have to pass before a change to a page is taken in.",
                Table("What the tests looked at", ("What", "Found"), [
                    ("Standard", STANDARD),
                    ("Checked by", f"axe-core {what.axe} in {what.browser}"),
                    ("Kinds of pages found by following every link, as every role", str(len(what.by_links))),
                    ("Kinds of pages and files that no link leads to, tried in tests of their own",
                     str(len(what.elsewhere))),
                    ("Widths of the window", wide),
                    ("By keyboard alone", "the main tasks of raters, leaders, managers, coaches and administrators"),
                    ("Structure: headings, labels, names, tables, errors", "each page that any test opens"),
                    ("PDF files", "veraPDF, against PDF/UA-1"),
                ]),
                "Those that no link leads to were not all looked at by axe.",
            ]),
        ],
    )  # fmt: skip
