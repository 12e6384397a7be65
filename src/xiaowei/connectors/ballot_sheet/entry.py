"""Home of the sheet into which paper ballots are typed: a row a ballot, a column a project, nobody's name.

It is handed out with the projects named, and read back as strictly as it was handed out: a column that was
not on it is refused, since it could only tell who voted how.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiaowei.connectors.tabular.rows import Book, Cell, Grid
from xiaowei.connectors.tabular.values import as_yes, plain, text
from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import (
    APPROVAL,
    CHOOSE_ONE,
    MOST_POINTS,
    Ballot,
    ballot_fault,
    ballot_key,
    is_ballot_number,
)

NUMBER, VOID = "票号", "废票或白票"
INVALID, BLANK = (
    frozenset({"废", "废票", "作废", "无效"}),
    frozenset({"白", "白票", "空白", "弃权"}),
)
TICKS = {"v": True, "✔": True, "☑": True, "勾": True}
"""What else is typed for a tick; √ is often a V."""
SHOWN = 40
Entry = tuple[tuple[Ballot, ...], tuple[BadInput, ...]]
"""Ballots and faults; with any fault there are no ballots, since nothing is taken in part."""


def entry_headers(names: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of the sheet for these projects, in their places on the ballot."""
    return (NUMBER, *(f"{place} {name}" for place, name in enumerate(names, 1)), VOID)


def read_entry(book: Book, names: Sequence[str], kind: str, most: int | None) -> Entry:
    """Return the ballots of a filled sheet in order of their rows, and all that cannot be read in it.

    Faults are `ballot_column_missing`, `ballot_column_unknown`, `vote_ballot_blank`, `ballot_number`,
    `vote_ballot_twice`, `ballot_mark`, `ballot_whole`, `ballot_void_mark`, `ballot_says_nothing`,
    `ballot_void_marked`, `ballot_marks_over`, `ballot_points_over`, `ballot_ranks`, and what a cell is
    refused for. Where headers are wrong no row is read.

    :raises BadInput: `ballot_sheet_other`, `ballot_sheet_second`, `vote_no_ballots`
    """
    grid, head = _found(book)
    columns, faults = _columns(grid, head, entry_headers(names))
    if faults:
        return (), tuple(faults)
    seen: set[str] = set()
    ballots = []
    for at, row in enumerate(grid.rows):
        if at <= head or not any(plain(cell) for cell in row):
            continue
        read = _Row(grid, at, row, columns, kind)
        ballot = read.ballot()
        key = ballot_key(ballot.number)
        if key in seen:
            read.blame("vote_ballot_twice", value=ballot.number)
        elif not read.faults and ballot.valid and (code := ballot_fault(ballot, kind, most)):
            read.blame(code, ballot=ballot.number, most=most or 1)
        seen.add(key)
        seen.discard("")
        ballots.append(ballot)
        faults += read.faults
    if not ballots:
        raise BadInput("vote_no_ballots")
    return ((), tuple(faults)) if faults else (tuple(ballots), ())


