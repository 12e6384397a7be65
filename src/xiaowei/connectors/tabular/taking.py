"""Home of taking rows: each row of a table becomes one row of its kind or one rejected row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from xiaowei.connectors.tabular.columns import Match
from xiaowei.connectors.tabular.rows import Cell, Parsed, Row, Table
from xiaowei.connectors.tabular.streaming import Streamed
from xiaowei.connectors.tabular.values import text
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import Fault, Rejected

RowT = TypeVar("RowT")
Values = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """How one column is read into one value of a row."""

    key: str
    index: int
    header: str
    read: Callable[[Cell], object]
    alone: bool = False
    """A merged cell's value counts once, in its first row: amounts, quantities, counts."""


def take(
    table: Table,
    match: Match,
    readers: Sequence[Reader],
    build: Callable[[int, Values], RowT],
    warnings: Iterable[BadInput] = (),
) -> Parsed[RowT]:
    """Read every row with its readers and build it; one bad row never stops the others."""

    def each() -> Iterator[tuple[RowT | None, Rejected | None]]:
        return (_taken(row, match, readers, build) for row in table.rows)

    def taken() -> Iterator[RowT]:
        return (row for row, reject in each() if reject is None and row is not None)

    def rejected() -> Iterator[Rejected]:
        return (reject for _, reject in each() if reject is not None)

    if isinstance(table.rows, Streamed):
        rows: Sequence[RowT] = Streamed(taken)
        rejects: Sequence[Rejected] = Streamed(rejected)
    else:
        both = list(each())
        rows = tuple(row for row, reject in both if reject is None and row is not None)
        rejects = tuple(reject for _, reject in both if reject is not None)
    return Parsed(
        rows=rows,
        rejected=rejects,
        mapping=match.mapping,
        unmapped=tuple(header for _, header in match.unmapped),
        warnings=(*table.warnings, *warnings),
        headers=table.headers,
        skipped=table.skipped,
    )


def _taken(
    row: Row, match: Match, readers: Sequence[Reader], build: Callable[[int, Values], RowT]
) -> tuple[RowT | None, Rejected | None]:
    values, troubles = _values(row, match, readers)
    try:
        if not troubles:
            return build(row.number, values), None
    except BadInput as trouble:
        troubles = [trouble]
    return None, _reject(row, troubles)


def _values(row: Row, match: Match, readers: Sequence[Reader]) -> tuple[Values, list[BadInput]]:
    """Return what the cells of a row say, and what is wrong with those that cannot be read."""
    if row.fault:
        return {}, [row.fault]
    cells = row.cells
    values: Values = {}
    troubles: list[BadInput] = []
    for reader in readers:
        cell = cells[reader.index]
        if cell is None or cell == "" or (reader.alone and reader.index in row.carried):
            continue
        try:
            value = reader.read(cell)
        except BadInput as trouble:
            troubles.append(_placed(trouble, row.number, reader.header))
            continue
        if value is not None:
            values[reader.key] = value
    values["extra"] = {
        header: shown for index, header in match.unmapped if (shown := text(cells[index]).strip())
    }
    return values, troubles


def _placed(trouble: BadInput, row: int, column: str) -> BadInput:
    return BadInput(trouble.code, row=row, column=column, **trouble.facts)


def _reject(row: Row, troubles: Sequence[BadInput]) -> Rejected:
    first, *others = (_fault(row, trouble) for trouble in troubles)
    cells = tuple(text(c) for c in row.cells)
    return Rejected(row.number, first.column, first.value, first.error, cells, tuple(others))


def _fault(row: Row, trouble: BadInput) -> Fault:
    error = trouble
    if trouble.row is None:
        error = BadInput(trouble.code, row=row.number, column=trouble.column, **trouble.facts)
    return Fault(error.column, str(trouble.facts.get("value", "")), error)
