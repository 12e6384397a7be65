"""Home of seasons 季节包: before one begins, the places at which its topics came up in earlier years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import every_place
from xiaowei.base.remembering import remembered
from xiaowei.domain.catalogue import Season, branches
from xiaowei.domain.months import first_of, shifted
from xiaowei.domain.wording import Note
from xiaowei.journey.hints import Hint
from xiaowei.stages.intake.volumes import heard_where

MONTHS_AHEAD = 2
"""A season is prepared for so many months before it begins."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A season that begins soon, and where it was felt in earlier years, the most years first."""

    season: Season
    begins_on: date
    rows: tuple[Hint, ...]


@remembered("intake", "regions", "places", "catalogue")
def seasons_ahead(district: str, as_of: date) -> tuple[Coming, ...]:
    """Return the seasons that begin within the next months, the next one first."""
    found = [
        Coming(season, begins_on, _felt(district, season, as_of))
        for season in catalogue().seasons
        if (begins_on := _begins(season, as_of)) <= shifted(as_of, MONTHS_AHEAD)
    ]
    return tuple(sorted(found, key=lambda one: (one.begins_on, one.season.code)))


def _begins(season: Season, as_of: date) -> date:
    """Return the day on which a season begins next, after a day."""
    first = season.months[0]
    return first_of(date(as_of.year + (first <= as_of.month), first, 1))


def _felt(district: str, season: Season, as_of: date) -> tuple[Hint, ...]:
    """Return each place and topic that came up in earlier years of a season."""
    known, places = catalogue(), every_place()
    years: dict[tuple[int, str], Counter[int]] = {}
    for day, place, topic in heard_where(district, as_of, branches(known, season.topics)):
        on = date.fromordinal(day)
        if on.month in season.months:
            began = on.year - (on.month < season.months[0])
            years.setdefault((place, topic), Counter())[began] += 1
    order = sorted(years.items(), key=lambda one: (-len(one[1]), -one[1].total(), one[0]))
    return tuple(
        Hint(
            place=places[place],
            topic_code=topic,
            source="season",
            reasons=tuple(
                Note("lead.season_year", year=year, n=n) for year, n in sorted(told.items())[-3:]
            ),
        )
        for (place, topic), told in order
        if place in places
    )
