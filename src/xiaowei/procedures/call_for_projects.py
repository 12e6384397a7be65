"""Home of the call for projects: the district opens a round, and every village and community is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.operations.calling import call_villages
from xiaowei.base.messages.queries import call_reach
from xiaowei.base.places.queries import places_within
from xiaowei.stages.selection.operations import Limit, open_round

CALLED_KINDS = ("village", "community")
"""An estate belongs to a community, which is told."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class Reach:
    """How many places are to be told of a call, how many are, and how many have read it."""

    places: int
    told: int
    read: int


@transaction.atomic
def call_for_projects(
    *,
    district_code: str,
    year: int,
    name: str,
    opens_on: date,
    closes_on: date,
    limits: Sequence[Limit] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> Reach:
    """Open a round with its limits and tell every village and community, or tell of its new days.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `round_named`, `closes_after_opening`
    """
    kept = open_round(
        district_code=district_code, year=year, name=name, opens_on=opens_on,
        closes_on=closes_on, limits=limits, by=by, on=on, at=at,
    ).name  # fmt: skip
    call_villages(
        key=call_key(district_code, year, kept, opens_on, closes_on),
        subject=f"programme:{district_code}:{year}",
        places=_places(district_code),
        facts={"name": name, "opens_on": str(opens_on), "closes_on": str(closes_on)},
        by=by, on=on, at=at,
    )  # fmt: skip
    return reach_of(district_code, year, kept, opens_on, closes_on)


def reach_of(
    district_code: str, year: int, name: str, opens_on: date | None, closes_on: date | None
) -> Reach:
    """Return how far the call of a round has come; a round of an old sheet was told to nobody."""
    told, read = call_reach(call_key(district_code, year, name, opens_on, closes_on))
    return Reach(len(_places(district_code)), told, read)


def call_key(
    district_code: str, year: int, name: str, opens_on: date | None, closes_on: date | None
) -> str:
    """Return what the notices of one call have in common; other days are another call."""
    return f"call:{district_code}:{year}:{name[:LONGEST_NAME]}:{opens_on}:{closes_on}:"


def _places(district_code: str) -> list[tuple[str, str]]:
    found = places_within(district_code)
    return [(one.code, one.town_code) for one in found if one.kind in CALLED_KINDS]
