"""What is this process told that is no council's own? How many it serves, how it logs, where it shows its figures."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from feedback.config import INSTANCE, SettingsRefused

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")  # of a council's folder; also good for a database or a schema
PLACE = re.compile(r"[^\s:]+:\d{1,5}")


class Machine(BaseSettings):
    """Settings of the process, from the environment (``FEEDBACK_...``) or instance/settings.env; frozen."""

    model_config = SettingsConfigDict(
        env_prefix="FEEDBACK_", env_file=INSTANCE / "settings.env", frozen=True, extra="ignore"
    )

    councils: Path | None = Field(
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
        3, ge=1, description="How many processes serve the pages; one more than the machine has processors is best."
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
        if value and not PLACE.fullmatch(value):
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
