"""Home of tickets as columns: what grouping reads of a sheet, of any size, a column at a time.

A large text sheet is read by polars once its header was found as in every sheet; what polars finds
ill-formed, and every other sheet, is read row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import polars as pl

from xiaowei.connectors.hotline_sheet.doubtful import settle
from xiaowei.connectors.hotline_sheet.fetch import fetch
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.connectors.tabular.columns import Match, load
from xiaowei.connectors.tabular.moments import as_moment
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.connectors.tabular.skipping import reason_to_skip
from xiaowei.connectors.tabular.textfile import decode, find_delimiter
from xiaowei.connectors.tabular.values import NOTHING
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import STEP, TicketRow

LARGE_BYTES = 8 << 20
HEAD_LINES = 300
TEXTS = (
    "number", "caller", "kind", "district", "town", "community", "estate", "address", "title", "content",
)  # fmt: skip
LEVELS = ("topic_1", "topic_2", "topic_3", "topic_4")
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
_LONGEST_NOTHING = max(len(word.encode()) for word in NOTHING)
_BY_ROW = frozenset({"topic_path", "received_on"})
"""Columns whose values tell only together with others what is meant."""


@dataclass(frozen=True)
class TicketColumns:
    """A sheet of tickets: `frame` has `TEXTS`, `topics` (levels parted by STEP) and `at` (seconds).

    `rejected` are the numbers of the rows that can't be read, or `row N`.
    """

    frame: pl.DataFrame
    rejected: tuple[str, ...]


def read_columns(file: Path, catalogue: Catalogue | None = None) -> TicketColumns:
    """Read a ticket sheet into columns.

    :raises BadInput: what the reader of ticket sheets refuses
    """
    if file.suffix.lower() in (".csv", ".txt", ".tsv") and file.stat().st_size >= LARGE_BYTES:
        found = _large(file, catalogue)
        if found is not None:
            return found
    parsed = parse(fetch(file), catalogue=catalogue)
    return TicketColumns(columns_of(parsed.rows), _rejected_numbers(parsed))


def columns_of(rows: Sequence[TicketRow]) -> pl.DataFrame:
    """Return the columns of rows that were read one by one."""
    data: dict[str, list[str | None]] = {
        name: [getattr(row, name) or None for row in rows] for name in TEXTS
    }
    data["number"] = [row.number or f"row {row.row}" for row in rows]
    topics = [STEP.join(row.topics) or None for row in rows]
    at = [_seconds(row.received_at) for row in rows]
    frame = pl.DataFrame(data, schema=dict.fromkeys(TEXTS, pl.String))
    return frame.with_columns(
        topics=pl.Series(topics, dtype=pl.String), at=pl.Series(at, dtype=pl.Int64)
    )


def _large(file: Path, catalogue: Catalogue | None) -> TicketColumns | None:
    """Read a large text sheet; None where it is not as regular as it has to be."""
    data = file.read_bytes()
    head = b"\n".join(data[: 1 << 20].split(b"\n", HEAD_LINES)[:HEAD_LINES])
    try:
        table = fetch(head, name=file.name)
    except BadInput:
        return None  # cut where it can't be; the whole tells
    match = load("hotline_sheet").match(table.headers)
    if catalogue:
        match = settle(match, table, {}, catalogue)
    text = decode(data, file.name)
    try:
        frame = pl.read_csv(
            BytesIO(text.encode()), skip_lines=table.header_row, has_header=False,
            separator=find_delimiter(text), infer_schema=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    if frame.width != len(table.headers):
        return None
    frame.columns = [str(index) for index in range(frame.width)]
    return _columns(frame, match, table.headers)


def _columns(frame: pl.DataFrame, match: Match, headers: Sequence[str]) -> TicketColumns | None:
    column = {bound.field: str(bound.index) for bound in match.bound}
    if not column.keys().isdisjoint(_BY_ROW):
        return None
    texts = {name: _said(column.get(name)) for name in TEXTS}
    levels = [_said(column[name]) for name in LEVELS if name in column]
    path = pl.concat_str(levels, separator=STEP, ignore_nulls=True) if levels else pl.lit("")
    read = (
        _data_rows(frame, headers)
        .lazy()
        .select("row", **texts, topics=path, when=_said(column.get("received_at")))
        .collect(engine="streaming")
    )
    read = read.with_columns(
        at=_moments(read["when"]),
        topics=pl.when(pl.col("topics") != "").then(pl.col("topics")),
        number=pl.coalesce(pl.col("number"), pl.format("row {}", "row")),
    )
    empty = pl.all_horizontal(pl.col("content", "title", "address").is_null())
    lost = empty | (pl.col("when").is_not_null() & pl.col("at").is_null())
    rejected = read.filter(lost)["number"].to_list()
    return TicketColumns(read.filter(~lost).drop("row", "when"), tuple(rejected))


def _data_rows(frame: pl.DataFrame, headers: Sequence[str]) -> pl.DataFrame:
    """Return the rows that hold data, with their number; totals and blanks are mostly empty."""
    frame = frame.with_row_index("row", offset=2)
    sparse = frame.filter(
        pl.sum_horizontal(pl.exclude("row").is_not_null()) < max(3, len(headers) // 2)
    )
    skipped = [row for row, *cells in sparse.rows() if reason_to_skip(cells, headers)]
    return frame.filter(~pl.col("row").is_in(skipped)) if skipped else frame


def _said(column: str | None) -> pl.Expr:
    """Return a column as it was said: no blanks around, nothing where it says nothing."""
    if column is None:
        return pl.lit(None, pl.String)
    text = pl.col(column).str.strip_chars()
    says = (text.str.len_bytes() > _LONGEST_NOTHING) | ~text.str.to_lowercase().is_in(
        sorted(NOTHING)
    )
    return pl.when(says).then(text)


def _moments(texts: pl.Series) -> pl.Series:
    """Return the seconds of moments as they are usually written, others one by one; null where unreadable."""
    found = texts.str.to_datetime(_FORMATS[0], strict=False)
    for form in _FORMATS[1:]:
        if found.null_count() == texts.null_count():
            break
        found = found.fill_null(texts.str.to_datetime(form, strict=False))
    seconds = found.dt.epoch("s")
    odd = texts.filter(found.is_null() & texts.is_not_null()).unique().to_list()
    if not odd:
        return seconds
    read = {text: _readable(text) for text in odd}
    return seconds.fill_null(texts.replace_strict(read, default=None, return_dtype=pl.Int64))


def _readable(text: str) -> int | None:
    try:
        return _seconds(as_moment(text))
    except BadInput:
        return None


def _seconds(moment: datetime | None) -> int | None:
    """Return the seconds of a moment by the clock on the wall."""
    return None if moment is None else int(moment.replace(tzinfo=UTC).timestamp())


def _rejected_numbers(parsed: Parsed[TicketRow]) -> tuple[str, ...]:
    header = parsed.mapping.get("number")
    column = parsed.headers.index(header) if header in parsed.headers else None
    return tuple(
        (column is not None and reject.cells[column]) or f"row {reject.row}"
        for reject in parsed.rejected
    )
