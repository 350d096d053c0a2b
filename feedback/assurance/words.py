"""What are the things and actions of the audit called, for people who did not write this product?

Every action that the code can write stands here once, and so does each of its facts; a test fails on one that does not.
The export of the audit, and every other file for machines, keeps the short names.
"""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from feedback.api.scopes import CAMPAIGNS, COHORTS, PROGRESS, REPORTS
from feedback.assurance.forms import REASONS as REASONS_FOR_A_FILE
from feedback.coaching.rules import REASONS as REASONS_TO_TAKE_OUT
from feedback.foundations.pages import british_date, group_name
from feedback.invitation.forms import REASONS as REASONS_TO_SEE_NAMES

# What an event is about, by the part of its action before the dot. Kinds of the same words are one for the reader.
KINDS: Mapping[str, str] = {
    "access_pack": _("Data handed out to people"),
    "account": _("Signing in"),
    "api_client": _("Other systems"),
    "audit": _("The audit itself"),
    "campaign": _("Campaigns"),
    "check_in": _("Check-ins"),
    "check_ins": _("Check-ins"),
    "coach_key": _("Coaches’ keys"),
    "cohort": _("Leaders together"),
    "cohort_report": _("Leaders together"),
    "comment": _("Comments"),
    "comments": _("Comments"),
    "competencies": _("Lists of raters"),
    "debrief": _("Conversations about a report"),
    "demo": _("The demo"),
    "directory": _("People"),
    "evaluation": _("What it was worth"),
    "framework": _("Frameworks"),
    "key": _("Signing in"),
    "list_link": _("Lists of raters"),
    "mail": _("Letters"),
    "nomination": _("Lists of raters"),
    "nominations": _("Lists of raters"),
    "norms": _("Averages"),
    "paper": _("Answering on paper"),
    "people": _("People"),
    "person": _("People"),
    "plan": _("Action plans"),
    "rater": _("Raters"),
    "raters": _("Raters"),
    "redaction": _("Comments"),
    "report": _("Reports"),
    "reports": _("Reports"),
    "retention": _("Erasing what is over"),
    "round": _("Feedback on a leader"),
    "self_assessment": _("Self-assessments"),
    "session": _("Signing in"),
    "signed_in": _("Signing in"),
    "subject": _("Leaders"),
    "team_conversation": _("After the report"),
    "work": _("Work that could not be done"),
}

