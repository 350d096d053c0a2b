"""What pytest does when it knows which tests there are, before the first of them."""

import gc

import pytest

from tests import databases


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what uses the database under test is tried again."""
    if databases.ON_POSTGRESQL:
        others = [item for item in items if not {"app", "migrated_database"} & set(getattr(item, "fixturenames", ()))]
        if config.option.collectonly:
            others += [item for item in items if item not in others and databases.is_about_sqlite(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def pytest_collection_finish() -> None:
    """Look for garbage among what tests leave, not each time in all that was imported: a quarter of all work else."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
