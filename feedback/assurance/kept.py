"""What is kept, of whom, why and for how long? Every table and column once; a test fails on one that is missing.

The register (docs/reference/data.md), the privacy notice and the assessment of risks are made from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

NAMES, WHO, WORDS, SEALED, DIGESTS = "names", "who", "words", "sealed", "digests"
FIGURES, DAYS, SETTINGS, IDS = "figures", "days", "settings", "ids"
KINDS = {
    NAMES: _("names and addresses"),
    WHO: _("leads to a person"),
    WORDS: _("words somebody wrote"),
    SEALED: _("encrypted"),
    DIGESTS: _("digests and public keys"),
    FIGURES: _("figures and choices"),
    DAYS: _("days and times"),
    SETTINGS: _("settings"),
    IDS: _("random identifiers"),
}

RATERS = _("people who are asked")
LEADERS = _("leaders")
STAFF = _("staff with an account")
COACHES = _("coaches")
NOBODY = _("nobody in particular")

# How long. The periods themselves are settings (``retention.periods``).
CLOSING = "closing"
REPORTS = "reports"
ASKED = "asked"
MAIL = "mail"
PEOPLE = "people"
AUDIT = "audit"
CAMPAIGN = "campaign"
MOMENTS = "moments"
THEIRS = "theirs"
INSTALLATION = "installation"


@dataclass(frozen=True)
class Kept:
    """One table: of whom, why, until when, and what kind each of its columns is of."""

    whose: str
    why: str
    until: str
    columns: dict[str, str]

    def kinds(self) -> Iterator[tuple[str, str]]:
        """Each column with its kind."""
        for kind, names in self.columns.items():
            for name in names.split():
                yield name, kind


TABLES: dict[str, Kept] = {
    "person": Kept(_("people who are asked, leaders and staff"),
        _("To write to people, and to know who leads, manages and coaches whom."), PEOPLE,
        {IDS: "id", NAMES: "name email", FIGURES: "job_title level team is_administrator is_coach is_clerk is_director",
        WHO: "manager_id", DAYS: "left_on"}),
    "sign_in_link": Kept(STAFF, _("To sign in by an emailed link, once."), MOMENTS,
        {DIGESTS: "token_hash", WHO: "person_id", DAYS: "expires_at"}),
    "sign_in_ask": Kept(_("whoever asks"), _("The address that a link was asked for, until it is looked up."), MOMENTS,
        {IDS: "id", NAMES: "email"}),
    "sign_in_letters": Kept(STAFF, _("How many links somebody was sent lately, so that a mailbox is not flooded."),
        PEOPLE,
        {WHO: "person_id", DAYS: "since", FIGURES: "letters"}),
    "staff_session": Kept(STAFF, _("Where somebody is signed in. Not by which browser, and not when it is used."),
        MOMENTS,
        {IDS: "id", DIGESTS: "token_hash challenge", WHO: "person_id", FIGURES: "how waits_for_key",
        DAYS: "began_at proved_at"}),
    "security_key": Kept(_("administrators"), _("The public half of a security key, and what its owner calls it."),
        PEOPLE,
        {IDS: "id", WHO: "person_id", WORDS: "name", DIGESTS: "credential_id public_key", FIGURES: "sign_count",
        DAYS: "added_on"}),
    "outside_account": Kept(STAFF, _("Which account of the council's own is somebody's."), PEOPLE,
        {SETTINGS: "issuer", NAMES: "subject", WHO: "person_id"}),
    "directory_upload": Kept(STAFF, _("To look through a file of people before it is taken in."), MOMENTS,
        {IDS: "id", WHO: "by_id", DAYS: "uploaded_at", NAMES: "content"}),
    "framework_snapshot": Kept(NOBODY, _("The council's framework as it was when a campaign began."), INSTALLATION,
        {DIGESTS: "hash", SETTINGS: "framework_id title content"}),
    "api_client": Kept(_("other systems of the council"),
        _("What a system that reads figures may ask, and until when."), INSTALLATION,
        {IDS: "id", SETTINGS: "name scopes revoked", DIGESTS: "token_digest", WHO: "made_by",
        DAYS: "made_on expires_on last_used_on hour", FIGURES: "calls"}),
    "framework_draft": Kept(NOBODY, _("A framework that is being written."), INSTALLATION,
        {IDS: "id", SETTINGS: "content", DIGESTS: "based_on", DAYS: "changed_on"}),
    "framework_version": Kept(NOBODY, _("The versions of frameworks that were published."), INSTALLATION,
        {DIGESTS: "hash", SETTINGS: "framework_id version number retired", DAYS: "published_on"}),
    "office_key": Kept(NOBODY, _("To seal what a coach takes out of a comment to the privacy officer."), INSTALLATION,
        {SETTINGS: "office", DIGESTS: "public"}),
    "campaign": Kept(NOBODY,
        _("One run of feedback: its dates and rules. How many gave which reason for saying no, over all leaders."),
        CAMPAIGN,
        {IDS: "id",
        SETTINGS: "name state depth scale themes questions comment_per_theme one_page importance group_min_n mode "
        "coach_key merge spread_words label_comments radar for_systems level_rules privacy_notice steps_saved "
        "response_percent silent_days rater_limits kind only_items check_ins", DIGESTS: "framework_hash",
        FIGURES: "decline_reasons", DAYS: "closes_on stopped_at counted_on"}),
    "cohort": Kept(NOBODY, _("On which leaders together there is a report: a team, a level, or some that were chosen."),
        CAMPAIGN,
        {IDS: "id campaign_id", SETTINGS: "mark name by value"}),
    "cohort_member": Kept(LEADERS, _("Who is in which of them; settled at launch."), REPORTS,
        {IDS: "cohort_id subject_id"}),
    "cohort_report": Kept(NOBODY,
        _("What is said of at least five leaders together, as it was frozen at closing; nothing of one leader."),
        CAMPAIGN,
        {IDS: "campaign_id", DAYS: "made_on", FIGURES: "content"}),
    "programme_answer": Kept(_("leaders and coaches"),
        _("What a leader or a coach said the feedback was worth; shown in totals."), REPORTS,
        {IDS: "subject_id", FIGURES: "who useful acting counted", WORDS: "words"}),
    "norm_contribution": Kept(NOBODY, _("Averages that other councils gave to the pool."), INSTALLATION,
        {IDS: "id", SETTINGS: "council framework_id framework_version scale", DAYS: "imported_on", FIGURES: "figures"}),
    "check_in": Kept(LEADERS, _("Which earlier feedback a short check-in follows."), REPORTS,
        {IDS: "campaign_id follows_id", SETTINGS: "months"}),
    "no_check_ins": Kept(RATERS, _("Who does not want to be asked in check-ins about a leader."), PEOPLE,
        {WHO: "person_id leader_id"}),
    "mail_plan": Kept(NOBODY, _("How often a campaign asks again."), CAMPAIGN,
        {IDS: "campaign_id", SETTINGS: "reminders days_before nudges", DAYS: "looked_on"}),
    "subject": Kept(LEADERS,
        _("That somebody leads, manages or coaches in a campaign, at which level, and under which rules."), REPORTS,
        {IDS: "id campaign_id", WHO: "person_id manager_id coach_id", WORDS: "note_from_manager",
        DIGESTS: "seal_public rules_hash", SETTINGS: "level senior competencies list_state rules closed ended lost",
        DAYS: "list_sent_on"}),
    "coach_share": Kept(COACHES, _("The coach's key to the answers, locked with their passphrase."), CLOSING,
        {IDS: "subject_id", DIGESTS: "public handover_public", SEALED: "locked handed_over", FIGURES: "wrong_tries",
        DAYS: "wait_until"}),
    "reply_step": Kept(NOBODY, _("Whether as many of a group have answered as it needs; counted once a day."), ASKED,
        {IDS: "subject_id", FIGURES: "grp answered"}),
    "nomination": Kept(RATERS, _("Who is proposed to rate whom, until the manager has decided, and who was asked."),
        ASKED,
        {IDS: "id subject_id", WHO: "person_id", FIGURES: "grp state"}),
    "list_link": Kept(_("managers"), _("A manager's way to one list, while it waits for them."), MOMENTS,
        {DIGESTS: "token_hash", IDS: "subject_id", WHO: "person_id"}),
    "invitation": Kept(RATERS,
        _("Who is asked, in which group, and whether they have answered, so that nobody is reminded in vain. Until "
        "closing also what they answered, encrypted."), ASKED,
        {IDS: "id subject_id", WHO: "person_id", FIGURES: "grp state decline_reason no_reminders",
        SEALED: "slot wrap_dev wrap_phrase wrap_sub"}),
    "invitation_token": Kept(RATERS, _("The digest of a link, to know it again."), CLOSING,
        {DIGESTS: "token_hash", FIGURES: "place", IDS: "invitation_id"}),
    "paper_code": Kept(RATERS, _("The digest of a code on a printed copy."), CLOSING,
        {DIGESTS: "code_digest", IDS: "invitation_id"}),
    "block": Kept(LEADERS, _("How many of which groups are shown together."), REPORTS,
        {IDS: "subject_id", FIGURES: "label place n"}),
    "released_cell": Kept(LEADERS, _("The figures of the report that may be shown."), REPORTS,
        {IDS: "subject_id", FIGURES: "block item_id kind tenths low_share high_share"}),
    "named_answer": Kept(_("leaders and their managers"), _("What the leader and the manager answered; not anonymous."),
        REPORTS,
        {IDS: "subject_id", FIGURES: "grp item_id value"}),
    "marked_important": Kept(LEADERS, _("What matters most, as far as it may be said."), REPORTS,
        {IDS: "subject_id", FIGURES: "who competency_id"}),
    "comment": Kept(_("leaders, and people who were asked"), _("Comments, shuffled; nothing says whose."), REPORTS,
        {IDS: "id subject_id", FIGURES: "question_id label state travels", WORDS: "text paraphrase"}),
    "released_report": Kept(LEADERS, _("Where a report stands, and how many were asked and answered."), REPORTS,
        {IDS: "subject_id", FIGURES: "state counts", DAYS: "closed_on released_on"}),
    "report_file": Kept(LEADERS, _("A report as a file that its coach asked for."), MOMENTS,
        {IDS: "subject_id stamp", FIGURES: "attempts", SEALED: "locked", DAYS: "erase_after not_before"}),
    "redaction": Kept(_("people who were asked"),
        _("What a coach took out of a comment, sealed to the privacy officer."), MOMENTS,
        {IDS: "id comment_id", WHO: "by_id", FIGURES: "reason", SEALED: "original_sealed", DAYS: "day erase_after"}),
    "debrief": Kept(_("leaders and coaches"), _("When coach and leader meet, and the coach's own notes."), REPORTS,
        {IDS: "subject_id", DAYS: "meets_on held_on", SEALED: "notes", WHO: "notes_by"}),
    "plan": Kept(LEADERS, _("The leader's action plan, and whether the manager agreed."), REPORTS,
        {IDS: "subject_id", FIGURES: "state check_ins", WORDS: "note_from_manager", DAYS: "agreed_on check_ins_from"}),
    "plan_action": Kept(LEADERS, _("What the leader will do."), REPORTS,
        {IDS: "id subject_id", FIGURES: "item_id", WORDS: "doing evidence support", DAYS: "by_when"}),
    "thanks": Kept(LEADERS, _("What a leader told the people who answered."), REPORTS,
        {IDS: "subject_id", DAYS: "day", FIGURES: "items"}),
    "team_conversation": Kept(LEADERS, _("That a leader talked about it with the team."), REPORTS,
        {IDS: "subject_id", DAYS: "day"}),
    "self_assessment": Kept(LEADERS, _("How somebody rates themself, encrypted for them."), THEIRS,
        {WHO: "person_id shared_with_id", DIGESTS: "framework_hash", SETTINGS: "level senior", SEALED: "kept"}),
    "outbox": Kept(_("everybody who is written to"), _("Letters still to be sent. No words and no link."), MOMENTS,
        {IDS: "id about_id", FIGURES: "kind attempts given_up refusal", WHO: "person_id", DAYS: "not_before"}),
    "mailed_today": Kept(_("everybody who is written to"), _("Who has had today's letter."), MOMENTS,
        {WHO: "person_id", DAYS: "day"}),
    "round_mail": Kept(NOBODY, _("On which day a kind of letter last went about a leader."), MAIL,
        {IDS: "subject_id", FIGURES: "kind", DAYS: "day"}),
    "mail_count": Kept(NOBODY, _("How many letters of a kind went for a campaign on a day."), MAIL,
        {IDS: "campaign_id", FIGURES: "kind letters", DAYS: "day"}),
    "audit_event": Kept(STAFF, _("Who of the staff changed or looked at what; nothing of people who are asked."), AUDIT,
        {IDS: "id about_id", DAYS: "at", WHO: "by_id", FIGURES: "action facts number", DIGESTS: "digest"}),
    "audit_checkpoint": Kept(NOBODY, _("How far the beginning of the audit was removed."), INSTALLATION,
        {FIGURES: "number", DIGESTS: "digest", DAYS: "removed_on"}),
    "sign_of_life": Kept(NOBODY, _("When the worker last did its work."), INSTALLATION,
        {SETTINGS: "task", DAYS: "at"}),
    "wipe_due": Kept(NOBODY, _("A table of which erased rows still lie in the database's files."), MOMENTS,
        {IDS: "id", SETTINGS: "table_name"}),
}  # fmt: skip
