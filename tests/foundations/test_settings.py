"""Does an installation refuse to start with settings that people would suffer from?"""

import pytest

from feedback.config import SettingsRefused, contrast_with_white, read_settings

SETTINGS = {"secret_key": "x" * 32, "database_url": "sqlite://"}


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0)],
)
def test_contrast_is_that_of_wcag(colour: str, contrast: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize("colour", ["#777777", "#ffdd00", "#FF0000"])
def test_a_colour_that_cannot_be_read_on_white_is_refused_with_the_cure(colour: str) -> None:
    with pytest.raises(SettingsRefused, match=r"FEEDBACK_BRAND_COLOUR: .*choose a darker colour: .* from 4\.5 to 1 on"):
        read_settings(**SETTINGS, brand_colour=colour)


@pytest.mark.parametrize("colour", ["#767676", "#1d5b79", "#4B0082"])
def test_a_colour_that_can_be_read_is_taken(colour: str) -> None:
    assert read_settings(**SETTINGS, brand_colour=colour).brand_colour == colour
