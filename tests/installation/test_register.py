"""Which councils are served, by which host; and that two which share anything are not."""

from pathlib import Path

import pytest

from feedback.config import SettingsRefused
from feedback.installation import register
from feedback.installation.register import read_register
from tests.installation.conftest import Several

HOSTS = ["", "localhost", "127.0.0.1:8000", "[::1]:8000", "other.example", "north.example.evil.example", "north", "a b"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_nobodys_is_told_nothing(several: Several, host: str) -> None:
    several.add("north")
    several.serve()
    for path in ("/", "/sign-in", "/tasks", "/readyz", "/static/feedback.css"):
        answer = several.ask("nowhere", path, headers={"Host": host, "X-Forwarded-Host": "north.example"})
        assert (answer.status_code, answer.get_data()) == (404, b"There is nothing at this address.\n")
        assert "set-cookie" not in answer.headers
    assert several.ask("nowhere", "/healthz", headers={"Host": host}).json == {"status": "ok"}, "as a balancer asks"


@pytest.mark.parametrize("host", ["north.example", "NORTH.example", "north.example:443", "north.example."])
def test_a_council_is_known_by_its_host_however_it_is_written(several: Several, host: str) -> None:
    several.add("north")
    several.serve()
    assert "North Council" in several.ask("nowhere", "/", headers={"Host": host}).get_data(as_text=True)


def test_each_has_its_own_places_and_secret(several: Several) -> None:
    for name in ("north", "south"):
        several.add(name)
    councils = read_register(several.place).councils
    north, south = councils["north"], councils["south"]
    assert north.secret_key != south.secret_key
    assert north.database_url == f"sqlite:///{several.place}/north/feedback.sqlite"
    assert (north.key_store, north.key_store_copy) == (
        several.place / "north/keys",
        several.place / "north/keys-copy",
    )
    assert read_register(several.place).councils["north"].secret_key == north.secret_key, "made once"
    assert (several.place / "north/secret-key").stat().st_mode & 0o777 == 0o600


def test_what_the_environment_says_for_all_carries_each_ones_name(
    several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", "postgresql+psycopg://feedback@db.example/feedback_{council}")
    monkeypatch.setenv("FEEDBACK_KEY_STORE", "/srv/keys/{council}")
    monkeypatch.setenv("FEEDBACK_UNDO_HOURS", "48")
    several.add("north")
    several.add("south", undo_hours="12")
    councils = read_register(several.place).councils
    assert councils["north"].database_url.endswith("/feedback_north")
    assert councils["south"].key_store == Path("/srv/keys/south")
    assert (councils["north"].undo_hours, councils["south"].undo_hours) == (48, 12), "a council's own word goes first"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("FEEDBACK_BASE_URL", "https://north.example:8443"),
        ("FEEDBACK_SECRET_KEY", "the same for both, and long enough to be taken"),
        ("FEEDBACK_DATABASE_URL", "sqlite:////srv/feedback.sqlite"),
        ("FEEDBACK_KEY_STORE", "/srv/keys"),
        ("FEEDBACK_KEY_STORE_COPY", "/srv/copies"),
        ("FEEDBACK_AUDIT_HEAD", "/srv/audit-head"),
        ("FEEDBACK_BACKUPS", "/srv/backups"),
    ],
)
def test_of_two_that_share_something_neither_is_served(several: Several, setting: str, value: str) -> None:
    for name in ("north", "south", "west"):
        several.add(name)
    for name in ("north", "south"):
        with (several.place / name / "settings.env").open("a") as file:
            file.write(f"{setting}='{value}'\n")
    found = read_register(several.place)
    assert list(found.councils) == ["west"]
    assert f"{setting} is shared with south: give each its own." in found.faults["north"]
    assert value not in found.faults["south"]


def test_a_key_store_within_anothers_is_shared(several: Several) -> None:
    several.add("north", key_store=str(several.place / "keys"))
    several.add("south", key_store_copy=str(several.place / "keys" / "south"))
    assert set(read_register(several.place).faults) == {"north", "south"}


def test_a_wrong_setting_stops_its_council_and_no_other(several: Several) -> None:
    several.add("north", brand_colour="#ffffff")
    several.add("south")
    for folder in ("Not A Name", "lost"):
        (several.place / folder).mkdir()
    found = read_register(several.place)
    assert list(found.councils) == ["south"]
    assert "FEEDBACK_BRAND_COLOUR" in found.faults["north"]
    assert "no settings.env" in found.faults["lost"]
    assert list((several.place / "lost").iterdir()) == [], "no secret is made where there is no council"
    assert "small letters" in found.faults["Not A Name"]
    with pytest.raises(SettingsRefused, match="north cannot be served"):
        found.named("north")


def test_a_council_that_comes_or_goes_needs_no_restart(several: Several) -> None:
    several.add("north")
    several.serve()
    kept = several.app("north")
    assert several.ask("south", "/").status_code == 404
    several.add("south")
    assert several.ask("south", "/").status_code == 200
    assert several.app("north") is kept, "the others are not disturbed"
    (several.place / "south").rename(several.place / ".south")
    assert several.ask("south", "/").status_code == 404
    assert len(several.served.awake) == 1


def test_changed_settings_need_no_restart_and_wrong_ones_change_nothing(
    several: Several, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(register, "LOOK", 0)
    for name in ("north", "south"):
        several.add(name)
    several.serve()
    south, file = several.app("south"), several.place / "north" / "settings.env"
    told = file.read_text()
    assert "North Council" in several.ask("north", "/").get_data(as_text=True)
    for wrong in (told.replace("https:", "telnet:"), ""):
        file.write_text(wrong + "FEEDBACK_BRAND_COLOUR='#ffffff'\n")
        assert "North Council" in several.ask("north", "/").get_data(as_text=True)
        assert "council north is served as before, because its settings are wrong now" in caplog.text
        caplog.clear()
    file.write_text(told.replace("North Council", "Northern Council"))
    assert "Northern Council" in several.ask("north", "/").get_data(as_text=True)
    assert several.app("south") is south, "the others are not disturbed"


def test_nobody_looks_at_every_file_for_every_page(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    several.add("north")
    looked: list[Path] = []
    changed_at = register._changed_at
    monkeypatch.setattr(register, "_changed_at", lambda path: (looked.append(path), changed_at(path))[1])
    several.serve()
    looked.clear()
    for _ in range(3):
        assert several.ask("north", "/healthz").status_code == 200
    assert looked == [several.place] * 3
