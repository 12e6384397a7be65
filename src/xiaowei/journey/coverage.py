"""Home of coverage: who calls again and again and has no project, and what each township got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xiaowei.base.places.queries import households_of
from xiaowei.base.regions.queries import name_of, tree
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.money import half_up
from xiaowei.journey.spots import pressing_spots
from xiaowei.journey.survey import RECORDS, Survey
from xiaowei.stages.identification.queries import SpotRow

FEN_PER_WAN = 1_000_000
THOUSAND = 1000


@dataclass(frozen=True)
class Unserved:
    """A problem spot that no project answers; `since` is the day of its first ticket."""

    spot: SpotRow
    since: date | None
    waits: int | None
    """Calendar days from the first ticket to the day."""


@dataclass(frozen=True)
class Share:
    """What one township got, and who waits there; households None where nobody gave them."""

    town_code: str
    town: str
    unserved: int
    since: date | None
    projects: int
    filed_fen: int
    households: int | None
    unknown: int
    """Places whose households nobody gave."""

    @property
    def projects_per_thousand(self) -> Decimal | None:
        """Started projects per 1,000 households, one decimal."""
        return _per_thousand(Decimal(self.projects), self.households, 1)

    @property
    def wan_per_thousand(self) -> Decimal | None:
        """Filed 万元 per 1,000 households, two decimals."""
        return _per_thousand(Decimal(self.filed_fen) / FEN_PER_WAN, self.households, 2)


def _per_thousand(amount: Decimal, households: int | None, places: int) -> Decimal | None:
    return half_up(amount * THOUSAND / households, places) if households else None


def unserved(
    region: str, as_of: date, language: str = "zh", places: Collection[str] = ()
) -> list[Unserved]:
    """Return the spots of a region without a project, those that wait longest first.

    `places` narrow them to some places; none narrows nothing.
    """
    return list(_unserved(region, as_of, language, tuple(sorted(places))))


@remembered(*RECORDS, most=32)
@steady()
def _unserved(
    region: str, as_of: date, language: str, places: tuple[str, ...]
) -> tuple[Unserved, ...]:
    left = pressing_spots(region or None, as_of).only(
        lambda head: not head.is_listed and (not places or head.place_code in places)
    )
    found = [_waiting(row, as_of) for row in left.rows(language)]
    return tuple(sorted(found, key=lambda one: (-(one.waits or 0), one.spot["id"])))


def _waiting(row: SpotRow, as_of: date) -> Unserved:
    since = date.fromisoformat(row["first_at"][:10]) if row["first_at"] else None
    return Unserved(row, since, (as_of - since).days if since else None)


@steady()
def shares(survey: Survey, waiting: Sequence[Unserved]) -> list[Share]:
    """Return each township of a survey's region with its projects, money and who waits there."""
    started = Counter(line.town_code for line in survey.started)
    filed: Counter[str] = Counter()
    for line in survey.started:
        filed[line.town_code] += line.filed_fen or 0
    left: dict[str, list[Unserved]] = {}
    for one in waiting:
        left.setdefault(one.spot["town_code"], []).append(one)
    known = households_of(survey.district, survey.as_of)
    every = [region.code for region in tree().children(survey.district, survey.as_of)]
    codes = dict.fromkeys([*every, *sorted({*started, *left, *known})])
    return [
        Share(
            town_code=code,
            town=name_of(code, survey.as_of),
            unserved=len(left.get(code, ())),
            since=min((x.since for x in left.get(code, ()) if x.since), default=None),
            projects=started[code],
            filed_fen=filed[code],
            households=known[code][0] if code in known else None,
            unknown=known[code][1] if code in known else 0,
        )
        for code in codes
        if code in started or code in left or code in known
    ]
