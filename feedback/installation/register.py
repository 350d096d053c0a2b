"""Which councils are there? A folder for each, with its own settings, over what the environment says for all.

What belongs to one council can be reached by no other, because nothing is shared: each has its own host, database,
secret and key store, and an installation in which two have the same is refused.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource
from sqlalchemy.engine import make_url

from feedback.config import ROOT, Settings, SettingsRefused, own_secret
from feedback.machine import NAME
from feedback.values import INSTANCE, BrokerUrl

SETTINGS = "settings.env"
STORES = ("FEEDBACK_KEY_STORE", "FEEDBACK_KEY_STORE_COPY")
SECRET = "secret-key"  # noqa: S105 - the name of a file
LOOK = 5.0  # seconds between two looks at the councils' own files

log = logging.getLogger("feedback.installation")


class CouncilSettings(Settings):
    """One council's settings: those in its folder, then those that the environment has for all, then its own places.

    Wherever the environment says ``{council}`` the name of the folder is put in, as in
    ``postgresql+psycopg://feedback@database.internal/feedback_{council}``.
    """

    folder: Path
    database_connections: int | None = Field(1, ge=1)
    # One for all: to listen at each of 300 databases would take 900 lines.
    broker_url: BrokerUrl = Field("none", min_length=1)

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The council's own file goes before the environment, which is for all."""
        for_all = DotEnvSettingsSource(settings_cls, env_file=INSTANCE / SETTINGS)
        return init_settings, dotenv_settings, env_settings, for_all

    @model_validator(mode="before")
    @classmethod
    def _has_its_own_places(cls, told: dict[str, Any]) -> dict[str, Any]:
        folder = Path(told["folder"])
        frameworks = folder / "frameworks"
        own: dict[str, Any] = {
            "database_url": f"sqlite:///{folder / 'feedback.sqlite'}",
            "key_store": folder / "keys",
            "key_store_copy": folder / "keys-copy",
            "backups": folder / "backups",
            "frameworks": frameworks if frameworks.is_dir() else ROOT / "frameworks",
        }
        named = {
            key: value.replace("{council}", folder.name) if isinstance(value, str) else value
            for key, value in told.items()
        }
        if "secret_key" not in named:
            own["secret_key"] = own_secret(folder / SECRET)
        return own | named


@dataclass(frozen=True)
class Register:
    """The councils that can be served, by name, and what is wrong with each of the others."""

    councils: Mapping[str, CouncilSettings] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def by_host(self) -> dict[str, CouncilSettings]:
        """The councils by the host in their address."""
        return {host_of(settings): settings for settings in self.councils.values()}

    def named(self, name: str) -> CouncilSettings:
        """One council.

        Raises:
            SettingsRefused: there is none of this name, or its settings are wrong.
        """
        if name in self.faults:
            raise SettingsRefused(f"The council {name} cannot be served. {self.faults[name]}")
        if name not in self.councils:
            raise SettingsRefused(f"There is no council of the name {name}. flask council list names all.")
        return self.councils[name]


def host_of(settings: Settings) -> str:
    """The host by which a council is reached. Not the port: to a browser's cookies all ports are one."""
    return (urlsplit(settings.base_url).hostname or "").lower()


def read_council(folder: Path, *, written_in: Path | None = None, **more: str) -> CouncilSettings:
    """What the council in this folder is told; or would be told, by a file ``written_in`` another and by ``more``.

    Raises:
        SettingsRefused: something is missing or wrong; the message lists each variable with the cure.
    """
    file = (written_in or folder) / SETTINGS
    try:
        return CouncilSettings(_env_file=file, folder=folder.resolve(), **more)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsRefused.by(error) from None


def read_register(place: Path, *, read: Callable[[Path], CouncilSettings] = read_council) -> Register:
    """All councils in a folder of councils. One that is wrong stops no other; of two that share, neither is served.

    ``read`` tells what the council in a folder is told.

    Raises:
        SettingsRefused: there is no such folder.
    """
    if not place.is_dir():
        raise SettingsRefused("FEEDBACK_COUNCILS: there is no such folder; make it, or take the setting away")
    found, faults = dict[str, CouncilSettings](), dict[str, str]()
    for folder in sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if not NAME.fullmatch(folder.name):
            faults[folder.name] = "Name the folder with small letters, digits and hyphens."
            continue
        if not (folder / SETTINGS).is_file():
            faults[folder.name] = f"There is no {SETTINGS} in its folder."
            continue
        try:
            found[folder.name] = read(folder)
        except SettingsRefused as refused:
            faults[folder.name] = str(refused)
    shared: dict[str, list[str]] = {}
    for one, other in combinations([(its, _reach_of(its)) for its in found.values()], 2):
        for name, problem in _what_two_share(one, other):
            shared.setdefault(name, []).append(problem)
    faults |= {name: " ".join(problems) for name, problems in shared.items()}
    return Register({name: its for name, its in found.items() if name not in shared}, faults)


