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
        st.integers(0, 6), st.integers(-1, 2), st.integers(-1, 1), st.integers(0, 4), st.booleans(),
        st.integers(-1, 2), st.integers(-1, 2),
    ),
    max_size=40,
)  # fmt: skip
Call = tuple[int, int, int, int, bool] | tuple[int, int, int, int, bool, int, int]
Told = list[Call]
"""Wait, spot, area, building, alone; caller and another spot, or neither."""


def calls_of(told: Told) -> linking.Calls:
    rows = [(*one, -1, -1)[:7] for one in told]
    waits, spot, area, building, alone, caller, other = (
        zip(*rows, strict=True) if rows else ([],) * 7
    )
    spots = np.column_stack((spot, other)).astype(np.int64)
    columns = (caller, area, building, alone, [QUIET] * len(told))
    at = np.cumsum(np.array(waits, np.int64)) * STEP
    return linking.Calls(at, spots, *(np.array(one, np.int64) for one in columns))


def linked(told: Told, parts: int = 1) -> tuple[list[int], list[int]]:
    """Link the calls in so many parts."""
    calls, events, begun = calls_of(told), linking.no_events(len(told), 3, 2, 3), 0
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
    of_caller: dict[int, Event] = {}
    begun, at = 0, 0
    for one in told:
        wait, spot, area, building, alone, caller, other = (*one, -1, -1)[:7]
        at += wait * STEP
        still = [event for event in events if event.last >= at - QUIET]
        chosen = (
            None if alone else choose(still, at, spot, area, building, of_caller.get(caller), other)
        )
        if chosen is None:
            chosen = Event(begun, at, building, spot, area)
            begun += 1
            if not alone:
                events.append(chosen)
        chosen.last = at
        if caller >= 0 and not alone:
            of_caller[caller] = chosen
        found.append(chosen.number)
    return found


def choose(
    still: list[Event],
    at: int,
    spot: int,
    area: int,
    building: int,
    before: Event | None,
    other: int,
) -> Event | None:
    if found := widened(still, at, spot, building) or there(still, at, spot, building):
        found.building = found.building or building
        return found
    if before in still:
        assert before
        before.spot = spot if before.spot < 0 else before.spot
        return before
    if found := there(still, at, other, building):
        return found
    near = [
        one
        for one in still
        if one.area == area >= 0
        and (spot < 0 or one.spot < 0)
        and (one.building == linking.WIDE or fit(one, at, building))
    ]
    found = max(near, key=lambda one: (one.last, one.number), default=None)
    if found:
        found.spot = spot if found.spot < 0 else found.spot
        found.building = found.building or building
    return found


def fit(one: Event, at: int, building: int) -> int:
    if one.building == linking.WIDE:
        return 3 if at - one.last <= linking.OVER else 0
    if one.building and building:
        return 3 if one.building == building else 0
    return 2 if one.building == building else 1


def there(still: list[Event], at: int, spot: int, building: int) -> Event | None:
    """Return the event at a spot that fits best."""
    here = [one for one in still if spot >= 0 and one.spot == spot and fit(one, at, building)]
    return max(here, key=lambda one: (fit(one, at, building), one.last, one.number), default=None)


def widened(still: list[Event], at: int, spot: int, building: int) -> Event | None:
    here = [one for one in still if spot >= 0 and one.spot == spot]
    lately = [one for one in here if one.building > 0 and at - one.last <= linking.NEAR]
    if (
        not building
        or len(lately) < linking.OTHERS
        or any(fit(one, at, building) == 3 for one in here)
    ):
        return None
    wide = max(lately, key=lambda one: (one.last, one.number))
    wide.building = linking.WIDE
    return wide


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


def test_a_caller_or_other_words_lead_to_an_event_elsewhere() -> None:
    told: Told = [
        (0, 0, -1, 0, False, 7, -1), (1, 1, -1, 0, False, 7, -1), (1, 2, -1, 0, False, 8, 0),
        (1, 1, -1, 0, False, 9, -1), (20, 2, -1, 0, False, 7, 0),
    ]  # fmt: skip
    told = [(*one[:5], one[5] - 7, one[6]) for one in told]
    caller, likely, opened = linking.CALLER, linking.LIKELY, linking.OPENED
    assert linked(told) == ([0, 0, 0, 1, 2], [opened, caller, likely, opened, opened])
