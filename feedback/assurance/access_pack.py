"""Everything that is kept about one person, for that person: as JSON, and as a page they can read, in one ZIP.

It respects others. Who was asked never learns from it, nor lets anybody learn, whether and what they answered: that is
known to nobody once feedback has closed, and is their secret before. A leader gets no rater's name. An administrator
who makes it for somebody gets none of what only that person may read (``whole`` is false), and nothing of feedback in
which the administrator has a part.

The JSON has the ids under which ratings and actions are kept, and beside them, under "asked", what they stand for.
"""

import json
import uuid
import zipfile
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from feedback.assurance import asked
from feedback.assurance.pack_paper import as_paper
from feedback.campaign.models import Campaign, Subject
from feedback.coaching import sessions
from feedback.disclosure import service as disclosure
from feedback.disclosure.models import NamedAnswer
from feedback.extensions import db
from feedback.followup import assessment
from feedback.followup import service as followup
from feedback.foundations import languages
from feedback.foundations.audit import AuditEvent
from feedback.foundations.outbox import Outgoing
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.invitation.parts import rounds_with_a_part
from feedback.nomination.models import Nomination

ROLES = {"is_administrator": "administrator", "is_coach": "coach", "is_clerk": "clerk", "is_director": "director"}
ABOUT_ANSWERS = _(
    "Whether and what you answered is not here. Until feedback closes your answers are locked, and only your own "
    "browser can open them. At closing they are destroyed, and nothing that is left can be found to be yours."
)
LEFT_OUT = _(
    "What only you may read is not here, because somebody else made this for you. Sign in and open “Your data”."
)


def pack_of(
    person: Person, *, secret: str, whole: bool, today: date, reader: uuid.UUID | None = None
) -> dict[str, Any]:
    """What is kept about a person, as plain values; ``reader`` is an administrator who makes it for them."""
    hidden = set(db.session.scalars(rounds_with_a_part(reader))) if reader and not whole else set[uuid.UUID]()
    return {
        "format": "access-pack/1",
        "made_on": today.isoformat(),
        "whole": whole,
        "person": _person(person),
        "asked_for_feedback_on": _asked(person.id, hidden, whole=whole),
        "about_answers": str(ABOUT_ANSWERS),
        "leader_in": [_leading(one, whole=whole) for one in _rounds(person.id, "leader", hidden)],
        "line_manager_in": _managing(_rounds(person.id, "manager", hidden), whole=whole),
        "coach_in": [_coaching(one, person.id, secret, whole=whole) for one in _rounds(person.id, "coach", hidden)],
        "self_assessment": _self_assessment(person.id, secret) if whole else None,
        "letters_waiting": sorted(
            db.session.scalars(select(Outgoing.kind).where(Outgoing.person_id == person.id, ~Outgoing.given_up))
        )
        if whole
        else [],
        "done_as_staff": [
            {"at": event.at.isoformat(), "action": event.action}
            for event in db.session.execute(
                select(AuditEvent.at, AuditEvent.action).where(AuditEvent.by_id == person.id).order_by(AuditEvent.at)
            )
        ],
        "left_out": "" if whole else str(LEFT_OUT),
    }


def zipped(pack: dict[str, Any]) -> bytes:
    """The pack as JSON and as a page, in one ZIP."""
    page = render_template("assurance/pack.html", paper=as_paper(pack))
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("what-we-keep-about-you.html", page)
        archive.writestr("what-we-keep-about-you.json", json.dumps(pack, ensure_ascii=False, indent=2))
    return made.getvalue()


def _person(person: Person) -> dict[str, Any]:
    above = db.session.get(Person, person.manager_id) if person.manager_id else None
    return {
        "name": person.name,
        "email": person.email,
        "job_title": person.job_title,
        "level": person.level,
        "team": person.team,
        "line_manager": above.name if above else "",
        "roles": [role for column, role in ROLES.items() if getattr(person, column)],
        "left_on": person.left_on.isoformat() if person.left_on else "",
    }


