"""Home of bursts: many callers on one matter at one place within hours, more than is ordinary.

Method: an ordinary defect, too, is called about several times, so calls in themselves are no news. For
each ticket, how unlikely it is that so many others call so soon: the tail of a negative binomial whose
mean is the ordinary pace plus the usual rate of that place and topic, over the time in which the last
callers called, however many of them make it most unlikely. Who calls again counts half a caller more,
once: an outage is called about twice by some, and nobody alone makes a burst. How unlikely is too
unlikely is learnt from the stream: a level that ordinary events exceed once in so many tickets
(`alarming`). The stream is read once in time order; what is reported at a ticket depends on earlier
tickets only.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from xiaowei.analysis.alarming import AlarmLevel
from xiaowei.analysis.matters import SPEAKS_OF_A_MATTER, LinkTicket, count_callers
from xiaowei.domain.alarms import LASTS, QUIET_AFTER, USUAL_DAYS

MOST_CALLERS = 16
"""So many of the last callers are looked at."""
_CALLER, _AGAIN = 2, 1
"""What a first and a second call of somebody count, in halves of a caller."""
_DAY = 86_400.0
_DAYS_AROUND = 2
"""An event's callers are those of the day before its flag and the day after."""


@dataclass(frozen=True, slots=True)
class BurstRule:
    """When calls are more than ordinary.

    A flag after which fewer than `real_callers` more than usual call within a day is false, and one in
    `tickets_a_false_flag` is allowed: in a district with 100,000 tickets a year one in nine days.
    `ordinary_a_day` further callers are expected after a first call anywhere, very unevenly (`shape` of
    the negative binomial); a place's own tickets of the last `baseline_days` come on top. Calls within
    `soonest_minutes` of each other tell no more than calls that far apart. Fewer than `least_callers`
    are no burst, nor are two of whom none called again; `real_callers` more than usual within a day are
    one however slowly they came. A burst ends after `quiet_hours` without a ticket, when a later day's
    tickets are again within what `faded` allows, or after `longest_days`: what lasts longer is the new
    usual.
    With a `frozen` level nothing is learnt of what is ordinary: whether a place's calls are a burst then
    depends on no other place's tickets and not on how many are looked at together.
    """

    tickets_a_false_flag: float = 2500
    real_callers: int = 10
    ordinary_a_day: float = 1.0
    shape: float = 0.3
    baseline_days: float = USUAL_DAYS
    soonest_minutes: float = 5
    least_callers: int = 2
    quiet_hours: float = QUIET_AFTER / timedelta(hours=1)
    faded: float = 0.05
    longest_days: float = LASTS / timedelta(days=1)
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Burst:
    """One event; `tickets_so_far` is how many tickets had come when it was flagged.

    `chance` is in which share of all tickets an ordinary defect is called about so soon by so many.
    """

    place: str
    topic: str | None
    numbers: tuple[str, ...]
    callers: int
    first_at: datetime
    last_at: datetime
    flagged_at: datetime
    tickets_so_far: int
    chance: float


def bursts(tickets: Iterable[LinkTicket], rule: BurstRule | None = None) -> list[Burst]:
    """Return the bursts in the order in which they are flagged.

    Tickets without place or time, inquiries and praise are passed over.
    """
    rule = rule or BurstRule()
    usable = [
        (ticket.received_at, ticket)
        for ticket in tickets
        if ticket.received_at and ticket.place and ticket.kind in SPEAKS_OF_A_MATTER
    ]
    usable.sort(key=lambda pair: pair[0])
    watches: dict[tuple[str, str | None], _Watch] = {}
    level, pace = AlarmLevel(rule.tickets_a_false_flag, frozen=rule.frozen), _Pace(rule)
    events: list[_Event] = []
    for at, ticket in usable:
        level.count()
        key = (ticket.place or "", ticket.topic)
        watch = watches.get(key)
        if watch is None:
            watch = watches[key] = _Watch(rule, pace, level)
        opened = watch.see(at, ticket)
        if opened:
            events.append(opened)
    return [event.close() for event in events]


