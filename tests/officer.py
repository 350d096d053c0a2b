"""python -m tests.officer: one page that a security officer can sign, every figure from what has just been run."""

import hashlib
import json
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from feedback import create_app
from feedback.assurance import supply
from feedback.assurance.accessibility import tried
from feedback.assurance.paper import Paper, Section, Table, as_markdown
from feedback.config import read_settings

ROOT = Path(__file__).parents[1]
HEADERS = ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
           "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cache-Control")  # fmt: skip
Finding = tuple[bool, str]


def _said(*command: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


def _tests(*folders: str) -> Finding:
    code, told = _said("pytest", "-q", "-s", *folders)
    counts = re.findall(r"\d[\d,]* (?:passed|failed|error)[^\n]* in|\d+ routes x [^\n]*", told)
    return code == 0, "; ".join(one.removesuffix(" in") for one in counts) or "did not run"


def access() -> Finding:
    """Every route, by everybody."""
    return _tests("tests/access")


def hostile() -> Finding:
    """The short fuzz."""
    code, told = _said(
        "tests.fuzz", "--readers", "40", "--each-form", "10", "--pages", "6", "--forms", "6"
    )  # ``make fuzz`` is the long one
    found = json.loads(told) if told.startswith("{") else {"inputs": 0, "failures": "?"}
    return code == 0, f"{found['inputs']:,} inputs, {found['failures']} failures"


def proof() -> Finding:
    """Every possible set of answers."""
    code, told = _said("flask", "--app", "wsgi", "disclosure", "prove")
    return code == 0, told.strip().splitlines()[-1] if told.strip() else "did not run"


def chain() -> Finding:
    """The audit of this installation, if it has one; and the tests of what is noticed."""
    well, tests = _tests("tests/foundations/test_audit_chain.py")
    code, told = _said("flask", "--app", "wsgi", "audit", "verify")
    if not told.startswith("{"):
        return well, f"tests: {tests}; no database here to verify"
    found = json.loads(told)
    here = (
        f"head {found['head']}, {found['sealed']} sealed, {found['waiting']} waiting, {len(found['problems'])} problems"
    )
    return well and code == 0, f"tests: {tests}; here: {here}"


def headers() -> Finding:
    """What a page is sent with."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings(secret_key="x" * 32, database_url=f"sqlite:///{folder}/x.sqlite"))
        answer = app.test_client().get("/sign-in", base_url="https://localhost")
        sent = {name: answer.headers.get(name, "") for name in HEADERS}
    missing = [name for name, value in sent.items() if not value]
    policy = re.sub(r"'nonce-[^']+'", "'nonce-…'", sent["Content-Security-Policy"])
    return not missing, f"{policy}" if not missing else f"missing: {', '.join(missing)}"


def materials() -> Finding:
    """The bill of materials."""
    bill = json.dumps(supply.bill(), indent=2)
    return True, f"{len(supply.bill()['components'])} components, SHA-256 {hashlib.sha256(bill.encode()).hexdigest()}"


def files() -> Finding:
    """Every installed file against the digest that came with it."""
    looked, changed = supply.changed_files()
    return not changed, f"{looked:,} files, {len(changed)} changed"


def requirements() -> Finding:
    """The security requirements of ASVS, as the table answers them."""
    table = ROOT / "docs/reference/asvs.md"
    rows = [line for line in table.read_text().splitlines() if line.startswith("| ")] if table.exists() else []
    return True, f"{max(0, len(rows) - 2)} lines in docs/reference/asvs.md" if rows else "no table in this version"


def accessibility() -> Finding:
    """What the statement says was looked at, held against the pages there are."""
    well, tests = _tests("tests/assurance/test_accessibility.py")
    what = tried()
    pages = f"{len(what.by_links)} kinds of pages by axe-core {what.axe}, {len(what.elsewhere)} in tests of their own"
    return well, f"{pages}, last on {what.day:%d %B %Y}; tests: {tests}"


WHAT: tuple[tuple[str, Callable[[], Finding]], ...] = (
    ("Access: every route, tried by everybody", access),
    ("Disclosure: every possible set of answers", proof),
    ("Audit chain", chain),
    ("Hostile input (short run)", hostile),
    ("Headers of a page", headers),
    ("Installed files", files),
    ("Bill of materials", materials),
    ("ASVS", requirements),
    ("Accessibility statement", accessibility),
)


def main() -> int:
    """Look at everything, and print the page."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    found = [(name, *look()) for name, look in WHAT]
    found += [(f"Supply chain: {one.name}", one.well, one.finding) for one in supply.checks()]
    rows = [(name, "yes" if well else "NO", finding) for name, well, finding in found]
    page = Paper(
        "What was checked",
        f"Feedback {supply.metadata_version()}, commit {commit or 'unknown'}, Python {platform.python_version()}, "
        f"on {datetime.now(UTC):%d %B %Y at %H:%M} UTC.",
        [
            Section("Findings", [Table("Findings", ("What", "Well", "Found"), rows)]),
            Section("Not checked here", [(
                "Whether a weakness has become known in a package: `make audit-online`.",
                "A hundred thousand hostile inputs: `make fuzz`. Every page under axe once more: `make browser`.",
                "The server, the network and the mail server around it.",
            )]),
            Section("Signed", ["Name, office, day:"]),
        ],
    )  # fmt: skip
    sys.stdout.write(as_markdown(page))
    return 0 if all(well for _, well, _ in found) else 1


if __name__ == "__main__":
    sys.exit(main())
