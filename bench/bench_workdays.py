"""Home of the claim that a million spans are counted faster than by numpy's business days."""

from __future__ import annotations

import numpy as np

from bench import Comparison, Norm, seconds
from xiaowei.analysis.pace import Days, working_days
from xiaowei.connectors.packs.parse import load

PAIRS = 1_000_000
CALENDAR = load(("default",)).calendar


def compare() -> Comparison:
    """Count by the cumulative table, and by busday_count with make-up workdays put right."""
    starts, ends = _pairs()
    off = np.array(sorted(CALENDAR.off), dtype="datetime64[D]")
    made_up = np.array(sorted(d for d in CALENDAR.on if d.weekday() > 4), dtype="datetime64[D]")

    def by_numpy() -> Days:
        made = np.searchsorted(made_up, ends, "right") - np.searchsorted(made_up, starts)
        return np.asarray(np.busday_count(starts, ends + 1, holidays=off) + made)

    if not np.array_equal(by_numpy(), working_days(CALENDAR, starts, ends)):
        raise AssertionError("the two disagree")
    return Comparison(
        claim="working days by the table, beside numpy.busday_count and make-up days",
        work="pairs",
        n=PAIRS,
        ours=seconds(lambda: working_days(CALENDAR, starts, ends), times=5),
        plain=seconds(by_numpy, times=5),
    )


def norms() -> list[Norm]:
    """Time a million pairs."""
    starts, ends = _pairs()
    ours = seconds(lambda: working_days(CALENDAR, starts, ends), times=5)
    return [Norm("working days of a million pairs", "pairs", PAIRS, ours, 0.05)]


def _pairs() -> tuple[Days, Days]:
    chance = np.random.default_rng(0)
    first = np.datetime64(CALENDAR.first, "D")
    room = (CALENDAR.confirmed_to - CALENDAR.first).days - 400
    starts = first + chance.integers(0, room, PAIRS).astype("timedelta64[D]")
    return starts, starts + chance.integers(0, 400, PAIRS).astype("timedelta64[D]")
