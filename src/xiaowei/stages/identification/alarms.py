"""Home of alarms: the bursts of an area with their calls, and how rarely chance brings one like them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xiaowei.base.parts import in_parts
from xiaowei.domain.alarms import USUAL_DAYS
from xiaowei.domain.identification import recurrence_days
from xiaowei.domain.zone import day_of, end_of
from xiaowei.stages.identification.models import Alarm, SpotTicket
from xiaowei.stages.intake.volumes import heard_by_day


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a burst, masked."""

    number: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Who took note of an alarm, and when."""

    by: str
    at: datetime


def calls_of(spots: Collection[int], as_of: date) -> dict[int, list[Call]]:
    """Return the calls of bursts up to a day by spot id, oldest first."""
    found: dict[int, list[Call]] = {}
    for part in in_parts(sorted(spots)):
        links = SpotTicket.objects.filter(spot_id__in=part, ticket__received_at__lt=end_of(as_of))
        rows = links.order_by("ticket__received_at", "ticket__number").values_list(
            "spot_id", "ticket__number", "ticket__received_at", "ticket__text", "ticket__title"
        )
        for spot, number, at, text, title in rows:
            if at is not None:
                found.setdefault(spot, []).append(Call(number, at, text or title))
    return found


def seen_by(spots: Collection[int], as_of: date) -> dict[int, Seen]:
    """Return who had taken note of which burst by a day."""
    found: dict[int, Seen] = {}
    for part in in_parts(sorted(spots)):
        rows = Alarm.objects.filter(spot_id__in=part, seen_at__lt=end_of(as_of))
        for spot, by, at in rows.values_list("spot_id", "seen_by", "seen_at"):
            if at is not None:
                found[spot] = Seen(by, at)
    return found


def intervals(
    district: str, flags: Iterable[tuple[int, datetime | None, float | None]]
) -> dict[int, float]:
    """Return by spot id in how many days chance alone brings one burst as unlikely in the district.

    `flags` are (spot id, flagged at, chance); the district's tickets a day are those of the four
    weeks before. What was flagged before chances were kept has none.
    """
    known = [(pk, day_of(at), chance) for pk, at, chance in flags if chance is not None]
    dated = [(pk, day, chance) for pk, day, chance in known if day is not None]
    if not dated:
        return {}
    first = min(day for _, day, _ in dated) - timedelta(days=USUAL_DAYS)
    heard = heard_by_day(district, first, max(day for _, day, _ in dated))
    return {
        pk: recurrence_days(chance, trials_a_day=_usual(heard, day)) for pk, day, chance in dated
    }


def _usual(heard: dict[date, int], day: date) -> float:
    """Return the tickets a day of the weeks before a day, no less than one in all of them."""
    before = (day - timedelta(days=back) for back in range(1, USUAL_DAYS + 1))
    return max(sum(heard.get(one, 0) for one in before), 1) / USUAL_DAYS
