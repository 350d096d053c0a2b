"""A short crawl; ``make fuzz`` goes on for longer."""

from pathlib import Path

from flask import Flask

from tests.databases import about_sqlite
from tests.fuzz.place import crawled


@about_sqlite("what the crawler breaks is undone by putting the file back")
def test_every_role_follows_links_and_sends_harm(app: Flask, tmp_path: Path) -> None:
    with crawled(app, tmp_path / "feedback.sqlite", seed=1, pages=8, forms=8) as crawler:
        assert crawler.failures == []
        assert crawler.counts["GET"] > 150
        assert crawler.counts["POST"] > 50
