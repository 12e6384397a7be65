"""Home of what repeated spots tell beyond their counts: the period before, who calls, what they recall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from xiaowei.analysis.recalls import recalls
from xiaowei.base.parts import in_parts
from xiaowei.domain.zone import end_of, start_of
from xiaowei.stages.identification.models import SpotTicket

OFTEN, MOST_OF_ALL = 3, 0.5
"""One person calls often: so many tickets, and such a share of all of the period."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Who calls about a spot in a period: the tickets of the one who calls most, 0 where nobody calls
    often; how many tickets recall an earlier report.
    """

    by_one: int = 0
    again: int = 0


def counts_between(spots: Collection[int], first: date, last: date) -> dict[int, int]:
    """Return how many tickets each spot had, both days included."""
    found: dict[int, int] = {}
    for part in in_parts(sorted(spots)):
        links = SpotTicket.objects.filter(
            spot_id__in=part,
            ticket__received_at__gte=start_of(first),
            ticket__received_at__lt=end_of(last),
        )
        found |= dict(links.order_by().values_list("spot_id").annotate(n=Count("pk")))
    return found


def spread_of(spots: Mapping[int, date], last: date) -> dict[int, Spread]:
    """Return the spread of each spot from its first day on, up to the last day."""
    callers: dict[int, Counter[str]] = {}
    again: Counter[int] = Counter()
    tickets: Counter[int] = Counter()
    for part in in_parts(sorted(spots)):
        links = SpotTicket.objects.filter(
            spot_id__in=part,
            ticket__received_at__gte=start_of(min(spots[one] for one in part)),
            ticket__received_at__lt=end_of(last),
        )
        fields = ("received_at", "caller_hash", "repeat", "title", "text")
        rows = links.values_list("spot_id", *(f"ticket__{name}" for name in fields))
        for spot, at, caller, repeat, title, text in rows:
            if _is_in(at, spots[spot]):
                tickets[spot] += 1
                callers.setdefault(spot, Counter()).update([caller] if caller else [])
                again[spot] += repeat or recalls(f"{title} {text}")
    return {
        spot: Spread(_by_one(callers[spot], count), again[spot]) for spot, count in tickets.items()
    }


def _is_in(at: datetime | None, first: date) -> bool:
    return at is not None and at >= start_of(first)


def _by_one(callers: Counter[str], tickets: int) -> int:
    most = max(callers.values(), default=0)
    return most if most >= OFTEN and most >= tickets * MOST_OF_ALL else 0
