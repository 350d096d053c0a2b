"""Do the examples of deployment fit the product? Their settings, commands and figures are those that there are."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from click import Command, Context, Group
from flask import Flask
from prometheus_client import CollectorRegistry

from feedback.config import ROOT, Settings
from feedback.foundations.visits import Visits
from feedback.installation.figures import MEANING, Work
from feedback.machine import Machine

DEPLOY = ROOT / "docs" / "deploy"
SETTINGS = {f"FEEDBACK_{name.upper()}" for model in (Settings, Machine) for name in model.model_fields}


@pytest.fixture(scope="module")
def compose() -> Any:
    """The compose file, read as compose reads it."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_only_settings_that_there_are() -> None:
    files = [path for path in DEPLOY.iterdir() if path.is_file()]
    found = {name for path in files for name in re.findall(r"\bFEEDBACK_[A-Z_]+", path.read_text())}
    assert len(files) > 7
    assert len(found) > 8
    assert found <= SETTINGS, found - SETTINGS


def test_what_compose_sets_is_taken(compose: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = dict(compose["x-feedback"]["environment"])
    chosen = {"FEEDBACK_SECRET_KEY": "x" * 40, "DATABASE_PASSWORD": "a-password"}
    for name, value in told.items():
        words = re.sub(r"\$\{(\w+):([-?])([^}]*)\}", lambda m: chosen.get(m[1], m[3] if m[2] == "-" else ""), value)
        assert "$" not in words, name
        monkeypatch.setenv(name, words)
    settings = Settings(_env_file=tmp_path / "none")  # type: ignore[call-arg]
    assert settings.database_url == "postgresql+psycopg://feedback:a-password@database/feedback"
    assert Machine(_env_file=tmp_path / "none").log_format == "json"  # type: ignore[call-arg]
    services = compose["services"]
    hosts = [urlsplit(address).hostname for address in (settings.database_url, settings.broker_url)]
    assert {*hosts, settings.mail_host} == {"database", "broker", "mail"} <= set(services)
    for name, its in services.items():
        assert set(its.get("depends_on", ())) <= set(services), name
        kept = {volume.partition(":")[0] for volume in its.get("volumes", ())}
        assert kept <= set(compose["volumes"]), name


def test_only_the_worker_may_enter_the_key_store(compose: Any) -> None:
    with_keys = [name for name, its in compose["services"].items() if "keys:/srv/keys" in its.get("volumes", ())]
    assert with_keys == ["worker"]
    assert "InaccessiblePaths=-/srv/feedback-keys" in (DEPLOY / "feedback-web.service").read_text()
    container = (DEPLOY / "Containerfile").read_text()
    assert compose["services"]["worker"]["user"] in re.findall(r"useradd .* (\S+)", container)


def test_what_the_worker_writes_in_a_container_is_its_own_and_stays(compose: Any) -> None:
    container = (DEPLOY / "Containerfile").read_text()
    places = {
        str(Path(value).parent if name == "FEEDBACK_AUDIT_HEAD" else value)
        for name, value in compose["x-feedback"]["environment"].items()
        if value.startswith("/srv/")
    }
    assert len(places) == 4
    assert {volume.partition(":")[2] for volume in compose["services"]["worker"]["volumes"]} == places
    [owned] = re.findall(r"chown feedback-worker:feedback ((?:\w[\w-]* )+)", container)
    assert {f"/srv/{name}" for name in owned.split()} == places


def test_backups_are_made_by_a_client_of_the_servers_release(compose: Any) -> None:
    release = {"bookworm": "15", "trixie": "17"}  # of Debian, and the PostgreSQL in it
    container = (DEPLOY / "Containerfile").read_text()
    [named] = re.findall(r"^FROM python:[\d.]+-slim-(\w+)$", container, re.MULTILINE)
    assert "postgresql-client" in container
    assert compose["services"]["database"]["image"] == f"postgres:{release[named]}"


def test_the_container_has_all_that_is_read(tmp_path: Path) -> None:
    container = (DEPLOY / "Containerfile").read_text()
    copied = [part for line in re.findall(r"^COPY (.+) \S+$", container, re.MULTILINE) for part in line.split()]
    assert len(copied) > 6
    for part in copied:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    asked = (
        "import json; from feedback.assurance import supply; "
        "from feedback.config import read_settings; from feedback import create_app; "
        "app = create_app(read_settings(secret_key='x' * 32, database_url='sqlite:////nowhere/feedback.sqlite')); "
        "pages = [app.test_client().get(path).status_code for path in ('/help', '/healthz')]; "
        "print(json.dumps([pages, [check.well for check in supply.checks()], len(supply.bill()['components'])]))"
    )
    alone = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, env=alone, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    pages, well, components = json.loads(told.stdout)
    assert (pages, all(well), len(well)) == ([200, 200], True, 4)
    assert components > 50


def test_every_command_is_one_that_there_is(app: Flask, compose: Any) -> None:
    run = [its["command"] for name, its in compose["services"].items() if its.get("command", [""])[0] == "flask"]
    for unit in DEPLOY.glob("*.service"):
        [line] = re.findall(r"^ExecStart=/opt/feedback/\.venv/bin/(.+)$", unit.read_text(), re.MULTILINE)
        run.append(line.split())
    [line] = re.findall(r"^CMD \[(.+)\]$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    run.append([word.strip(' "') for word in line.split(",")])
    assert len(run) == 6
    for program, *words in run:
        if program == "python":
            webserver = pytest.importorskip("feedback.webserver", reason="granian serves on Linux")
            assert words[0:2] == ["-m", webserver.__name__]
            _check(webserver.main, words[2:])
        else:
            assert program == "flask"
            _check(app.cli, words)


def _check(command: Command, words: list[str]) -> None:
    while isinstance(command, Group) and words and not words[0].startswith("-"):
        found = command.get_command(Context(command), words[0])
        assert found is not None, words
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known, words


def test_every_alert_asks_for_figures_that_there_are_by_what_they_are() -> None:
    registry = CollectorRegistry()
    visits = Visits(registry)
    visits.note("", kind="page", seconds=0.1, silent=False, broke=True, now=0)
    registry.register(Work(dict))
    shown = {sample.name for family in registry.collect() for sample in family.samples} | set(MEANING)
    rules = [
        rule for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"] for rule in group["rules"]
    ]
    assert len(rules) > 5
    for rule in rules:
        named = re.findall(r"feedback_\w+", rule["expr"])
        assert named, rule["alert"]
        assert set(named) <= shown, rule["alert"]
        for of, name in re.findall(r"(\w+)\((feedback_\w+)[^)]*\[", rule["expr"]):
            grows = name.endswith(("_total", "_bucket", "_count", "_sum"))
            assert of in (("increase", "rate") if grows else ("delta",)), f"{rule['alert']}: {name} is no such figure"
        assert rule["annotations"]["summary"]
