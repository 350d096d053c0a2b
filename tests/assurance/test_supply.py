"""What this is made of is what was pinned, may be used, and is listed; a change of any of it fails here."""

import json
from pathlib import Path

import pytest
from flask import Flask

from feedback.assurance import supply
from feedback.assurance.paper import as_markdown

ROOT = Path(__file__).parents[2]


def test_everything_is_pinned_installed_as_pinned_allowed_and_unchanged() -> None:
    assert [one for one in supply.checks() if not one.well] == []
    assert len(supply.pinned()) > 40


def test_the_page_of_licences_is_made_from_the_packages() -> None:
    page = (ROOT / "docs/reference/licences.md").read_text()
    assert page == as_markdown(supply.licences()), "flask supply licences > docs/reference/licences.md"


@pytest.mark.parametrize("licence", ["", "GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "Proprietary"])
def test_a_licence_that_is_not_on_the_list_is_refused(licence: str) -> None:
    assert not supply.is_allowed(licence)


@pytest.mark.parametrize("licence", ["MIT", "MIT OR GPL-3.0-only", "(Apache-2.0 OR MIT) AND BSD-3-Clause", "MPL-2.0"])
def test_of_a_choice_one_is_enough(licence: str) -> None:
    assert supply.is_allowed(licence)


def test_a_changed_file_of_others_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = supply.kept_checksums()
    monkeypatch.setattr(supply, "kept_checksums", lambda: kept | {"feedback/static/govuk-frontend.min.js": "0" * 64})
    assert [one.name for one in supply.checks() if not one.well] == ["vendored files"]
    assert supply.checksums() == (ROOT / "docs/reference/vendored.sha256").read_text()


def test_the_bill_of_materials_is_cyclonedx_and_the_same_each_time(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["supply", "sbom"])
    bill = json.loads(told.stdout)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    names = [one["name"] for one in bill["components"]]
    assert {"flask", "sqlalchemy", "pynacl", "feedback/static/govuk-frontend.min.js"} <= set(names)
    [flask] = [one for one in bill["components"] if one["name"] == "flask"]
    assert flask["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert bill == supply.bill()
