"""What may stand in a setting? Each kind of value is refused with a sentence that says how to write it."""

import importlib.util
import json
import re
from email.headerregistry import HeaderRegistry
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

INSTANCE = Path(__file__).resolve().parent.parent / "instance"
READABLE_CONTRAST = 4.5  # to 1: WCAG 2.2, 1.4.3, for words of ordinary size
MAY_HOLD_ANYTHING = ("_password", "_secret")  # how the names end of what somebody else has made up
SHORTEST_SECRET = 32  # characters


class Told(BaseSettings):
    """Settings from the environment (``FEEDBACK_...``) or instance/settings.env; frozen, and refused when wrong."""

    model_config = SettingsConfigDict(
        env_prefix="FEEDBACK_", env_file=INSTANCE / "settings.env", frozen=True, extra="ignore"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _holds_no_remark(cls, value: Any, info: ValidationInfo) -> Any:
        """Nor what systemd and containers make of one: to them a # in the middle of a line is part of the value."""
        secret = str(info.field_name).endswith(MAY_HOLD_ANYTHING)
        if isinstance(value, str) and not secret and re.search(r"\s#(\s|$)", value):
            raise ValueError("write remarks on lines of their own: this one has become part of the value")
        return value


def _is_long(value: str) -> str:
    if len(value.strip()) < SHORTEST_SECRET:
        raise ValueError(f"take at least {SHORTEST_SECRET} characters nobody can guess, as flask new-secret prints")
    return value


def _one_line(value: str) -> str:
    if not value.strip() or len(value.splitlines()) > 1:
        raise ValueError("write a name, on one line")
    return value.strip()


def _has_a_whole_path(value: Any) -> Any:
    if isinstance(value, str | Path) and not Path(value).is_absolute():
        raise ValueError("write the whole path, as in /srv/feedback: without, each program would look in another place")
    return value


def _is_listed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise ValueError('write a list in brackets, each part in double quotes, like ["one", "two"]')
    return found


def _split(value: str) -> SplitResult | None:
    """The parts of an address; None if it is none."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 and not re.search(r"\s", value) else None
    except ValueError:  # a port that is no number or too large, for example
        return None


def _is_a_site(value: str) -> str:
    parts = _split(value)
    if not value.startswith(("http://", "https://")) or parts is None:
        raise ValueError("write the whole address, starting with https://")
    if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("write the address of the site alone, like https://feedback.example.gov.uk")
    return value.rstrip("/")


def _is_a_host(value: str) -> str:
    if not re.fullmatch(r"[\w.-]+|[0-9a-fA-F:.]+", value):
        raise ValueError("write a host’s name alone, like relay.example.gov.uk; its port has a setting of its own")
    return value


def _is_a_sender(value: str) -> str:
    found: Any = HeaderRegistry()("From", value) if value.isprintable() else None  # it says nothing of its types
    if found is None or found.defects or len(found.addresses) != 1 or not found.addresses[0].domain:
        raise ValueError("write one address of yours, like feedback@example.gov.uk")
    return value


def _url(value: str) -> URL | None:
    try:
        return make_url(value)
    except (ArgumentError, ValueError):
        return None


def _check_installed(client: str) -> None:
    if importlib.util.find_spec(client) is None:
        raise ValueError(f"also needs its client, {client}: pip install -r requirements-server.txt")


def _is_a_database(value: str) -> str:
    url = _url(value)
    on_a_server = url is not None and url.drivername == "postgresql+psycopg"
    in_a_file = url is not None and url.get_backend_name() == "sqlite" and url.database != ":memory:"
    if url is None or not url.database or not (on_a_server or in_a_file):
        raise ValueError(
            "write it like postgresql+psycopg://USER@HOST/NAME, or like sqlite:////srv/feedback/feedback.sqlite"
        )
    if on_a_server:
        _check_installed("psycopg")
    return value


def _is_a_broker(value: str) -> str:
    if value in ("", "none"):
        return value
    redis, url = value.startswith(("redis://", "rediss://", "unix://")), _url(value)
    well = redis and (_split(value) or value.startswith("unix:///"))
    if not well and not (url is not None and url.get_backend_name() == "postgresql" and url.database):
        raise ValueError("write it like redis://HOST:6379/0 or postgresql+psycopg://USER@HOST/NAME; or write none")
    _check_installed("redis" if redis else "psycopg")
    return value


def _can_be_read_on_white(value: str) -> str:
    if not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError("write it as # and six of the digits 0 to 9 and a to f, like #1d5b79")
    contrast = contrast_with_white(value)
    if contrast < READABLE_CONTRAST:
        raise ValueError(
            f"choose a darker colour: white words on it have a contrast of {contrast:.1f} to 1,"
            f" and people can read them from {READABLE_CONTRAST} to 1 on"
        )
    return value


def contrast_with_white(colour: str) -> float:
    """How a colour (``#rrggbb``) stands out from white, from 1 (not at all) to 21 (black), as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


Secret = Annotated[str, AfterValidator(_is_long)]
Name = Annotated[str, AfterValidator(_one_line)]
Place = Annotated[Path, BeforeValidator(_has_a_whole_path)]
Listed = (NoDecode, BeforeValidator(_is_listed))
"""What goes with a tuple that is written as JSON."""
Site = Annotated[str, AfterValidator(_is_a_site)]
Host = Annotated[str, AfterValidator(_is_a_host)]
Port = Annotated[int, Field(ge=1, le=65535)]
Sender = Annotated[str, AfterValidator(_is_a_sender)]
DatabaseUrl = Annotated[str, AfterValidator(_is_a_database)]
BrokerUrl = Annotated[str, AfterValidator(_is_a_broker)]
Colour = Annotated[str, AfterValidator(_can_be_read_on_white)]
