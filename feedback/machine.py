"""What is this process told that is no council's own? How many it serves, how it logs, where it shows its figures."""

import re
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from feedback.config import SettingsRefused
from feedback.values import Place, Told

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")  # of a council's folder; also good for a database or a schema
PLACE = re.compile(r"[^\s:]+:\d{1,5}")


class Machine(Told):
    """The settings of the process."""

    councils: Place | None = Field(
        None, description="The folder of councils, where one installation serves several; none: it serves one."
    )
    council: str = Field("", description="Of several councils, the one that a command is for.")
    councils_awake: int = Field(
        40, ge=1, description="How many councils' applications a web process keeps; who was asked for least makes room."
    )
    worker_threads: int = Field(
        4, ge=1, le=64, description="For how many of several councils one worker does what is due at the same time."
    )
    web_processes: int = Field(
        3,
        ge=1,
        le=256,
        description="How many processes serve the pages; one more than the machine has processors is best.",
    )
    web_metrics: str = Field(
        "", description="Where the web's figures are shown to Prometheus, like 127.0.0.1:9101; nowhere at first."
    )
    worker_metrics: str = Field("", description="Likewise the worker's, like 127.0.0.1:9102.")
    log_format: Literal["plain", "json"] = Field("plain", description="Lines for people, or one JSON object each.")

    @field_validator("councils", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: object) -> object:
        return value or None  # an empty variable is a folder to nobody but Path, which takes it for this one

    @field_validator("council")
    @classmethod
    def _is_a_name(cls, value: str) -> str:
        if value and not NAME.fullmatch(value):
            raise ValueError("write the name of the council's folder: small letters, digits and hyphens")
        return value

    @field_validator("web_metrics", "worker_metrics")
    @classmethod
    def _is_a_place(cls, value: str) -> str:
        if value and not (PLACE.fullmatch(value) and int(value.rpartition(":")[2]) in range(1, 65536)):
            raise ValueError("write an address of this machine and a port, like 127.0.0.1:9101")
        return value


def read_machine() -> Machine:
    """The settings of this process.

    Raises:
        SettingsRefused: something is wrong; the message lists each variable with the cure.
    """
    try:
        return Machine()
    except ValidationError as error:
        raise SettingsRefused.by(error) from None
