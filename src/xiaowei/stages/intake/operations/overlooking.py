"""Home of looking a ticket sheet over before its first row is taken: doubles, and columns about people.

A sheet may be larger than the memory, so of its rows only a hash of each number is kept.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.withholding import LOOKED_AT, withheld
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import content_of
from xiaowei.domain.sheets import Rejected, TicketRow
from xiaowei.stages.intake.reading import too_long


@dataclass(frozen=True)
class Overview:
    """What a sheet is as a whole: how many rows it has, and which of them are not taken."""

    rows: int
    secret: frozenset[str]
    """The headers of unknown columns that tell who somebody is."""
    repeated: frozenset[int]
    """Rows that a later one says again, word by word."""
    refused: Mapping[int, Rejected]
    """Row -> why it is not taken."""

    def taken_of(self, rows: Iterable[TicketRow]) -> Iterator[TicketRow]:
        """Yield the rows that are taken, in their order."""
        left_out = self.repeated | self.refused.keys()
        return (row for row in rows if row.row not in left_out)


def look_over(rows: Sequence[TicketRow]) -> Overview:
    """Look over the rows, once, and once more where a number stands twice.

    Of two rows with one number the later is taken; the earlier is refused unless it says the same.
    """
    columns: dict[str, list[str]] = {}
    hashes = array("q")
    refused: dict[int, Rejected] = {}
    for row in rows:
        hashes.append(hash(row.number))
        if too_long(row.number):
            refused[row.row] = refusal(row.row, row.number[:60], "ticket_number_long")
        for header, cell in row.extra.items():
            cells = columns.setdefault(header, [])
            if len(cells) < LOOKED_AT:
                cells.append(cell)
    repeated = _judge_doubles(rows, _standing_twice(hashes), refused)
    return Overview(len(hashes), withheld(columns), frozenset(repeated), refused)


def refusal(row: int, number: str, code: str, **facts: object) -> Rejected:
    """Return a row put aside for what its number is, with the reason."""
    error = BadInput(code, row=row, column="number", value=number, **facts)
    return Rejected(row, "number", number, error, ())


def _standing_twice(hashes: array[int]) -> frozenset[int]:
    found, counts = np.unique(np.frombuffer(hashes, np.int64), return_counts=True)
    return frozenset(found[counts > 1].tolist())


def _judge_doubles(
    rows: Iterable[TicketRow], twice: frozenset[int], refused: dict[int, Rejected]
) -> Iterator[int]:
    """Refuse the earlier of two rows with one number; yield it where it says the same."""
    latest: dict[str, tuple[int, bytes]] = {}
    for row in rows if twice else ():
        if hash(row.number) not in twice or row.row in refused:
            continue
        content = hashlib.sha256(content_of(row).encode()).digest()
        earlier, said = latest.get(row.number, (0, b""))
        if earlier and said == content:
            yield earlier
        elif earlier:
            refused[earlier] = refusal(earlier, row.number, "double_number", other=row.row)
        latest[row.number] = (row.row, content)
