"""Could we do our work right now? What /readyz tells monitoring, and the worker tells its log when it starts."""

import smtplib
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from feedback.campaign import round_keys
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations.keystore import KeyFault, KeyStore
from feedback.foundations.outbox import Outgoing

MAIL_PATIENCE = 3  # seconds


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is well, and a sentence without names or addresses."""

    name: str
    well: bool
    finding: str


def checks(settings: Settings) -> list[Check]:
    """Everything that must be well for answers to be taken, sent for and opened."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return [Check("database", False, "does not answer")]
    return [Check("database", True, "answers"), _queue(), _mail(settings), check_keys(settings)]


def check_keys(settings: Settings) -> Check:
    """Whether each open round's private key is there and matches; unless the key store is, rightly, closed to us."""
    store = KeyStore(settings.key_store, settings.key_store_copy)
    wanted = round_keys.open_rounds()
    if store.is_closed_to_us():
        return Check("keys", True, "closed to this process, as they should be; the worker checks them")
    faulty = [round_id for round_id, public in wanted if not _fits(store, round_id, public)]
    if faulty:
        return Check("keys", False, f"missing or wrong for {len(faulty)} of {len(wanted)} open rounds")
    return Check("keys", True, f"there and matching for {len(wanted)} open rounds")


def _fits(store: KeyStore, round_id: uuid.UUID, public: bytes) -> bool:
    try:
        store.open(round_id, public=public)
    except (KeyFault, OSError):
        return False
    return True


def _queue() -> Check:
    waiting, given_up = db.session.execute(
        select(func.count(), func.count().filter(Outgoing.given_up)).select_from(Outgoing)
    ).one()
    return Check("queue", True, f"{waiting - given_up} letters waiting, {given_up} given up")


def _mail(settings: Settings) -> Check:
    if settings.mail_by == "notify":  # each question would count against the council's limits
        return Check("mail", True, "goes by GOV.UK Notify, which is not asked")
    try:
        with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=MAIL_PATIENCE) as relay:
            relay.noop()
    except (smtplib.SMTPException, OSError):
        return Check("mail", False, "the mail server cannot be reached")
    return Check("mail", True, "the mail server answers")
