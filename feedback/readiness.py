"""Could we do our work right now? What /readyz tells monitoring, and the worker tells its log when it starts."""

import smtplib
import ssl
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from feedback.campaign import round_keys
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import mail, outbox, revisions
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
        is_at = revisions.revision_now()
    except SQLAlchemyError:
        return [Check("database", False, "does not answer")]
    found = [Check("database", True, "answers"), _migrations(is_at)]
    return [*found, _queue(), _mail(settings), check_keys(settings)] if found[-1].well else found


def _migrations(is_at: str | None) -> Check:
    """Behind this release's tables no page works. In front of them is where an upgrade puts us that is under way."""
    if is_at is None:
        return Check("migrations", False, "there are no tables yet")
    well = is_at == revisions.newest() or is_at not in revisions.known()
    return Check("migrations", well, f"at {is_at}, and this release’s newest is {revisions.newest()}")


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
    waiting, given_up, stuck = db.session.execute(
        select(
            func.count(), func.count().filter(Outgoing.given_up), func.count().filter(outbox.is_stuck())
        ).select_from(Outgoing)
    ).one()
    words = f"{waiting - given_up} letters waiting, {given_up} given up"
    if stuck:
        words += f"; {stuck} are kept back by the mail server for a quarter of an hour or longer"
    return Check("queue", not stuck, words)


def _mail(settings: Settings) -> Check:
    if settings.mail_by == "notify":  # each question would count against the council's limits
        return Check("mail", True, "goes by GOV.UK Notify, which is not asked")
    try:
        with mail.connected(settings, timeout=MAIL_PATIENCE) as relay:
            relay.noop()
    except smtplib.SMTPAuthenticationError:
        return Check("mail", False, "the mail server does not take our name and password")
    except smtplib.SMTPNotSupportedError:
        return Check("mail", False, "the mail server does not offer what the settings ask for: STARTTLS, or signing in")
    except ssl.SSLCertVerificationError:
        return Check("mail", False, "the mail server's certificate is not one that this machine trusts for its name")
    except (smtplib.SMTPException, OSError):
        return Check("mail", False, "the mail server cannot be reached")
    return Check("mail", True, "the mail server answers")
