"""The house stays one that a newcomer can read: small modules, one order, nothing of the workshop left lying about."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import feedback
from feedback.campaign import lifecycle

ROOT = Path(__file__).parents[2]
LONGEST_MODULE = 300
LONGEST_CONFTEST = 150
HOSTS = re.compile(r"pypi\.org|pythonhosted|npmjs|deb\.debian|githubusercontent", re.IGNORECASE)
WORKSHOP = re.compile(r"/work/|/root/|/tmp/|\.pyenv")


def _tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    found = [ROOT / name for name in listed.stdout.splitlines() if name.endswith(suffixes)]
    found = [path for path in found if path.is_file()]
    assert found, "found no files: check this test"
    return found


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _tracked(".py")
        if "versions" not in path.parts and (lines := path.read_text().count("\n")) > LONGEST_MODULE
    }
    assert long == {}
    for path in _tracked("conftest.py"):
        assert path.read_text().count("\n") <= LONGEST_CONFTEST, path


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [path for path in _tracked(".py") if path.stem in {"utils", "util", "helpers", "common", "misc"}]


def test_the_docstring_tells_the_order_that_the_contract_keeps() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [layer for contract in contracts if contract["type"] == "layers" for layer in contract["layers"]]
    told = re.findall(r"^([a-z]+) +\S", feedback.__doc__ or "", re.MULTILINE)
    stages = [layer for layer in reversed(layers) if layer in told]
    assert len(stages) >= 8
    assert stages == [name for name in told if name in layers]


def test_the_diagram_of_states_is_the_table_of_states() -> None:
    assert (ROOT / "docs/reference/campaign-states.md").read_text() == lifecycle.as_markdown()


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    names = [*project["dependencies"], *(name for names in project["optional-dependencies"].values() for name in names)]
    assert len(names) > 20
    for name in names:
        lines = [line for line in text.splitlines() if line.strip().startswith(f'"{name}"')]
        assert lines, name
        for line in lines:
            assert len(line.partition("#")[2].split()) >= 3, name


def test_every_pinned_package_has_hashes() -> None:
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-server.txt"):
        pinned = re.findall(
            r"^[a-z0-9][^\n]*==[^\n]*\n(?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+", (ROOT / file).read_text(), re.M
        )
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", (ROOT / file).read_text(), re.MULTILINE)) > 20


def test_nothing_names_a_package_host_or_this_machine() -> None:
    for path in _tracked(
        ".py", ".md", ".toml", ".txt", ".html", ".yaml", ".css", ".js", ".sh", "Makefile", "run", "install"
    ):
        text = path.read_text(encoding="utf-8")
        if path == Path(__file__):
            continue
        assert not HOSTS.search(text), path
        assert not WORKSHOP.search(text), path


def test_a_web_process_starts_without_what_only_reports_need() -> None:
    """pandas and matplotlib take seconds and a hundred megabytes: only who reads a report waits for them."""
    heavy = ("pandas", "matplotlib", "numpy", "docx", "typst", "xlsxwriter")
    started = (
        "import sys; from feedback import create_app; from feedback.config import read_settings; "
        "create_app(read_settings(secret_key='x' * 32, database_url='sqlite:///none')); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", started], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "[]", told.stderr
