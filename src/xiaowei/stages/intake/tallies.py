"""Home of the tickets of some days counted: what the three rates 三率 stand on, and what was called about."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from xiaowei.base.regions.queries import lying_in
from xiaowei.base.remembering import remembered
from xiaowei.domain.months import first_of
from xiaowei.domain.rates import Tally
from xiaowei.domain.zone import day_of, end_of, start_of
from xiaowei.stages.intake.models import Ticket

Days = tuple[date, date]
"""The first and last of some days, both included."""
_TOLD = ("contacted", "solved", "satisfied")
_YES, _NO = "yes", "no"


def days_of(month: date, until: date) -> Days:
    """Return the days of a month up to a day."""
    return month, min(first_of(month, 1) - timedelta(days=1), until)


@remembered("intake", "regions")
def tallies(region_code: str, since: date, until: date) -> dict[str, Tally]:
    """Return a region's tickets of some days, both included, by the township code each stands under."""
    counted = Q(excluded=False)
    told = (
        counted & Q(**{f"{name}__in": said}) for name in _TOLD for said in ((_YES, _NO), (_YES,))
    )
    counts = {
        f"n{i}": Count("pk", filter=which) for i, which in enumerate((counted, ~counted, *told))
    }
    rows = _of(region_code, since, until).values_list("town_code").annotate(**counts)
    return {town: Tally(*found) for town, *found in rows}


@remembered("intake", "regions")
def excluded_for(region_code: str, since: date, until: date) -> list[tuple[str, int]]:
    """Return the reasons for which tickets of some days were excluded, the most frequent first."""
    rows = _of(region_code, since, until).filter(excluded=True).values_list("excluded_reason")
    return sorted(rows.annotate(n=Count("pk")), key=lambda pair: (-pair[1], pair[0]))


@remembered("intake", "regions")
def called_about(region_code: str, since: date, until: date) -> dict[str, int]:
    """Return how many tickets of some days were about each topic, excluded ones left out; blank is none."""
    rows = _of(region_code, since, until).filter(excluded=False).values_list("topic_code")
    return dict(rows.annotate(n=Count("pk")))


@remembered("intake", "regions")
def first_day(region_code: str) -> date | None:
    """Return the day of a region's first ticket."""
    rows = Ticket.objects.filter(_belonging(region_code), received_at__isnull=False)
    return day_of(rows.order_by("received_at").values_list("received_at", flat=True).first())


def _of(region_code: str, since: date, until: date) -> QuerySet[Ticket]:
    return Ticket.objects.filter(
        _belonging(region_code),
        received_at__gte=start_of(since),
        received_at__lt=end_of(until),
    ).order_by()


def _belonging(region_code: str) -> Q:
    """Return the condition that a ticket is a region's: by its township, else by who brought its sheet."""
    if not region_code:
        return Q()
    untold = Q(town_code="") & lying_in("run__region_code", region_code)
    return lying_in("town_code", region_code) | untold
