"""Home of the claim that working days of many spans are counted at once."""

from __future__ import annotations

from datetime import date

import numpy as np

from bench import Comparison, seconds
from xiaowei.analysis.pace import working_days
from xiaowei.domain.workdays import Calendar

SPANS = 100_000


def compare() -> Comparison:
    """Count on the array, and span by span with the domain's own clock."""
    holidays = frozenset(date(2020, 10, day) for day in range(1, 9))
    calendar = Calendar(holidays, frozenset(), date(2018, 1, 1), date(2022, 12, 31))
    random = np.random.default_rng(7)
    starts = np.datetime64("2018-01-01") + random.integers(0, 1500, SPANS)
    ends = starts + random.integers(0, 90, SPANS)
    pairs = list(zip(starts.tolist(), ends.tolist(), strict=True))
    return Comparison(
        claim="working days on an array, beside one span after the other",
        work="spans",
        n=SPANS,
        ours=seconds(lambda: working_days(calendar, starts, ends)),
        plain=seconds(lambda: [calendar.days(start, end) for start, end in pairs], times=1),
    )
