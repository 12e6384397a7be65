"""Home of the list of problem spots, most pressing first, as it stood on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.places.queries import district_of, districts
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import lying_in, standing, tree
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.errors import BadInput
from xiaowei.domain.identification import (
    BURST,
    REPEAT,
    SPOT_KINDS,
    pressing,
    still_open,
    window,
)
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import full, significant
from xiaowei.domain.zone import day_of, end_of, start_of
from xiaowei.stages.identification.models import (
    Spot,
    SpotTicket,
)
from xiaowei.stages.identification.spot_rows import Ends, SpotRow, answering, number_of, rows_of
from xiaowei.stages.intake.queries import last_day

COUNTED = (
    "regions", "places", "policies", "intake", "identification.Spot", "identification.SpotTicket"
)  # fmt: skip
"""The tables on which the counts of spots stand."""


@dataclass(frozen=True, slots=True)
class Head:
    """What lists and maps need to know of an open spot before anything more is said of it; `is_done` where
    a project in use answers it and nobody called since.
    """

    id: str
    kind: str
    place: str
    place_code: str
    town_code: str
    topic: str
    tickets: int
    last_on: date | None
    is_listed: bool
    is_done: bool


@dataclass(frozen=True)
class Pressing:
    """Open problem spots as of a day, counted, most pressing first; rows are made of those asked for."""

    found: tuple[tuple[dict[str, Any], Policy], ...]
    day: date
    ends: Ends | None = None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.found)

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Return what lists and maps need to know of each."""
        answered = answering([row for row, _ in self.found], self.day, self.ends)
        numbers = {number for own in answered.values() for number in own}
        done = self.ends(numbers, self.day) if self.ends and numbers else {}
        stands, names = tree().standing, {one.code: one.name for one in catalogue().topics}
        return tuple(
            Head(
                id=number_of(row["spot_id"]),
                kind=row["spot__kind"],
                place=row["spot__place__name"],
                place_code=row["spot__place__code"],
                town_code=stands(row["spot__place__town_code"], self.day),
                topic=names.get(row["spot__topic_code"], row["spot__topic_code"]),
                tickets=row["tickets"],
                last_on=day_of(row["last"]),
                is_listed=row["spot_id"] in answered,
                is_done=any(done.get(one) for one in answered.get(row["spot_id"], ())),
            )
            for row, _ in self.found
        )

    @property
    def unlisted(self) -> int:
        """How many no project answers."""
        return sum(not head.is_listed for head in self.heads)

    def at(self, place_codes: Collection[str]) -> Pressing:
        """Return those at some places."""
        return self.only(lambda head: head.place_code in place_codes)

    def only(self, fits: Callable[[Head], bool]) -> Pressing:
        """Return those whose heads fit."""
        pairs = zip(self.found, self.heads, strict=True)
        kept = [(pair, head) for pair, head in pairs if fits(head)]
        fewer = replace(self, found=tuple(pair for pair, _ in kept))
        fewer.__dict__["heads"] = tuple(head for _, head in kept)  # they are known already
        return fewer

    def rows(
        self, language: str = "zh", limit: int | None = None, offset: int = 0
    ) -> list[SpotRow]:
        """Return some of them as rows, all without a limit."""
        end = None if limit is None else offset + limit
        return rows_of(list(self.found[offset:end]), self.day, language, self.ends)


@steady()
def spots(
    district: str | None = None,
    as_of: date | None = None,
    kind: str | None = None,
    limit: int | None = None,
    language: str = "zh",
    ends: Ends | None = None,
) -> list[SpotRow]:
    """Return open problem spots as of a day: bursts by callers, then repeats by callers.

    `district` may be any region; without one, all districts that have places. Without a day, the
    day of the newest ticket. A repeat needs the policy's least tickets within its months.

    :raises BadInput: `no_such_spot_kind`, `bad_region_code`
    """
    return pressing_spots(district, as_of, kind, ends).rows(language, limit)


@steady()
def pressing_spots(
    district: str | None = None,
    as_of: date | None = None,
    kind: str | None = None,
    ends: Ends | None = None,
) -> Pressing:
    """Return the same, counted and in order, before anything is said of each.

    :raises BadInput: `no_such_spot_kind`, `bad_region_code`
    """
    if kind is not None and kind not in SPOT_KINDS:
        raise BadInput("no_such_spot_kind", kind=kind, known=", ".join(SPOT_KINDS))
    region = full(district) if district else ""
    day = as_of or last_day(region)
    return Pressing(_pressing(region, day, kind), day, ends) if day else Pressing((), date.min)


