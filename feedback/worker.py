"""What is due? Sweeps the tables: keys to make, lists, raters to invite, campaigns to stop and close, letters to send.

The truth is in the tables; a sweep can be run at any time, as often as one likes, and by a machine that has just come
back from a power cut. It is the only process that needs the key store.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from feedback import press, readiness
from feedback.assurance import retention
from feedback.campaign import ending, round_keys
from feedback.campaign import service as campaigns
from feedback.coaching import bundles, nudging
from feedback.coaching import letters as coaching_letters
from feedback.coaching import service as coaching
from feedback.cohort import service as cohort
from feedback.config import Settings
from feedback.disclosure import closing, locks
from feedback.extensions import db
from feedback.followup import letters as followup_letters
from feedback.foundations import audit_chain, clock, erasing, outbox, signs
from feedback.foundations.database import alone, one_transaction
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

SWEEPING = 360  # the number of this task among those that one does alone

log = logging.getLogger("feedback.worker")


@dataclass
class Sweep:
    """What one sweep did."""

    keys: int
    invited: int
    stopped: int
    closed: int
    called_off: int
    asked: int
    letters: Delivery

    @property
    def was_idle(self) -> bool:
        """True when there was nothing to do."""
        counts = (self.keys, self.invited, self.stopped, self.closed, self.called_off, self.asked)
        return not any((*counts, *vars(self.letters).values()))


def sweep(app: Flask, *, transport: Transport | None = None) -> Sweep:
    """Do everything that is due now, unless another worker is at it; call within an application context.

    Letters go the way the settings say, or by ``transport``.
    """
    with alone(db.engine, task=SWEEPING) as we_are:
        return _sweep(app, transport) if we_are else Sweep(0, 0, 0, 0, 0, 0, Delivery())


def _sweep(app: Flask, transport: Transport | None) -> Sweep:
    settings: Settings = app.config["SETTINGS"]
    hours = Hours.of(settings)
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    now = clock.now()
    with one_transaction():
        made = round_keys.record_keys(keys.create)
    with one_transaction():
        made += coaching.keep_office_key(keys)
        coaching.erase_originals(today=now.date())
        directory.drop_old_uploads(now=now)
        asking.send_links(most=settings.sign_in_letters, now=now)
        sessions.drop_old(whole=timedelta(hours=settings.session_hours), now=now)
        bundles.erase_old(today=now.date())
    with one_transaction():
        silence.note_told(today=hours.day(now))
        silence.approve_due(hours=hours, now=now)
    invited = sum(_each(lambda: invitations.invite_approved(now=now)))
    stopped = sum(_each(lambda: campaigns.stop_due(now=now)))
    called_off = sum(_each(lambda: ending.lapse_due(now=now))) + sum(
        _each(lambda: invitation_ending.erase_called_off(now=now))
    )
    _destroy_keys(keys)
    sum(_each(lambda: progress.count_for_leaders(now=now)))
    undo = timedelta(hours=settings.undo_hours)
    with one_transaction():
        made += locks.ask_coaches(keys=keys, now=now, undo=undo)
        nudging.nudge_coaches(now=now, undo=undo)
    closed = closing.close_due(keys=keys, now=now, undo=undo)
    asked = _ask_for_mail(hours, now)
    letters = outbox.deliver_due(
        writers=writers(settings),
        transport=transport or transport_of(settings),
        now=now,
        manners=manners(hours, now),
        accepted=partial(schedule.note_accepted, today=hours.day(now)),
    )
    with one_transaction():
        silence.note_told(today=hours.day(now))
    sum(_each(lambda: cohort.make_due(now=now)))
    with one_transaction():
        retention.erase_due(settings, now=now)
    audit_chain.seal_waiting(db.engine, head_file=settings.audit_head_file)
    erasing.wipe_due(db.engine)
    signs.give(signs.WORKER, now=now)
    return Sweep(made, invited, stopped, closed, called_off, asked, letters)


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
        "plan_shared": partial(followup_letters.write_plan_shared, base_url=base),
        "plan_agreed": partial(followup_letters.write_plan_agreed, base_url=base),
        "plan_sent_back": partial(followup_letters.write_plan_sent_back, base_url=base),
    }


def run(app: Flask, stop: threading.Event, *, every: float = 1.0) -> None:
    """Sweep until told to stop, resting ``every`` seconds between sweeps; a failed sweep is logged and tried again."""
    with app.app_context():
        keys = readiness.check_keys(app.config["SETTINGS"])
        log.log(logging.INFO if keys.well else logging.ERROR, "keys: %s", keys.finding)
        db.session.rollback()
    pressing = threading.Thread(target=press.run, args=(app, stop), kwargs={"every": every}, name="press")
    pressing.start()  # beside the sweeps: whoever signs in meanwhile waits for their letter
    try:
        _sweep_until(app, stop, every=every)
    finally:
        stop.set()
        pressing.join()


def _sweep_until(app: Flask, stop: threading.Event, *, every: float) -> None:
    while not stop.is_set():
        try:
            with app.app_context():
                sweep(app)
        except Exception as fault:
            log.error("a sweep failed and will be tried again: %s", type(fault).__name__)
            with app.app_context():
                db.session.rollback()
        stop.wait(every)
