"""What is kept about one person, as a page to read: the pack in the product's words. The JSON has names of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from feedback.assurance import words
from feedback.assurance.paper import Paper, Part, Section, Table
from feedback.foundations.pages import british_date, group_name, moment

DAY = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d")
TITLES: Mapping[str, str] = {
    "person": _("You"),
    "asked_for_feedback_on": _("People you are asked about"),
    "leader_in": _("Feedback about you"),
    "line_manager_in": _("Leaders you manage"),
    "coach_in": _("Leaders you coach"),
    "self_assessment": _("Your self-assessment"),
    "letters_waiting": _("Letters that wait to be sent to you"),
    "done_as_staff": _("What you did here as a member of staff"),
}
FIELDS: Mapping[str, str] = {
    "about": _("About"),
    "as": _("As one of the group"),
    "campaign": _("Campaign"),
    "coach": _("Coach"),
    "competencies": _("Competencies"),
    "conversation": _("Conversation about the report"),
    "email": _("Email address"),
    "framework": _("Framework"),
    "held": _("held on"),
    "job_title": _("Job title"),
    "last_day": _("Last day to answer"),
    "leader": _("Leader"),
    "left_on": _("Left on"),
    "level": _("Level"),
    "line_manager": _("Line manager"),
    "list": _("On the leader’s list"),
    "name": _("Name"),
    "no_more_reminders": _("You stopped reminders"),
    "note_from_manager": _("Note from the manager"),
    "on": _("agreed for"),
    "on_the_list": _("People on your list"),
    "plan": _("Action plan"),
    "readable": _("Can be read"),
    "released_report": _("What the report says"),
    "report": _("Report"),
    "roles": _("Roles"),
    "shared_with": _("Shared with"),
    "state": _("where it stands"),
    "team": _("Team"),
    "your_note_on_the_list": _("Your note on the list"),
    "your_notes": _("Your notes"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "list": {
        "approved": _("approved by the manager"), "declined": _("declined by the manager"),
        "proposed": _("proposed by the leader"), "withdrawn": _("taken off by the leader"),
    },
    "report": {
        "opened": _("opened by the coach"), "released": _("released to you"),
        "sealed": _("sealed until the coach opens it"),
    },
    "roles": {
        "administrator": _("administrator"), "clerk": _("clerk"), "coach": _("coach"), "director": _("director"),
    },
    "state": {
        "agreed": _("agreed with the manager"), "draft": _("not shared with the manager"),
        "with_manager": _("shared with the manager"),
    },
}  # fmt: skip
# What is told in tables of its own, in the words that "asked" has for it.
TABLES = {"actions", "aims", "asked", "ratings", "your_ratings"}
NOTHING = "–"
WHERE_THE_REPORT_IS = _("its figures and comments are on the page of the report, and in the JSON file of the download")
LETTERS: Mapping[str, str] = {
    "approve": _("Asks you to look through a leader’s list of raters"),
    "approved_by_silence": _("Says that a list counts as approved, because you have not decided"),
    "called_off": _("Says that feedback was called off"),
    "check_in_ready": _("Says that a check-in can be read"),
    "coach_key": _("Asks you to protect the answers about a leader"),
    "invitation": _("Asks you for feedback"),
    "list_approved": _("Says that your list of raters counts as approved"),
    "more_raters": _("Asks you for more raters"),
    "nominate": _("Asks you to choose your raters"),
    "nudge_coach": _("Reminds you of a report that you have not opened"),
    "nudge_leader": _("Reminds you to choose your raters"),
    "nudge_manager": _("Reminds you of a list of raters that waits for you"),
    "paper_made": _("Says that you were sent a paper copy"),
    "passphrase": _("Asks you for your passphrase"),
    "passphrase_again": _("Reminds you of your passphrase"),
    "plan_agreed": _("Says that your manager agrees your action plan"),
    "plan_sent_back": _("Says that your manager sent your action plan back"),
    "plan_shared": _("Says that a leader shared an action plan with you"),
    "reminder": _("Reminds you to give feedback"),
    "replaced": _("Says that your answers were replaced in another browser"),
    "report_ready": _("Says that a report is ready for you as the coach"),
    "report_released": _("Says that you can read your report"),
    "sent_back": _("Says that your manager sent your list of raters back"),
    "sign_in": _("Has a link to sign in"),
    "thanks": _("Thanks you for your feedback"),
    "who_is_who": _("Says who is a leader’s manager or coach now"),
}


def as_paper(pack: dict[str, Any]) -> Paper:
    """The pack as a page to read."""
    sections = [Section(str(title), list(_parts(key, pack[key]))) for key, title in TITLES.items() if pack[key]]
    sections.append(Section(gettext("Your answers about others"), [pack["about_answers"]]))
    made_on = gettext("Made on %(day)s.", day=_said("made_on", pack["made_on"]))
    return Paper(gettext("What we keep about you"), f"{made_on} {pack['left_out']}".strip(), sections)


def _parts(key: str, value: Any) -> list[Part]:
    if key == "done_as_staff":
        return [tuple(f"{_said('at', one['at'])}: {words.of_action(one['action'])}" for one in value)]
    if key == "letters_waiting":
        return [tuple(str(LETTERS.get(kind, kind)) for kind in value)]
    parts: list[Part] = []
    for one in value if isinstance(value, list) else [value]:
        asked = one.get("asked", {})
        parts.append(tuple(_lines(_without_ids(one, asked))))
        parts += (table for table in _tables(one, asked) if table.rows)
    return parts


def _without_ids(told: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the names of its level and its competencies."""
    named: dict[str, Any] = {"level": asked["level"]} if "level" in asked else {}
    if "competencies" in told:
        named["competencies"] = list(asked["competencies"].values())
    return told | named


