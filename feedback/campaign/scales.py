"""On which points are behaviours rated, and in which words?"""

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

# In English, as it is kept, the words of a point; here so that a catalogue has each of them.
WORDS = (
    _("Never"), _("Rarely"), _("Sometimes"), _("Now and then"), _("Often"), _("Very often"), _("Always"),
    _("How often, five points"), _("How often, six points"), _("More or less than before"),
    _("Much less"), _("Less"), _("The same"), _("More"), _("Much more"),
)  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The points of a rating, lowest first. Besides them a rater may always say "I can't say"."""

    id: str
    name: str
    labels: tuple[str, ...]
    min: int = 1

    @property
    def max(self) -> int:
        """The highest point."""
        return self.min + len(self.labels) - 1

    @property
    def points(self) -> range:
        """All points."""
        return range(self.min, self.max + 1)

    def label(self, point: int) -> str:
        """The words of a point, in the reader's language; ``labels`` are in English, as rules and reports keep them."""
        return str(gettext(self.labels[point - self.min]))

    @property
    def words(self) -> str:
        """The words of all points, in the reader's language: ``Never, Rarely, Sometimes, Often, Always``."""
        return ", ".join(map(self.label, self.points))


SCALES = {
    scale.id: scale
    for scale in (
        Scale("frequency-5", "How often, five points", ("Never", "Rarely", "Sometimes", "Often", "Always")),
        Scale(
            "frequency-6",
            "How often, six points",
            ("Never", "Rarely", "Now and then", "Often", "Very often", "Always"),
        ),
    )
}
