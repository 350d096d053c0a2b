"""Is every variable in the documentation, as the models have it?"""

from feedback.config import ROOT, Settings
from feedback.installation import settings_table
from feedback.machine import Machine


def test_the_table_is_that_of_the_models() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert page == settings_table.as_markdown(), "flask settings > docs/reference/settings.md"
    for model in (Settings, Machine):
        assert len(model.model_fields) >= 8
        for name in model.model_fields:
            assert f"`FEEDBACK_{name.upper()}`" in page


def test_every_setting_says_what_it_means_or_has_a_name_that_does() -> None:
    assert str(ROOT) not in settings_table.as_markdown()
    for field in Machine.model_fields.values():
        assert field.description
