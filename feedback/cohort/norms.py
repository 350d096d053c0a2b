"""What does a council usually score, and several councils together? Averages by behaviour, and the file to pool them.

A council's own averages are made from its frozen reports on leaders together, so each is of at least five leaders. The
file carries them and nothing else: no person, no campaign, no cohort. Nothing is said of the pool before five councils
and fifty leaders are behind a figure. Pure. Docs: docs/methods/norms.md.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from flask_babel import gettext
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from feedback.campaign.cuts import FEWEST_LEADERS
from feedback.campaign.questionnaire import SCALES
from feedback.cohort.rules import Scale, figure
from feedback.disclosure.rules import half_up
from feedback.framework.format import BehaviourId, Slug

FORMAT: Final = "feedback-norms/1"
GROUPS: Final = ("self", "manager", "peers", "reports", "others")
FEWEST_COUNCILS, FEWEST_LEADERS_IN_POOL = 5, 50
LARGEST_FILE: Final = 1024 * 1024
Key = tuple[str, str, str]  # framework id, its version, scale
Place = tuple[str, str]  # behaviour, group


class NormsRefused(ValueError):
    """The file cannot be taken in; the message says why, for the person who sent it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Norm(_Part):
    """The mean over so many leaders of one group's rating of one behaviour, to one decimal."""

    behaviour: BehaviourId
    group: Literal["self", "manager", "peers", "reports", "others"]
    leaders: Annotated[int, Field(ge=FEWEST_LEADERS, le=1_000_000)]
    mean: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]


class FrameworkOfNorms(_Part):
    """Which framework, in which version, the behaviours are of."""

    id: Slug
    version: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]


class NormFile(_Part):
    """A council's averages on one framework, as they are exchanged: ``feedback-norms/1``."""

    format: Literal["feedback-norms/1"]
    council: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    framework: FrameworkOfNorms
    scale: Literal["frequency-5", "frequency-6"]
    made_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    figures: Annotated[list[Norm], Field(min_length=1, max_length=5_000)]

    @property
    def key(self) -> Key:
        """What it can be pooled with."""
        return self.framework.id, self.framework.version, self.scale


def own(reports: Iterable[Mapping[str, Any]]) -> dict[Key, list[Norm]]:
    """A council's averages over its closed campaigns, for each framework, version and scale, behaviours as asked."""
    sums: defaultdict[Key, defaultdict[Place, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for report in reports:
        key = (report["framework"]["id"], report["framework"]["version"], report["scale"]["id"])
        scale = Scale(report["scale"]["min"], report["scale"]["max"], report["rules"]["mode"])
        for cell in (cell for cut in report["cuts"] if cut["id"] == "all" for cell in cut["figures"]):
            if "item" in cell and cell["group"] in GROUPS:
                of_one = sums[key][cell["item"], cell["group"]]
                of_one[0] += cell["leaders"]
                of_one[1] += cell["leaders"] * figure(cell, scale).middle
    return {
        key: [
            Norm(behaviour=item, group=group, leaders=n, mean=half_up(middle, 2 * n) / 10)  # type: ignore[arg-type]
            for (item, group), (n, middle) in places.items()
        ]
        for key, places in sums.items()
    }


def pooled(files: Iterable[Sequence[Norm]]) -> dict[Place, Norm]:
    """The mean over the leaders of all councils, where five councils and fifty leaders are behind it."""
    given: defaultdict[Place, list[Norm]] = defaultdict(list)
    for norms in files:
        for norm in norms:
            given[norm.behaviour, norm.group].append(norm)
    found = {}
    for (item, group), norms in given.items():
        leaders = sum(norm.leaders for norm in norms)
        if len(norms) >= FEWEST_COUNCILS and leaders >= FEWEST_LEADERS_IN_POOL:
            total = sum(round(10 * norm.mean) * norm.leaders for norm in norms)
            mean = half_up(total, leaders) / 10
            found[item, group] = Norm(behaviour=item, group=group, leaders=leaders, mean=mean)  # type: ignore[arg-type]
    return found


def as_file(key: Key, norms: Sequence[Norm], *, council: str, made_on: date) -> bytes:
    """The file to give to other councils."""
    framework_id, version, scale = key
    content = NormFile(
        format=FORMAT, council=council[:100], framework=FrameworkOfNorms(id=framework_id, version=version),
        scale=scale, made_on=made_on.isoformat(), figures=list(norms),  # type: ignore[arg-type]
    )  # fmt: skip
    return (content.model_dump_json(indent=1) + "\n").encode()


def read(content: bytes) -> NormFile:
    """What a file of another council holds, checked.

    Raises:
        NormsRefused: it is too large, no such file, or something in it cannot be.
    """
    if len(content) > LARGEST_FILE:
        raise NormsRefused(gettext("The file is larger than one megabyte. Choose a file of averages"))
    try:
        given = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise NormsRefused(gettext("This is no file of averages. Ask the other council to export it anew")) from None
    try:
        found = NormFile.model_validate(given)
    except ValidationError as wrong:
        place = ".".join(str(part) for part in wrong.errors()[0]["loc"]) or gettext("the file")
        message = gettext("Something in the file cannot be: %(place)s. Ask the other council to export it anew",
                          place=place[:80])  # fmt: skip
        raise NormsRefused(message) from None
    places = [(norm.behaviour, norm.group) for norm in found.figures]
    scale = SCALES[found.scale]
    if len(set(places)) < len(places) or any(not scale.min <= norm.mean <= scale.max for norm in found.figures):
        raise NormsRefused(gettext("The file says something twice, or has figures off its scale. Ask for another"))
    return found


def _no_number(_word: str) -> float:
    raise ValueError("JSON has no such number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found
