"""Home of a whole synthetic district: tickets in time order with their truth, and its places."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from xiaowei.analysis.generating.events import Event, call_hours, happen
from xiaowei.analysis.generating.ground import GroundPlace, lay_ground
from xiaowei.analysis.generating.telling import Slips, Teller, Told
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.synthetic import Script
from xiaowei.domain.zone import ZONE

TICKETS_A_COMMUNITY = 150
COMMUNITIES = (30, 3000)
SAME_CALLER = 0.18
"""How often a call about an event comes from somebody who called about it before."""
SERIAL_CALLER = 0.01
UNKNOWN_CALLER = 0.05


@dataclass(frozen=True, slots=True)
class SyntheticTicket:
    """A ticket with its truth: the event and place (indices), and whether it belongs to an outage."""

    number: str
    received_at: datetime
    caller: str
    district: str
    told: Told
    event: int
    place: GroundPlace
    topic: str
    outage: bool


@dataclass(frozen=True)
class District:
    """Places and events, ready to be told; `tell` may be run again and gives the same."""

    script: Script
    places: Sequence[GroundPlace]
    events: Sequence[Event]
    first: date
    seed: int
    siblings: dict[str, Sequence[str]]

    def tell(self, slips: Slips | None = None) -> Iterator[SyntheticTicket]:
        """Yield the tickets in the order in which they came."""
        chance = random.Random(self.seed + 1)  # noqa: S311 a demo, no secret
        teller = Teller(self.script, self.places, self.siblings, chance, slips)
        callers = _Callers(len(self.events), chance)
        begin = datetime.combine(self.first, time(), ZONE)
        for index, (event_at, hour) in enumerate(self._in_time(), 1):
            event = self.events[event_at]
            caller = callers.caller(event_at, event.calls)
            yield SyntheticTicket(
                number=f"SY{self.first.year}{index:08d}",
                received_at=begin + timedelta(seconds=int(hour * 3600)),
                caller="" if chance.random() < UNKNOWN_CALLER else caller,
                district=self.script.district,
                told=teller.tell(event, caller),
                event=event_at,
                place=self.places[event.place],
                topic=self.script.happenings[event.happening].topic,
                outage=event.outage,
            )

    def _in_time(self) -> Iterator[tuple[int, float]]:
        chance = random.Random(self.seed + 2)  # noqa: S311 a demo, no secret
        owners = np.repeat(np.arange(len(self.events)), [event.calls for event in self.events])
        hours = np.fromiter(
            (hour for event in self.events for hour in call_hours(event, chance)), float
        )
        for at in np.argsort(hours, kind="stable"):
            yield int(owners[at]), float(hours[at])


def synthesise(
    tickets: int,
    seed: int,
    script: Script,
    catalogue: Catalogue,
    first: date = date(2021, 1, 1),
    days: int = 365,
    communities: int | None = None,
) -> District:
    """Return a district in which so many tickets come in so many days; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 a demo, no secret
    least, most = COMMUNITIES
    places = lay_ground(
        script, communities or min(most, max(least, tickets // TICKETS_A_COMMUNITY)), chance
    )
    events = happen(script, len(places), tickets, first, days, chance)
    return District(script, places, events, first, seed, _siblings(catalogue, script))


def _siblings(catalogue: Catalogue, script: Script) -> dict[str, Sequence[str]]:
    """Return for each topic the others under the same broad one."""
    under: dict[str | None, list[str]] = {}
    parents = {one.code: one.parent for one in catalogue.topics}
    for topic in {one.topic: None for one in script.happenings}:
        under.setdefault(parents.get(topic), []).append(topic)
    return {
        topic: [other for other in same if other != topic]
        for same in under.values()
        for topic in same
    }


class _Callers:
    """Who calls: mostly somebody new, some again about the same, and a few about everything."""

    def __init__(self, events: int, chance: random.Random) -> None:
        self.chance = chance
        self.known: dict[int, list[str]] = {}
        self.serial = [self._phone() for _ in range(1 + events // 5000)]

    def caller(self, event: int, calls: int) -> str:
        if calls == 1:
            few = self.chance.random() < SERIAL_CALLER
            return self.chance.choice(self.serial) if few else self._phone()
        before = self.known.setdefault(event, [])
        if before and self.chance.random() < SAME_CALLER:
            return self.chance.choice(before)
        before.append(self._phone())
        return before[-1]

    def _phone(self) -> str:
        """Return a number that is never issued."""
        return f"100{self.chance.randrange(10**8):08d}"
