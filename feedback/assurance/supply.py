"""What is this made of, and is it what was pinned? Answered offline, from the installed packages and the pinned list.

Whether a weakness has become known in one of them cannot be told without a network: ``make audit-online`` asks.
"""

import base64
import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from feedback.assurance.paper import Paper, Section, Table
from feedback.config import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)[^\n]*\n((?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n?)+)", re.M)
NAMED = re.compile(r"^[a-z0-9]", re.M)
HASH = re.compile(r"sha256:([0-9a-f]{64})")
# Licences that let a council use, change and pass on; each may stand alone or in a choice or a combination.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-3.0", "HPND", "ISC", "LGPL", "MIT",
    "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "ZPL-2.1", "Zlib",
    "bzip2-1.0.6",
}  # fmt: skip
# What packages write instead of the short names.
WRITTEN = {
    "MIT": ("mit license", "mit", "the mit license"),
    "BSD": ("bsd license", "bsd"),
    "BSD-3-Clause": ("bsd 3-clause license", "bsd-3-clause license", "3-clause bsd license", "modified bsd license",
                     "new bsd"),
    "Apache-2.0": ("apache software license", "apache license, version 2.0", "apache 2.0", "apache license 2.0",
                   "apache"),
    "Apache-2.0 OR BSD-3-Clause": ("dual license",),
    "MPL-2.0": ("mozilla public license 2.0 (mpl 2.0)",),
    "PSF-2.0": ("python software foundation license", "psfl"),
    "ZPL-2.1": ("zope public license",),
    "ISC": ("isc license (iscl)", "isc license"),
    "LGPL": ("gnu lesser general public license v3 (lgplv3)", "gnu lesser general public license v3", "lgplv3+",
             "lgpl-3.0-only", "lgpl-3.0-or-later", "gnu library or lesser general public license (lgpl)"),
}  # fmt: skip
MEANT = {words: name for name, written in WRITTEN.items() for words in written}
SAID_IN_ITS_FILE = {"huey": "MIT"}  # whose metadata has no licence, but whose licence file is this one
VENDORED = {
    "feedback/static/govuk-frontend.min.js": ("govuk-frontend", "6.3.0", "MIT"),
    "feedback/static/feedback.css": ("govuk-frontend", "6.3.0", "MIT"),
    "feedback/foundations/fonts/NotoSansArabic-Regular.ttf": ("Noto Sans Arabic", "", "OFL-1.1"),
    "feedback/foundations/fonts/NotoSansArabic-SemiBold.ttf": ("Noto Sans Arabic", "", "OFL-1.1"),
    "feedback/foundations/fonts/SourceSansPro-Regular.ttf": ("Source Sans Pro", "", "OFL-1.1"),
    "feedback/foundations/fonts/SourceSansPro-Semibold.ttf": ("Source Sans Pro", "", "OFL-1.1"),
}
OURS = b"\n/* ==== Feedback's own rules begin here."  # in a stylesheet; what stands before was taken over
CHECKSUMS = ROOT / "docs/reference/vendored.sha256"


