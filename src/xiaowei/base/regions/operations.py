"""Home of replacing the region tree by a newer list, and of designating townships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from django.db import transaction

from xiaowei.base.regions.models import Designation, Region
from xiaowei.base.regions.queries import designated, known_region, name_of
from xiaowei.base.trail.operations import Named, record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import Region as RegionValue
from xiaowei.domain.regions import level

DESIGNATORS = ("operator", "city_office")
"""Who says which townships are 治理类."""
BASES = ("official", "rule")


class Allowed(Named, Protocol):
    """Whoever acts, able to be refused: an actor, who stands on regions and is not known here."""

    def require(self, roles: tuple[str, ...], region_code: str, action: str) -> None:
        """Refuse unless one of `roles` is held over the region."""


@transaction.atomic
def replace_regions(regions: Iterable[RegionValue]) -> None:
    """Replace every region by those of a list; other records hold codes, never rows, so none is lost."""
    Region.objects.all().delete()
    Region.objects.bulk_create(
        [
            Region(
                code=region.code,
                name=region.name,
                level=region.level,
                valid_from=region.valid_from,
                valid_to=region.valid_to,
                successors=list(region.successors),
                aliases=list(region.aliases),
            )
            for region in regions
        ],
        batch_size=500,
    )


@transaction.atomic
def designate(
    *,
    town_code: str,
    valid_from: date,
    valid_to: date | None = None,
    basis: str = "official",
    note: str = "",
    by: Allowed,
    on: date,
    at: datetime,
) -> Designation:
    """Put a township under city supervision 治理类 from a day, until another if one is given.

    Said again of the same first day, it moves the last day: so a township is taken off the list.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `designation_of_town`,
        `designation_backwards`
    """
    town = known_region(town_code)
    by.require(DESIGNATORS, town, "designate")
    if level(town) != "township" or basis not in BASES:
        raise BadInput("designation_of_town", value=town_code)
    if valid_to is not None and valid_to < valid_from:
        raise BadInput("designation_backwards", start=valid_from, end=valid_to)
    said = {"valid_to": valid_to, "basis": basis, "note": note}
    found, _ = Designation.objects.update_or_create(
        town_code=town, valid_from=valid_from, defaults=said
    )
    facts = {"valid_from": valid_from, **said}
    record(subject=f"town:{town}", action="regions.designate", by=by, on=on, at=at, facts=facts)
    return found


@transaction.atomic
def undesignate(
    *, town_code: str, last_on: date, by: Allowed, on: date, at: datetime
) -> Designation:
    """Take a township off the list 摘帽: its supervision in force on a day ends with that day.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `not_designated`
    """
    town = known_region(town_code)
    by.require(DESIGNATORS, town, "undesignate")
    found = designated(last_on).filter(town_code=town).order_by("-valid_from").first()
    if found is None:
        raise BadInput("not_designated", town=name_of(town), on=last_on)
    return designate(
        town_code=town, valid_from=found.valid_from, valid_to=last_on, basis=found.basis,
        note=found.note, by=by, on=on, at=at,
    )  # fmt: skip