def _tables(told: dict[str, Any], asked: Mapping[str, Any]) -> Iterator[Table]:
    """What was rated, and what will be done about a statement, with the statement's words."""
    statements = asked.get("statements", {})
    if "your_ratings" in told:
        about = gettext("Your ratings of %(leader)s: %(campaign)s", leader=told["leader"], campaign=told["campaign"])
        yield _ratings(about, told["your_ratings"], statements, asked)
    if "ratings" in told:
        yield _ratings(gettext("Your ratings of yourself"), told["ratings"], statements, asked)
        yield _actions(gettext("What you aim at"), [{"item": i} | what for i, what in told["aims"].items()], statements)
    if "plan" in told:
        about = gettext("Your action plan: %(campaign)s", campaign=told["campaign"])
        yield _actions(about, told["plan"]["actions"], statements)


def _ratings(
    about: str, ratings: Mapping[str, int | None], statements: Mapping[str, Any], asked: Mapping[str, Any]
) -> Table:
    # In the order asked; what no statement is known of is not left out for that.
    order = [*(item for item in statements if item in ratings), *(item for item in ratings if item not in statements)]
    scales, points = {item: told["scale"] for item, told in statements.items()}, asked.get("points", {})
    rows = [(*_statement(i, statements), _rating(ratings[i], points.get(scales.get(i), {}))) for i in order]
    return Table(about, (gettext("Statement"), gettext("Theme"), gettext("Your rating")), rows)


def _rating(point: int | None, points: Mapping[str, str]) -> str:
    if point is None:
        return str(gettext("I can’t say"))
    return f"{point}: {points[str(point)]}" if points else f"{point}"


def _actions(about: str, actions: Sequence[Mapping[str, str]], statements: Mapping[str, Any]) -> Table:
    rows = [
        (
            *_statement(one["item"], statements),
            *(one[name] or NOTHING for name in ("doing", "evidence", "support")),
            british_date(date.fromisoformat(one["by_when"])),
        )
        for one in actions
    ]
    what = (gettext("What you will do"), gettext("How you will know"), gettext("What you need for it"))
    return Table(about, (gettext("Statement"), gettext("Theme"), *what, gettext("By when")), rows)


def _statement(item: str, statements: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """The words of a statement, and its theme, with the competency where that has a name of its own."""
    if item not in statements:
        return item, NOTHING
    told = statements[item]
    return told["words"], ": ".join(dict.fromkeys((told["theme"], told["competency"])))


def _lines(value: dict[str, Any]) -> Iterator[str]:
    """Each name with its value, in words; what is empty is left out."""
    for name, one in value.items():
        said = "" if name in TABLES else _said(name, one)
        if said:
            yield f"{FIELDS.get(name, name)}: {said}"


def _said(name: str, value: Any) -> str:
    """A value as people write it: a day, a time, yes or no; what lies deeper is told in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return words.yes_or_no(value)
    if name == "released_report":
        return str(WHERE_THE_REPORT_IS)
    if isinstance(value, list):
        return ", ".join(_said(name, one) for one in value)
    if isinstance(value, dict):
        if name == "on_the_list":
            return ", ".join(f"{group_name(group)}: {count}" for group, count in value.items())
        return "; ".join(_lines(value))
    return group_name(value) if name == "as" else _one(name, str(value))


def _one(name: str, text: str) -> str:
    if DAY.fullmatch(text):
        return british_date(date.fromisoformat(text))
    return moment(datetime.fromisoformat(text)) if TIME.fullmatch(text) else str(CODES.get(name, {}).get(text, text))