ACTIONS: Mapping[str, str] = {
    "access_pack.made": _("Data about a person handed out"),
    "access_pack.taken": _("Their own data downloaded"),
    "account.connected": _("Account of the council connected for signing in"),
    "api_client.made": _("Another system let in"),
    "api_client.revoked": _("Another system shut out"),
    "api_client.used": _("Another system asked for the first time that day"),
    "audit.accepted": _("Audit accepted as it is now"),
    "audit.exported": _("Audit exported"),
    "audit.removed": _("Beginning of the audit removed, as its time was over"),
    "campaign.archived": _("Campaign archived"),
    "campaign.cancelled": _("Campaign cancelled"),
    "campaign.cannot_be_closed": _("Campaign could not be closed; it is tried again"),
    "campaign.changed": _("Campaign changed"),
    "campaign.closed": _("Campaign closed"),
    "campaign.closing_date_moved": _("Last day of a campaign moved"),
    "campaign.closing_tried_again": _("Closing of a campaign asked for once more"),
    "campaign.collecting": _("Campaign open for answers"),
    "campaign.created": _("Campaign created"),
    "campaign.nominating": _("Campaign launched"),
    "campaign.reported": _("Campaign’s last report released"),
    "campaign.stopped": _("Campaign stopped"),
    "campaign.will_lapse": _("Last day of a campaign passed before anybody was asked"),
    "check_in.begun": _("Check-in begun"),
    "check_ins.switched_off": _("Check-ins switched off"),
    "check_ins.switched_on": _("Check-ins switched on"),
    "coach_key.asked_for": _("Passphrase asked of the coach, to close feedback"),
    "coach_key.handed_over": _("Passphrase given by the coach, to close feedback"),
    "coach_key.made": _("Coach’s key made"),
    "coach_key.nudged": _("Passphrase asked of the coach once more"),
    "coach_key.passphrase_changed": _("Passphrase of a coach’s key changed"),
    "cohort.added": _("Cohort added"),
    "cohort.removed": _("Cohort removed"),
    "cohort_report.exported": _("Report on leaders together downloaded"),
    "cohort_report.made": _("Report on leaders together made"),
    "cohort_report.read": _("Report on leaders together read"),
    "cohort_report.read_by_system": _("Report on leaders together read by another system"),
    "comment.left_out": _("Comment left out of the report"),
    "comment.paraphrased": _("Comment put in other words"),
    "comment.redacted": _("Words taken out of a comment"),
    "comment.withheld": _("Whole comment taken out"),
    "comments.read": _("Comments read by the coach"),
    "competencies.chosen": _("Competencies chosen"),
    "debrief.booked": _("Conversation about the report booked"),
    "debrief.held": _("Conversation about the report held"),
    "demo.built": _("Demo built"),
    "directory.imported": _("People taken in from a file"),
    "evaluation.answered": _("Said what the feedback was worth"),
    "evaluation.read": _("Read what the feedback was worth"),
    "framework.draft_begun": _("Draft of a framework begun"),
    "framework.draft_changed": _("Draft of a framework changed"),
    "framework.draft_dropped": _("Draft of a framework dropped"),
    "framework.published": _("Framework published"),
    "framework.retired": _("Version of a framework retired"),
    "framework.taken_back": _("Version of a framework in use again"),
    "key.added": _("Security key added"),
    "key.all_removed": _("All security keys of a person removed"),
    "key.removed": _("Security key removed"),
    "list_link.used": _("List of raters opened from the letter to the manager"),
    "mail.planned": _("Reminders planned"),
    "mail.sent_again": _("Letters that could not be sent tried again"),
    "nomination.added": _("Rater put on the list"),
    "nomination.removed": _("Rater taken off the list"),
    "nominations.approved": _("List of raters approved"),
    "nominations.sent_back": _("List of raters sent back to the leader"),
    "nominations.sent_to_manager": _("List of raters sent to the manager"),
    "norms.exported": _("Our averages downloaded for other councils"),
    "norms.removed": _("Averages of another council taken out"),
    "norms.taken_in": _("Averages of another council taken in"),
    "paper.copies_made": _("Paper copies made"),
    "people.exported": _("Everybody downloaded as a file"),
    "person.address_corrected": _("Email address of a person corrected"),
    "person.back": _("Person is back"),
    "person.coach_role": _("Person made a coach, or no longer one"),
    "person.forgotten": _("Person erased, as they asked"),
    "person.left": _("Person has left"),
    "person.saved": _("Person added or changed"),
    "plan.agreed": _("Action plan agreed"),
    "plan.changed": _("Action plan changed"),
    "plan.exported": _("Action plan downloaded"),
    "plan.sent_back": _("Action plan sent back to the leader"),
    "plan.shared": _("Action plan shared with the manager"),
    "plan.taken_back": _("Action plan taken back by the leader"),
    "rater.address_mended": _("Email address of a rater corrected"),
    "raters.invited": _("Raters invited"),
    "raters.more_asked_for": _("More raters asked for"),
    "raters.names_seen": _("Names of raters seen"),
    "raters.reminded": _("Raters reminded"),
    "raters.thanked": _("Raters told what came of it"),
    "redaction.looked_at": _("Original of a comment read by the privacy officer"),
    "report.exported": _("Report downloaded"),
    "report.opened": _("Report opened by the coach"),
    "report.read": _("Report read"),
    "report.read_by_system": _("Report read by another system"),
    "report.released": _("Report released to the leader"),
    "reports.asked_for": _("Reports of a campaign asked for as files"),
    "reports.exported": _("Reports of a campaign downloaded"),
    "reports.files_erased": _("Files of reports erased"),
    "retention.asked_erased": _("Names of who was asked erased, as their time was over"),
    "retention.person_erased": _("Person erased, as their time was over"),
    "retention.round_erased": _("Feedback on a leader erased, as its time was over"),
    "round.answers_left_out": _("Answers that nobody can read left out at closing"),
    "round.called_off": _("Feedback on a leader called off"),
    "round.closed": _("Feedback on a leader closed"),
    "round.lost_in_restore": _("Feedback on a leader ended, as a backup brought it back after closing"),
    "self_assessment.erased": _("Self-assessment erased"),
    "self_assessment.read": _("Self-assessment of somebody else read"),
    "self_assessment.shared": _("Self-assessment shared"),
    "self_assessment.unshared": _("Self-assessment no longer shared"),
    "session.all_ended": _("Signed out everywhere"),
    "session.ended": _("Signed out of another browser"),
    "signed_in": _("Signed in"),
    "subject.added": _("Leader added"),
    "subject.coach_changed": _("Coach of a leader changed"),
    "subject.manager_changed": _("Manager of a leader changed"),
    "subject.removed": _("Leader removed"),
    "team_conversation.noted": _("Conversation with the team noted"),
    "team_conversation.taken_back": _("Conversation with the team taken back"),
    "work.tried_again": _("Work that could not be done tried again"),
}

