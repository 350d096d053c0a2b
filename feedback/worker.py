"""What is due? Sweeps the tables: keys to make, lists, raters to invite, campaigns to stop and close, letters to send.

The truth is in the tables; a sweep can be run at any time, as often as one likes, and by a machine that has just come
back from a power cut. Its three parts may also run beside each other, and each on several machines (``lanes``). Only
the first two need the key store.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from feedback.assurance import retention
from feedback.campaign import ending, round_keys
from feedback.campaign import service as campaigns
from feedback.coaching import bundles, nudging
from feedback.coaching import letters as coaching_letters
from feedback.coaching import service as coaching
from feedback.cohort import evaluation
from feedback.cohort import service as cohort
from feedback.config import Settings
from feedback.disclosure import closing, locks
from feedback.extensions import db
from feedback.followup import check_ins
from feedback.followup import letters as followup_letters
from feedback.foundations import audit_chain, clock, erasing, outbox, signs
from feedback.foundations.claims import alone
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.foundations.keystore import KeyStore
from feedback.foundations.mail import SmtpTransport, Transport
from feedback.foundations.notify import NotifyTransport
from feedback.foundations.outbox import Delivery, Manners, Writer
from feedback.identity import asking, directory, sessions
from feedback.identity import service as identity
from feedback.invitation import change_letters, progress
from feedback.invitation import ending as invitation_ending
from feedback.invitation import letters as invitation_letters
from feedback.invitation import service as invitations
from feedback.mailing import schedule
from feedback.nomination import letters as nomination_letters
from feedback.nomination import silence
from feedback.report import letters as report_letters


@dataclass
class Sweep:
    """What one sweep did."""

    keys: int = 0
    invited: int = 0
    stopped: int = 0
    closed: int = 0
    called_off: int = 0
    asked: int = 0
    letters: Delivery = field(default_factory=Delivery)

    @property
    def was_idle(self) -> bool:
        """True when there was nothing to do."""
        counts = (self.keys, self.invited, self.stopped, self.closed, self.called_off, self.asked)
        return not any((*counts, *vars(self.letters).values()))


def sweep(app: Flask, *, transport: Transport | None = None) -> Sweep:
    """Do everything that is due now, but for what another worker is at; call within an application context.

    Letters go the way the settings say, or by ``transport``.
    """
    done = Sweep()
    take_steps(app, done)
    close(app, done)
    send(app, done, transport=transport)
    tidy(app)
    return done


def take_steps(app: Flask, done: Sweep) -> None:
    """Whatever the day or somebody's decision makes due, from keys to the reminders that are to be written."""
    with alone(db.engine, "steps") as we_are:
        if we_are:
            _take_steps(app.config["SETTINGS"], done)


def _take_steps(settings: Settings, done: Sweep) -> None:
    hours, keys, now = Hours.of(settings), _keys(settings), clock.now()
    sum(_each(lambda: check_ins.begin_due(now=now)))  # first, so that their keys and letters come in this sweep
    with one_transaction():
        done.keys += round_keys.record_keys(keys.create)
    with one_transaction():
        done.keys += coaching.keep_office_key(keys)
        coaching.erase_originals(today=now.date())
        directory.drop_old_uploads(now=now)
        sessions.drop_old(whole=timedelta(hours=settings.session_hours), now=now)
        bundles.erase_old(today=now.date())
    with one_transaction():
        silence.note_told(today=hours.day(now))
        silence.approve_due(hours=hours, now=now)
    done.invited += sum(_each(lambda: invitations.invite_approved(now=now)))
    done.stopped += sum(_each(lambda: campaigns.stop_due(now=now)))
    done.called_off += sum(_each(lambda: ending.lapse_due(now=now))) + sum(
        _each(lambda: invitation_ending.erase_called_off(now=now))
    )
    sum(_each(lambda: progress.count_for_leaders(now=now)))
    with one_transaction():
        nudging.nudge_coaches(now=now, undo=_undo(settings))
    done.asked += _ask_for_mail(hours, now)


def close(app: Flask, done: Sweep, *, ending: Callable[[], bool] = lambda: False) -> None:
    """Open and close what is due to be, and destroy the keys of what is over: one worker at a time.

    No further leader is begun when ``ending`` says so.
    """
    with alone(db.engine, "closing") as we_are:
        if we_are:
            settings: Settings = app.config["SETTINGS"]
            keys, now = _keys(settings), clock.now()
            _destroy_keys(keys)
            with one_transaction():
                done.keys += locks.ask_coaches(keys=keys, now=now, undo=_undo(settings))
            done.closed += closing.close_due(keys=keys, now=now, undo=_undo(settings), ending=ending)


def send(
    app: Flask,
    done: Sweep,
    *,
    transport: Transport | None = None,
    at_once: bool | None = None,
    ending: Callable[[], bool] = lambda: False,
) -> None:
    """Send the letters that are due: all, or only those that go ``at_once``, or (False) only the others."""
    settings: Settings = app.config["SETTINGS"]
    hours, now = Hours.of(settings), clock.now()
    if at_once is not False:
        with one_transaction():
            asking.send_links(most=settings.sign_in_letters, now=now)
    done.letters = outbox.deliver_due(
        writers=writers(settings),
        transport=transport or transport_of(settings),
        now=now,
        manners=manners(hours, now),
        accepted=partial(schedule.note_accepted, today=hours.day(now)),
        at_once=at_once,
        ending=ending,
    )


