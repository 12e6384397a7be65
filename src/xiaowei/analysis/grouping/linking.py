"""Home of linking: which open event a ticket joins, in the order in which the tickets came.

A ticket joins an event of its place and topic that was called about no longer ago than the topic is
quiet within an event; of several, that of its building, or else the one called about last. Calls from
several buildings of a place within hours are about the place: an outage, which all of them join. A
ticket whose place is unknown joins an event of its community; an event that began so is open to a ticket
with a place. Before it opens an event, a ticket joins that in which its caller called last about the same,
or one at the spot where its words may lie as well (another topic, another place). What is decided depends
on earlier tickets only: one by one and all at once come to the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

SAME = 3
"""How well a building fits at best."""
OPENED, PLACE, BUILDING, COMMUNITY, PERSON, CALLER, LIKELY = 0, 1, 2, 3, 4, 5, 6
"""How a ticket came to its event: it opened it, by what they share, a person put it there, its caller called
before, or its words fit the event's topic or place nearly as well as its own.
"""
WIDE = -1
"""The building of an event that is about all of them."""
HOUR = 3_600
NEAR, OTHERS = 12 * HOUR, 2
"""Called about from so many other buildings this shortly before, a matter is that of the whole place."""
OVER = 48 * HOUR
"""Quiet for so long, what was about the whole place is over for a call from one building."""
Ints = npt.NDArray[np.int64]


class Events(NamedTuple):
    """What is remembered of events (by index), of the last event at each spot and in each area, and of that
    to which each caller's last call about a topic came.
    """

    last: Ints
    quiet: Ints
    building: Ints
    placed: Ints
    next_at_spot: Ints
    next_in_area: Ints
    at_spot: Ints
    in_area: Ints
    of_caller: Ints


class Calls(NamedTuple):
    """Tickets in time order: seconds, spots (place and topic), caller (and topic), area (community and
    topic), building.

    Of the spots (a row each) the first is the ticket's own, the others are where its words may lie as well.
    Spots, caller and area are below 0 where unknown, building is 0; `alone` is 1 for what joins nothing;
    `quiet` is how many seconds an event may be quiet.
    """

    at: Ints
    spots: Ints
    caller: Ints
    area: Ints
    building: Ints
    alone: Ints
    quiet: Ints


def no_events(events: int, spots: int, areas: int, callers: int) -> Events:
    """Return room for so many events at so many spots, in so many areas and of so many callers."""
    none = [np.full(size, -1, np.int64) for size in (events, events, spots, areas, callers)]
    return Events(*(np.zeros(events, np.int64) for _ in range(4)), *none)


@numba.njit(cache=True, nogil=True)
def link(calls: Calls, events: Events, begun: int, event: Ints, how: Ints) -> int:
    """Write the event of each call, and how it came to it; return how many events there are then."""
    for row in range(len(calls.at)):
        found = -1
        if not calls.alone[row]:
            found, how[row] = _join(calls, row, events)
        if found < 0:
            found, how[row] = begun, OPENED
            begun += 1
            _begin(calls, row, events, found)
        events.last[found] = calls.at[row]
        if calls.caller[row] >= 0 and not calls.alone[row]:
            events.of_caller[calls.caller[row]] = found
        event[row] = found
    return begun


@numba.njit(cache=True, nogil=True)
def _join(calls: Calls, row: int, events: Events) -> Any:
    """Return the open event that a call joins, and by what; -1 where there is none."""
    found, how = _at_own_spot(calls, row, events)
    if found < 0:
        found, how = _of_caller(calls, row, events)
    if found < 0:
        found, how = _at_other_spots(calls, row, events)
    if found < 0:
        found, how = _in_area(calls, row, events)
    return found, how


@numba.njit(cache=True, nogil=True)
def _at_own_spot(calls: Calls, row: int, events: Events) -> Any:
    spot, building, at = calls.spots[row, 0], calls.building[row], calls.at[row]
    if spot < 0:
        return -1, OPENED
    _close(events.at_spot, events.next_at_spot, events, spot, at)
    found, rank = _nearest(events, spot, building, at)
    if building > 0 and rank < SAME:
        wide = _widened(events, spot, at)
        found = found if wide < 0 else wide
    if found < 0:
        return -1, OPENED
    return found, _fill_in(events, found, building, rank)


@numba.njit(cache=True, nogil=True)
def _of_caller(calls: Calls, row: int, events: Events) -> Any:
    if calls.caller[row] < 0:
        return -1, OPENED
    found = events.of_caller[calls.caller[row]]
    if found < 0 or _is_over(events, found, calls.at[row]):
        return -1, OPENED
    _settle(events, found, calls.spots[row, 0], 0)
    return found, CALLER


@numba.njit(cache=True, nogil=True)
def _at_other_spots(calls: Calls, row: int, events: Events) -> Any:
    for other in calls.spots[row, 1:]:
        if other >= 0:
            _close(events.at_spot, events.next_at_spot, events, other, calls.at[row])
            found, _ = _nearest(events, other, calls.building[row], calls.at[row])
            if found >= 0:
                return found, LIKELY
    return -1, OPENED


@numba.njit(cache=True, nogil=True)
def _in_area(calls: Calls, row: int, events: Events) -> Any:
    area, spot, building = calls.area[row], calls.spots[row, 0], calls.building[row]
    if area < 0:
        return -1, OPENED
    _close(events.in_area, events.next_in_area, events, area, calls.at[row])
    found = _nearest_unplaced(events, area, spot, building)
    if found < 0:
        return -1, OPENED
    _settle(events, found, spot, building)
    return found, COMMUNITY


@numba.njit(cache=True, nogil=True)
def _is_over(events: Events, event: int, at: int) -> Any:
    """Tell whether an event has been quiet for too long, as events of its topic are."""
    return events.last[event] < at - events.quiet[event]


@numba.njit(cache=True, nogil=True)
def _fill_in(events: Events, event: int, building: int, rank: int) -> int:
    """Give an event the building that a call adds; return by what the call joined."""
    if events.building[event] == 0:
        events.building[event] = building
    return BUILDING if rank == SAME and events.building[event] != WIDE else PLACE


@numba.njit(cache=True, nogil=True)
def _close(heads: Ints, follow: Ints, events: Events, key: int, at: int) -> None:
    """Take the events that are over out of a list."""
    before, event = -1, heads[key]
    while event >= 0:
        after = follow[event]
        if not _is_over(events, event, at):
            before = event
        elif before < 0:
            heads[key] = after
        else:
            follow[before] = after
        event = after


@numba.njit(cache=True, nogil=True)
def _nearest(events: Events, spot: int, building: int, at: int) -> Any:
    """Return the open event at a spot that fits a building best, and how well: 3 same, 2 or 1 not told."""
    found, rank = -1, 0
    event = events.at_spot[spot]
    while event >= 0:
        fits = _fit(building, events.building[event])
        if events.building[event] == WIDE:
            fits = SAME if at - events.last[event] <= OVER else 0
        later = found < 0 or events.last[event] > events.last[found]
        if fits > rank or (fits == rank and fits > 0 and later):
            found, rank = event, fits
        event = events.next_at_spot[event]
    return found, rank


@numba.njit(cache=True, nogil=True)
def _widened(events: Events, spot: int, at: int) -> int:
    """Let the event called about last be about the whole place, if others were too; -1 if not."""
    found, others = -1, 0
    event = events.at_spot[spot]
    while event >= 0:
        if events.building[event] > 0 and at - events.last[event] <= NEAR:
            others += 1
            if found < 0 or events.last[event] > events.last[found]:
                found = event
        event = events.next_at_spot[event]
    if others < OTHERS:
        return -1
    events.building[found] = WIDE
    return found


@numba.njit(cache=True, nogil=True)
def _fit(one: int, other: int) -> int:
    if one > 0 and other > 0:
        return SAME if one == other else 0
    return 2 if one == other else 1


@numba.njit(cache=True, nogil=True)
def _nearest_unplaced(events: Events, area: int, spot: int, building: int) -> int:
    """Return the event called about last in an area, of which event or call has no place."""
    found = -1
    event = events.in_area[area]
    while event >= 0:
        open_to = (spot < 0 or not events.placed[event]) and _fit(building, events.building[event])
        if open_to and (found < 0 or events.last[event] > events.last[found]):
            found = event
        event = events.next_in_area[event]
    return found


@numba.njit(cache=True, nogil=True)
def _settle(events: Events, event: int, spot: int, building: int) -> None:
    """Give an event the place and building that a call adds."""
    if spot >= 0 and not events.placed[event]:
        events.placed[event] = 1
        events.next_at_spot[event] = events.at_spot[spot]
        events.at_spot[spot] = event
    if events.building[event] == 0:
        events.building[event] = building


@numba.njit(cache=True, nogil=True)
def _begin(calls: Calls, row: int, events: Events, event: int) -> None:
    events.quiet[event] = calls.quiet[row]
    events.building[event], events.placed[event] = 0, 0
    if calls.alone[row]:
        return
    _settle(events, event, calls.spots[row, 0], calls.building[row])
    area = calls.area[row]
    if area >= 0:
        events.next_in_area[event] = events.in_area[area]
        events.in_area[area] = event
