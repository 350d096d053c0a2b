"""Pages in the reader's language: English complete, others as far as they are translated, nothing forgotten."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask

from feedback import create_app
from feedback.config import CATALOGUES, ROOT, SettingsRefused, read_settings
from tests.page_client import PageClient

SETTINGS = {"secret_key": "x" * 32, "database_url": "sqlite:////nowhere/feedback.sqlite"}


def _offering(*languages: str) -> Flask:
    return create_app(read_settings(**SETTINGS, languages=languages))


def test_a_page_is_shown_in_welsh_to_a_browser_that_asks_for_it() -> None:
    app = _offering("en", "cy")
    page = app.test_client().get("/r", headers={"Accept-Language": "cy, en;q=0.5"}).text
    assert '<html lang="cy" dir="ltr"' in page
    assert "Rhowch eich adborth" in page
    assert "Give your feedback" not in page


def test_whoever_chooses_a_language_keeps_it_and_stays_where_they_were(app: Flask) -> None:
    client = PageClient(_offering("en", "cy"))
    page = client.get("/r")
    assert page.h1 == "Give your feedback"
    page = client.submit("Cymraeg")
    assert (page.path, page.h1) == ("/r", "Rhowch eich adborth")
    assert client.submit("English").h1 == "Give your feedback"


# A browser leaves tabs and line ends out of an address, and what is left of the last two starts with two slashes.
@pytest.mark.parametrize(
    "elsewhere",
    [
        "//example.org/",
        "https://example.org/",
        "/\\example.org",
        "",
        "javascript:x",
        "/\t/example.org",
        "/\n/example.org",
    ],
)
def test_choosing_a_language_leads_to_no_other_host(app: Flask, elsewhere: str) -> None:
    app = _offering("en", "cy")
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/language", data={"language": "cy", "back": elsewhere})
    assert answer.location == "/"


def test_a_council_that_offers_one_language_shows_no_choice_and_ignores_what_browsers_ask_for() -> None:
    page = _offering("en").test_client().get("/r", headers={"Accept-Language": "cy"}).text
    assert "Give your feedback" in page
    assert "Cymraeg" not in page


@pytest.mark.parametrize("languages", [(), ("xx",), ("en", "en")])
def test_a_language_without_a_catalogue_is_refused_with_those_there_are(languages: tuple[str, ...]) -> None:
    with pytest.raises(SettingsRefused, match="en, cy"):
        read_settings(**SETTINGS, languages=languages)


def test_catalogues_have_every_message_and_are_compiled() -> None:
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, keywords={"_": None, "gettext": None, "ngettext": (1, 2)})
    messages = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    assert len(messages) > 10
    catalogues = list(CATALOGUES.glob("*/LC_MESSAGES/messages.po"))
    assert catalogues
    for path in catalogues:
        catalogue = read_po(BytesIO(path.read_bytes()))
        known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
        assert known == messages, f"run `make catalogues`: {path.parent.parent.name} differs"
        compiled = read_mo(BytesIO(path.with_suffix(".mo").read_bytes()))
        assert _translated(compiled) == _translated(catalogue), "run `make catalogues`"


def _translated(catalogue: Catalog) -> dict[str, str]:
    """Each message that has a translation, but for plurals: the compiler writes English into those that have none."""
    return {m.id: str(m.string) for m in catalogue if isinstance(m.id, str) and m.id and m.string}
