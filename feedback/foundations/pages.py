"""How do dates, numbers and words look on a page? The same everywhere, in templates and in what is made from them."""

import re
from collections.abc import MutableMapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import CodeType
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask.sansio.app import App
from flask.templating import Environment
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from jinja2 import BaseLoader, BytecodeCache, ChoiceLoader, PackageLoader, PrefixLoader
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from feedback.foundations import fields, languages

GROUPS = {
    "self": _("Self"),
    "manager": _("Manager"),
    "peers": _("Peers"),
    "reports": _("Direct reports"),
    "others": _("Others"),
    "all_shown": _("All raters shown"),
}
# The words of the states that the stages keep, and a colour that only repeats the word.
STATES = {
    "draft": (_("Draft"), "grey"),
    "nominating": (_("Nominating"), "purple"),
    "collecting": (_("Collecting answers"), "teal"),
    "stopped": (_("Stopped"), "orange"),
    "closed": (_("Closed"), "orange"),
    "reported": (_("Reported"), "green"),
    "archived": (_("Archived"), "grey"),
    "cancelled": (_("Cancelled"), "grey"),
    "proposed": (_("Proposed"), "yellow"),
    "approved": (_("Approved"), "green"),
    "declined": (_("Declined"), "red"),
    "withdrawn": (_("Withdrawn"), "grey"),
    "waiting": (_("Not sent yet"), "grey"),
    "sent": (_("Sent"), "teal"),
    "answered": (_("Answered"), "green"),
    "expired": (_("Expired"), "grey"),
    "sealed": (_("Sealed"), "grey"),
    "opened": (_("Opened by the coach"), "teal"),
    "released": (_("Released"), "green"),
}
MINUS = "\N{MINUS SIGN}"
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def british_date(day: date) -> str:
    """``22 November 2026``, in the reader's language."""
    return languages.written_date(day)


def moment(at: datetime) -> str:
    """``22 November 2026, 14:05``, as the clocks of the council show it."""
    there = at.astimezone(ZoneInfo(current_app.config["SETTINGS"].time_zone))
    return f"{british_date(there.date())}, {there:%H:%M}"


def one_decimal(number: float | Decimal, signed: bool = False) -> str:
    """``3.9``, with a true minus sign, halves rounded up; ``signed`` also writes the plus of a gap."""
    tenths = Decimal(str(number)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    sign = MINUS if tenths < 0 else "+" if signed and tenths > 0 else ""
    return f"{sign}{abs(tenths):,}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 rater``, ``2 raters``; ``many`` is for words that do more than add an s ("replies")."""
    return f"{number:,} {one if number == 1 else many or one + 's'}".replace("-", MINUS)


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``; nothing for none."""
    *most, last = words or [""]
    return gettext("%(names)s and %(last)s", names=", ".join(most), last=last) if most else last


def group_name(group: str) -> str:
    """``Direct reports`` for ``reports``; ``Peers and others, combined`` for the block ``peers+others``.

    Raises:
        KeyError: a group nobody has named here.
    """
    first, *rest = (str(GROUPS[part]) for part in group.split("+"))
    return gettext("%(groups)s, combined", groups=listed([first, *map(str.lower, rest)])) if rest else first


def emphasis(text: str) -> Markup:
    """The text, made safe, with ``**bold**`` in bold: the only mark-up that a framework's source may carry."""
    return Markup(BOLD.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 - escaped just here


class Compiled(BytecodeCache):
    """What this process has compiled of templates: an application for each council shares it, and so do all tests.

    Kept under the source's own checksum, it holds nothing but what stands in the templates' files.
    """

    known: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        if bucket.code is not None:
            self.known[bucket.key, bucket.checksum] = bucket.code


class Templates(Environment):
    """Flask's templates, their globals one dictionary instead of a chain that is walked anew for every macro."""

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options | {"bytecode_cache": Compiled()})

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template; no template of ours has any of its own."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Give templates these filters, the form fields and the kit's own templates."""
    own: BaseLoader = app.jinja_loader or PackageLoader("feedback")
    kits = {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    app.jinja_loader = ChoiceLoader([own, PrefixLoader(kits)])

    for show in (british_date, moment, one_decimal, counted, group_name, emphasis):
        app.jinja_env.filters[show.__name__] = show
    app.jinja_env.globals.update(kit_field=fields.kit_field, problems_of=fields.problems_of, STATES=STATES)
