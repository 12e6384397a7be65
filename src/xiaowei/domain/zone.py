"""Home of the house's zone: which day a moment lies in, and from when to when a day lasts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@overload
def day_of(moment: datetime) -> date: ...
@overload
def day_of(moment: None) -> None: ...
@overload
def day_of(moment: datetime | None) -> date | None: ...
def day_of(moment: datetime | None) -> date | None:
    """Return the day on which an aware moment lies in the house's zone."""
    return moment.astimezone(ZONE).date() if moment else None


def start_of(day: date) -> datetime:
    """Return the moment at which a day begins in the house's zone."""
    return datetime.combine(day, time(), ZONE)


def end_of(day: date) -> datetime:
    """Return the moment at which the next day begins in the house's zone."""
    return start_of(day + timedelta(days=1))
