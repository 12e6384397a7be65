"""Home of the working-day calendar in force."""

from __future__ import annotations

from xiaowei.base.policies.queries import document
from xiaowei.domain.workdays import Calendar


def calendar() -> Calendar:
    """Return the country's working-day calendar, make-up workdays included."""
    return document("calendar", "calendar", Calendar)
