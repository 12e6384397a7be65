"""Home of finding the table in a grid: title rows above, one or two header rows, merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from xiaowei.connectors.tabular.headers import join_rows, read_header, unique
from xiaowei.connectors.tabular.rows import Book, Box, Cell, Grid, Row, Table
from xiaowei.connectors.tabular.skipping import reason_to_skip
from xiaowei.connectors.tabular.streaming import Streamed
from xiaowei.connectors.tabular.values import text
from xiaowei.connectors.tabular.xlsx_cells import column_letter
from xiaowei.domain.errors import BadInput

SEARCH_ROWS = 40
_AGAIN = re.compile(r"\(\d+\)$")
MOST_COLUMNS = 1000
"""No clerk's sheet has more named columns; what has is no table of ours."""
MOST_FILLED = 4096
"""Nor more filled cells in a row near its top."""

_NOTHING: frozenset[int] = frozenset()


def choose(book: Book, vocabulary: frozenset[str], sheet: str | None = None) -> Table:
    """Find the table whose headers fit best among a book's worksheets; the others are warned of.

    :raises BadInput: sheet_no_header, sheet_no_worksheet, sheet_no_rows, sheet_too_wide,
        sheet_merged_over
    """
    found = [(_headers(grid, vocabulary, book.name), grid) for grid in _grids(book, sheet)]
    (_, top, depth), grid = max(found, key=lambda item: (item[0][0], len(item[1].rows)))
    if depth == 0:
        raise BadInput("sheet_no_header", file=book.name)
    table = _table(grid, top, depth, book.name)
    if not table.rows:
        raise BadInput("sheet_no_rows", file=book.name, header_row=table.header_row)
    warnings = []
    if others := "、".join(other.name for _, other in found if other is not grid):
        warnings.append(BadInput("sheet_other_worksheets", sheet=grid.name, others=others))
    if twice := "、".join(_told_twice(table, vocabulary)):
        warnings.append(BadInput("sheet_header_twice", headers=twice))
    return replace(table, warnings=tuple(warnings))


def _require_unmerged(grid: Grid) -> None:
    """Refuse merged cells that lie over each other: they would be gone through again and again."""
    if not grid.merged or not grid.rows:
        return
    width = len(grid.rows[0])
    height = len(grid.rows)
    room = max(height * width, 1)
    for top, left, bottom, right in grid.merged:
        lines = min(bottom + 1, height) - max(top, 0)
        room -= max(lines, 0) * max(min(right + 1, width) - max(left, 0), 0) or 1
        if room < 0:
            raise BadInput("sheet_merged_over", sheet=grid.name)


def _told_twice(table: Table, vocabulary: frozenset[str]) -> Iterator[str]:
    """Yield the headers we know that stand twice and say different things; the first is read."""
    first = {header: at for at, header in enumerate(table.headers)}
    for at, header in enumerate(table.headers):
        own = first.get(_AGAIN.sub("", header), at)
        if own != at and not vocabulary.isdisjoint(read_header(table.headers[own]).names):
            said = ((row.cells[own], row.cells[at]) for row in table.rows)
            if any(again not in (None, "", once) for once, again in said):
                yield table.headers[own]


def _grids(book: Book, sheet: str | None) -> list[Grid]:
    grids = [grid for grid in book.grids if sheet in (None, grid.name)]
    if not grids:
        known = "、".join(grid.name for grid in book.grids)
        raise BadInput("sheet_no_worksheet", sheet=sheet, known=known)
    return grids


def _headers(grid: Grid, vocabulary: frozenset[str], name: str) -> tuple[int, int, int]:
    """Return (how many headers fit, row where they begin, how many rows: 0 where none is found)."""
    _require_unmerged(grid)
    head = _head(grid)
    rows = [_texts(head, at) for at in range(len(head.rows))]
    if (filled := max((sum(map(bool, cells)) for cells in rows), default=0)) > MOST_FILLED:
        raise BadInput("sheet_too_wide", file=name, columns=filled, most=MOST_COLUMNS)
    best = (0, 0, 0)
    for at, cells in enumerate(rows):
        alone = _fit(cells, vocabulary)
        if alone > best[0]:
            best = (alone, at, 1)
        if at + 1 < len(rows) and _may_stand_above(cells, rows[at + 1]):
            both = _fit(_joined(cells, rows[at + 1]), vocabulary)
            # a group has at least two columns; a lone gain is a data row that happens to fit
            if both >= max(best[0], alone, _fit(rows[at + 1], vocabulary)) + 2:
                best = (both, at, 2)
    width = max(map(len, rows), default=0)
    if best[0] < 2 and not (best[0] == 1 and width <= 3):
        return _by_looks(rows)
    fit, at, depth = best
    units = depth == 1 and at + 1 < len(rows) and _is_unit_row(rows[at + 1])
    return fit, at, 2 if units else depth


