"""Home of bursts: many callers on one matter at one place within hours, more than chance allows.

Method: for each ticket, the Poisson tail of the distinct callers in trailing windows against a
baseline rate shrunken towards a prior (gamma-Poisson, as in EARS-like early warning). The stream is
read once in time order; what is reported at a ticket depends on earlier tickets only.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiaowei.analysis.linkage import SPEAKS_OF_A_MATTER, LinkTicket, count_callers


@dataclass(frozen=True, slots=True)
class BurstRule:
    """When calls are more than chance.

    The usual rate of a place and topic is that of its last `baseline_days`, shrunken towards the
    mean of all pairs with the weight of `prior_days`; that mean is taken as no less than one ticket
    in `prior_days`. With three windows and some thousand tickets a day, `chance` leaves about one
    false flag in a hundred days. Fewer than `least_callers` are no burst however unlikely. A burst
    ends after `quiet_hours` without a ticket, when a day's tickets are again within what `faded`
    allows, or after `longest_days`: what lasts longer is the new usual.
    """

    windows_hours: tuple[float, ...] = (1, 6, 24)
    baseline_days: float = 28
    prior_days: float = 28
    chance: float = 1e-6
    least_callers: int = 3
    quiet_hours: float = 24
    faded: float = 0.05
    longest_days: float = 7


@dataclass(frozen=True, slots=True)
class Burst:
    """One event; `tickets_so_far` is how many tickets had come when it was flagged, `chance` the
    probability of so many callers in the least likely of the windows if nothing were the matter.
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


def recurrence_days(chance: float, tickets_a_day: float, rule: BurstRule | None = None) -> float:
    """Return in how many days chance alone brings one flag as unlikely as `chance`.

    `tickets_a_day` are those of the whole area that is watched: each is looked at in every window.
    Source: the recurrence interval of prospective surveillance, Kleinman et al. (2004), Am. J.
    Epidemiol. 159.
    """
    looks = tickets_a_day * len((rule or BurstRule()).windows_hours)
    expected = looks * chance
    return 1 / expected if expected > 0 else math.inf


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
    level = _Level(rule.prior_days)
    events: list[_Event] = []
    for at, ticket in usable:
        key = (ticket.place or "", ticket.topic)
        watch = watches.get(key)
        if watch is None:
            watch = watches[key] = _Watch(rule, level, usable[0][0])
            level.pairs += 1
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


@dataclass(slots=True)
class _Level:
    """The mean rate of all places and topics seen so far, bursts left out."""

    least_days: float
    pairs: int = 0
    tickets: int = 0

    def per_day(self, days: float) -> float:
        mean = self.tickets / (max(self.pairs, 1) * max(days, self.least_days))
        return max(mean, 1 / self.least_days)


@dataclass(slots=True)
class _Event:
    flagged_at: datetime
    rate: float
    tickets: list[LinkTicket]
    times: list[datetime]
    so_far: int
    chance: float

    def close(self) -> Burst:
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
    level: _Level
    began: datetime
    calm: deque[datetime] = field(default_factory=deque)
    recent: deque[tuple[datetime, LinkTicket]] = field(default_factory=deque)
    event: _Event | None = None

    def see(self, at: datetime, ticket: LinkTicket) -> _Event | None:
        """Take one ticket in; return the event that it opens, if any."""
        if self.event and self._goes_on(self.event, at):
            self.event.tickets.append(ticket)
            self.event.times.append(at)
            return None
        self._close()
        self._age(at)
        self.recent.append((at, ticket))
        if len(self.recent) < self.rule.least_callers:
            return None
        rate = self._rate(at)
        chance = min(self._chance(at, hours, rate) for hours in self.rule.windows_hours)
        if chance >= self.rule.chance:
            return None
        members = list(self.recent)
        self.recent.clear()
        times, tickets = [when for when, _ in members], [one for _, one in members]
        self.event = _Event(at, rate, tickets, times, len(members), chance)
        return self.event

    def _close(self) -> None:
        """End an event; what went on for too long was the new usual, and counts as such."""
        event, self.event = self.event, None
        if event and event.times[-1] - event.times[0] > self._longest() - timedelta(days=1):
            self.calm.extend(event.times)
            self.level.tickets += len(event.times)

    def _longest(self) -> timedelta:
        return timedelta(days=self.rule.longest_days)

    def _goes_on(self, event: _Event, at: datetime) -> bool:
        if at - event.times[-1] > timedelta(hours=self.rule.quiet_hours):
            return False
        if at - event.times[0] > self._longest():
            return False
        hours = max(self.rule.windows_hours)
        count = len(event.times) - bisect_right(event.times, at - timedelta(hours=hours)) + 1
        return poisson_tail(count, event.rate * hours / 24) < self.rule.faded

    def _age(self, at: datetime) -> None:
        """Move what left the longest window into the baseline, and forget what left that."""
        edge = at - timedelta(hours=max(self.rule.windows_hours))
        while self.recent and self.recent[0][0] <= edge:
            self.calm.append(self.recent.popleft()[0])
            self.level.tickets += 1
        while self.calm and self.calm[0] <= edge - timedelta(days=self.rule.baseline_days):
            self.calm.popleft()

    def _rate(self, at: datetime) -> float:
        """Return the tickets expected in a day: own history shrunken towards the prior."""
        edge = at - timedelta(hours=max(self.rule.windows_hours))
        days = max((edge - self.began).total_seconds() / 86400, 0.0)
        prior = self.rule.prior_days * self.level.per_day(days)
        seen = min(days, self.rule.baseline_days)
        return (len(self.calm) + prior) / (seen + self.rule.prior_days)

    def _chance(self, at: datetime, hours: float, rate: float) -> float:
        """Return how likely so many callers are in a window; 1 where they are too few to count."""
        edge = at - timedelta(hours=hours)
        callers = count_callers(ticket for when, ticket in self.recent if when > edge)
        if callers < self.rule.least_callers:
            return 1.0
        return poisson_tail(callers, rate * hours / 24)
