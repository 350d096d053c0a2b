"""What this installation is: its council, its database, its mail and its keys."""

import importlib.util
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from pydantic import Field, ValidationError, field_validator, model_validator

from feedback.values import (
    INSTANCE,
    BrokerUrl,
    Colour,
    DatabaseUrl,
    Host,
    Listed,
    Name,
    Place,
    Port,
    Secret,
    Sender,
    Site,
    Told,
)  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = Path(__file__).resolve().parent / "translations"
THRESHOLD_FLOOR = 3  # no council and no campaign may show a block of fewer raters (docs/methods/disclosure.md)


class SettingsRefused(click.ClickException):
    """The environment does not describe an installation that could keep its promises; commands end with the words."""

    @classmethod
    def by(cls, error: ValidationError) -> "SettingsRefused":
        """Each variable that is missing or wrong, with the cure and without its value."""
        lines = [
            f"FEEDBACK_{'_'.join(str(part) for part in problem['loc']).upper() or '(several)'}: "
            + problem["msg"].removeprefix("Value error, ")
            for problem in error.errors(include_input=False, include_url=False)
        ]
        return cls("These settings are missing or wrong:\n  " + "\n  ".join(lines))


class Settings(Told):
    """The settings of a council."""

    secret_key: Secret = Field(description="Signs the session cookie. No default: made once for each installation.")
    council_name: Name = "Your council"
    product_name: Name = "Feedback"
    brand_colour: Colour = Field(
        "#1d5b79", description="The council's own: buttons and links, bars and rules; dark enough to be read on white."
    )
    logo: Place | None = Field(
        None, description="The council's own, an SVG or PNG file of at most 8 kB; none at first."
    )
    languages: Annotated[tuple[str, ...], *Listed] = Field(
        ("en",), description='Languages that pages are offered in, the council\'s first: ["en", "cy"].'
    )
    safeguarding_contact: str = Field(
        "", max_length=500, description="Whom a coach tells when a comment tells of harm: office, telephone, address."
    )
    staff_support: str = Field(
        "", max_length=500, description="Where staff find support after a hard report, as coaches are told it."
    )
    accessibility_contact: str = Field(
        "", max_length=500, description="Whom people tell that they cannot use a page, on the accessibility statement."
    )
    base_url: Site = Field(
        "https://localhost", description="The address people see in their mail, without a closing slash."
    )
    database_url: DatabaseUrl = f"sqlite:///{INSTANCE / 'feedback.sqlite'}"
    broker_url: BrokerUrl = Field(
        "", description="Carries calls to workers: redis://..., postgresql://... or none; else the database does."
    )
    sweep_seconds: float = Field(
        5, gt=0, le=600, description="Workers look for what is due so often, besides whenever they are called."
    )
    database_connections: int | None = Field(
        None, ge=1, description="How many connections each process keeps open; SQLAlchemy's five unless told."
    )
    key_store: Place = INSTANCE / "keys"
    key_store_copy: Place = INSTANCE / "keys-copy"
    backups: Place = Field(INSTANCE / "backups", description="Where flask backup keeps what it makes.")
    backup_hours: float = Field(
        26, gt=0, le=366 * 24, description="How old the newest backup may be before flask doctor complains."
    )
    audit_head: Place | None = Field(
        None, description="Where the worker notes how far the audit's chain reaches; beside the key store unless named."
    )
    frameworks: Place = ROOT / "frameworks"

    mail_host: Host = "localhost"
    mail_port: Port = 25
    mail_username: str = ""
    mail_password: str = ""
    mail_starttls: bool = Field(
        False, description="Letters go encrypted, and only to a mail server whose certificate is trusted."
    )
    mail_from: Sender = "feedback@localhost"
    mail_by: Literal["smtp", "notify"] = Field(
        "smtp", description="Who carries letters: the council's own mail server, or GOV.UK Notify."
    )
    notify_api_key: str = ""
    notify_template: str = Field("", description="The email template in Notify, made of ((subject)) and ((body)).")
    notify_url: str = "https://api.notifications.service.gov.uk"
    time_zone: str = "Europe/London"
    mail_opens: int = Field(8, ge=0, le=23, description="Letters go from this hour of a working day on ...")
    mail_closes: int = Field(18, ge=1, le=24, description="... and no more from this hour on.")
    bank_holidays: bool = Field(True, description="Keep the bank holidays of England and Wales.")
    mail_days_off: Annotated[tuple[date, ...], *Listed] = Field(
        (), description='More days without mail: ["2027-12-29", "2027-12-30"], or the bank holidays of another nation.'
    )
    mail_at_any_hour: bool = Field(False, description="For demonstrations: letters go at night and at weekends too.")

    undo_hours: float = Field(
        24, ge=0, le=60 * 24, description="How long stopping a campaign can be undone before answers are opened."
    )
    sign_in_minutes: int = Field(15, ge=1, le=60)
    sign_in_letters: int = Field(
        5, ge=3, le=100, description="So many links at most are sent to one person in a quarter of an hour."
    )
    sign_in_by: Annotated[tuple[Literal["link", "account"], ...], *Listed] = Field(
        ("link",), description="How staff sign in: by a link in an email, with the council's own accounts, or both."
    )
    oidc_issuer: str = Field("", description="The address of the council's OpenID provider, as its metadata has it.")
    oidc_client_id: str = Field("", description="What the provider calls this installation.")
    oidc_client_secret: str = Field("", description="The secret that the provider has given it.")
    oidc_links_by_email: bool = Field(
        False, description="An account that is not known yet becomes that of whoever has its proved address here."
    )
    second_factor: Literal["off", "offered", "required"] = Field(
        "offered", description="Security keys for administrators besides how they sign in."
    )
    session_idle_minutes: int = Field(
        60, ge=5, le=8 * 60, description="Whoever does nothing for so long has to sign in again."
    )
    session_hours: int = Field(12, ge=1, le=24, description="Whoever signed in so long ago has to sign in again.")
    proof_minutes: int = Field(
        15, ge=1, le=60, description="Before what is dangerous, whoever signed in longer ago shows that it is them."
    )
    minimum_group_size: int = Field(
        THRESHOLD_FLOOR, ge=THRESHOLD_FLOOR, le=10, description="Smallest K a campaign here may choose."
    )

    keep_reports_years: int = Field(
        3, ge=1, le=10, description="Reports, plans and all of a leader's round: so long after it closed."
    )
    keep_asked_months: int = Field(
        12, ge=1, le=36, description="Who was asked about whom, and whether they answered: so long after closing."
    )
    keep_mail_months: int = Field(12, ge=1, le=36, description="What went by mail on which day: so long after closing.")
    keep_people_months: int = Field(
        6, ge=0, le=24, description="People who have left, and outsiders nobody asks any more: so long after that."
    )
    keep_audit_years: int = Field(6, ge=1, le=20, description="What staff changed and looked at.")

    @field_validator("languages")
    @classmethod
    def _has_a_catalogue(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = ["en", *sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir())]
        if not value or len(set(value)) < len(value) or not set(value) <= set(known):
            raise ValueError(f"name some of these languages, each once: {', '.join(known)}")
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("name a time zone, like Europe/London") from None
        return value

    @model_validator(mode="after")
    def _there_is_an_hour_for_mail(self) -> "Settings":
        if self.mail_opens >= self.mail_closes:
            raise ValueError("MAIL_OPENS must be an earlier hour than MAIL_CLOSES")
        return self

    @model_validator(mode="after")
    def _may_sign_in_to_the_relay(self) -> "Settings":
        if bool(self.mail_username) != bool(self.mail_password):
            raise ValueError("MAIL_USERNAME and MAIL_PASSWORD go together: set both or neither")
        return self

    @model_validator(mode="after")
    def _notify_is_known(self) -> "Settings":
        if self.mail_by == "notify":
            if not (self.notify_api_key and self.notify_template):
                raise ValueError("MAIL_BY=notify also needs NOTIFY_API_KEY and NOTIFY_TEMPLATE")
            if importlib.util.find_spec("notifications_python_client") is None:
                raise ValueError("MAIL_BY=notify also needs its client: pip install notifications-python-client")
        return self

    @model_validator(mode="after")
    def _accounts_are_known(self) -> "Settings":
        if not self.sign_in_by:
            raise ValueError('SIGN_IN_BY names "link", "account", or both')
        if "account" not in self.sign_in_by:
            return self
        if not (self.oidc_issuer and self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("SIGN_IN_BY account also needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET")
        if not self.oidc_issuer.startswith(("https://", "http://127.0.0.1:")):
            raise ValueError("OIDC_ISSUER must start with https://")
        if self.oidc_issuer.split("/")[-2:-1] in (["common"], ["organizations"], ["consumers"]):
            raise ValueError("OIDC_ISSUER must name your own tenant: the shared ones let other organisations in")
        if "link" not in self.sign_in_by and not self.oidc_links_by_email:
            raise ValueError("without links, nobody could connect an account: set OIDC_LINKS_BY_EMAIL=true")
        return self

    @model_validator(mode="after")
    def _copy_is_elsewhere(self) -> "Settings":
        if self.key_store.resolve() == self.key_store_copy.resolve():
            raise ValueError("the copy of the key store must lie in another place than the key store")
        return self

    @property
    def audit_head_file(self) -> Path:
        """Where the head of the audit is noted: outside the database, so that who changes that does not reach it."""
        return self.audit_head or self.key_store.with_name(f"{self.key_store.name}-audit-head")

    @property
    def https(self) -> bool:
        """True when people reach us over HTTPS: cookies are then bound to this host and never sent in clear."""
        return self.base_url.startswith("https://")


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with ``overrides`` on top.

    Without a secret key in either, the one that was made for this installation is used (instance/secret-key).

    Raises:
        SettingsRefused: something is missing or wrong; the message lists each variable with the cure.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        if {problem["loc"] for problem in error.errors() if problem["type"] == "missing"} == {("secret_key",)}:
            return read_settings(**overrides, secret_key=own_secret(INSTANCE / "secret-key"))
        raise SettingsRefused.by(error) from None


def own_secret(file: Path) -> str:
    """The secret of this installation: random, readable by its owner only, made when first asked for."""
    try:
        file.parent.mkdir(exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    except OSError as error:
        raise SettingsRefused(f"Set FEEDBACK_SECRET_KEY: it cannot be kept in {file.parent.name}/ ({error})") from None
    with os.fdopen(handle, "w") as written:
        written.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