def _asked(person_id: uuid.UUID, hidden: Collection[uuid.UUID], *, whole: bool) -> list[dict[str, Any]]:
    """About whom they are asked, as what, and whether they stopped reminders. Not whether they answered."""
    rows = db.session.execute(
        select(Person.name, Campaign.name, Nomination.group, Nomination.state, Invitation.no_reminders, Subject.id)
        .select_from(Nomination)
        .join(Subject, Subject.id == Nomination.subject_id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .join(Person, Person.id == Subject.person_id)
        .outerjoin(
            Invitation,
            (Invitation.subject_id == Nomination.subject_id) & (Invitation.person_id == Nomination.person_id),
        )
        .where(Nomination.person_id == person_id, Nomination.group != "self")
        .order_by(Campaign.name, Person.name)
    )
    return [
        {"about": name, "campaign": run, "as": group, "list": state}
        | ({"no_more_reminders": bool(stopped)} if whole else {})
        for name, run, group, state, stopped, subject_id in rows
        if subject_id not in hidden
    ]


def _rounds(person_id: uuid.UUID, role: str, hidden: Collection[uuid.UUID]) -> list[Subject]:
    column = {"leader": Subject.person_id, "manager": Subject.manager_id, "coach": Subject.coach_id}[role]
    found = db.session.scalars(select(Subject).where(column == person_id).order_by(Subject.id))
    return [one for one in found if one.id not in hidden]


def _leading(leader: Subject, *, whole: bool) -> dict[str, Any]:
    framework = asked.framework_of(leader)
    groups = db.session.scalars(select(Nomination.group).where(Nomination.subject_id == leader.id))
    told: dict[str, Any] = {
        "campaign": leader.campaign.name,
        "last_day": leader.campaign.closes_on.isoformat(),
        "level": leader.level,
        "line_manager": leader.manager.name,
        "coach": leader.coach.name,
        "on_the_list": dict(sorted(Counter(groups).items())),
        "report": disclosure.states_of([leader.id]).get(leader.id, ""),
        "asked": {"level": asked.level_name(framework, leader.level)},
    }
    if whole:
        plan, talk, actions = followup.plan_of(leader), sessions.debrief_of(leader), followup.actions_of(leader)
        told |= {
            "competencies": leader.competencies,
            "note_from_manager": leader.note_from_manager,
            "released_report": disclosure.released(leader.id) if told["report"] == "released" else None,
            "plan": {
                "state": plan.state,
                "note_from_manager": plan.note_from_manager,
                "actions": [{"item": one.item_id} | _action(one) for one in actions],
            },
            "conversation": {"on": _day(talk.meets_on), "held": _day(talk.held_on)},
        }
        told["asked"] |= {
            "competencies": asked.competency_names(framework, leader.competencies),
            "statements": asked.statements(asked.of_leader(leader), [one.item_id for one in actions], frame="self"),
        }
    return told


def _managing(leaders: Sequence[Subject], *, whole: bool) -> list[dict[str, Any]]:
    """What they are and answered as a line manager, which is not anonymous; only what closing has released."""
    ratings: dict[uuid.UUID, dict[str, int | None]] = {leader.id: {} for leader in leaders}
    if whole:
        rows = db.session.execute(
            select(NamedAnswer.subject_id, NamedAnswer.item_id, NamedAnswer.value)
            .where(NamedAnswer.subject_id.in_(ratings), NamedAnswer.group == "manager")
            .order_by(NamedAnswer.item_id)
        )
        for subject_id, item_id, value in rows:
            ratings[subject_id][item_id] = value
    return [_managed(leader, ratings[leader.id], whole=whole) for leader in leaders]


def _managed(leader: Subject, ratings: dict[str, int | None], *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"leader": leader.person.name, "campaign": leader.campaign.name}
    if whole:
        told["your_ratings"] = ratings
        told["your_note_on_the_list"] = leader.note_from_manager
        if ratings:
            questionnaire = asked.of_leader(leader)
            told["asked"] = {
                "points": asked.points(questionnaire),
                "statements": asked.statements(questionnaire, ratings, frame="rater"),
            }
    return told


def _coaching(leader: Subject, person_id: uuid.UUID, secret: str, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"leader": leader.person.name, "campaign": leader.campaign.name}
    if whole:
        try:
            told["your_notes"] = sessions.notes_of(leader, secret=secret, by=person_id)
        except sessions.NotesUnreadable:
            told["your_notes"] = gettext("There are notes, but they cannot be read any more.")
    return told


def _self_assessment(person_id: uuid.UUID, secret: str) -> dict[str, Any] | None:
    mine = assessment.of(person_id, secret=secret)
    if mine is None:
        return None
    questionnaire = mine.asked(language=languages.current())
    return {
        "framework": mine.framework.title,
        "level": mine.level,
        "readable": mine.readable,
        "ratings": dict(mine.ratings),
        "aims": {item: _action(what) for item, what in mine.aims.items()},
        "shared_with": mine.shared_with.name if mine.shared_with else "",
        "asked": {
            "level": asked.level_name(mine.framework, mine.level),
            "points": asked.points(questionnaire),
            "statements": asked.statements(questionnaire, {*mine.ratings, *mine.aims}, frame="self"),
        },
    }


def _action(what: Any) -> dict[str, str]:
    return {
        "doing": what.doing,
        "evidence": what.evidence,
        "support": what.support,
        "by_when": what.by_when.isoformat(),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
