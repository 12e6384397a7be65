"""Home of what happens in a synthetic district: events at its places, and when people call about them.

Two events of one place and sort (and building, where that matters) never run into each other: between
them lies the usual length of such an event, and `LEAST_QUIET_HOURS` at least. So it can be told in
principle which tickets are one event; how hard that is, the telling decides.
"""

from __future__ import annotations

import math
import random
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from xiaowei.domain.synthetic import Happening, Script

HOURS_A_DAY = 24
LEAST_QUIET_HOURS = 72
SINGLE_SHARE = 0.15
"""How many tickets are inquiries and praise, each a matter of its own."""
TAIL = 1.35
MOST_CALLS = 60
OUTAGE_TICKETS = 4000
"""One outage to so many tickets."""
OUTAGE_CALLS = (50, 240)
OUTAGE_HOURS = (2, 10)
AGAIN_SHARE = 0.25
"""How many events come back at their place later."""
OFF_SEASON = 0.15
PATIENCE = 30
DAYTIME = (1, 1, 1, 1, 1, 2, 4, 8, 14, 16, 16, 12, 8, 10, 14, 15, 14, 12, 9, 8, 7, 5, 3, 2)
"""How often the phone rings, by the hour of the day."""
Key = tuple[int, int, int]


@dataclass(slots=True)
class Event:
    """One event: its place and happening (indices), building (0 none), hours from the start to the end.

    `calls` are how many tickets it brings; an inquiry or praise is an event of one call, `single`.
    """

    place: int
    happening: int
    building: int
    begins: float
    ends: float
    calls: int
    outage: bool = False
    single: bool = False


def happen(
    script: Script, places: int, tickets: int, first: date, days: int, chance: random.Random
) -> list[Event]:
    """Return events that bring exactly so many tickets within so many days from `first` on."""
    return _Year(script.happenings, places, first, days, chance).fill(tickets)


def call_hours(event: Event, chance: random.Random) -> list[float]:
    """Return the hours at which an event is called about, in order: more at first, and by day."""
    span = event.ends - event.begins
    shape = 1.0 if event.outage else 1.6
    hours = [event.begins + span * chance.random() ** shape for _ in range(event.calls)]
    if span > 2 * HOURS_A_DAY:
        hours = [min(event.ends, _by_day(hour, chance)) for hour in hours]
    hours.sort()
    return hours


def _by_day(hour: float, chance: random.Random) -> float:
    day = hour // HOURS_A_DAY
    return day * HOURS_A_DAY + chance.choices(range(24), DAYTIME)[0] + chance.random()


class _Year:
    def __init__(
        self,
        happenings: Sequence[Happening],
        places: int,
        first: date,
        days: int,
        chance: random.Random,
    ) -> None:
        self.happenings, self.first, self.days, self.chance = happenings, first, days, chance
        self.places = range(places)
        self.by_place = list(accumulate(chance.paretovariate(1.6) for _ in self.places))
        self.by_weight = list(accumulate(one.weight for one in happenings))
        self.outages = [i for i, one in enumerate(happenings) if one.outage]
        self.spans: dict[Key, list[tuple[float, float]]] = {}

    def fill(self, tickets: int) -> list[Event]:
        events: list[Event] = []
        wanted = tickets - int(tickets * SINGLE_SHARE)
        for _ in range(round(tickets / OUTAGE_TICKETS)):
            wanted -= self._add(events, self._outage(), wanted)
        while wanted > 0:
            event = self._event()
            wanted -= self._add(events, event, wanted)
            while wanted > 0 and self.chance.random() < AGAIN_SHARE:
                event = self._again(event)
                wanted -= self._add(events, event, wanted)
        events += (self._single() for _ in range(tickets - sum(one.calls for one in events)))
        return events

    def _add(self, events: list[Event], event: Event, wanted: int) -> int:
        """Take an event in where its place is free for it; return how many calls that brings."""
        lasts = self.happenings[event.happening].lasts_hours
        quiet = max(LEAST_QUIET_HOURS, lasts)
        spans = self.spans.setdefault((event.place, event.happening, event.building), [])
        outside = event.ends > self.days * HOURS_A_DAY
        if outside or any(b < event.ends + quiet and event.begins < e + quiet for b, e in spans):
            return 0
        event.calls = min(event.calls, wanted)
        insort(spans, (event.begins, event.ends))
        events.append(event)
        return event.calls

    def _event(self) -> Event:
        chance = self.chance
        what = chance.choices(range(len(self.happenings)), cum_weights=self.by_weight)[0]
        happening = self.happenings[what]
        building = self._building(happening)
        begins = self._begin(happening)
        calls = min(MOST_CALLS, int(chance.paretovariate(TAIL)))
        return self._lasting(Event(self._place(), what, building, begins, begins, calls))

    def _again(self, event: Event) -> Event:
        lasts = self.happenings[event.happening].lasts_hours
        begins = event.ends + max(LEAST_QUIET_HOURS, lasts) * (1 + self.chance.expovariate(0.4))
        calls = min(MOST_CALLS, int(self.chance.paretovariate(TAIL)))
        return self._lasting(
            Event(event.place, event.happening, event.building, begins, begins, calls)
        )

    def _outage(self) -> Event:
        chance = self.chance
        what = chance.choice(self.outages)
        begins = self._begin(self.happenings[what])
        calls, hours = chance.randrange(*OUTAGE_CALLS), chance.uniform(*OUTAGE_HOURS)
        return Event(self._place(), what, 0, begins, begins + hours, calls, outage=True)

    def _single(self) -> Event:
        what = self.chance.randrange(len(self.happenings))
        hour = self.chance.random() * self.days * HOURS_A_DAY
        return Event(self._place(), what, 0, hour, hour, 1, single=True)

    def _lasting(self, event: Event) -> Event:
        """Let an event last as its sort does, the longer the more it is called about."""
        if event.calls > 1:
            lasts = self.happenings[event.happening].lasts_hours
            longer = self.chance.lognormvariate(0, 0.5) * (0.5 + math.log(event.calls) / 2)
            event.ends = event.begins + lasts * longer
        return event

    def _place(self) -> int:
        return self.chance.choices(self.places, cum_weights=self.by_place)[0]

    def _building(self, happening: Happening) -> int:
        return self.chance.randrange(1, 25) if happening.by_building else 0

    def _begin(self, happening: Happening) -> float:
        """Return the hour at which an event begins: in its season, seldom out of it."""
        hour = 0.0
        for _ in range(PATIENCE):
            hour = self.chance.random() * self.days * HOURS_A_DAY
            month = (self.first + timedelta(hours=hour)).month
            in_season = not happening.months or month in happening.months
            if in_season or self.chance.random() < OFF_SEASON:
                break
        return hour
