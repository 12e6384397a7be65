"""Home of tickets that lie as Parquet under our own names, such as the lake's months: read as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from xiaowei.domain.errors import BadInput

TEXTS = (
    "number", "caller", "kind", "district", "town", "community", "estate", "address", "title", "content",
)  # fmt: skip
OURS = dict.fromkeys((*TEXTS, "topics"), pl.String) | {"at": pl.Int64}
"""The columns of a ticket: levels of `topics` are parted by STEP, `at` is in seconds by the wall clock."""
TICKETS = {"row": pl.Int64, "readable": pl.Boolean} | OURS
PART_ROWS = 100_000
BROKEN = (OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What a damaged file of Parquet comes to; some damage polars 2 only notices by an assertion."""


@dataclass(frozen=True, slots=True)
class LakePart:
    """Rows of a file, from where to where, and which row of all the first of them is."""

    file: Path
    start: int
    stop: int
    first_row: int


@dataclass(frozen=True)
class LakeParts:
    """Parquet files with our own columns, in their order."""

    parts: Sequence[LakePart]
    rows: int

    @staticmethod
    def read(part: object) -> pl.DataFrame:
        """Return the tickets of a part.

        :raises BadInput: sheet_not_a_sheet
        """
        if not isinstance(part, LakePart):
            raise TypeError(part)
        rows = pl.scan_parquet(part.file).select(list(OURS))
        rows = rows.slice(part.start, part.stop - part.start).with_row_index("row", part.first_row)
        try:
            return rows.with_columns(readable=pl.lit(True)).select(typed()).collect()
        except BROKEN as trouble:
            raise BadInput("sheet_not_a_sheet", file=part.file.name) from trouble

    def whole(self) -> pl.DataFrame:
        """Return all tickets.

        :raises BadInput: sheet_not_a_sheet
        """
        return pl.concat([pl.DataFrame(schema=TICKETS), *map(self.read, self.parts)])


def open_lake(file: Path) -> LakeParts | None:
    """Return the parts of a lake's folder, or of a Parquet file of our columns; None of any other file.

    :raises BadInput: sheet_not_a_sheet
    """
    if not file.is_dir():
        return _opened([file]) if file.suffix.lower() == ".parquet" else None
    months = sorted(file.rglob("*.parquet"))
    found = _opened(months) if months else None
    if found is None:
        raise BadInput("sheet_not_a_sheet", file=file.name)
    return found


def typed() -> list[pl.Expr]:
    """Return the columns of tickets, as they are called and typed everywhere."""
    return [pl.col(name).cast(kind) for name, kind in TICKETS.items()]


def _opened(files: Sequence[Path]) -> LakeParts | None:
    parts: list[LakePart] = []
    rows = 0
    for file in files:
        count = _count(file)
        if count is None:
            return None
        parts += [
            LakePart(file, at, min(at + PART_ROWS, count), rows + at + 1)
            for at in range(0, count, PART_ROWS)
        ]
        rows += count
    return LakeParts(parts, rows)


def _count(file: Path) -> int | None:
    """Return how many rows a file has; None where its columns aren't ours."""
    try:
        rows = pl.scan_parquet(file)
        if not OURS.items() <= dict(rows.collect_schema()).items():
            return None
        return int(rows.select(pl.len()).collect().item())
    except BROKEN as trouble:
        raise BadInput("sheet_not_a_sheet", file=file.name) from trouble
