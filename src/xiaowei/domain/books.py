"""Home of the books of every day: on no day is more paid than was disbursed, or disbursed than filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from xiaowei.domain.envelopes import left_by_day
from xiaowei.domain.funding import CORRECTED

Move = tuple[str, int, date | None, str]
"""(kind of ledger line, amount in fen, its day, its note)"""
BOOKS: tuple[Mapping[str, int], ...] = (
    {"filed": 1, "disbursed": -1},
    {"disbursed": 1, "paid": -1, "returned": -1, "clawed_back": 1},
)
"""What may be disbursed, and what lies with the township: kind of line -> its sign; a claw-back is red."""


def first_broken(moves: Iterable[Move], new: Move) -> date | None:
    """Return the first day on which a new line would take the books further below 0; None if it fits.

    What has no day, and what a later sheet corrected, was always so; a day that an older sheet left
    below 0 already may stay as it is.
    """
    held = list(moves)
    kind, amount, on, _ = new
    broken = [
        day
        for signs in BOOKS
        if (change := signs.get(kind, 0) * amount) < 0
        for day, left in left_by_day(_moved(held, signs), on or date.max)
        if left + change < 0
    ]
    return min(broken, default=None)


def _moved(moves: Iterable[Move], signs: Mapping[str, int]) -> list[tuple[date | None, int]]:
    return [
        (None if note == CORRECTED else on, signs[kind] * amount)
        for kind, amount, on, note in moves
        if kind in signs
    ]
