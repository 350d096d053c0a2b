"""The reports that a page must be designed for, from the full one down to the one with nothing to show."""

from datetime import date
from typing import Any

from feedback.campaign.questionnaire import Questionnaire
from feedback.report import page
from feedback.report.earlier import Earlier
from feedback.report.parts import ReportPage
from tests.report.samples import a_questionnaire, a_report

INVITED = {"self": 1, "manager": 1, "peers": 6, "reports": 9, "others": 2}
NOBODY = dict.fromkeys(INVITED, 0)
COMMENTS = (
    ("well", "She listens first and decides after.", None),
    ("well", "Clear, fair and calm.\n\nAlways.", None),
    ("well", "<b>ممتازة</b> & kind", None),
    ("well", "A good year.", "manager"),
    ("well", "I keep my promises.", "self"),
    ("further", "Thank you for the year.", None),
)
LONG = " ".join(f"Word{number} that was said with care." for number in range(500))
LABELLED = (
    *(
        ("well", f"What {group} wrote, number {number}.", group)
        for group in ("peers+others", "reports")
        for number in (1, 2, 3)
    ),
    ("better", "Nobody is told which group this is from.", None),
    ("well", "A good year.", "manager"),
)
MANY = {
    f"Theme {theme}": [f"Does what number {theme}.{item} asks of a leader of this council" for item in range(1, 11)]
    for theme in range(1, 13)
}

MARKS = {
    "self": [["t1c1", "t4c2"]],
    "manager": [["t4c2"]],
    "peers": [["t4c2", "t2c1"]] * 3 + [[]] * 2,
    "reports": [["t4c2", "t3c3"]] * 4 + [["t2c1"]] * 3,
    "others": [["t2c1"]],
}


def _case(answered: dict[str, int], **how: Any) -> tuple[Questionnaire, dict[str, Any]]:
    asked = how.pop("questionnaire", None) or a_questionnaire()
    return asked, a_report(asked, answered={**NOBODY, **answered}, invited=INVITED, **how)


ALL = {"self": 1, "manager": 1, "peers": 5, "reports": 7, "others": 1}
CASES = {
    "everybody": _case(ALL, comments=COMMENTS),
    "six points": _case(ALL, questionnaire=a_questionnaire(scale="frequency-6")),
    "several sections a theme": _case(ALL, questionnaire=a_questionnaire(sections_a_theme=2)),
    "no blocks": _case({"self": 1, "manager": 1, "peers": 2, "reports": 1}, merge="drop"),
    "only self": _case({"self": 1}),
    "only the manager": _case({"manager": 1}),
    "one block": _case({"self": 1, "reports": 7}),
    "spread words": _case(ALL, spread_words=True, unable=0.2),
    "spread words, six points": _case(ALL, questionnaire=a_questionnaire(scale="frequency-6"), spread_words=True),
    "groups beside comments": _case(ALL, comments=LABELLED, label_comments=True),
    "small groups left out": _case({**ALL, "others": 2}, merge="drop"),
    "nobody to combine with": _case({"peers": 2, "reports": 7}),
    "no self": _case({**ALL, "self": 0}, comments=COMMENTS[:4]),
    "no direct reports": _case({**ALL, "reports": 0}),
    "nobody can say anything": _case(ALL, unable=1),
    "a long comment": _case(ALL, comments=(*COMMENTS, ("well", LONG, None))),
    "everything hidden": _case({"peers": 4}, unable=0.99),
    "nobody": _case({}),
    "importance": _case(ALL, marks=MARKS),
    "importance of too few": _case({"self": 1, "peers": 4}, marks={"self": [[]], "peers": [["t1c1"]] * 4}),
    "120 items": _case(ALL, questionnaire=a_questionnaire(MANY, sections_a_theme=2)),
    "an earlier report": _case(ALL, questionnaire=a_questionnaire(), seed=7, comments=COMMENTS),
    "an earlier report of a smaller group": _case({**ALL, "others": 0}),
    "an earlier report that cannot be compared": _case(ALL),
}
WITH_RADAR = {"an earlier report", "several sections a theme"}
LAST_YEAR = _case({"self": 1, "manager": 1, "peers": 4, "reports": 6, "others": 1}, seed=3)[1]
EARLIER = {
    "an earlier report": Earlier(
        ("The report before this one, Directors 2026, closed on 2 March 2026.",),
        LAST_YEAR, frozenset(LAST_YEAR["items"]) - {"t2b1"}, same_manager=True,
    ),
    "an earlier report of a smaller group": Earlier(
        ("The report before this one, Directors 2026, closed on 2 March 2026.",),
        LAST_YEAR, frozenset(LAST_YEAR["items"]),
    ),
    "an earlier report that cannot be compared": Earlier(("It was on another framework.",)),
}  # fmt: skip


def the_page(case: str, *, leader_name: str = "Aoife O'Brien") -> ReportPage:
    """The page of a case."""
    questionnaire, report = CASES[case]
    closed = date(2027, 3, 22)
    return page.build(
        report,
        questionnaire,
        leader_name=leader_name,
        campaign_name="Directors <2027>",
        closed_on=closed,
        earlier=EARLIER.get(case),
        with_radar=case in WITH_RADAR,
    )
