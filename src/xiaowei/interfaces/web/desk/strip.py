"""Home of the complaint strip: months before, during and after the works, the district's trend in grey."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.interfaces.web import pictures
from xiaowei.interfaces.web.shown import as_day, month_name
from xiaowei.journey.reach import FEWEST_TOLD, is_few


def count_told(count: int, inside: bool) -> str:
    """Say a count; outside, small ones are not told."""
    return _("少于5") if not inside and is_few(count) else str(count)


def drawn_outside(parts: Mapping[str, int]) -> Mapping[str, int]:
    """Return a month's parts as they are drawn outside: no height tells a count that no word tells.

    Few are all as tall as the most that are few; a small part goes with the largest one.
    """
    whole = sum(parts.values())
    if not whole:
        return {}
    largest = max(parts, key=lambda phase: parts[phase])
    if is_few(whole):
        return {largest: FEWEST_TOLD - 1}
    told = {phase: n for phase, n in parts.items() if n >= FEWEST_TOLD}
    return told | {largest: whole - sum(n for phase, n in told.items() if phase != largest)}


def strip_of(told: Mapping[str, Any], *, inside: bool) -> dict[str, Any] | None:
    """Return the drawing: a month nobody's tickets were imported for is hatched, never drawn as zero."""
    heard, steps = told["complaints"], {s["code"]: as_day(s["on"]) for s in told["clock"]["steps"]}
    start, end = steps["order"], steps["works"]
    as_of = date.fromisoformat(told["as_of"])
    months = list(heard["around"])
    if not months:
        return None
    days = [date.fromisoformat(one) for one in heard["received_on"]]
    rows = [
        _month_row(m, days, start, end, inside) | {"unknown": heard["around"][m] is None}
        for m in months
    ]
    works = None
    if start:
        works = (_place(start, months), _place((end or as_of) + timedelta(1), months))
    own = Counter(_month(day) for day in days)
    rest = [None if n is None else max(n - own[m], 0) for m, n in heard["around"].items()]
    return pictures.strip(rows, works, rest)


def _month_row(
    month: str, days: Sequence[date], start: date | None, end: date | None, inside: bool
) -> dict[str, Any]:
    heard = [day for day in days if _month(day) == month]
    parts = Counter(_phase(day, start, end) for day in heard)
    drawn = parts if inside else drawn_outside(parts)
    year = f"{month[2:4]}/" if month.endswith("-01") else ""
    return {
        "label": f"{year}{month_name(int(month[5:]))}",
        "tickets": sum(drawn.values()),
        "shown": count_told(len(heard), inside),
        "parts": drawn,
    }


def _phase(day: date, start: date | None, end: date | None) -> str:
    """Tell whether a day lies before, during or after the works; both their ends are works."""
    if start is None or day < start:
        return "before"
    return "works" if end is None or day <= end else "after"


def _place(day: date, months: Sequence[str]) -> float:
    """Return where a day lies among the months, a month being 1 wide."""
    index = next((i for i, month in enumerate(months) if month == _month(day)), None)
    if index is None:
        return 0.0 if _month(day) < months[0] else float(len(months))
    return index + (day.day - 1) / monthrange(day.year, day.month)[1]


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
