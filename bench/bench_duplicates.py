"""Home of the promises of duplicates: Chicago's own labels, beside what a user would otherwise take.

Skipped where the sheet is not beside this checkout. Each claim ends with both F1.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from bench import Comparison, seconds
from bench.splinking import Table, later_of_pairs, pairs
from xiaowei.analysis.duplicates import Report, duplicates
from xiaowei.analysis.text import fold

SHEET = Path(__file__).parents[2] / "shared/data/chicago311/sanitation_2011_2013.csv"
Found = set[int]
Scored = tuple[Table, Table]
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
    likely: list[Scored] = []
    plain = seconds(lambda: likely.append(by_splink(reports)), times=1)
    later, chance = likely[0]
    theirs = max(f_one(set(later[chance >= cut]), real) for cut in sorted(set(chance)))
    claim = f"duplicates beside splink at its best cut: F1 {good:.3f} against {theirs:.3f}"
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


def by_splink(reports: list[Report]) -> Scored:
    """Return the rows that splink pairs with an earlier one, and how probably they are one."""
    sheet = pl.DataFrame(
        {
            "unique_id": range(len(reports)),
            "place": [one.place for one in reports],
            "day": [one.opened_at.date().isoformat() for one in reports],
        }
    )
    return later_of_pairs(pairs(sheet, ["place"], [["place"]], "day")[1])
