"""Home of hot spots: where more is complained of than chance would have it, by the space-time scan.

For each branch of topics the last weeks are looked at as a permutation scan that ends on the day
(Kulldorff et al. 2005): no population is needed, and a place or a day that always has many is not hot.
Then all topics together, for what one place alone calls about: within its branch nothing is beside it.
Only those who ask for hot spots import this; it needs numba.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict

import numpy as np

from xiaowei.analysis.scanning.field import permutation_field, windows_of
from xiaowei.analysis.scanning.scan import Cluster, scan
from xiaowei.analysis.scanning.zones import neighbours
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of, districts, places_within
from xiaowei.base.regions.queries import name_of, tree
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.identification import HOT, HOT_RECURRENCE_DAYS, Reason, recurrence_days
from xiaowei.domain.regions import full, significant
from xiaowei.domain.zone import ZONE, day_of
from xiaowei.stages.intake.queries import Called, called_between, last_day

DAYS, LONGEST_DAYS, MAX_RADIUS_KM = 90, 14, 3.0
REPLICATIONS, ENOUGH = 999, 10
"""A branch in which ten simulations reach what was observed is not hot; no more are drawn."""
TOGETHER = ""
Point = tuple[float, float]


class HotRow(TypedDict):
    """A hot spot as doors show it: its place is that with most tickets; `places` names all that called."""

    id: str
    kind: str
    place: str
    place_code: str
    town: str
    town_code: str
    topic: str
    topic_code: str
    tickets: int
    callers: int
    first_at: str
    last_at: str
    ticket_nos: list[str]
    reasons: list[str]
    places: list[str]
    expected: float
    p_value: float
    recurrence_days: int


@dataclass(frozen=True)
class Hot:
    """A hot spot as it was found; `places` are its place ids, those in its middle first.

    Without a branch it is one of all topics together.
    """

    branch: str
    places: tuple[int, ...]
    lone: bool
    first_on: date
    last_on: date
    tickets: tuple[Called, ...]
    expected: float
    p_value: float
    llr: float


@steady()
def hot_spots(
    district: str | None = None,
    as_of: date | None = None,
    limit: int | None = None,
    language: str = "zh",
) -> list[HotRow]:
    """Return where more is complained of up to a day than chance would have it, the least likely first.

    `district` may be any region; without one, all districts that have places, each for itself. Without a
    day, the day of the newest ticket. The same tickets and day always give the same.

    :raises BadInput: `bad_region_code`
    """
    region = full(district) if district else ""
    day = as_of or last_day(region)
    if day is None:
        return []
    found = [(area, one) for area in _areas(region) for one in _hot(area, day)]
    found.sort(key=lambda pair: (pair[1].p_value, -pair[1].llr, pair[0], pair[1].branch))
    ranks = enumerate(found[:limit], 1)
    return [_row(one, area, f"H{day:%Y%m%d}-{rank}", language) for rank, (area, one) in ranks]


def _areas(region: str) -> Iterable[str]:
    if region and district_of(region):
        return [region]
    within = significant(region) if region else ""
    return [code for code in districts() if significant(code).startswith(within)]


@remembered("regions", "places", "policies", "catalogue", "intake", most=8)
def _hot(area: str, day: date) -> tuple[Hot, ...]:
    first = day - timedelta(DAYS - 1)
    branches: dict[str, list[Called]] = defaultdict(list)
    for ticket in called_between(area, first, day):
        branches[_branch(ticket)].append(ticket)
    points = points_of(places_within(area, day))
    found = [
        one
        for code, tickets in sorted(branches.items())
        for one in _scan(code, tickets, points, day)
    ]
    known = {ticket.pk for one in found for ticket in one.tickets}
    every = [ticket for tickets in branches.values() for ticket in tickets]
    together = _scan(TOGETHER, every, points, day) if len(branches) > 1 else ()
    new = [one for one in together if known.isdisjoint(ticket.pk for ticket in one.tickets)]
    return (*found, *new)


def _branch(ticket: Called) -> str:
    return catalogue().branch(ticket.topic_code)[0]


def points_of(places: Iterable[Place]) -> dict[int, Point]:
    """Return (latitude, longitude) by place id; a place without stands in the middle of its community.

    Where nobody knows any of the community, it is left out.
    """
    own: dict[int, Point] = {}
    communities: dict[str, list[Point]] = defaultdict(list)
    rest: list[Place] = []
    for place in places:
        if place.latitude is None or place.longitude is None:
            rest.append(place)
            continue
        own[place.pk] = (place.latitude, place.longitude)
        communities[place.community_code].append(own[place.pk])
    for place in rest:
        if place.community_code and (near := communities.get(place.community_code)):
            own[place.pk] = (
                sum(p[0] for p in near) / len(near),
                sum(p[1] for p in near) / len(near),
            )
    return own


def _scan(
    branch: str, tickets: Sequence[Called], points: Mapping[int, Point], day: date
) -> Iterable[Hot]:
    """Yield the hot spots of a branch; places of one point are one, without a point each is by itself."""
    sites: dict[object, list[int]] = {}
    for place in sorted({ticket.place_id for ticket in tickets}):
        sites.setdefault(points.get(place, place), []).append(place)
    index = {place: at for at, places in enumerate(sites.values()) for place in places}
    cases = np.zeros((len(sites), DAYS), np.int64)
    for ticket in tickets:
        cases[index[ticket.place_id], _ago(ticket, day)] += 1
    field = permutation_field(cases, windows_of(DAYS, LONGEST_DAYS, prospective=True))
    known = [one if isinstance(one, tuple) else (math.nan, math.nan) for one in sites]
    x, y = np.array(known, np.float64).T
    order, reach = neighbours(
        x, y, field.at_risk, geographic=True, max_radius=MAX_RADIUS_KM, max_share=1
    )  # the radius bounds a zone: the place that nearly all call from must not be left out
    for one in scan(field, order, reach, REPLICATIONS, day.toordinal() * 1000, ENOUGH):
        if one.p_value is not None and _seldom(one.p_value) >= HOT_RECURRENCE_DAYS:
            yield _found(
                branch, one, list(sites.values()), tickets, day, bool(np.isnan(x[one.locations[0]]))
            )


def _ago(ticket: Called, day: date) -> int:
    """Return the period of a ticket: the day itself is the last."""
    on = day_of(ticket.received_at)
    return DAYS - 1 - (day - on).days if on else DAYS - 1


def _found(
    branch: str,
    cluster: Cluster,
    sites: Sequence[Sequence[int]],
    tickets: Sequence[Called],
    day: date,
    lone: bool,
) -> Hot:
    places = tuple(place for at in cluster.locations for place in sites[at])
    first, last = cluster.window
    lying = frozenset(places)
    inside = [t for t in tickets if t.place_id in lying and first <= _ago(t, day) <= last]
    return Hot(
        branch=branch,
        places=places,
        lone=lone,
        first_on=day - timedelta(DAYS - 1 - first),
        last_on=day - timedelta(DAYS - 1 - last),
        tickets=tuple(inside),
        expected=cluster.expected,
        p_value=cluster.p_value or 1.0,
        llr=cluster.llr,
    )


def _row(hot: Hot, area: str, number: str, language: str) -> HotRow:
    known = {place.pk: place for place in places_within(area, hot.last_on)}
    called = Counter(ticket.place_id for ticket in hot.tickets)
    busiest = known[max(hot.places, key=lambda place: called[place])]
    town = tree().standing(busiest.town_code, hot.last_on)
    branch = hot.branch or Counter(map(_branch, hot.tickets)).most_common(1)[0][0]
    unknown = sum(not ticket.caller for ticket in hot.tickets)
    return HotRow(
        id=number,
        kind=HOT,
        place=busiest.name,
        place_code=busiest.code,
        town=name_of(town, hot.last_on),
        town_code=town,
        topic=catalogue().topic_name(branch),
        topic_code=branch,
        tickets=len(hot.tickets),
        callers=len({ticket.caller for ticket in hot.tickets if ticket.caller}) + unknown,
        first_at=_moment(hot.tickets[0].received_at),
        last_at=_moment(hot.tickets[-1].received_at),
        ticket_nos=[ticket.number for ticket in hot.tickets],
        reasons=[reason.text(language) for reason in _reasons(hot, len(called))],
        places=[known[place].name for place in hot.places if place in called],
        expected=round(hot.expected, 2),
        p_value=hot.p_value,
        recurrence_days=_seldom(hot.p_value),
    )


def _reasons(hot: Hot, places: int) -> Iterable[Reason]:
    yield Reason(
        "hot",
        {
            "first": hot.first_on,
            "last": hot.last_on,
            "places": places,
            "tickets": len(hot.tickets),
            "days": DAYS,
            "expected": f"{hot.expected:.1f}",
        },
    )
    yield Reason("hot_seldom", {"recurrence": _seldom(hot.p_value), "p": f"{hot.p_value:.3f}"})
    if hot.branch == TOGETHER:
        yield Reason("hot_together")
    if hot.lone:
        yield Reason("hot_lone")


def _seldom(p_value: float) -> int:
    """Return in how many whole days one daily look shows the like by chance."""
    return math.floor(recurrence_days(p_value, trials_a_day=1) + 1e-9)


def _moment(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat()