@dataclass(frozen=True)
class Pinned:
    """One line of the pinned list, and what is installed of it."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @cached_property
    def installed(self) -> metadata.Distribution | None:
        """What is installed under this name; None for a package of another system."""
        try:
            return metadata.distribution(self.name)
        except metadata.PackageNotFoundError:
            return None

    @property
    def licence(self) -> str:
        """Its licence as an expression of known names, as its own metadata says it; empty if it says nothing."""
        if self.installed is None:
            return ""
        told = self.installed.metadata.json
        if expression := told.get("license_expression"):
            return str(expression)
        classes = [str(one) for one in told.get("classifier", ()) if str(one).startswith("License ::")]
        named = [one.rpartition(" :: ")[2] for one in classes if not one.endswith("OSI Approved")]
        named = named or [str(told.get("license", "")).split("\n")[0]]
        told_so = " OR ".join(MEANT.get(one.strip().lower(), one.strip()) for one in named)
        return told_so or SAID_IN_ITS_FILE.get(self.name, "")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    well: bool
    finding: str


def pinned(file: Path | None = None) -> list[Pinned]:
    """The packages that are installed to run this, each in one version.

    Where a name is pinned in several for several versions of Python, the one that is installed counts.
    """
    text = (file or ROOT / "requirements.txt").read_text()
    found = [Pinned(name, version, tuple(HASH.findall(hashes))) for name, version, hashes in PIN.findall(text)]
    here = {one.name for one in found if one.installed and one.installed.version == one.version}
    return [one for one in found if one.name not in here or (one.installed and one.installed.version == one.version)]


def is_allowed(licence: str) -> bool:
    """Whether every part of a licence expression that must be kept is on the list; of a choice, one is enough."""
    plain = licence.replace("(", " ").replace(")", " ")
    choices = [re.split(r" AND | WITH [^ ]+", choice) for choice in plain.split(" OR ")]
    parts = [[_named(part) for part in choice if part.strip()] for choice in choices]
    return any(choice and ALLOWED.issuperset(choice) for choice in parts)


def _named(part: str) -> str:
    return MEANT.get(part.strip().lower(), part.strip())


def checks() -> list[Check]:
    """Everything that can be told without a network."""
    known, text = pinned(), (ROOT / "requirements.txt").read_text()
    hashed, named = len(PIN.findall(text)), len(NAMED.findall(text))
    there = [one for one in known if one.installed]
    other = [one.name for one in there if one.installed and one.installed.version != one.version]
    bad = [f"{one.name} ({one.licence or 'says nothing'})" for one in there if not is_allowed(one.licence)]
    wrong = [path for path, digest in kept_checksums().items() if _digest(ROOT / path) != digest]
    versions = f"not as pinned: {_list(other)}" if other else f"{len(there)} installed as pinned"
    licensed = f"not allowed: {_list(bad)}" if bad else f"{len(there)} allowed"
    files = f"changed: {_list(wrong)}" if wrong else f"{len(VENDORED)} as they were taken over"
    return [
        Check("pins", hashed == named, f"{hashed} of {named} lines have one version and its hashes"),
        Check("versions", not other, versions),
        Check("licences", not bad, licensed),
        Check("vendored files", not wrong and set(kept_checksums()) == set(VENDORED), files),
    ]


def changed_files() -> tuple[int, list[str]]:
    """How many installed files were held against the digests that came with them, and those that differ."""
    looked, changed = 0, list[str]()
    for one in pinned():
        for path in (one.installed.files or ()) if one.installed else ():
            if path.hash is None or path.hash.mode != "sha256":
                continue
            looked += 1
            file = Path(str(path.locate()))
            digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()) if file.is_file() else b""
            if digest.rstrip(b"=").decode() != path.hash.value:
                changed.append(f"{one.name}: {path}")
    return looked, changed


def kept_checksums() -> dict[str, str]:
    """What the files of others that lie among ours were when they were taken over."""
    lines = CHECKSUMS.read_text().splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def checksums() -> str:
    """The same of what they are now, as ``sha256sum`` writes it."""
    return "".join(f"{_digest(ROOT / path)}  {path}\n" for path in sorted(VENDORED))


def bill() -> dict[str, Any]:
    """The bill of materials in CycloneDX 1.5: the same bytes for the same packages."""
    components = [_component(one) for one in pinned()]
    components += [
        {"type": "file", "name": path, "version": version or "as taken over",
         "hashes": [{"alg": "SHA-256", "content": digest}],
         "licenses": [{"license": {"id": licence}}], "description": name}
        for path, digest in sorted(kept_checksums().items())
        for name, version, licence in [VENDORED[path]]
    ]  # fmt: skip
    whole = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).digest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=whole[:16], version=4)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "feedback", "version": metadata_version()}},
        "components": components,
    }


def metadata_version() -> str:
    """The version of the product, as its own project file says it."""
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    return found[1] if found else "unknown"


def licences() -> Paper:
    """Every package with its licence, and the files of others that lie among ours."""
    rows = [(one.name, one.version, one.licence or "(of another system)") for one in pinned() if one.installed]
    files = [(path, name, version or "-", licence) for path, (name, version, licence) in sorted(VENDORED.items())]
    return Paper(
        "Licences",
        "What runs is made of these packages, as each says of itself. Every licence is on a list of those that let a "
        "council use, change and pass on; a test fails on another.",
        [
            Section("Packages", [Table("Packages", ("Package", "Version", "Licence"), rows)]),
            Section("Files of others", [Table("Files", ("File", "Of", "Version", "Licence"), files)]),
        ],
    )


def _component(one: Pinned) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "name": one.name,
        "version": one.version,
        "purl": f"pkg:pypi/{one.name}@{one.version}",
        "properties": [{"name": "pinned:sha256", "value": digest} for digest in one.hashes],
    }
    if one.licence:
        known = is_allowed(one.licence)
        told["licenses"] = [{"expression": one.licence} if known else {"license": {"name": one.licence}}]
    return told


def _digest(file: Path) -> str:
    """The digest of a file, or of what is not ours in it."""
    return hashlib.sha256(file.read_bytes().partition(OURS)[0]).hexdigest() if file.is_file() else ""


def _list(names: list[str]) -> str:
    return ", ".join(sorted(names)[:20])