class _Row:
    """A row of the sheet, read as a ballot; what cannot be read is among its `faults`."""

    def __init__(
        self,
        grid: Grid,
        at: int,
        row: Sequence[Cell],
        columns: Sequence[tuple[int, str]],
        kind: str,
    ) -> None:
        self.grid, self.at, self.row, self.kind = grid, at, row, kind
        (self.number_at, _), *self.projects, (self.void_at, _) = columns
        self.faults: list[BadInput] = []

    def blame(self, code: str, **facts: Any) -> None:
        """Keep what is wrong with the row, or with one of its cells."""
        self.faults.append(BadInput(code, row=_row(self.grid, self.at), **facts))

    def ballot(self) -> Ballot:
        """Return the ballot, of no use where there are faults."""
        number = plain(self._cell(self.number_at))
        if not number:
            self.blame("vote_ballot_blank")
        elif not is_ballot_number(number):
            self._refuse("ballot_number", NUMBER, number)
        marks = [
            (place, mark)
            for place, (column, header) in enumerate(self.projects, 1)
            if (mark := self._mark(column, header))
        ]
        void = plain(self._cell(self.void_at))
        if void not in INVALID | BLANK | {""}:
            self._refuse("ballot_void_mark", VOID, void)
        elif marks and void:
            self._refuse("ballot_void_marked", VOID, void)
        elif not (marks or void or self.faults):
            self.blame("ballot_says_nothing", ballot=number)
        return Ballot(number, tuple(marks), valid=void not in INVALID)

    def _mark(self, column: int, header: str) -> int:
        """Return what stands under a project: 1 for a tick, points or a rank; 0 for nothing."""
        cell = self._cell(column)
        shown = plain(cell)
        if not shown:
            return 0
        if self.kind in (APPROVAL, CHOOSE_ONE):
            told = as_yes(cell, TICKS)
            if told is None:
                self._refuse("ballot_mark", header, shown)
            return int(told or 0)
        digits = shown.removesuffix(".0")
        whole = digits.isascii() and digits.isdigit() and len(digits) < 9
        if not whole or int(digits) > MOST_POINTS:
            self._refuse("ballot_whole", header, shown)
            return 0
        return int(digits)

    def _cell(self, column: int) -> Cell:
        if fault := self.grid.faults.get((self.at, column)):
            self.blame(fault, cell=f"{column + 1}")
            return None
        return self.row[column] if column < len(self.row) else None

    def _refuse(self, code: str, header: str, value: str) -> None:
        self.blame(code, column=header, value=value[:SHOWN])


def _found(book: Book) -> tuple[Grid, int]:
    """Return the worksheet of ballots and the place of its headers.

    :raises BadInput: `ballot_sheet_other`; `ballot_sheet_second`, whose ballots would else be lost
    """
    found = [
        (grid, at)
        for grid in book.grids
        for at, row in enumerate(grid.rows)
        if any(plain(cell) == NUMBER for cell in row)
    ]
    if not found:
        raise BadInput("ballot_sheet_other", file=book.name, header=NUMBER)
    if len(found) > 1:
        raise BadInput("ballot_sheet_second", file=book.name, header=NUMBER)
    return found[0]


def _columns(
    grid: Grid, head: int, wanted: Sequence[str]
) -> tuple[list[tuple[int, str]], list[BadInput]]:
    """Return where each header stands, and those that are missing, doubled or were not on the sheet."""
    there: dict[str, int] = {}
    faults = []
    for at, cell in enumerate(_filled(grid, head)):
        told = _alike(text(cell))
        if told in there:
            faults.append(BadInput("ballot_column_doubled", header=told[:SHOWN]))
        elif told:
            there[told] = at
        elif any(plain(row[at]) for row in grid.rows[head:] if at < len(row)):
            faults.append(BadInput("ballot_column_nameless", header=f"{at + 1}"))
    known = {_alike(header): header for header in wanted}
    faults += [
        BadInput("ballot_column_missing", header=header)
        for alike, header in known.items()
        if alike not in there
    ]
    faults += [
        BadInput("ballot_column_unknown", row=_row(grid, head), header=alike[:SHOWN])
        for alike in there
        if alike not in known
    ]
    return [(there.get(_alike(header), 0), header) for header in wanted], faults


def _filled(grid: Grid, head: int) -> list[Cell]:
    """Return the headers, as many as the widest row below has cells."""
    row = grid.rows[head]
    widest = max(len(one) for one in grid.rows[head:])
    return [*row, *[None] * (widest - len(row))]


def _alike(header: str) -> str:
    """Return a header without what an office changes of itself: blanks, full-width letters."""
    return "".join(plain(header).split())


def _row(grid: Grid, at: int) -> int:
    """Return the number of a row in the file, from 1."""
    return grid.first_row + at + 1
