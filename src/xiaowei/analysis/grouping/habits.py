"""Home of habits: how long a topic's events are quiet before they are over, and whose they are.

The waits between calls of one place and topic are of two kinds: within an event, and between an event
and its recurrence. On a logarithmic scale they make two hills; the valley between them is where we draw
the line between "still the same event" and "it came back". A topic whose valley is too shallow takes
the usual one. This is the one place where that line is drawn; `Habits.lasting` sets it by hand.

Whose a matter is shows in who calls near in time: where others (another building, another caller) come in
the same week hardly more often than by chance, they call about something else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DAY = 86_400
SHORTEST, LONGEST = 1.0, 60.0
"""Between so many days the valley is looked for."""
LEAST_WAITS, FEW_WAITS = 50, 500
DEEP = 0.12
"""So much of the lower hill a valley must cut away."""
USUAL_DAYS = 10.0
NEAR_DAYS, FAR_DAYS = 3.0, 30.0
BUILDING_EXCESS, BUILDING_SURE = 0.3, 0.75
"""Beyond chance calls near in time name one building: so much oftener it may be, so much oftener it is sure,
that buildings have matters of their own.
"""
OFTEN = 20
MANY_PLACES = 5
"""Who called more often, or about so many places, of what is learnt from, tells nothing by calling again."""
LEAST_WEEKS, LEAST_CALLS = 26, 100
"""A matter of some weeks looks like chance in a sheet of not many more, and in a few calls."""
WEEK, BY_CHANCE, CLEARLY, LEAST_PAIRS = 7, 2.5, 4.0, 10
"""Others who meet in a week at most so many times as often as by chance, meet by chance; of so many pairs."""
MOST_ROWS = 300_000
_GRID = np.linspace(np.log(0.02), np.log(400), 300)
_WIDTH = 0.25
_SOON = 300 / DAY
_DOUBT = 2.0
"""A valley that is no deeper than so many standard errors of the smoothed density is chance."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Habits:
    """By topic (index): seconds of quiet after which an event is over, whether buildings differ, and
    whether each caller's matter is their own, wherever it is. `habitual` are those who call about everything.
    """

    quiet: Ints
    by_building: npt.NDArray[np.bool_]
    by_caller: npt.NDArray[np.bool_]
    habitual: frozenset[int] = frozenset()

    @classmethod
    def lasting(cls, days: float | None, topics: int) -> Habits:
        """Return the same quiet for every topic, None for one that never ends; buildings don't differ."""
        seconds = np.iinfo(np.int64).max // 4 if days is None else int(days * DAY)
        none = np.zeros(max(topics, 1), np.bool_)
        return cls(np.full(max(topics, 1), seconds, np.int64), none, none)


def learn_habits(
    place: Ints, topic: Ints, building: Ints, caller: Ints, at: Ints, topics: int
) -> Habits:
    """Return what the tickets teach; place and topic are below 0 where unknown, building and caller 0."""
    habitual = _habitual(place, caller)
    rows = np.flatnonzero((place >= 0) & (topic >= 0))
    if len(rows) > MOST_ROWS:
        share = len(rows) // MOST_ROWS + 1
        rows = rows[(place[rows] * 2654435761 >> 12) % share == 0]
    place, topic, building, at = place[rows], topic[rows], building[rows], at[rows]
    order = np.lexsort((at, place, topic))
    place, topic, building, at = place[order], topic[order], building[order], at[order]
    own = _by_caller(place, topic, caller[rows][order], at, topics)
    differ = _differing(place, topic, building, at, topics) & ~own
    inside = np.where(differ[topic], building, 0)
    told = ~differ[topic] | (building > 0)
    waits, of_topic = _waits(place[told], topic[told], inside[told], at[told])
    if len(waits) < FEW_WAITS:
        return Habits(Habits.lasting(None, topics).quiet, differ, own, habitual)
    usual, depth = _valley(waits)
    found = [_valley(waits[of_topic == one]) for one in range(max(topics, 1))]
    deep = [days for days, cut in found if cut >= DEEP]
    usual = float(np.median(deep)) if deep else usual if depth >= DEEP else USUAL_DAYS
    days = np.array([one if cut >= DEEP else usual for one, cut in found])
    return Habits((days * DAY).astype(np.int64), differ, own, habitual)


