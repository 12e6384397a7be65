"""Home of where an average will end: of the working days that cases take, told while some are still open.

The average of those that are over leaves out those that take longest. Each open case is drawn many times
from what is told of it (`finishing`, `drawing`), so that the average of all is told with its range; and the
same is told as of earlier month-ends, and held against what came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256

import numpy as np

from xiaowei.analysis.drawing import MIDDLES, draws, shift, together
from xiaowei.analysis.eventlog import END_OF_DAY, EventLog, Flags, Floats, Ints
from xiaowei.analysis.finishing import forecast
from xiaowei.analysis.pace import Days, working_days
from xiaowei.domain.errors import BadInput
from xiaowei.domain.months import first_of
from xiaowei.domain.workdays import Calendar

TIMES, SEED = 1000, 20
LOW, HIGH = 0.05, 0.95
"""Nine of ten draws lie between."""
MONTHS_TRIED = 6
FEWEST_OPEN = 3
"""A month-end with fewer open cases tells nothing of the method."""
FEWEST_OVER = 10
"""With fewer cases over nothing is told."""
_ONE_DAY = timedelta(1)
Told = tuple[Ints, Floats]
"""The open cases, as places in the log, and the quantiles of the days left to each."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The average `now`, of those `over`; and as it will be with the `open`: P50, nine of ten between."""

    over: int
    open: int
    now: float | None
    half: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tried:
    """What had been told at a month-end of the average of a group as it is today, and what came."""

    on: date
    group: int
    told: Mean
    came: float

    @property
    def held(self) -> bool:
        """Tell whether it came within the range told."""
        return self.told.low <= self.came <= self.told.high


def month_ends(day: date) -> list[date]:
    """Return the last days of the months before a day, the newest first."""
    return [first_of(day, -n) - _ONE_DAY for n in range(MONTHS_TRIED)]


class Past:
    """The steps of cases in groups, when each began and was over, and what could be told of them on a day."""

    def __init__(
        self, log: EventLog, group: Ints, since: Days, over: Days, finish: str, known: Calendar
    ) -> None:
        """Take the cases of a log: `group`, `since` and `over` are of shape (cases,), NaT where unknown."""
        self.log, self.group, self.since, self.over = log, group, since, over
        self.finish, self.calendar = finish, known
        self.known: dict[date, Told | None] = {}

    def mean(self, group: int, on: date, until: date | None = None) -> Mean | None:
        """Tell the average of those over until a day, or of all; None where nothing can be told."""
        told = self._told(on)
        if told is None:
            return None
        mine = self._of(group, on)
        some = mine[told[0]]
        case, day = told[0][some], np.datetime64(on, "D")
        known = self._days(mine & (self.over <= day))
        if not len(case):
            return None
        drawn = draws(told[1][some], TIMES, SEED, self._together(on))
        end = day + np.floor(drawn + END_OF_DAY).astype("timedelta64[D]")
        since = np.broadcast_to(self.since[case], end.shape)
        days = working_days(self.calendar, since.ravel(), end.ravel()).reshape(end.shape)
        counted = np.full(end.shape, True) if until is None else end <= np.datetime64(until, "D")
        many = np.maximum(counted.sum(axis=1) + len(known), 1)
        means = (np.where(counted, days, 0).sum(axis=1) + known.sum()) / many
        half, low, high = np.quantile(means, (0.5, LOW, HIGH)).tolist()
        now = float(known.mean()) if len(known) else None
        return Mean(len(known), len(case), now, half, low, high)

    def tried(self, group: int, on: date, as_of: date) -> Tried | None:
        """Hold what could be told on a day of the average of those over until `as_of` against it."""
        told = self.mean(group, on, as_of)
        days = self._days(self._of(group, on) & (self.over <= np.datetime64(as_of, "D")))
        if told is None or not told.over or told.open < FEWEST_OPEN:
            return None
        return Tried(on, group, told, float(days.mean()))

    def _together(self, on: date) -> float:
        """Return how far cases go the same way, as the month-ends before a day tell it."""
        day, shifts = np.datetime64(on, "D"), []
        for before in month_ends(on):
            told = self._told(before) if before < on else None
            if told is None or len(told[0]) < FEWEST_OPEN:
                continue
            days = (self.over[told[0]] - np.datetime64(before, "D")).astype(float) - END_OF_DAY
            took = np.where(self.over[told[0]] <= day, days, np.inf)
            shifts.append(shift(told[1], took, (on - before).days))
        return together(shifts)

    def _told(self, on: date) -> Told | None:
        """Return what could be told on a day of the cases open then; None with few over by then."""
        if on not in self.known:
            self.known[on] = self._forecast(on)
        return self.known[on]

    def _forecast(self, on: date) -> Told | None:
        day, at = (
            np.datetime64(on, "D"),
            float(np.datetime64(on, "D").astype(np.int64)) + END_OF_DAY,
        )
        if (self.over <= day).sum() < FEWEST_OVER:
            return None
        which = self.log.known_cases(at)
        asked = Asked(self.log.until(at), at, self.finish, ~(self.over[which] <= day))
        found = answer(asked)
        return None if found is None else (which[found[0]], found[1])

    def _of(self, group: int, on: date) -> Flags:
        """Tell which cases are of a group and had begun by a day, and not after they were over."""
        begun: Flags = (self.since <= np.datetime64(on, "D")) & ~(self.over < self.since)
        mine: Flags = begun & (self.group == group)
        return mine

    def _days(self, some: Flags) -> Ints:
        """Return the working days from begin to end of some cases that are over."""
        return working_days(self.calendar, self.since[some], self.over[some])


@dataclass(frozen=True, eq=False)
class Asked:
    """What is known at a moment and which cases are open then; equal where all of it is."""

    log: EventLog
    at: float
    finish: str
    open: Flags

    @cached_property
    def digest(self) -> bytes:
        """Return a digest of all that the answer stands on."""
        log = self.log
        arrays = (log.case, log.step, log.at, log.traits, self.open)
        told = repr((log.steps, log.traits.shape, len(log.cases), self.at, self.finish)).encode()
        return sha256(told + b"".join(one.tobytes() for one in arrays)).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=32)
def answer(asked: Asked) -> Told | None:
    """Return what can be told of the cases open at a moment, learnt once: what was known then stays so."""
    try:
        found, _ = forecast(asked.log, asked.at, (asked.finish,), asked.open, MIDDLES)
    except BadInput:
        return None
    return found.case, found.days
