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

from xiaowei.connectors.hotline_sheet.derived import RULED, derived
from xiaowei.connectors.hotline_sheet.doubtful import settle
from xiaowei.connectors.hotline_sheet.fetch import fetch
from xiaowei.connectors.hotline_sheet.lake import OURS, TEXTS, TICKETS, open_lake, typed
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.connectors.hotline_sheet.words import is_made
from xiaowei.connectors.tabular.columns import Match, load
from xiaowei.connectors.tabular.moments import YEARS, as_moment
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.connectors.tabular.skipping import reason_to_skip
from xiaowei.connectors.tabular.textfile import decode, find_delimiter
from xiaowei.connectors.tabular.values import NOTHING
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import NOWHERE, caller_of
from xiaowei.domain.sheets import STEP, TicketRow

LARGE_BYTES = 8 << 20
HEAD_LINES = 300
LEVELS = ("topic_1", "topic_2", "topic_3", "topic_4")
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
_LONGEST_NOTHING = max(len(word.encode()) for word in NOTHING)
PLACES = ("community", "estate", "address")
_BY_ROW = frozenset({"topic_path", "received_on"})
"""Columns whose values tell only together with others what is meant."""


@dataclass(frozen=True)
class TicketColumns:
    """A sheet of tickets: `rows` has the columns `TICKETS`, as they stand in the sheet."""

    rows: pl.DataFrame

    @property
    def frame(self) -> pl.DataFrame:
        """Return the tickets that can be read."""
        return self.rows.filter("readable").select(list(OURS))

    @property
    def rejected(self) -> tuple[str, ...]:
        """Return the numbers of the rows that can't be read, or `row N`."""
        return tuple(self.rows.filter(~pl.col("readable"))["number"].to_list())


def read_columns(file: Path, catalogue: Catalogue | None = None) -> TicketColumns:
    """Read a ticket sheet, or the Parquet of a lake (a file or its folder), into columns.

    :raises BadInput: what the reader of ticket sheets refuses; `sheet_not_a_sheet`
    """
    if lake := open_lake(file):
        return TicketColumns(lake.whole())
    if is_large_text(file):
        found = _large(file, catalogue)
        if found is not None:
            return found
    parsed = parse(fetch(file), catalogue=catalogue)
    lost = pl.DataFrame(_rejected(parsed), {"row": pl.Int64, "number": pl.String}, orient="row")
    lost = lost.with_columns(readable=pl.lit(False))
    return TicketColumns(pl.concat([columns_of(parsed.rows), lost], how="diagonal").sort("row"))


def is_large_text(file: Path) -> bool:
    """Tell whether a sheet is a text sheet of which it pays to read whole columns."""
    text = file.suffix.lower() in (".csv", ".txt", ".tsv") and file.is_file()
    return text and file.stat().st_size >= LARGE_BYTES


def columns_of(rows: Sequence[TicketRow]) -> pl.DataFrame:
    """Return the columns of rows that were read one by one."""
    data: dict[str, Sequence[object]] = {
        name: [getattr(row, name) or None for row in rows] for name in TEXTS
    }
    data["number"] = [f"row {row.row}" if is_made(row.number) else row.number for row in rows]
    for name in PLACES:
        data[name] = [None if told in NOWHERE else told for told in data[name]]
    data["caller"] = [caller_of(row.caller, row.town) for row in rows]
    data["topics"] = [STEP.join(row.topics) or None for row in rows]
    data["row"] = [row.row for row in rows]
    data["readable"] = [True] * len(rows)
    data["at"] = [_seconds(row.received_at) for row in rows]
    return pl.DataFrame(data, schema_overrides=TICKETS).select(list(TICKETS))


