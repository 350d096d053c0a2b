"""Does an installation refuse to start with settings that people would suffer from?"""

import importlib.util
import re
import subprocess
import sys

import pytest

from feedback.config import ROOT, SettingsRefused, read_settings
from feedback.machine import read_machine
from feedback.values import contrast_with_white

SETTINGS = {"secret_key": "x" * 32, "database_url": "sqlite:////srv/feedback.sqlite"}
DATABASE, LIST = "write it like postgresql", "write a list in brackets"
WRONG = {
    "SECRET_KEY": [("short", "at least 32 characters"), (" " * 40, "at least 32 characters")],
    "COUNCIL_NAME": [(" ", "on one line"), ("One\nBcc: all@example.org", "on one line")],
    "BRAND_COLOUR": [("red", "six of the digits")],
    "LANGUAGES": [("en", LIST)],
    "BASE_URL": [
        ("feedback.example", "starting with https://"),
        ("https://", "starting with https://"),
        ("https://two words", "starting with https://"),
        ("https://feedback.example:99999", "starting with https://"),
        ("https://feedback.example/there", "the site alone"),
        ("https://feedback.example     # its address", "remarks on lines of their own"),
    ],
    "DATABASE_URL": [
        ("", DATABASE),
        ("here", DATABASE),
        ("sqlite://", DATABASE),
        ("postgresql://feedback@database/feedback", DATABASE),
        ("postgresql+psycopg://feedback@database:port/feedback", DATABASE),
        ("postgresql+psycopg://feedback@database", DATABASE),
    ],
    "BROKER_URL": [("broker:6379", "write it like redis://"), ("redis://broker:port/0", "write it like redis://")],
    "KEY_STORE": [("", "the whole path"), ("keys", "the whole path"), ("/srv/keys  # no backup", "remarks on lines")],
    "BACKUP_HOURS": [("inf", "less than or equal")],
    "MAIL_HOST": [("", "a host’s name alone"), ("smtp://relay", "name alone"), ("relay.example:25", "name alone")],
    "MAIL_PORT": [("0", "greater than"), ("70000", "less than")],
    "MAIL_USERNAME": [("feedback", "go together")],
    "MAIL_FROM": [
        ("", "one address of yours"),
        ("feedback", "one address"),
        ("a@b.example, c@d.example", "one address"),
    ],
    "MAIL_DAYS_OFF": [("2027-12-29", LIST)],
    "UNDO_HOURS": [("inf", "less than or equal"), ("nan", "less than or equal")],
    "SIGN_IN_BY": [("link", LIST)],
    "COUNCILS": [("councils", "the whole path")],
    "WEB_PROCESSES": [("1000", "less than or equal")],
    "WEB_METRICS": [("127.0.0.1:99999", "an address of this machine")],
}


@pytest.mark.parametrize(("name", "value", "cure"), [(name, *case) for name, cases in WRONG.items() for case in cases])
def test_a_wrong_value_is_refused_with_the_cure_and_not_repeated(
    name: str, value: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", SETTINGS["secret_key"])
    monkeypatch.setenv(f"FEEDBACK_{name}", value)
    with pytest.raises(SettingsRefused, match=re.escape(cure)) as refused:
        _read()
    words = str(refused.value)
    assert f"FEEDBACK_{name}: " in words or "FEEDBACK_(several): " in words
    assert "Value error" not in words
    assert len(value.strip()) < 12 or value not in words


def _read() -> None:
    """As a server does when it starts."""
    read_machine()
    read_settings(_env_file=None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql+psycopg://feedback@/feedback?host=/run/postgresql"),
        ("BROKER_URL", "unix:///run/redis.sock"),
        ("BROKER_URL", "none"),
        ("MAIL_HOST", "::1"),
        ("MAIL_FROM", "Feedback <feedback@example.gov.uk>"),
        ("MAIL_PASSWORD", "a # b"),
        ("MAIL_DAYS_OFF", '["2027-12-29"]'),
        ("BASE_URL", "https://feedback.example:8443/"),
        ("SAFEGUARDING_CONTACT", "Room #3"),
    ],
)
def test_what_is_unusual_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_MAIL_USERNAME", "feedback")
    monkeypatch.setenv("FEEDBACK_MAIL_PASSWORD", "a password")
    monkeypatch.setenv(f"FEEDBACK_{name}", value)
    assert read_settings(secret_key="x" * 32, _env_file=None)


@pytest.mark.parametrize(
    ("setting", "value", "package"),
    [
        ("database_url", "postgresql+psycopg://database/feedback", "psycopg"),
        ("broker_url", "redis://broker", "redis"),
    ],
)
def test_what_needs_a_client_says_so_at_start(
    setting: str, value: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SettingsRefused, match=f"its client, {package}: pip install"):
        read_settings(**SETTINGS | {setting: value})


def test_a_command_ends_with_the_cure_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", SETTINGS["secret_key"])
    monkeypatch.setenv("FEEDBACK_MAIL_PORT", "0")
    done = subprocess.run(
        [sys.executable, "-m", "flask", "doctor"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: These settings are missing or wrong:\n  FEEDBACK_MAIL_PORT: ")
    assert "Traceback" not in done.stderr


def test_no_example_of_ours_has_a_remark_behind_a_value() -> None:
    """systemd and containers would take it for part of the value."""
    for page in [*(ROOT / "docs").glob("*/*.md"), *(ROOT / "docs" / "deploy").iterdir()]:
        assert re.findall(r"^FEEDBACK_\w+=[^\n]*[ ]#", page.read_text(), re.MULTILINE) == [], page.name


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0)],
)
def test_contrast_is_that_of_wcag(colour: str, contrast: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize("colour", ["#777777", "#ffdd00", "#FF0000"])
def test_a_colour_that_cannot_be_read_on_white_is_refused_with_the_cure(colour: str) -> None:
    with pytest.raises(SettingsRefused, match=r"FEEDBACK_BRAND_COLOUR: .*choose a darker colour: .* from 4\.5 to 1 on"):
        read_settings(**SETTINGS, brand_colour=colour)


@pytest.mark.parametrize("colour", ["#767676", "#1d5b79", "#4B0082"])
def test_a_colour_that_can_be_read_is_taken(colour: str) -> None:
    assert read_settings(**SETTINGS, brand_colour=colour).brand_colour == colour
