"""Home of the books of every day: on no day is more paid than was disbursed, or disbursed than filed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xiaowei.domain.funding import CORRECTED

Move = tuple[str, int, date | None, str]
"""(kind of ledger line, amount in fen, its day, its note)"""
OUT = {"paid": -1, "returned": -1, "clawed_back": 1}
"""The sign with which what leaves the township's account stands on the ledger; a claw-back is red."""


def first_broken(moves: Iterable[Move], new: Move) -> date | None:
    """Return the first day on which a new line would take the books further below 0; None if it fits.

    What has no day, and what a later sheet corrected, was always so; a day that an older sheet left
    below 0 already may stay as it is.
    """
    held = list(moves)
    since = new[2] or date.max
    days = sorted({since, *(day for _, _, day, _ in held if day is not None and day > since)})
    for day in days:
        before, after = _slack(held, day), _slack([*held, new], day)
        if any(now < 0 and now < then for now, then in zip(after, before, strict=True)):
            return day
    return None


def _slack(moves: Iterable[Move], day: date) -> tuple[int, int]:
    """Return what of the filed sum is not disbursed, and what of the disbursed lies unpaid, in fen."""
    sums = dict.fromkeys(("filed", "disbursed", *OUT), 0)
    for kind, amount, on, note in moves:
        if kind in sums and (on is None or on <= day or note == CORRECTED):
            sums[kind] += amount
    out = sum(sums[kind] * sign for kind, sign in OUT.items())
    return sums["filed"] - sums["disbursed"], sums["disbursed"] + out
