"""Home of calendar months: the day, or the first of the month, so many months away."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def shifted(day: date, months: int) -> date:
    """Return the day `months` calendar months later; the month's last day where that is shorter."""
    first = first_of(day, months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def first_of(day: date, months: int = 0) -> date:
    """Return the first day of the month that lies `months` after that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