FACTS: Mapping[str, str] = {
    "added": _("added"),
    "administrator": _("administrator"),
    "answers": _("answers"),
    "behaviours": _("behaviours"),
    "changed": _("changed"),
    "clerk": _("clerk"),
    "client": _("system"),
    "closing": _("campaigns to close"),
    "coach": _("coach"),
    "cohort": _("of"),
    "copies": _("copies"),
    "count": _("reports"),
    "day": _("day"),
    "days_before": _("days between the last reminder and the last day"),
    "director": _("director"),
    "file": _("file"),
    "files": _("files of reports"),
    "framework": _("framework"),
    "group": _("group"),
    "how": _("how"),
    "instead_of": _("in place of"),
    "keys": _("keys"),
    "kind": _("made from"),
    "left_alone": _("left as they were"),
    "letters": _("letters"),
    "months": _("months after the plan was agreed"),
    "nudges": _("those who keep others waiting are reminded"),
    "number": _("competencies"),
    "problem": _("what was wrong"),
    "reason": _("reason"),
    "reminders": _("reminders"),
    "scopes": _("may read"),
    "seed": _("seed"),
    "to": _("to"),
    "up_to": _("up to event"),
    "who": _("who"),
}
# What means nothing to a reader: the export has it.
UNSAID = {"based_on", "digest", "hash"}

CODES: Mapping[str, Mapping[str, str]] = {
    "cohort": {"all": _("all leaders")},
    "how": {"account": _("with the council’s account"), "link": _("with a link by email")},
    "kind": {"level": _("a level"), "picked": _("leaders chosen one by one"), "team": _("a team")},
    "scopes": {CAMPAIGNS: _("campaigns"), PROGRESS: _("progress"), COHORTS: _("leaders together"),
               REPORTS: _("reports")},
    "who": {"coach": _("coach"), "leader": _("leader")},
}  # fmt: skip
REASONS: Mapping[str, Mapping[str, str]] = {
    "access_pack.made": dict(REASONS_FOR_A_FILE),
    "comment.redacted": REASONS_TO_TAKE_OUT,
    "comment.withheld": REASONS_TO_TAKE_OUT,
    "raters.names_seen": dict(REASONS_TO_SEE_NAMES),
}  # of other actions (``audit.accepted``) somebody wrote the reason


def of_action(action: str) -> str:
    """``reports.files_erased`` is "Files of reports erased"; what only an older version wrote is said as it stands."""
    return str(ACTIONS[action]) if action in ACTIONS else _as_it_stands(action)


def of_kind(kind: str) -> str:
    """``coach_key`` is "Coaches’ keys"."""
    return str(KINDS[kind]) if kind in KINDS else _as_it_stands(kind)


def of_facts(action: str, facts: Mapping[str, object]) -> str:
    """The facts of an event in one line: ``{"how": "link"}`` is "how: with a link by email"."""
    told = {name: value for name, value in facts.items() if name not in UNSAID and value not in ("", None)}
    return "; ".join(f"{_fact(name)}: {_value(action, name, value)}" for name, value in told.items())


def _fact(name: str) -> str:
    return str(FACTS[name]) if name in FACTS else name.replace("_", " ")


def _value(action: str, name: str, value: object) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    text = str(value)
    if name in ("day", "to"):
        return british_date(date.fromisoformat(text))
    if name == "group":
        return group_name(text)
    known = REASONS.get(action, {}) if name == "reason" else CODES.get(name, {})
    return ", ".join(str(known.get(one, one)) for one in (text.split() if name == "scopes" else [text]))


def yes_or_no(value: bool) -> str:
    """A yes or a no, in words."""
    return str(gettext("yes") if value else gettext("no"))


def _as_it_stands(name: str) -> str:
    words = name.replace(".", ": ").replace("_", " ")
    return words[:1].upper() + words[1:]
