"""Home of reading works, sites and measurements; `finished()` is the in-tray of evaluation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from xiaowei.base.parts import in_parts
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import lying_in
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.instalments import warranty_end, warranty_months
from xiaowei.domain.wording import Note
from xiaowei.stages.delivery.models import Site, Suspension, WarrantyRepair, Works


def works(number: str, *, lock: bool = False) -> Works:
    """Return the works of a project number, locked for writing with their filing when asked.

    :raises BadInput: `not_found`
    """
    rows = Works.objects.select_related("filing__application__candidate")
    if lock:
        rows = rows.select_for_update(of=("self", "filing"))
    found = rows.filter(filing__application__candidate__number=number).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.works"), number=number)
    return found


@remembered("identification", "selection", "funding", "delivery")
def contractor_of(number: str) -> str:
    """Return the firm from which a project's works were ordered; blank while there is none."""
    return _told(number, "contractor")


def firms_ordered(district_code: str) -> list[str]:
    """Return the firms from which works were ordered in a district, the most frequent first."""
    named = Works.objects.filter(filing__application__candidate__district_code=district_code)
    counted = named.values_list("contractor").annotate(times=Count("pk"))
    return [firm for firm, _ in counted.order_by("-times", "contractor") if firm]


def firms_building(region_code: str) -> list[str]:
    """Return the firms from which works were ordered in a region, by name."""
    own = lying_in("filing__application__candidate__town_code", region_code)
    named = Works.objects.filter(own).exclude(contractor="").order_by("contractor")
    return list(named.values_list("contractor", flat=True).distinct())


def state_of(number: str) -> str:
    """Return the state of a project's works; blank before they are ordered."""
    return _told(number, "state")


def _told(number: str, field: str) -> str:
    named = Works.objects.filter(filing__application__candidate__number=number)
    return named.values_list(field, flat=True).first() or ""


def finished() -> QuerySet[Works]:
    """Return the accepted works: what evaluation follows up."""
    return Works.objects.filter(state="accepted").select_related("filing__application__candidate")


def warranty_to(works: Works) -> date | None:
    """Return the last day of accepted works' warranty; None before acceptance, or without its day."""
    candidate = works.filing.application.candidate
    months = policy_for(candidate.district_code, candidate.year).warranty_months
    return warranty_end(works.accepted_on, warranty_months(months, candidate.type_code))


def suspensions(number: str) -> list[dict[str, Any]]:
    """Return a project's suspensions as plain rows, earliest first."""
    named = Suspension.objects.filter(works__filing__application__candidate__number=number)
    rows = named.order_by("sequence").values(
        "reason", "note", "from_on", "planned_to", "resumed_on", "asked_by", "allowed",
        "stops_clock", "decided_on", "decided_by", "verdict",
    )  # fmt: skip
    return [dict(row) for row in rows]


def repairs(number: str) -> list[dict[str, Any]]:
    """Return a project's warranty repairs as plain rows, earliest first."""
    named = WarrantyRepair.objects.filter(works__filing__application__candidate__number=number)
    rows = named.order_by("sequence").values(
        "what", "ticket_numbers", "opened_on", "told_on", "done_on"
    )
    return [dict(row) for row in rows]


def sites(number: str) -> list[dict[str, Any]]:
    """Return a project's sites as plain rows, in order; none before works are ordered."""
    named = Site.objects.filter(works__filing__application__candidate__number=number)
    rows = named.order_by("sequence").values(
        "sequence", "name", "place__name", "finished", "finished_on", "longitude", "latitude"
    )
    return [dict(row) for row in rows]


def measurements(number: str) -> list[dict[str, Any]]:
    """Return a project's measurements as plain rows; each is cumulative up to its day."""
    rows = (
        works(number)
        .measurements.order_by("measured_on", "pk")
        .values("site__sequence", "measured_on", "quantity", "parking_spaces")
    )
    return [dict(row) for row in rows]


def works_by_number(numbers: Collection[str]) -> dict[str, Works]:
    """Return the works of many project numbers with their measurements, a few queries in all."""
    return {
        found.filing.application.candidate.number: found
        for part in in_parts(numbers)
        for found in Works.objects.filter(filing__application__candidate__number__in=part)
        .select_related("filing__application__candidate")
        .prefetch_related("measurements")
    }


def works_with_sites(keys: Collection[int]) -> list[Works]:
    """Return works by primary key with their sites and candidates, two queries a part."""
    return [
        works
        for part in in_parts(keys)
        for works in Works.objects.filter(pk__in=part)
        .select_related("filing__application__candidate")
        .prefetch_related("sites")
    ]
