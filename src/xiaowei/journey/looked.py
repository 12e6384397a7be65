"""Home of what became of leads: who looked, whether something was there, whether a complaint followed.

A lead of a month may be seen from the first day of the month before; who looks from then on until it is
over has looked at it. Leads of months past are told again from what was known before them, so that each is
scored, shown at the time or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.remembering import remembered
from xiaowei.domain.months import first_of
from xiaowei.journey.clock import ONE_DAY
from xiaowei.journey.leads import Named, leads_of
from xiaowei.stages.identification.looks import Look, looks


@dataclass(frozen=True, slots=True)
class Kept:
    """The leads of a month: how many were named, looked at and taken up, and of how many a complaint came."""

    month: date
    named: int
    followed: int
    looked: int
    taken: int

    @property
    def nothing(self) -> int:
        """Return at how many somebody looked and found nothing to take up."""
        return self.looked - self.taken


class Looks:
    """Who looked at which place since a day; the last of them who wrote of a topic, found or not."""

    def __init__(self, by_place: Mapping[int, tuple[Look, ...]]) -> None:
        self._by_place, self._known = by_place, catalogue()

    def at(self, place_id: int, topic_code: str) -> Look | None:
        """Return the look at a place and topic; one that found something before any that didn't."""
        own = self._by_place.get(place_id, ())
        about = [one for one in own if one.is_about(self._known, topic_code)]
        return max(about, key=lambda one: (one.found, one.on), default=None)


def looked_since(district: str, since: date, as_of: date) -> Looks:
    """Return who looked at the places of a district since a day."""
    return Looks(looks(district, since, as_of))


@remembered("identification", "intake", "regions", "places", "catalogue", most=16)
def kept(district: str, month: date, as_of: date) -> tuple[Kept, ...]:
    """Return what became of the leads of the months before, the newest first."""
    told = leads_of(district, month, as_of)
    by_month: dict[date, list[Named]] = {}
    for one in told.before if told else ():
        by_month.setdefault(one.month, []).append(one)
    return tuple(_kept(district, on, own) for on, own in sorted(by_month.items(), reverse=True))


def _kept(district: str, month: date, own: Iterable[Named]) -> Kept:
    seen = looked_since(district, first_of(month, -1), first_of(month, 1) - ONE_DAY)
    rows = [(one, seen.at(one.place_id, one.topic_code)) for one in own]
    looked = [look for _, look in rows if look]
    return Kept(
        month, len(rows), sum(one.followed for one, _ in rows),
        len(looked), sum(look.found for look in looked),
    )  # fmt: skip