def tidy(app: Flask) -> None:
    """Note what managers were told; make cohorts' reports, erase what is old, seal the audit, and wipe the disk."""
    settings: Settings = app.config["SETTINGS"]
    with alone(db.engine, "tidying") as we_are:
        if we_are:
            with one_transaction():
                silence.note_told(today=Hours.of(settings).day(clock.now()))
            sum(_each(lambda: cohort.make_due(now=clock.now())))
            sum(_each(evaluation.count_due))
            with one_transaction():
                retention.erase_due(settings, now=clock.now())
            audit_chain.seal_waiting(db.engine, head_file=settings.audit_head_file)
            erasing.wipe_due(db.engine)
            signs.give(signs.WORKER, now=clock.now())


def _keys(settings: Settings) -> KeyStore:
    return KeyStore(settings.key_store, settings.key_store_copy)


def _undo(settings: Settings) -> timedelta:
    return timedelta(hours=settings.undo_hours)


def _each(due: Callable[[], int]) -> Iterator[int]:
    """Do a part of what is due in a transaction, and the next part in another, until nothing is left of it."""
    while True:
        with one_transaction():
            done = due()
        if not done:
            return
        yield done


def _destroy_keys(keys: KeyStore) -> None:
    """Destroy the keys of rounds that were called off, and only then note that they are gone."""
    wanted = round_keys.keys_to_destroy()
    db.session.rollback()
    for subject_id in wanted:
        locks.destroy(subject_id, keys)
        with one_transaction():
            round_keys.key_destroyed(subject_id)


def _ask_for_mail(hours: Hours, now: datetime) -> int:
    """Reminders and nudges that are due today, campaign by campaign."""
    waiting = schedule.campaigns_to_look_at(hours=hours, now=now)
    db.session.rollback()
    asked = 0
    for campaign_id in waiting:
        with one_transaction():
            asked += schedule.ask_for_what_is_due(campaign_id, hours=hours, now=now)
    return asked


def transport_of(settings: Settings) -> Transport:
    """What carries letters here."""
    return NotifyTransport(settings) if settings.mail_by == "notify" else SmtpTransport(settings)


def manners(hours: Hours, now: datetime) -> Manners:
    """Letters go in working hours, but for those that somebody waits for or must know of; raters get one a day."""
    return Manners(
        today=hours.day(now),
        is_open=hours.are_open(now),
        at_once=frozenset({"sign_in", "replaced", "paper_made"}),
        together={"invitation": "request", "reminder": "request"},
        once_a_day=frozenset({"request"}),
    )


def writers(settings: Settings) -> Mapping[str, Writer]:
    """Who writes which kind of letter."""
    base, council, hours = settings.base_url, settings.council_name, Hours.of(settings)

    def sign_in(person_id: uuid.UUID, _about: Sequence[uuid.UUID]) -> outbox.Written | None:
        return identity.write_sign_in(
            person_id,
            now=clock.now(),
            minutes=settings.sign_in_minutes,
            base_url=base,
        )

    return {
        "sign_in": sign_in,
        "coach_key": partial(coaching_letters.write_coach_key, base_url=base),
        "passphrase": partial(coaching_letters.write_passphrase, base_url=base),
        "passphrase_again": partial(coaching_letters.write_passphrase, base_url=base, again=True),
        "nominate": partial(nomination_letters.write_nominate, base_url=base),
        "approve": partial(nomination_letters.write_approve, base_url=base, hours=hours, today=hours.day(clock.now())),
        "sent_back": partial(nomination_letters.write_sent_back, base_url=base),
        "approved_by_silence": partial(nomination_letters.write_approved_by_silence, base_url=base),
        "list_approved": partial(nomination_letters.write_list_approved, base_url=base),
        "nudge_leader": partial(nomination_letters.write_nudge_leader, base_url=base),
        "nudge_manager": partial(nomination_letters.write_nudge_manager, base_url=base),
        "request": partial(invitation_letters.write_request, base_url=base, council=council),
        "called_off": partial(change_letters.write_called_off, council=council),
        "who_is_who": partial(change_letters.write_who_is_who, base_url=base),
        "more_raters": partial(change_letters.write_more_raters, base_url=base),
        "replaced": partial(invitation_letters.write_replaced, base_url=base),
        "paper_made": partial(invitation_letters.write_paper_made, base_url=base),
        "nudge_coach": partial(report_letters.write_nudge_coach, base_url=base),
        "report_ready": partial(report_letters.write_report_ready, base_url=base),
        "report_released": partial(report_letters.write_report_released, base_url=base),
        "check_in_ready": partial(followup_letters.write_check_in_ready, base_url=base),
        "thanks": partial(followup_letters.write_thanks, council=council),
        "plan_shared": partial(followup_letters.write_plan_shared, base_url=base),
        "plan_agreed": partial(followup_letters.write_plan_agreed, base_url=base),
        "plan_sent_back": partial(followup_letters.write_plan_sent_back, base_url=base),
    }