def poisson_tail(count: int, expected: float) -> float:
    """Return the chance of `count` or more events where `expected` are expected."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    if count <= expected:
        return 1.0 if term == 0 else 1.0 - _sum_down(count, expected, term)
    total, step = 0.0, count
    while term > total * 1e-12:
        total += term
        step += 1
        term *= expected / step
    return min(total, 1.0)


def _sum_down(count: int, expected: float, term: float) -> float:
    total = 0.0
    for step in range(count, 0, -1):
        term *= step / expected
        total += term
        if term < total * 1e-12:
            break
    return min(total, 1.0)


class _Pace:
    """How unlikely it is that so many others call so soon, as minus the logarithm of a chance."""

    def __init__(self, rule: BurstRule) -> None:
        self._shape = shape = rule.shape
        self._soonest = rule.soonest_minutes * 60
        self._room = [
            math.lgamma(shape) + math.lgamma(others + 1) - math.lgamma(others + shape)
            for others in (half / _CALLER for half in range((_CALLER + _AGAIN) * MOST_CALLERS))
        ]

    def score(self, halves: int, seconds: float, per_day: float) -> float:
        """Return minus the logarithm of a negative binomial's tail, bounded by a geometric series.

        `halves` is the callers beside the last one, in halves.
        """
        expected = per_day * max(seconds, self._soonest) / _DAY
        shape = self._shape
        thin = math.log(shape / (expected + shape))
        steep = math.log1p(shape / expected)
        return self._room[halves] + halves / _CALLER * steep + (1 - shape) * thin


class _Event:
    """A burst that was flagged, as long as it goes on."""

    def __init__(
        self,
        flagged_at: datetime,
        rate: float,
        chance: float,
        calls: Iterable[tuple[datetime, LinkTicket]],
    ) -> None:
        self.flagged_at, self.rate, self.chance = flagged_at, rate, chance
        self.times: list[datetime] = []
        self.tickets: list[LinkTicket] = []
        for at, ticket in calls:
            self.add(at, ticket)
        self.so_far = len(self.tickets)

    def add(self, at: datetime, ticket: LinkTicket) -> None:
        """Take one more ticket in."""
        self.times.append(at)
        self.tickets.append(ticket)

    def soon_callers(self) -> int:
        """Count who called until a day after the flag."""
        end = bisect_right(self.times, self.flagged_at + timedelta(days=1))
        return count_callers(self.tickets[:end])

    def close(self) -> Burst:
        """Return what is told of it."""
        return Burst(
            place=self.tickets[0].place or "",
            topic=self.tickets[0].topic,
            numbers=tuple(ticket.number for ticket in self.tickets),
            callers=count_callers(self.tickets),
            first_at=self.times[0],
            last_at=self.times[-1],
            flagged_at=self.flagged_at,
            tickets_so_far=self.so_far,
            chance=self.chance,
        )


@dataclass(slots=True)
class _Watch:
    """What is remembered of one place and topic while the stream goes by."""

    rule: BurstRule
    pace: _Pace
    level: AlarmLevel
    calm: deque[datetime] = field(default_factory=deque)
    recent: deque[tuple[datetime, LinkTicket]] = field(default_factory=deque)
    event: _Event | None = None
    last_at: datetime | None = None
    peak: float = 0.0
    callers: int = 0

    def see(self, at: datetime, ticket: LinkTicket) -> _Event | None:
        """Take one ticket in; return the event that it opens, if any."""
        if self.event and self._goes_on(self.event, at):
            self.event.add(at, ticket)
            return None
        if self.event or (self.last_at and at - self.last_at > self._quiet()):
            self._close()
        self.last_at = at
        self._age(at)
        self.recent.append((at, ticket))
        rate = self._usual()
        score = self._score(at, rate + self.rule.ordinary_a_day)
        self.peak = max(self.peak, score)
        if score <= self.level.score and not self._is_called_about_by_many():
            return None
        chance = self.level.chance(max(score, self.level.score))
        self.event = _Event(at, rate, chance, self.recent)
        self.recent = deque()
        return self.event

    def _usual(self) -> float:
        """Return the place's own tickets a day."""
        return len(self.calm) / self.rule.baseline_days

    def _many(self) -> float:
        """Return so many callers around one moment as are not ordinary here, however they came."""
        return self.rule.real_callers + _DAYS_AROUND * self._usual()

    def _is_called_about_by_many(self) -> bool:
        """Tell whether the last day's callers alone are more than an ordinary defect has."""
        many = max(self._many(), self.rule.least_callers)
        return len(self.recent) >= many and count_callers(t for _, t in self.recent) >= many

    def _quiet(self) -> timedelta:
        return timedelta(hours=self.rule.quiet_hours)

    def _score(self, at: datetime, per_day: float) -> float:
        """Return the score of the last callers, over as many of them as it is highest for."""
        seen: set[str] = set()
        again: set[str] = set()
        best = 0.0
        for when, ticket in reversed(self.recent):
            who = ticket.caller or f" {ticket.number}"
            if who in again:
                continue
            (again if who in seen else seen).add(who)
            halves = _CALLER * (len(seen) - 1) + _AGAIN * len(again)
            if len(seen) >= self.rule.least_callers and halves > _CALLER:
                best = max(best, self.pace.score(halves, _seconds(when, at), per_day))
            if len(seen) == MOST_CALLERS:
                break
        self.callers = max(self.callers, len(seen))
        return best

    def _close(self) -> None:
        """End what was going on; unless many called within a day, the level learns from it."""
        event, self.event = self.event, None
        callers = event.soon_callers() if event else self.callers
        if self.peak and callers < self._many():
            self.level.learn(self.peak)
        self.peak, self.callers = 0.0, 0
        if event and event.times[-1] - event.times[0] > self._longest() - timedelta(days=1):
            self.calm.extend(event.times)

    def _longest(self) -> timedelta:
        return timedelta(days=self.rule.longest_days)

    def _goes_on(self, event: _Event, at: datetime) -> bool:
        if at - event.times[-1] > self._quiet() or at - event.times[0] > self._longest():
            return False
        if at - event.times[0] <= timedelta(days=1):
            return True
        count = len(event.times) - bisect_right(event.times, at - timedelta(days=1)) + 1
        return poisson_tail(count, event.rate) < self.rule.faded

    def _age(self, at: datetime) -> None:
        """Move what is older than a day into the baseline, and forget what left that."""
        edge = at - timedelta(days=1)
        while self.recent and self.recent[0][0] <= edge:
            self.calm.append(self.recent.popleft()[0])
        while self.calm and self.calm[0] <= edge - timedelta(days=self.rule.baseline_days):
            self.calm.popleft()


def _seconds(first: datetime, last: datetime) -> float:
    """Return the time between two calls; where only days are told, a day more."""
    only_days = first.time() == last.time() == time()
    return (last - first).total_seconds() + _DAY * only_days