@dataclass(frozen=True)
class Layout:
    """How a regular text sheet is laid out: which column holds what, and in which row its headers end."""

    headers: tuple[str, ...]
    match: Match
    header_row: int
    delimiter: str

    def columns(self, data: bytes, skip: int, first_row: int) -> pl.DataFrame | None:
        """Return lines of the sheet (UTF-8) as columns, with `row` and `readable`; None where ill-formed."""
        names = [str(index) for index in range(len(self.headers))]
        try:
            frame = pl.read_csv(
                BytesIO(data), skip_lines=skip, has_header=False, separator=self.delimiter,
                schema=dict.fromkeys(names, pl.String),
            )  # fmt: skip
        except pl.exceptions.NoDataError:
            frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        except pl.exceptions.PolarsError:
            return None
        return self.columns_of(frame, first_row)

    def columns_of(self, frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
        """Return cells, in the order of the headers, as columns with `row` and `readable`."""
        frame.columns = [str(index) for index in range(frame.width)]
        return _columns(frame, self, first_row)


def layout_of(head: bytes, name: str, catalogue: Catalogue | None) -> Layout | None:
    """Return the layout that the first lines of a sheet show; None where rows must be read one by one.

    :raises BadInput: what the reader of ticket sheets refuses
    """
    lines = b"\n".join(head.split(b"\n", HEAD_LINES)[:HEAD_LINES])
    table = fetch(lines, name=name)
    match = load("hotline_sheet").match(table.headers)
    if catalogue:
        match = settle(match, table, {}, catalogue)
    if not _BY_ROW.isdisjoint(bound.field for bound in match.bound):
        return None
    delimiter = find_delimiter(decode(lines, name))
    return Layout(table.headers, match, table.header_row, delimiter)


def _large(file: Path, catalogue: Catalogue | None) -> TicketColumns | None:
    """Read a large text sheet; None where it is not as regular as it has to be."""
    data = file.read_bytes()
    try:
        layout = layout_of(data[: 1 << 20], file.name, catalogue)
    except BadInput:
        return None  # cut where it can't be; the whole tells
    if layout is None:
        return None
    text = decode(data, file.name).encode()
    read = layout.columns(text, layout.header_row, layout.header_row + 1)
    return None if read is None else TicketColumns(read.select(typed()))


def _columns(frame: pl.DataFrame, layout: Layout, first_row: int) -> pl.DataFrame:
    column = {bound.field: str(bound.index) for bound in layout.match.bound}
    texts = {name: _said(column.get(name)) for name in (*TEXTS, *RULED)}
    for name in PLACES:
        texts[name] = pl.when(~texts[name].is_in(sorted(NOWHERE))).then(texts[name])
    levels = [_said(column[name]) for name in LEVELS if name in column]
    path = pl.concat_str(levels, separator=STEP, ignore_nulls=True) if levels else pl.lit("")
    read = (
        _data_rows(frame, layout.headers, first_row)
        .lazy()
        .select("row", **texts, topics=path, when=_said(column.get("received_at")))
        .collect(engine="streaming")
    )
    read = read.with_columns(
        at=_moments(read["when"]),
        topics=pl.when(pl.col("topics") != "").then(pl.col("topics")),
    )
    read = derived(read.with_columns(shown=pl.col("number")), handler_is_town="town" not in column)
    empty = pl.all_horizontal(pl.col("content", "title", "address").is_null())
    untimely = pl.col("when").is_not_null() & pl.col("at").is_null()
    lost = empty | untimely | pl.col("lost")
    shown = pl.when(lost).then("shown").otherwise("number")
    return read.with_columns(readable=~lost, number=pl.coalesce(shown, pl.format("row {}", "row")))


def _data_rows(frame: pl.DataFrame, headers: Sequence[str], first_row: int) -> pl.DataFrame:
    """Return the rows that hold data, with their number; totals and blanks are mostly empty."""
    frame = frame.with_row_index("row", offset=first_row)
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
    found = found.set(~found.dt.year().is_between(*YEARS, closed="left"), None)
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


def _rejected(parsed: Parsed[TicketRow]) -> list[tuple[int, str]]:
    """Return where the rows stand that can't be read, and their numbers."""
    header = parsed.mapping.get("number")
    column = parsed.headers.index(header) if header in parsed.headers else None
    return [
        (reject.row, (column is not None and reject.cells[column]) or f"row {reject.row}")
        for reject in parsed.rejected
    ]
