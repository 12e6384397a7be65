"""Home of what the records lack: places without households or butler, years without own rules."""

from __future__ import annotations

from datetime import date

from xiaowei.base.accounts.actors import in_force
from xiaowei.base.places.models import Place
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import standing, tree
from xiaowei.stages.identification.models import Candidate, CandidatePlace

NOWHERE = "0" * 12


def places_lacking(on: date) -> dict[str, int]:
    """Return how many places that projects serve have no household count, and how many no butler."""
    served = Place.objects.filter(pk__in=CandidatePlace.objects.values("place_id"))
    butlers = in_force(on).filter(role="butler")
    held = {(standing(region, on), place)
            for region, place in butlers.values_list("region_code", "place_code")}  # fmt: skip
    named = {place for _, place in held if place}
    wide = tuple(region.rstrip("0") for region, place in held if not place)
    places, stands = served.values_list("code", "town_code"), tree().standing
    return {
        "households": served.filter(households__isnull=True).count(),
        "butler": sum(
            code not in named and not stands(town, on).startswith(wide) for code, town in places
        ),
    }


def districts_without_policy(year: int) -> list[str]:
    """Return the districts with projects whose rules for a year are only the defaults."""
    default = policy_for(NOWHERE, year).version
    rows = Candidate.objects.order_by().values_list("district_code", flat=True).distinct()
    return sorted(code for code in rows if policy_for(code, year).version == default)
