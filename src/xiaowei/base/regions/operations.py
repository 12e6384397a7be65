"""Home of replacing the region tree by a newer list, of boundary changes, and of designating townships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from xiaowei.base.regions.models import BoundaryChange, Designation, Region
from xiaowei.base.regions.queries import designated, known_region, name_of, tree
from xiaowei.base.trail.operations import Named, record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.regions import Region as RegionValue
from xiaowei.domain.regions import full, level, part_code
from xiaowei.domain.roles import SYSTEM

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
def change_boundary(
    *,
    old_code: str,
    new_code: str,
    new_name: str = "",
    effective_on: date,
    document_no: str,
    by: Allowed,
    on: date,
    at: datetime,
) -> BoundaryChange:
    """Note that another township takes the place of one from a day on: renamed, merged or moved to
    another district.

    Records keep the code of their day; whoever asks from that day on finds them under the new one, and
    whoever held the old one holds the new. A new one that no list knows is named.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`
    :raises RuleBroken: `boundary_of_towns`, `boundary_once`, `boundary_stands`, `boundary_named`,
        `boundary_name_known`, `boundary_documented`, `not_in_future`
    """
    told: dict[str, Any] = {
        "new_code": new_code, "new_name": new_name, "effective_on": effective_on,
    }  # fmt: skip
    old, said = _weighed(old_code, document_no, by, on, **told)
    return _note(old, {**said, "old_code": old}, by, on, at)


@transaction.atomic
def cut_out(
    *,
    old_code: str,
    places: Mapping[str, str],
    new_code: str,
    new_name: str = "",
    effective_on: date,
    document_no: str,
    by: Allowed,
    on: date,
    at: datetime,
) -> dict[str, str]:
    """Note that places of a township lie in another from a day on; `places` tells the code that each
    stands under until now. Return the code that each stands under from now on, whatever the day.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `place_not_there`
    :raises RuleBroken: those of a whole township's change
    """
    told: dict[str, Any] = {
        "new_code": new_code, "new_name": new_name, "effective_on": effective_on,
    }  # fmt: skip
    old, said = _weighed(old_code, document_no, by, on, **told)
    known = tree()
    parts: dict[str, str] = {}
    for place, stands in places.items():
        if known.standing(stands, effective_on) != old or known.today(stands) != old:
            raise BadInput("place_not_there", value=place, town=name_of(old))
    taken = {*(r.code for r in known.regions), *known.parts}
    for stands in sorted(set(places.values())):
        parts[stands] = part_code(stands, {*taken, *parts.values()})
        own = sorted(place for place, under in places.items() if under == stands)
        _note(old, {**said, "old_code": parts[stands], "cut_from": stands}, by, on, at, places=own)
    return {place: parts[stands] for place, stands in places.items()}


def _weighed(
    old_code: str,
    document_no: str,
    by: Allowed,
    on: date,
    *,
    new_code: str,
    new_name: str,
    effective_on: date,
) -> tuple[str, dict[str, Any]]:
    """Refuse a change that cannot be; return the old township's code and what the change says."""
    by.require(SYSTEM, "", "change_boundary")
    old, new = known_region(old_code), full(new_code)
    known = tree()
    now, later = known.get(old), known.get(new)
    holds = {
        "boundary_of_towns": old != new and {level(old), level(new)} == {"township"},
        "boundary_once": now is not None and now.valid_to is None,
        "boundary_stands": later is None or later.valid_to is None,
        "boundary_named": later is not None or bool(new_name.strip()),
        "boundary_name_known": later is None or new_name.strip() in ("", later.name),
        "boundary_documented": bool(document_no.strip()),
        "not_in_future": effective_on <= on,
    }
    for code, held in holds.items():
        if not held:
            known_name = later.name if later else ""
            raise RuleBroken(
                code, old=old, new=new, on=effective_on, today=on, known=known_name, name=new_name
            )
    name = later.name if later else new_name.strip()
    said = {"new_code": new, "new_name": name, "effective_on": effective_on}
    return old, {**said, "document_no": document_no.strip()}


def _note(
    old: str, said: dict[str, Any], by: Allowed, on: date, at: datetime, **more: object
) -> BoundaryChange:
    found = BoundaryChange.objects.create(**said)
    facts, subject = {**said, **more}, f"town:{old}"
    record(subject=subject, action="regions.change_boundary", by=by, on=on, at=at, facts=facts)
    return found


@transaction.atomic
def designate(
    *,
    town_code: str,
    valid_from: date,
    valid_to: date | None = None,
    basis: str = "",
    note: str = "",
    by: Allowed,
    on: date,
    at: datetime,
) -> Designation:
    """Put a township under city supervision 治理类 from a day, until another if one is given.

    Said again of the same first day, it moves the last day, and a basis or note that is left out stays.
    Two stretches of one township do not overlap.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `designation_of_town`,
        `designation_backwards`, `designation_overlaps`
    """
    town = known_region(town_code)
    by.require(DESIGNATORS, town, "designate")
    own = Designation.objects.select_for_update().filter(town_code=town)
    known = next((one for one in own if one.valid_from == valid_from), None)
    basis = basis or (known.basis if known else BASES[0])
    note = note or (known.note if known else "")
    if level(town) != "township" or basis not in BASES:
        raise BadInput("designation_of_town", value=town_code)
    if valid_to is not None and valid_to < valid_from:
        raise BadInput("designation_backwards", start=valid_from, end=valid_to)
    for one in own:
        ends, begins = one.valid_to or date.max, valid_to or date.max
        if one != known and one.valid_from <= begins and valid_from <= ends:
            raise BadInput(
                "designation_overlaps",
                start=one.valid_from,
                end=one.valid_to or "–",
                first=valid_from,
            )
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
    :raises BadInput: `bad_region_code`, `unknown_region`, `not_designated`, `designation_goes_on`
    """
    town = known_region(town_code)
    by.require(DESIGNATORS, town, "undesignate")
    found = designated(last_on).filter(town_code=town).order_by("-valid_from").first()
    if found is None:
        raise BadInput("not_designated", town=name_of(town), on=last_on)
    later = Designation.objects.filter(town_code=town, valid_from__gt=last_on).first()
    if later is not None:
        raise BadInput("designation_goes_on", town=name_of(town), start=later.valid_from)
    return designate(
        town_code=town, valid_from=found.valid_from, valid_to=last_on, basis=found.basis,
        note=found.note, by=by, on=on, at=at,
    )  # fmt: skip
