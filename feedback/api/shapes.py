"""What does the API say? Each answer as a model: it writes the JSON, and the OpenAPI document is made from it."""

import uuid
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

ItemT = TypeVar("ItemT", bound=BaseModel)


class Shape(BaseModel):
    """A part of an answer; nothing is in it that is not declared."""

    model_config = ConfigDict(extra="forbid")


class PageOf(Shape, Generic[ItemT]):
    """Some of many: those on one page, and the address of the next page, or null on the last."""

    items: list[ItemT]
    page: int = Field(ge=1)
    page_size: int = Field(ge=1, le=100)
    total: int = Field(ge=0)
    next: str | None


class FrameworkOf(Shape):
    """The version of a framework that a campaign runs on, as ``flask framework list`` says it."""

    id: str
    title: str
    organisation: str
    version: str
    hash: str = Field(description="SHA-256 of its content, 64 hexadecimal digits")


class Campaign(Shape):
    """A campaign that has been launched."""

    id: uuid.UUID
    name: str
    state: str = Field(description="nominating, collecting, stopped, closed, reported, archived or cancelled")
    closes_on: date = Field(description="Last day to answer")
    framework: FrameworkOf
    leaders: int = Field(ge=0, description="How many leaders are in it")
    smallest_group: int = Field(ge=3, le=10, description="How many of a group must answer for it to be shown")
    reports_for_systems: bool = Field(description="Whether the figures of its released reports may be read here")


class Lists(Shape):
    """At which stage the leaders' lists of raters are."""

    choosing: int = Field(ge=0)
    with_manager: int = Field(ge=0)
    approved: int = Field(ge=0)
    ended: int = Field(ge=0, description="Leaders who were taken out after launch")


class Groups(Shape):
    """How many groups of raters, over all leaders, are large enough, may still become so, or are too few."""

    enough: int = Field(ge=0)
    short: int = Field(ge=0)
    too_few: int = Field(ge=0)


class Replies(Shape):
    """Over all leaders together, as the administrator's page of progress has it."""

    asked: int = Field(ge=0)
    answered: int = Field(ge=0)
    groups: Groups


class Progress(Shape):
    """How far a campaign is. Nothing here is about one leader."""

    campaign: uuid.UUID
    state: str
    closes_on: date
    lists: Lists
    replies: Replies | None = Field(
        description="Null while fewer than five leaders are counted: the figures would be too near to one of them"
    )
    leaders_left_out: int = Field(
        ge=0, description="Leaders whose raters are not counted, because whoever made the token has a part in it"
    )


class ReportListed(Shape):
    """A released report that may be read here."""

    id: uuid.UUID
    campaign: uuid.UUID
    leader: str
    email: str = Field(description="The leader’s address, as the directory has it")
    released_on: date | None


class Scale(Shape):
    """The lowest and the highest point that could be chosen."""

    min: int
    max: int


class Group(Shape):
    """A group of raters: how many were invited and answered; or a block that was made of several groups."""

    invited: int | None = Field(default=None, ge=0)
    n: int | None = Field(default=None, ge=0, description="How many answered at all")
    of: list[str] | None = None


class Cell(Shape):
    """One figure: a mean with one decimal, “x or below”, “y or above”, or hidden because too few rated it."""

    group: str
    item: str | None = None
    theme: str | None = None
    mean: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    hidden: bool | None = None
    about: bool | None = None
    low: float | None = None
    high: float | None = None
    derived: str | None = None
    spread: dict[str, str] | None = None


class Figures(Shape):
    """``released-report/1`` as every page and file of the report is made from it, without comments."""

    format: Literal["released-report/1"]
    scale: Scale
    precision: dict[str, int]
    rules: dict[str, Any] = Field(description="As frozen at launch, with their hash")
    items: dict[str, str] = Field(description="Id of each behaviour, and the id of its theme")
    groups: dict[str, Group]
    cells: list[Cell]
    importance: dict[str, Any] | None = Field(default=None, description="What matters most, where that was asked")


class Report(ReportListed):
    """A released report with its figures."""

    figures: Figures


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str
