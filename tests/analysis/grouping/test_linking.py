"""Home of the tests of linking: which open event a ticket joins, against a plain reading of the rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaowei.analysis.grouping import linking

STEP = 5 * linking.HOUR
QUIET = 10 * STEP
CALLS = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(-1, 2), st.integers(-1, 1), st.integers(0, 4), st.booleans()
    ),
    max_size=40,
)
Told = list[tuple[int, int, int, int, bool]]


def calls_of(told: Told) -> linking.Calls:
    waits, spot, area, building, alone = zip(*told, strict=True) if told else ([],) * 5
    columns = (np.cumsum(waits) * STEP, spot, area, building, alone, [QUIET] * len(told))
    return linking.Calls(*(np.array(one, np.int64) for one in columns))


def linked(told: Told, parts: int = 1) -> tuple[list[int], list[int]]:
    """Link the calls in so many parts."""
    calls, events, begun = calls_of(told), linking.no_events(len(told), 3, 2), 0
    event, how = np.zeros(len(told), np.int64), np.zeros(len(told), np.int64)
    for rows in np.array_split(np.arange(len(told)), parts):
        if len(rows):
            part = slice(rows[0], rows[-1] + 1)
            some = linking.Calls(*(column[part] for column in calls))
            begun = linking.link(some, events, begun, event[part], how[part])
    return event.tolist(), how.tolist()


@dataclass
class Event:
    number: int
    last: int
    building: int
    spot: int
    area: int


def plainly(told: Told) -> list[int]:
    """Read the rule as it is written, over all events each time."""
    found: list[int] = []
    events: list[Event] = []
    begun, at = 0, 0
    for wait, spot, area, building, alone in told:
        at += wait * STEP
        chosen = None if alone else choose(events, at, spot, area, building)
        if chosen is None:
            chosen = Event(begun, at, building, spot, area)
            begun += 1
            if not alone:
                events.append(chosen)
        chosen.last = at
        chosen.spot = spot if chosen.spot < 0 else chosen.spot
        chosen.building = chosen.building or building
        found.append(chosen.number)
    return found


def choose(events: list[Event], at: int, spot: int, area: int, building: int) -> Event | None:
    still = [one for one in events if one.last >= at - QUIET]

    def fit(one: Event) -> int:
        if one.building == linking.WIDE:
            return 3 if at - one.last <= linking.OVER else 0
        if one.building and building:
            return 3 if one.building == building else 0
        return 2 if one.building == building else 1

    there = [one for one in still if spot >= 0 and one.spot == spot]
    here = [one for one in there if fit(one)]
    if building and not any(fit(one) == 3 for one in here):
        lately = [one for one in there if one.building > 0 and at - one.last <= linking.NEAR]
        if len(lately) >= linking.OTHERS:
            wide = max(lately, key=lambda one: (one.last, one.number))
            wide.building = linking.WIDE
            return wide
    if here:
        return max(here, key=lambda one: (fit(one), one.last, one.number))
    near = [
        one
        for one in still
        if one.area == area >= 0
        and (spot < 0 or one.spot < 0)
        and (one.building == linking.WIDE or fit(one))
    ]
    return max(near, key=lambda one: (one.last, one.number), default=None)


@settings(deadline=None)  # the first call compiles
@given(CALLS)
def test_the_kernel_reads_the_rule_as_it_is_written(told: Told) -> None:
    ours, theirs = linked(told)[0], plainly(told)
    joined = [(i, j) for i in range(len(told)) for j in range(i)]
    times = np.cumsum([one[0] for one in told])
    if len(set(times.tolist())) == len(told):  # of events called about at one moment either may do
        assert [ours[i] == ours[j] for i, j in joined] == [
            theirs[i] == theirs[j] for i, j in joined
        ]


@settings(deadline=None)
@given(CALLS, st.integers(1, 5))
def test_in_parts_and_at_once_come_to_the_same(told: Told, parts: int) -> None:
    assert linked(told, parts) == linked(told)


def test_calls_from_several_buildings_within_hours_are_about_the_place() -> None:
    told = [(0, 0, 0, 1, False), (1, 0, 0, 2, False), (1, 0, 0, 3, False), (0, 0, 0, 1, False)]
    later = [(9, 0, 0, 3, False), (10, 0, 0, 1, False)]
    assert linked(told)[0] == [0, 1, 1, 1]
    assert linked(told + later)[0] == [0, 1, 1, 1, 1, 2]
    apart = [(0, 0, 0, 1, False), (3, 0, 0, 2, False), (3, 0, 0, 3, False)]
    assert linked(apart)[0] == [0, 1, 2]


def test_how_a_ticket_came_to_its_event() -> None:
    told = [
        (0, 0, 0, 0, False), (1, 0, 0, 2, False), (1, 0, 0, 2, False), (1, 0, 0, 1, False),
        (1, -1, 0, 0, False), (1, -1, -1, 0, False), (20, 0, 0, 2, False), (1, 0, 0, 2, True),
    ]  # fmt: skip
    opened, place, building = linking.OPENED, linking.PLACE, linking.BUILDING
    assert linked(told)[1] == [
        opened, place, building, opened, linking.COMMUNITY, opened, opened, opened,
    ]  # fmt: skip
