"""Home of how many tickets come in a day or month."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from xiaowei.base.regions.queries import lying_in
from xiaowei.base.remembering import remembered
from xiaowei.domain.months import first_of
from xiaowei.domain.zone import ZONE, day_of, end_of, start_of
from xiaowei.stages.intake.models import COUNTS, Ticket
from xiaowei.stages.intake.queries import placed_complaints


@remembered("intake", "regions")
def heard_by_day(region_code: str, since: date, until: date) -> dict[date, int]:
    """Return how many complaints a region had on each day, both days included; 0 is left out."""
    rows = Ticket.objects.filter(
        COUNTS,
        lying_in("town_code", region_code),
        received_at__gte=start_of(since),
        received_at__lt=end_of(until),
    )
    days = rows.order_by().annotate(day=TruncDate("received_at", tzinfo=ZONE)).values_list("day")
    return {day: n for day, n in days.annotate(n=Count("pk")) if day is not None}


@remembered("intake", "regions")
def heard_by_month(region_code: str, months: tuple[date, ...]) -> list[int]:
    """Return how many complaints a region had in each month; `months` are first days, one after the other."""
    if not months:
        return []
    starts = [start_of(day) for day in (*months, first_of(months[-1], 1))]
    rows = Ticket.objects.filter(
        COUNTS,
        lying_in("town_code", region_code),
        received_at__gte=starts[0],
        received_at__lt=starts[-1],
    )
    spans = pairwise(starts)
    counts = {
        f"m{i}": Count("pk", filter=Q(received_at__gte=first, received_at__lt=end))
        for i, (first, end) in enumerate(spans)
    }
    found = rows.aggregate(**counts)
    return [found[f"m{i}"] for i in range(len(months))]


@remembered("intake", "regions", "places")
def heard_where(
    region_code: str, until: date, topics: tuple[str, ...] = ()
) -> list[tuple[int, int, str]]:
    """Return (day as an ordinal, place id, topic code) of a region's complaints up to a day, oldest first.

    Counted are those that the effect rule counts; of these topics, or of all that are known.
    """
    rows = placed_complaints().filter(
        lying_in("place__town_code", region_code, until),
        repeat=False,
        received_at__lt=end_of(until),
    )
    if topics:
        rows = rows.filter(topic_code__in=topics)
    told = rows.order_by("received_at", "number").values_list(
        "received_at", "place_id", "topic_code"
    )
    found = ((day_of(at), place, topic) for at, place, topic in told)
    return [(day.toordinal(), place, topic) for day, place, topic in found if day and place]