def _may_stand_above(above: list[str], below: list[str]) -> bool:
    """Two header rows show a gap: a group's name stands over several columns."""
    width = max(len(above), len(below))
    pairs = zip(
        above + [""] * (width - len(above)), below + [""] * (width - len(below)), strict=True
    )
    return _may_be_header(below) and any(not a and b for a, b in pairs)


def _is_unit_row(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(read_header(f"x({cell})").unit for cell in filled)


def _by_looks(rows: list[list[str]]) -> tuple[int, int, int]:
    """Without a single known word, the first full row of distinct texts is the header."""
    width = max((sum(map(bool, cells)) for cells in rows), default=0)
    for at, cells in enumerate(rows):
        filled = [cell for cell in cells if cell]
        distinct = len(set(filled)) == len(filled)
        if distinct and len(filled) * 2 >= width and _may_be_header(cells):
            return 0, at, 1
    return 0, 0, 0


def _fit(cells: Iterable[str], vocabulary: frozenset[str]) -> int:
    hits = {cell for cell in cells if cell and len(cell) <= 60}
    return sum(1 for cell in hits if not vocabulary.isdisjoint(read_header(cell).names))


def _may_be_header(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(len(c) <= 60 and not c.replace(".", "").isdigit() for c in filled)


def _joined(above: list[str], below: list[str]) -> list[str]:
    width = max(len(above), len(below))
    pad = [""] * width
    return join_rows((above + pad)[:width], (below + pad)[:width])


def _head(grid: Grid) -> Grid:
    """Return the rows in which headers are looked for, read once."""
    return replace(grid, rows=grid.rows[:SEARCH_ROWS])


def _texts(grid: Grid, at: int) -> list[str]:
    cells = ["" if cell is None else " ".join(text(cell).split()) for cell in grid.rows[at]]
    for top, left, bottom, right in grid.merged:
        if top <= at <= bottom and left < len(cells):
            value = grid.rows[top][left] if left < len(grid.rows[top]) else None
            for column in range(left, min(right + 1, len(cells))):
                # a name merged sideways over its columns stands above each of them
                if value is not None and (bottom > top or column == left):
                    cells[column] = " ".join(text(value).split())
    return cells


def _table(grid: Grid, top: int, depth: int, name: str) -> Table:
    start, head = top + depth, _head(grid)
    first = _texts(head, top)
    headers = _named(grid, _joined(first, _texts(head, top + 1)) if depth == 2 else first, start)
    if len(headers) > MOST_COLUMNS:
        raise BadInput("sheet_too_wide", file=name, columns=len(headers), most=MOST_COLUMNS)
    skipped = [(grid.first_row + at + 1, "title" if at < top else "header") for at in range(start)]
    spread, sections = _spread(grid, start, len(headers))
    below = _Below(grid, start, headers, spread, sections, _faults_by_row(grid))
    rows, left_out = below.parted()
    skipped += [(row.number, reason) for reason, row in left_out]
    totals = tuple(row for reason, row in left_out if reason == "total")
    return Table(
        headers=headers,
        rows=rows,
        sheet_name=grid.name,
        header_row=grid.first_row + start,
        skipped=tuple(skipped),
        totals=totals,
        titles=_titles(head, top),
    )


@dataclass(frozen=True)
class _Below:
    """What stands below the headers: each row with the reason why it is no data, or None."""

    grid: Grid
    start: int
    headers: tuple[str, ...]
    spread: dict[int, dict[int, Cell]]
    sections: set[int]
    faults: dict[int, BadInput]

    def __iter__(self) -> Iterator[tuple[str | None, Row]]:
        width = len(self.headers)
        for at, cells in enumerate(self.grid.rows[self.start :], self.start):
            number = self.grid.first_row + at + 1
            reason = "section" if at in self.sections else reason_to_skip(cells, self.headers)
            if reason and not (reason == "blank" and at in self.faults):
                yield reason, _row(number, cells, width, {}, None)
                continue
            fault = self.faults.get(at) or _too_wide(number, cells, width)
            yield None, _row(number, cells, width, self.spread.get(at, {}), fault)

    def parted(self) -> tuple[Sequence[Row], list[tuple[str, Row]]]:
        """Return the rows that hold data, streamed where the grid is, and the others with the reason."""
        streamed = isinstance(self.grid.rows, Streamed)
        rows: list[Row] = []
        left_out: list[tuple[str, Row]] = []
        for reason, row in self:
            if reason:
                left_out.append((reason, row))
            elif not streamed:
                rows.append(row)
        return Streamed(self.data_rows) if streamed else tuple(rows), left_out

    def data_rows(self) -> Iterator[Row]:
        """Yield the rows that hold data."""
        return (row for reason, row in self if not reason)


def _titles(grid: Grid, top: int) -> tuple[str, ...]:
    return tuple(t for at in range(top) for t in dict.fromkeys(_texts(grid, at)) if t)


def _named(grid: Grid, headers: list[str], start: int) -> tuple[str, ...]:
    """Call a nameless column with values after its letter; cut empty columns at the right."""
    named = list(headers)
    for at in _holding(grid.rows[start:], {at for at, name in enumerate(headers) if not name}):
        named[at] = f"列{column_letter(grid.first_column + at)}"
    while named and not named[-1]:
        named.pop()
    return unique(named)


def _holding(rows: Iterable[list[Cell]], columns: set[int]) -> set[int]:
    """Return those of some columns in which any row holds something, found in one pass."""
    empty = set(columns)
    for cells in rows if empty else ():
        empty -= {at for at in empty if at < len(cells) and cells[at] not in (None, "")}
        if not empty:
            break
    return columns - empty


def _row(
    number: int, cells: list[Cell], width: int, carried: dict[int, Cell], fault: BadInput | None
) -> Row:
    full = tuple(cells[:width]) + (None,) * (width - len(cells))
    if carried:
        full = tuple(carried.get(at, cell) for at, cell in enumerate(full))
    return Row(number, full, frozenset(carried) if carried else _NOTHING, fault)


def _too_wide(number: int, cells: list[Cell], width: int) -> BadInput | None:
    if len(cells) <= width or all(cell in (None, "") for cell in cells[width:]):
        return None
    return BadInput("row_too_wide", row=number, cells=len(cells), headers=width)


def _spread(grid: Grid, start: int, width: int) -> tuple[dict[int, dict[int, Cell]], set[int]]:
    """Carry a merged cell's value over its cells; a row merged across is a section title."""
    carried: dict[int, dict[int, Cell]] = {}
    sections: set[int] = set()
    for box in grid.merged:
        top, left, bottom, right = box
        if top < start or top >= len(grid.rows) or left >= len(grid.rows[top]):
            continue
        if _is_section(grid, box, width):
            sections.add(top)
            continue
        value = grid.rows[top][left]
        if value is None:
            continue
        last, end = min(bottom + 1, len(grid.rows)), min(right + 1, width)
        for at in range(top, last):
            for column in range(left, end):
                if (at, column) != (top, left):
                    carried.setdefault(at, {})[column] = value
    return carried, sections


def _is_section(grid: Grid, box: Box, width: int) -> bool:
    top, left, bottom, right = box
    if top != bottom or right - left + 1 < max(3, (width + 1) // 2):
        return False
    return sum(1 for cell in grid.rows[top] if cell not in (None, "")) <= 1


def _faults_by_row(grid: Grid) -> dict[int, BadInput]:
    faults: dict[int, BadInput] = {}
    for (at, column), code in sorted(grid.faults.items()):
        number = grid.first_row + at + 1
        cell = f"{column_letter(grid.first_column + column)}{number}"
        faults.setdefault(at, BadInput(code, row=number, cell=cell))
    return faults
