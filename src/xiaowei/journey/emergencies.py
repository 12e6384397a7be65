"""Home of the emergency flags: of many projects on a day, with the days that their papers still have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.parts import in_parts
from xiaowei.base.policies.queries import policy_for
from xiaowei.journey.clock import after
from xiaowei.journey.facts import FLAG, Flag
from xiaowei.stages.selection.models import Emergency

OF = "application__candidate__"
PROJECT = (f"{OF}number", f"{OF}district_code", f"{OF}year", "application__applied_on")


def flags_of(numbers: Collection[str], on: date) -> dict[str, dict[str, Any]]:
    """Return the emergency flag of each project that has one on a day, as a plain row.

    `left` is in working days, negative past the due day; None where the papers are in, or not yet owed.
    """
    found: dict[str, dict[str, Any]] = {}
    for part in in_parts(sorted(numbers)):
        rows = Emergency.objects.filter(**{f"{OF}number__in": part})
        for number, district, year, applied_on, *told in rows.values_list(*PROJECT, *FLAG):
            flag = Flag(*told).at(on)
            if flag is not None:
                limit = policy_for(district, year).clock("emergency_papers")
                owed = applied_on is None or applied_on > on
                found[number] = asdict(flag) | _papers(flag.confirmed_on, limit, owed, on)
    return found


def _papers(confirmed_on: date | None, limit: int, owed: bool, on: date) -> dict[str, Any]:
    days = calendar()
    due = days.due(confirmed_on, limit) if confirmed_on else None
    late = after(days, due, on)
    left = after(days, on, due) if late is None else -late
    return {"due_on": due, "left": left if owed and due else None}
