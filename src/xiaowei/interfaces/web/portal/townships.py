"""Home of the township table as shown: sorted as asked, stage days drawn, the worst stage named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.interfaces.web import pictures
from xiaowei.interfaces.web.shown import words

DRAWN = (("apply", 1), ("review", 3), ("file", 4), ("disburse", 5), ("order", 6), ("works", 8))
PROMISED_DAYS = 20
WIDTH = 340.0
NUMBERS = ("applied", "filed", "disbursed", "completed", "overdue")


def _by(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda row: -row[name]


SORTS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    **{name: _by(name) for name in NUMBERS},
    "days": lambda row: (row["mean_days"] is None, -(row["mean_days"] or 0)),
}


def township_table(rows: Sequence[Mapping[str, Any]], sort: str, carried: str) -> dict[str, Any]:
    """Return the table's rows, its total line and what each heading sorts by."""
    order = sorted(rows, key=SORTS.get(sort, SORTS["filed"]))
    drawn = [_drawn(row) for row in order]
    longest = max([sum(days for _, days in pairs) for pairs in drawn] + [float(PROMISED_DAYS)])
    return {
        "rows": [
            _row(row, pictures.stack(pairs, longest, WIDTH), carried)
            for row, pairs in zip(order, drawn, strict=True)
        ],
        "totals": {name: sum(row[name] for row in rows) for name in NUMBERS} | {"towns": len(rows)},
        "sort": sort if sort in SORTS else "filed",
        "promised": PROMISED_DAYS,
        "promised_x": f"{PROMISED_DAYS / longest * WIDTH:.1f}",
        "legend": [(f"st{step}", words(name, "step")) for name, step in DRAWN],
    }


def _drawn(row: Mapping[str, Any]) -> list[tuple[int, float]]:
    # A step's days count both ends, and each begins on the day the one before ended.
    found = ((step, row["stages"].get(name)) for name, step in DRAWN)
    return [(step, max(float(days) - 1, 0.2)) for step, days in found if days is not None]


def _row(row: Mapping[str, Any], boxes: list[pictures.Box], carried: str) -> dict[str, Any]:
    worst = row["worst"]
    return {
        **{name: row[name] for name in NUMBERS},
        "town": row["town"],
        "url": f"{reverse('projects')}?town={row['town_code']}"
        + (f"&{carried}" if carried else ""),
        "days": "—" if row["mean_days"] is None else f"{row['mean_days']:.2f}",
        "stack": boxes,
        "worst": words(worst["step"], "step") if worst else "",
        "over": _("平均超 %(n)s 天") % {"n": worst["over"]} if worst else "",
    }
