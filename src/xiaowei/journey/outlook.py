"""Home of the outlook of what is sent today: when it is likely done, and what money is left for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.regions.queries import tree
from xiaowei.domain.envelopes import BUDGET
from xiaowei.domain.workdays import most_of
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.funding.queries import envelopes
from xiaowei.stages.selection.forming import limits_left

FEWEST = 5
"""Fewer finished projects of a type tell nothing of the next one; then all types are asked."""
_MADE = "filing__application__candidate__"


@dataclass(frozen=True, slots=True)
class Outlook:
    """Half of the `of` finished projects took no more than `half` working days from being sent, nine
    of ten no more than `nine`; None where none is finished. `left_fen` is None where nobody set a limit.
    """

    of: int
    same_type: bool
    half: int | None
    nine: int | None
    done_on: date | None
    left_fen: int | None
    left_is: str
    """What `left_fen` is left of: `limit` of the township in an open round, `pot` of the district."""


def outlook(*, district_code: str, town_code: str, year: int, type_code: str, on: date) -> Outlook:
    """Return what may be expected of an application of that type sent on that day."""
    took, same = _took(district_code, type_code, on)
    half, nine = most_of(took, 50), most_of(took, 90)
    left, of = _left(district_code, town_code, year)
    done = calendar().due(on, half) if half is not None else None
    return Outlook(len(took), same, half, nine, done, left, of)


def _took(district_code: str, type_code: str, on: date) -> tuple[Sequence[int], bool]:
    """Return the working days from the eve of sending to finished, and whether of the same type."""
    rows = Works.objects.filter(
        **{f"{_MADE}district_code": district_code},
        finished_on__lte=on,
        filing__application__applied_on__lte=F("finished_on"),
    ).values_list(f"{_MADE}type_code", "filing__application__applied_on", "finished_on")
    days = [(code, calendar().days(sent, done)) for code, sent, done in rows]
    own = [many for code, many in days if code == type_code]
    return (own, True) if len(own) >= FEWEST else ([many for _, many in days], False)


def _left(district_code: str, town_code: str, year: int) -> tuple[int | None, str]:
    today = tree().today
    limits = [
        row["fen_left"]
        for row in limits_left(district_code, year)
        if today(row["town_code"]) == today(town_code) and row["fen_left"] is not None
    ]
    if limits:
        return limits[-1], "limit"
    pots = [row["left_fen"] for row in envelopes(district_code, year) if row["kind"] in BUDGET]
    return (sum(pots), "pot") if pots else (None, "")
