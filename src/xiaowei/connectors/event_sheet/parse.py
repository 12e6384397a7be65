"""Home of reading events: each row's moment and words; a row that can't be read is named, not guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from xiaowei.connectors.event_sheet.slashed import slashed_reader
from xiaowei.connectors.tabular.moments import YEARS, as_moment
from xiaowei.connectors.tabular.rows import Cell, Row, Table
from xiaowei.connectors.tabular.values import text
from xiaowei.domain.errors import BadInput
from xiaowei.domain.zone import ZONE

Moments = npt.NDArray[np.datetime64]
_LONGEST = 200
"""No name of a case, step or place is longer; a longer one is a slipped column."""


@dataclass(frozen=True, slots=True)
class EventSheet:
    """The rows that tell a moment and every word asked for, in the order of the sheet.

    `at` are moments in the zone of the house, microseconds; `words` go by the name asked for. `refused`
    tells of each row that can't be read, why.
    """

    at: Moments
    words: Mapping[str, Sequence[str]]
    rows: npt.NDArray[np.int64]
    refused: tuple[BadInput, ...]

    @property
    def read(self) -> int:
        """Count the data rows."""
        return len(self.rows) + len(self.refused)


def parse(
    table: Table, time: str, columns: Mapping[str, str], blank: frozenset[str] = frozenset()
) -> EventSheet:
    """Read moment and words of each row, `columns` being name -> header; those in `blank` may be empty.

    :raises BadInput: `no_such_column`, `events_unreadable`
    """
    when = place_of(table, time)
    places = {name: place_of(table, header) for name, header in columns.items()}
    reader = _Reader(table, when, places, blank)
    for row in table.rows:
        reader.take(row)
    if not reader.at:
        raise reader.refused[0] if reader.refused else BadInput("events_unreadable")
    return EventSheet(
        np.array(reader.at, "datetime64[us]"),
        reader.words,
        np.array(reader.rows, np.int64),
        tuple(reader.refused),
    )


def place_of(table: Table, name: str) -> int:
    """Return the place of the column called `name`.

    :raises BadInput: `no_such_column`
    """
    plain = [header.strip() for header in table.headers]
    if name.strip() not in plain:
        raise BadInput("no_such_column", name=name, known="、".join(filter(None, plain)))
    return plain.index(name.strip())


class _Reader:
    """Takes one row after the other; a moment written the same way twice is read once."""

    def __init__(
        self, table: Table, when: int, places: Mapping[str, int], blank: frozenset[str]
    ) -> None:
        self.headers, self.when, self.places, self.blank = table.headers, when, places, blank
        self.at: list[datetime] = []
        self.rows: list[int] = []
        self.words: dict[str, list[str]] = {name: [] for name in places}
        self.refused: list[BadInput] = []
        self._known: dict[Cell, datetime | None] = {}
        self._slashed = slashed_reader(row.cells[when] for row in table.rows)

    def take(self, row: Row) -> None:
        """Read a row, or note why it can't be read."""
        try:
            if row.fault:
                raise row.fault
            at = self._moment(row)
            told = {name: self._word(row, name) for name in self.places}
        except BadInput as trouble:
            self.refused.append(trouble)
            return
        self.at.append(at)
        self.rows.append(row.number)
        for name, word in told.items():
            self.words[name].append(word)

    def _moment(self, row: Row) -> datetime:
        cell = row.cells[self.when]
        try:
            if cell not in self._known:
                self._known[cell] = self._slashed(cell) or moment_of(cell)
            at = self._known[cell]
        except BadInput:
            at = None
        if at is None:
            facts = {"row": row.number, "column": self.headers[self.when]}
            raise BadInput("event_moment", **facts, value=text(cell)[:_LONGEST])  # type: ignore[arg-type]
        return at

    def _word(self, row: Row, name: str) -> str:
        at = self.places[name]
        word = " ".join(text(row.cells[at]).split())
        if len(word) > _LONGEST or not (word or name in self.blank):
            facts = {"row": row.number, "column": self.headers[at]}
            raise BadInput("event_word", **facts, value=word[:40], most=_LONGEST)  # type: ignore[arg-type]
        return word


def moment_of(cell: Cell) -> datetime | None:
    """Read a moment as ISO 8601 tells it, with or without a zone, or as clerks write it; zone dropped.

    :raises BadInput: `bad_moment`
    """
    if isinstance(cell, str) and cell[4:5] == "-":
        try:
            found = datetime.fromisoformat(cell.strip())
        except ValueError:
            found = None
        if found and YEARS[0] <= found.year < YEARS[1]:
            local = found.astimezone(ZONE) if found.tzinfo else found
            return local.replace(tzinfo=None)
    read = as_moment(cell)
    return read.replace(tzinfo=None) if read else None
