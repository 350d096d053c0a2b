"""What time is it? The only place that asks; everything below the views is told."""

from datetime import UTC, date, datetime

from flask import current_app


def now() -> datetime:
    """The present moment in UTC, or what the application was told to believe (tests, simulations)."""
    told = current_app.config.get("CLOCK")
    moment: datetime = told() if told else datetime.now(UTC)
    return moment


def today() -> date:
    """The present day in UTC."""
    return now().date()
