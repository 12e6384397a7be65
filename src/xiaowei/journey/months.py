"""Home of the month's report 月报: tickets and the three rates 三率, beside the month before 环比 and the
year before 同比; of a month that still runs, beside as many days of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of, standing
from xiaowei.base.steady import steady
from xiaowei.domain.months import first_of
from xiaowei.domain.policy import RateRule
from xiaowei.domain.rates import Compared, Tally
from xiaowei.domain.regions import full, level
from xiaowei.journey.themes import Followed, themes
from xiaowei.stages.intake.queries import last_day
from xiaowei.stages.intake.tallies import (
    Days,
    called_about,
    days_of,
    excluded_for,
    first_day,
    tallies,
)

Counts = Sequence[Mapping[str, int] | None]
"""How many there were under each code: now, a month before, a year before; None is not known."""
_DISTRICT_DIGITS = 6
FEW_DAYS = timedelta(days=6)
"""A record that begins or ends so few days within a month holds the month."""


@dataclass(frozen=True, slots=True)
class Part:
    """A region's, or a topic's, tickets; a topic has no rates."""

    code: str
    name: str
    tickets: Compared
    tally: Tally
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A month of a region: the whole, its parts one level below, what was called about."""

    region: str
    month: date
    days: Days
    is_whole: bool
    last_on: date | None
    """The day of the last ticket in the month, where the record ends before the month does; else None."""
    weights: RateRule
    whole: Part
    parts: tuple[Part, ...]
    topics: tuple[Part, ...]
    excluded: tuple[tuple[str, int], ...]
    themes: tuple[Followed, ...]


def last_whole_month(as_of: date) -> date:
    """Return the first day of the newest month that is over by the end of a day."""
    tomorrow = as_of + timedelta(days=1)
    return first_of(tomorrow, -1)


@steady()
def report(region: str, month: date, as_of: date) -> Report:
    """Return the report of a month as of a day in it or after it."""
    days = days_of(month, as_of)
    is_whole = days == days_of(month, date.max)
    others = (_as_far(first_of(month, -n), days, is_whole) for n in (1, 12))
    begun = first_day(region) or date.max
    spans = [days, *(span if begun <= span[0] + FEW_DAYS else None for span in others)]
    by_part = [_by_part(region, span, days[1]) if span else None for span in spans]
    by_topic = tuple(called_about(region, *span) if span else None for span in spans)
    now = by_part[0] or {}
    counts = [_counts(span) for span in by_part]
    summed = [None if one is None else {region: sum(one.values())} for one in counts]
    return Report(
        region=region,
        month=month,
        days=days,
        is_whole=is_whole,
        last_on=_ends_early(region, days),
        weights=_weights(region, month),
        whole=_part(region, month, sum(now.values(), Tally()), summed),
        parts=_sorted(_part(one, month, now.get(one, Tally()), counts) for one in _all(counts)),
        topics=_sorted(_topic(one, by_topic) for one in _all(by_topic)),
        excluded=tuple(excluded_for(region, *days)),
        themes=themes(region, month, as_of, by_topic),
    )


def _ends_early(region: str, days: Days) -> date | None:
    last = last_day(region, until=days[1])
    return last if last and days[0] <= last < days[1] - FEW_DAYS else None


def _as_far(month: date, days: Days, is_whole: bool) -> Days:
    """Return the days of another month: all of it, or as many as have gone of this one."""
    last = date.max if is_whole else month + (days[1] - days[0])
    return days_of(month, last)


def _by_part(region: str, days: Days, on: date) -> dict[str, Tally]:
    """Return the tallies of the regions one level below, as they stand on a day; blank is none."""
    wide = not region or level(region) in ("province", "city")
    found: dict[str, Tally] = {}
    for code, tally in tallies(region, *days).items():
        town = standing(code, on) if code else ""
        part = full(town[:_DISTRICT_DIGITS]) if wide and town else town
        found[part] = found.get(part, Tally()) + tally
    return found


def _counts(span: Mapping[str, Tally] | None) -> dict[str, int] | None:
    return None if span is None else {code: one.dispatched for code, one in span.items()}


def _all(spans: Counts) -> list[str]:
    return sorted({code for span in spans for code in span or ()})


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts, the most tickets first."""
    return tuple(sorted(parts, key=lambda one: (-one.tickets.now, one.code)))


def _part(code: str, month: date, tally: Tally, counts: Counts) -> Part:
    name = name_of(code) if code else ""
    return Part(code, name, _compared(code, counts), tally, tally.score(_weights(code, month)))


def _topic(code: str, counts: Counts) -> Part:
    return Part(code, catalogue().topic_name(code), _compared(code, counts), Tally())


def _compared(code: str, counts: Counts) -> Compared:
    now, before, year_ago = (None if span is None else span.get(code, 0) for span in counts)
    return Compared(now or 0, before, year_ago)


def _weights(region: str, month: date) -> RateRule:
    return policy_for(region[:_DISTRICT_DIGITS], month.year).rates