@remembered(*COUNTED, most=32)
def _pressing(
    region: str, day: date, kind: str | None
) -> tuple[tuple[dict[str, Any], Policy], ...]:
    found = [
        (row, policy)
        for area, policy in _areas(region, day)
        for row in _found(area, day, kind, policy)
        if _open_on(row, day)
    ]
    return tuple(sorted(found, key=lambda pair: _order(pair[0])))


@steady()
def closed_spots(region_code: str, as_of: date, ends: Ends | None = None) -> Pressing:
    """Return the spots of a region that are set aside or resolved now, those called last first.

    `region_code` is a district or a part of one.
    """
    links = SpotTicket.objects.filter(
        lying_in("spot__place__town_code", region_code, as_of),
        spot__state__in=("dismissed", "resolved"),
    )
    policy = policy_for(district_of(region_code), as_of.year)
    found = sorted(
        _counted(links, as_of, policy), key=lambda row: row["last"] or start_of(date.min)
    )
    return Pressing(tuple((row, policy) for row in reversed(found)), as_of, ends)


@steady()
def spot_row(
    spot_id: int, as_of: date, language: str = "zh", ends: Ends | None = None
) -> SpotRow | None:
    """Return one spot as of a day, open or not, few tickets or many."""
    place = Spot.objects.filter(pk=spot_id).values_list("place__town_code", flat=True).first()
    if place is None:
        return None
    policy = policy_for(district_of(standing(place, as_of)), as_of.year)
    rows = _counted(SpotTicket.objects.filter(spot_id=spot_id), as_of, policy)
    return next(iter(rows_of([(row, policy) for row in rows], as_of, language, ends)), None)


def _areas(region: str, day: date) -> Iterable[tuple[str, Policy]]:
    for area in [region] if district_of(region) else districts():
        if not region or significant(area).startswith(significant(region)):
            yield area, policy_for(district_of(area), day.year)


def _found(area: str, day: date, kind: str | None, policy: Policy) -> Iterable[dict[str, Any]]:
    """Yield what may be pressing: which spots is asked first, then, of these only, who called and when."""
    links = SpotTicket.objects.filter(lying_in("spot__place__town_code", area, day)).exclude(
        spot__state="dismissed"
    )
    links = links.filter(Q(spot__state="open") | Q(spot__resolved_on__gt=day))
    inside = links.filter(
        ticket__received_at__gte=start_of(window(day, policy.repeat_months)[0]),
        ticket__received_at__lt=end_of(day),
        spot__kind=REPEAT,
    )
    counts = inside.order_by().values("spot_id").annotate(n=Count("pk"))
    asked = {
        REPEAT: counts.filter(n__gte=policy.repeat_min).values_list("spot_id", flat=True),
        BURST: links.filter(spot__kind=BURST, spot__flagged_at__lt=end_of(day))
        .order_by()
        .values_list("spot_id", flat=True)
        .distinct(),
    }
    found = sorted(pk for one, spots in asked.items() if kind in (None, one) for pk in spots)
    for part in in_parts(found):
        yield from _counted(SpotTicket.objects.filter(spot_id__in=part), day, policy)


def _counted(links: QuerySet[SpotTicket], day: date, policy: Policy) -> QuerySet[SpotTicket, Any]:
    inside = Q(spot__kind=BURST) | Q(
        ticket__received_at__gte=start_of(window(day, policy.repeat_months)[0])
    )
    return (
        links.filter(ticket__received_at__lt=end_of(day))
        .order_by()
        .values(
            "spot_id",
            "spot__kind",
            "spot__state",
            "spot__topic_code",
            "spot__flagged_at",
            "spot__chance",
            "spot__resolved_on",
            "spot__place_id",
            "spot__place__name",
            "spot__place__code",
            "spot__place__town_code",
        )
        .annotate(
            tickets=Count("pk", filter=inside),
            known=Count(
                "ticket__caller_hash", distinct=True, filter=inside & ~Q(ticket__caller_hash="")
            ),
            unknown=Count("pk", filter=inside & Q(ticket__caller_hash="")),
            total=Count("pk"),
            first=Min("ticket__received_at", filter=inside),
            last=Max("ticket__received_at", filter=inside),
        )
    )


def _open_on(row: Mapping[str, Any], day: date) -> bool:
    """Tell whether a spot that was closed once was open on the day."""
    closed: date | None = row["spot__resolved_on"]
    return closed is None or closed > day or still_open(closed, day_of(row["last"]))


def _order(row: Mapping[str, Any]) -> tuple[object, ...]:
    callers = row["known"] + row["unknown"]
    return (*pressing(row["spot__kind"], callers, row["tickets"], row["last"]), row["spot_id"])