def what_two_share(one: CouncilSettings, other: CouncilSettings) -> Iterator[tuple[str, str]]:
    """The name of each, and a setting by which it would reach what is the other's."""
    return _what_two_share((one, _reach_of(one)), (other, _reach_of(other)))


Reach = dict[str, object]  # a setting -> what it leads to, worked out once: 300 councils are 44,850 pairs


def _reach_of(its: CouncilSettings) -> Reach:
    return {
        "FEEDBACK_BASE_URL": host_of(its),
        "FEEDBACK_SECRET_KEY": its.secret_key,
        "FEEDBACK_DATABASE_URL": _database_of(its),
        "FEEDBACK_AUDIT_HEAD": str(its.audit_head_file.resolve()),
        "FEEDBACK_BACKUPS": str(its.backups.resolve()),
        "FEEDBACK_KEY_STORE": f"{its.key_store.resolve()}/",
        "FEEDBACK_KEY_STORE_COPY": f"{its.key_store_copy.resolve()}/",
    }


def _what_two_share(
    one: tuple[CouncilSettings, Reach], other: tuple[CouncilSettings, Reach]
) -> Iterator[tuple[str, str]]:
    (ours, reach), (theirs, others) = one, other
    shared = [setting for setting, leads_to in reach.items() if leads_to == others[setting]]
    for setting in STORES:
        place = str(reach[setting])
        if any(place.startswith(str(others[of])) or str(others[of]).startswith(place) for of in STORES):
            shared.append(setting)
    for setting in dict.fromkeys(shared):
        for whose, whom in ((ours, theirs), (theirs, ours)):
            yield whose.name, f"{setting} is shared with {whom.name}: give each its own."


def _database_of(settings: Settings) -> tuple[object, ...]:
    """What tells one database, or one schema of it, from others, whoever signs in there."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return (str(Path(url.database or "").resolve()),)
    return url.host or url.query.get("host"), url.port, url.database, url.query.get("options")


Seen = tuple[int | None, tuple[tuple[Path, int | None], ...]]  # when the folder was changed, and each council's file


class Watched:
    """The register of a folder as it is now: read again when a council has come or gone, or its settings are others.

    A council whose settings have become wrong is served as it was before; the log says what is wrong.
    """

    def __init__(self, place: Path, *, changed: Callable[[Register], None] = lambda _: None) -> None:
        self._place, self._changed = place, changed
        self._lock = threading.Lock()
        self._seen: Seen | None = None
        self._next_look = 0.0
        self._read: dict[str, tuple[int | None, CouncilSettings]] = {}
        self._register = Register()

    def now(self) -> Register:
        """The register; asking costs one look at the folder, and every ``LOOK`` seconds one at each council's file."""
        seen = self._look()
        if seen != self._seen:
            with self._lock:
                if seen != self._seen:
                    self._register = read_register(self._place, read=self._read_council)
                    self._seen = seen
                    self._read = {name: read for name, read in self._read.items() if name in self._register.councils}
                    self._changed(self._register)
        return self._register

    def _look(self) -> Seen:
        folder = _changed_at(self._place)
        if self._seen is not None and folder == self._seen[0] and time.monotonic() < self._next_look:
            return self._seen
        self._next_look = time.monotonic() + LOOK
        return folder, tuple((file, _changed_at(file)) for file in sorted(self._place.glob(f"*/{SETTINGS}")))

    def _read_council(self, folder: Path) -> CouncilSettings:
        """What a council is told: read if its file has changed, the same object if it says the same."""
        seen, (was, known) = _changed_at(folder / SETTINGS), self._read.get(folder.name, (None, None))
        if known is None or seen != was:
            try:
                its = read_council(folder)
            except SettingsRefused as refused:
                if known is None:
                    raise
                log.error(
                    "council %s is served as before, because its settings are wrong now: %s", folder.name, refused
                )
                its = known
            known = its if known != its else known
            self._read[folder.name] = seen, known
        return known


def _changed_at(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
