"""Home of the sheet into which paper ballots are typed: a row a ballot, a column a project, nobody's name.

It is handed out with the projects named, and read back as strictly as it was handed out: a column that was
not on it is refused, since it could only tell who voted how.
"""

from __future__ import annotations

from collections.abc import Sequence

from xiaowei.connectors.tabular.rows import Book, Cell, Grid
from xiaowei.connectors.tabular.values import as_yes, plain, text
from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import (
    APPROVAL,
    CHOOSE_ONE,
    MOST_POINTS,
    Ballot,
    ballot_fault,
    is_ballot_number,
)

NUMBER, VOID = "票号", "废票或白票"
INVALID, BLANK = (
    frozenset({"废", "废票", "作废", "无效"}),
    frozenset({"白", "白票", "空白", "弃权"}),
)
SHOWN = 40


def entry_headers(names: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of the sheet for these projects, in their places on the ballot."""
    return (NUMBER, *(f"{place} {name}" for place, name in enumerate(names, 1)), VOID)


def read_entry(book: Book, names: Sequence[str], kind: str, most: int | None) -> tuple[Ballot, ...]:
    """Return the ballots of a filled sheet, in order of their rows.

    :raises BadInput: `ballot_sheet_other`, `ballot_column_missing`, `ballot_column_unknown`,
        `vote_ballot_blank`, `ballot_number`, `vote_ballot_twice`, `ballot_mark`, `ballot_says_nothing`,
        `ballot_void_marked`, `ballot_marks_over`, `ballot_points_over`, `ballot_ranks`, `vote_no_ballots`,
        and what a cell is refused for
    """
    grid, head = _found(book)
    columns = _columns(grid, head, entry_headers(names))
    seen: dict[str, int] = {}
    ballots = []
    for at, row in enumerate(grid.rows):
        if at <= head or not any(plain(cell) for cell in row):
            continue
        ballot = _Row(grid, at, row, columns, kind).ballot()
        if ballot.number in seen:
            raise BadInput("vote_ballot_twice", row=_row(grid, at), value=ballot.number)
        seen[ballot.number] = at
        if ballot.valid and (code := ballot_fault(ballot, kind, most)):
            raise BadInput(code, row=_row(grid, at), ballot=ballot.number, most=most or 1)
        ballots.append(ballot)
    if not ballots:
        raise BadInput("vote_no_ballots")
    return tuple(ballots)


class _Row:
    """A row of the sheet, read as a ballot."""

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

    def ballot(self) -> Ballot:
        """Return the ballot; see `read_entry` for what is refused."""
        number = plain(self._cell(self.number_at))
        if not number:
            raise BadInput("vote_ballot_blank", row=_row(self.grid, self.at))
        if not is_ballot_number(number):
            raise self._refusal("ballot_number", NUMBER, number)
        void = plain(self._cell(self.void_at))
        marks = [
            (place, mark)
            for place, (column, header) in enumerate(self.projects, 1)
            if (mark := self._mark(column, header))
        ]
        if void not in INVALID | BLANK | {""}:
            raise self._refusal("ballot_void_mark", VOID, void)
        if marks and void:
            raise self._refusal("ballot_void_marked", VOID, void)
        if not marks and not void:
            raise BadInput("ballot_says_nothing", row=_row(self.grid, self.at), ballot=number)
        return Ballot(number, tuple(marks), valid=void not in INVALID)

    def _mark(self, column: int, header: str) -> int:
        """Return what stands under a project: 1 for a tick, points or a rank; 0 for nothing."""
        cell = self._cell(column)
        shown = plain(cell)
        if not shown:
            return 0
        if self.kind in (APPROVAL, CHOOSE_ONE):
            told = as_yes(cell)
            if told is None:
                raise self._refusal("ballot_mark", header, shown)
            return int(told)
        digits = shown.removesuffix(".0")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
            raise self._refusal("ballot_whole", header, shown)
        if int(digits) > MOST_POINTS:
            raise self._refusal("ballot_whole", header, shown)
        return int(digits)

    def _cell(self, column: int) -> Cell:
        if fault := self.grid.faults.get((self.at, column)):
            raise BadInput(fault, row=_row(self.grid, self.at), cell=f"{column + 1}")
        return self.row[column] if column < len(self.row) else None

    def _refusal(self, code: str, header: str, value: str) -> BadInput:
        return BadInput(code, row=_row(self.grid, self.at), column=header, value=value[:SHOWN])


def _found(book: Book) -> tuple[Grid, int]:
    """Return the worksheet of ballots and the place of its headers.

    :raises BadInput: `ballot_sheet_other`
    """
    for grid in book.grids:
        for at, row in enumerate(grid.rows):
            if any(plain(cell) == NUMBER for cell in row):
                return grid, at
    raise BadInput("ballot_sheet_other", file=book.name, header=NUMBER)


def _columns(grid: Grid, head: int, wanted: Sequence[str]) -> list[tuple[int, str]]:
    """Return where each header of the sheet stands.

    :raises BadInput: `ballot_column_missing`, `ballot_column_unknown`
    """
    there: dict[str, int] = {}
    for at, cell in enumerate(grid.rows[head]):
        if told := _alike(text(cell)):
            there.setdefault(told, at)
    known = {_alike(header): header for header in wanted}
    for alike, header in known.items():
        if alike not in there:
            raise BadInput("ballot_column_missing", header=header)
    for alike in there:
        if alike not in known:
            raise BadInput("ballot_column_unknown", row=_row(grid, head), header=alike[:SHOWN])
    return [(there[_alike(header)], header) for header in wanted]


def _alike(header: str) -> str:
    """Return a header without what an office changes of itself: blanks, full-width letters."""
    return "".join(plain(header).split())


def _row(grid: Grid, at: int) -> int:
    """Return the number of a row in the file, from 1."""
    return grid.first_row + at + 1
