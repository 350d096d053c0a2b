"""Security keys of administrators: which there are, a new one, and whether a touch was theirs (WebAuthn)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from feedback.extensions import db
from feedback.foundations import audit
from feedback.identity.models import Person, SecurityKey

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor


class KeyRefused(Exception):
    """The browser's answer is not that of the right key to the challenge it was given here."""


@dataclass(frozen=True)
class Place:
    """Where keys are good: the ``host`` and the whole ``origin`` of this installation."""

    host: str
    origin: str
    name: str

    @classmethod
    def of(cls, base_url: str, *, name: str) -> "Place":
        """The place that an address leads to."""
        parts = urlsplit(base_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)


def of_person(person_id: uuid.UUID) -> Sequence[SecurityKey]:
    """Somebody's keys, the first added first."""
    mine = select(SecurityKey).where(SecurityKey.person_id == person_id)
    return db.session.scalars(mine.order_by(SecurityKey.added_on, SecurityKey.name)).all()


def needed_by(person: Person, policy: str) -> bool:
    """True for an administrator who has a key, where keys are used."""
    return policy != "off" and person.is_administrator and bool(of_person(person.id))


def options_to_add(person: Person, *, at: Place, challenge: bytes) -> str:
    """What a browser has to be told to make a new key for somebody, as JSON."""
    import webauthn  # takes a while to import: only where keys are used
    from webauthn.helpers import structs

    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=at.host,
            rp_name=at.name,
            user_id=person.id.bytes,
            user_name=person.email,
            user_display_name=person.name,
            challenge=challenge,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                user_verification=structs.UserVerificationRequirement.DISCOURAGED
            ),
            exclude_credentials=_described(person.id),
        )
    )


def add(person_id: uuid.UUID, answer: str, *, name: str, at: Place, challenge: bytes, now: datetime) -> None:
    """Keep the key that a browser made.

    Raises:
        KeyRefused: the answer is not to this challenge, or was made for another site.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=at.host, expected_origin=at.origin
        )
    except (WebAuthnException, ValueError) as error:
        raise KeyRefused from error
    if db.session.scalar(select(SecurityKey.id).where(SecurityKey.credential_id == made.credential_id)):
        raise KeyRefused
    db.session.add(
        SecurityKey(
            person_id=person_id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            added_on=now.date(),
        )
    )
    audit.record("key.added", by=person_id, about=person_id, now=now)


def options_to_touch(person_id: uuid.UUID, *, at: Place, challenge: bytes) -> str:
    """What a browser has to be told to have one of somebody's keys touched, as JSON."""
    import webauthn
    from webauthn.helpers import structs

    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=at.host,
            challenge=challenge,
            allow_credentials=_described(person_id),
            user_verification=structs.UserVerificationRequirement.DISCOURAGED,
        )
    )


def check_touch(person_id: uuid.UUID, answer: str, *, at: Place, challenge: bytes) -> None:
    """Do nothing but count, if the answer is that of one of somebody's keys to this challenge.

    Raises:
        KeyRefused: it is not; or the key has counted less than before, as a copy of it would.
    """
    import webauthn
    from webauthn.helpers import exceptions, parse_authentication_credential_json

    try:
        given = parse_authentication_credential_json(answer)
        key = next((key for key in of_person(person_id) if key.credential_id == given.raw_id), None)
        if key is None:
            raise KeyRefused
        touched = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=at.host,
            expected_origin=at.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except (exceptions.WebAuthnException, ValueError) as error:
        raise KeyRefused from error
    key.sign_count = touched.new_sign_count


def remove(key_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Take away one of somebody's own keys; another's is left alone."""
    gone = db.session.scalar(
        delete(SecurityKey).where(SecurityKey.id == key_id, SecurityKey.person_id == by).returning(SecurityKey.id)
    )
    if gone is not None:
        audit.record("key.removed", by=by, about=by, now=now)


def remove_all(person_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> int:
    """Take away all keys of somebody who has lost theirs; return how many."""
    gone = db.session.scalars(
        delete(SecurityKey).where(SecurityKey.person_id == person_id).returning(SecurityKey.id)
    ).all()
    if gone:
        audit.record("key.all_removed", by=by, about=person_id, now=now, keys=len(gone))
    return len(gone)


def _described(person_id: uuid.UUID) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in of_person(person_id)]
