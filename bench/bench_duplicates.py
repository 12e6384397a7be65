"""Home of the promises of duplicates: Chicago's own labels, beside what a user would otherwise take.

Skipped where the sheet is not beside this checkout. Each claim ends with both F1.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bench import Comparison, seconds
from xiaowei.analysis.duplicates import Report, duplicates
from xiaowei.analysis.text import fold

SHEET = Path(__file__).parents[2] / "shared/data/chicago311/sanitation_2011_2013.csv"
Found = set[int]
NEVER = timedelta(days=36_500)


def norms() -> Iterator[Comparison]:
    """Yield ours beside each baseline."""
    if not SHEET.exists():
        return
    with SHEET.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    reports = [
        Report(
            row["Service_Request_Number"], fold(row["Street_Address"]),
            datetime.fromisoformat(row["Creation_Date"]),
            datetime.fromisoformat(row["Completion_Date"]) if row["Completion_Date"] else None,
        )
        for row in rows
    ]  # fmt: skip
    real = {at for at, row in enumerate(rows) if "Dup" in row["Status"]}
    good = f_one({one.index for one in duplicates(reports)}, real)
    ours = seconds(lambda: duplicates(reports))
    baselines: dict[str, Callable[[list[Report]], Found]] = {
        "the same address on one day": same_day,
        "the same address while one is open": while_open,
    }
    for name, find in baselines.items():
        plain = seconds(lambda find=find: find(reports))  # type: ignore[misc]
        claim = f"duplicates beside {name}: F1 {good:.3f} against {f_one(find(reports), real):.3f}"
        yield Comparison(claim, "rows", len(rows), ours, plain)


def f_one(found: Found, real: Found) -> float:
    """Return the F1 of what was found."""
    return 2 * len(found & real) / (len(found) + len(real))


def same_day(reports: list[Report]) -> Found:
    """Find the rows after the first of an address and day."""
    seen: set[object] = set()
    found = set()
    for at, one in enumerate(reports):
        key = (one.place, one.opened_at)
        if key in seen:
            found.add(at)
        seen.add(key)
    return found


def while_open(reports: list[Report]) -> Found:
    """Find the rows of an address of which an earlier row was still open."""
    until: dict[object, datetime] = {}
    found = set()
    for at in sorted(range(len(reports)), key=lambda at: reports[at].opened_at):
        one = reports[at]
        if one.place in until and until[one.place] >= one.opened_at:
            found.add(at)
        closed = one.closed_at or one.opened_at + NEVER
        until[one.place] = max(closed, until.get(one.place, closed))
    return found