def _habitual(place: Ints, caller: Ints) -> frozenset[int]:
    """Return who calls about everything, or reports what is wrong all around: a warden of the grid."""
    told = caller > 0
    whose, of_caller, often = np.unique(caller[told], return_inverse=True, return_counts=True)
    placed = place[told] >= 0
    reach = int(place.max(initial=0)) + 1
    pairs = np.unique(of_caller[placed] * reach + place[told][placed])
    places = np.bincount(pairs // reach, minlength=len(whose))
    return frozenset(whose[(often > OFTEN) | (places >= MANY_PLACES)].tolist())


def _differing(
    place: Ints, topic: Ints, building: Ints, at: Ints, topics: int
) -> npt.NDArray[np.bool_]:
    """Tell for which topics calls near in time name one building far more often than others do, and
    other buildings only by chance.
    """
    same = (place[1:] == place[:-1]) & (topic[1:] == topic[:-1])
    told = same & (building[1:] > 0) & (building[:-1] > 0)
    days, agree = np.diff(at) / DAY, building[1:] == building[:-1]
    near = _shares(topic[1:], told & (days <= NEAR_DAYS), agree, topics)
    far = _shares(topic[1:], told & (days > FAR_DAYS), agree, topics)
    excess = (near - far) / np.maximum(1 - far, 1e-9)
    if not _is_long(at):
        return excess >= BUILDING_SURE
    of_spot, *pairs = _meetings(place, topic, building, at, topics)
    met, expected = (np.bincount(of_spot, one, len(excess)) for one in pairs)
    by_chance = (met < LEAST_PAIRS) | (met <= BY_CHANCE * expected)
    found: npt.NDArray[np.bool_] = (excess >= BUILDING_SURE) | (
        (excess >= BUILDING_EXCESS) & by_chance
    )
    return found


def _by_caller(
    place: Ints, topic: Ints, caller: Ints, at: Ints, topics: int
) -> npt.NDArray[np.bool_]:
    """Tell for which topics other callers call near in time by chance only: wages, refunds, advice.

    One spot where they clearly do not is enough to tell that they call about the same.
    """
    if not _is_long(at):
        return np.zeros(max(topics, 1), np.bool_)
    of_spot, *pairs = _meetings(place, topic, caller, at, topics)
    met, expected = (np.bincount(of_spot, one, max(topics, 1)) for one in pairs)
    enough = np.bincount(topic[caller > 0], minlength=max(topics, 1)) >= LEAST_CALLS
    found = enough & (expected >= LEAST_PAIRS) & (met <= BY_CHANCE * expected)
    clear = (pairs[0] >= 2 * LEAST_PAIRS) & (pairs[0] >= CLEARLY * pairs[1])
    found[of_spot[clear]] = False
    return found


def _is_long(at: Ints) -> bool:
    """Tell whether tickets come in so many weeks that meeting in one of them is no matter of course."""
    return len(np.unique(at // (WEEK * DAY))) >= LEAST_WEEKS


def _meetings(
    place: Ints, topic: Ints, whose: Ints, at: Ints, topics: int
) -> tuple[Ints, Floats, Floats]:
    """Return for each spot its topic, how many pairs of others (buildings, callers; 0 is unknown) call there
    in one week, and how many would if each came in a week by chance.
    """
    size, told = max(topics, 1), whose > 0
    known, week = np.unique(at[told] // (WEEK * DAY), return_inverse=True)
    weeks = max(len(known), 1)
    _, owner = np.unique(whose[told], return_inverse=True)
    owners = int(owner.max(initial=0)) + 1
    cell = ((place[told] * size + topic[told]) * weeks + week) * owners + owner
    cell, callers = np.unique(np.unique(cell) // owners, return_counts=True)
    together: Floats = callers.astype(np.float64)
    spot, of_spot = np.unique(cell // weeks, return_inverse=True)
    often = np.bincount(of_spot, together, len(spot))
    met: Floats = np.bincount(of_spot, together * (together - 1), len(spot)).astype(np.float64)
    of_topic: Ints = spot % size
    return of_topic, met, often * (often - 1) / weeks


def _shares(
    topic: Ints, counted: npt.NDArray[np.bool_], agree: npt.NDArray[np.bool_], topics: int
) -> Floats:
    size = max(topics, 1)
    all_of = np.bincount(topic[counted], minlength=size)
    some = np.bincount(topic[counted & agree], minlength=size)
    return some / np.maximum(all_of, LEAST_WAITS)


def _waits(place: Ints, topic: Ints, building: Ints, at: Ints) -> tuple[Floats, Ints]:
    """Return the days between neighbours in time of one place, topic and building, with their topic."""
    order = np.lexsort((at, building, place, topic))
    place, topic, building, at = place[order], topic[order], building[order], at[order]
    same = (place[1:] == place[:-1]) & (topic[1:] == topic[:-1]) & (building[1:] == building[:-1])
    return np.diff(at)[same] / DAY, topic[1:][same]


def _valley(waits: Floats) -> tuple[float, float]:
    """Return the days at the deepest valley, and which share of the lower hill it cuts away."""
    if len(waits) < LEAST_WAITS:
        return USUAL_DAYS, 0.0
    step = _GRID[1] - _GRID[0]
    edges = np.append(_GRID - step / 2, _GRID[-1] + step / 2)
    seen, _ = np.histogram(np.log(waits + _SOON), edges)
    kernel = np.exp(-0.5 * ((_GRID[:, None] - _GRID) / _WIDTH) ** 2)
    density = (kernel / kernel.sum(0)) @ seen
    hills = np.minimum(np.maximum.accumulate(density), np.maximum.accumulate(density[::-1])[::-1])
    inside = (np.log(SHORTEST) <= _GRID) & (np.log(LONGEST) >= _GRID)
    at = int(np.argmax(np.where(inside, hills - density, -1)))
    cut = hills[at] - density[at]
    by_chance = _DOUBT * np.sqrt(hills[at] * step / (2 * np.sqrt(np.pi) * _WIDTH))
    return float(np.exp(_GRID[at])), float(cut / hills[at]) if cut > by_chance else 0.0
