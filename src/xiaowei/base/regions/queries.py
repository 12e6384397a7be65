"""Home of reading the region tree."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from xiaowei.base.regions.models import BoundaryChange, Designation, Region
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import once
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import Part, RegionTree, changed, full, significant, within
from xiaowei.domain.regions import Region as RegionValue


def tree() -> RegionTree:
    """Return the dated region tree, read once per process and version."""
    return _tree(_stamp())


def name_of(code: str, on: date | None = None) -> str:
    """Return the region's name on a day, its newest name without one, the code when unknown.

    Of one that has ended by that day, the name of what took its place.
    """
    known = tree()
    stands = known.standing(code, on or date.max)
    found = known.get(stands, on) or known.get(stands)
    return found.name if found else code


def standing(code: str, on: date) -> str:
    """Return the code that stands for a region on a day, boundary changes followed."""
    return tree().standing(code, on)


def strayed(region_code: str, on: date) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ended codes that lie in a region on a day by what took their place, and those that no
    longer lie there.
    """
    return _strayed(tree(), region_code, on)


def lying_in(field: str, region_code: str, on: date | None = None) -> Q:
    """Return the condition that a township's code lies in a region on a day, boundary changes followed;
    a blank region is everywhere.
    """
    if not region_code:
        return Q()
    near, gone = strayed(region_code, on or date.max)
    own = Q(**{f"{field}__startswith": significant(region_code)})
    own = own & ~Q(**{f"{field}__in": sorted(gone)}) if gone else own
    return own | Q(**{f"{field}__in": sorted(near)}) if near else own


def widest_apart(code: str, own: Collection[str]) -> str:
    """Return the code of the widest region around `code`, or itself, that holds none of `own`."""
    around = (region.code for region in tree().ancestors(code))
    return next((c for c in around if not any(within(mine, c) for mine in own)), code)


def known_region(code: str) -> str:
    """Return the code of a known region, or of one that has known regions within, with 12 digits.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """
    region, known = full(code), tree()
    own = significant(region)
    if (
        known.get(region)
        or region in known.parts
        or any(r.code.startswith(own) for r in known.regions)
    ):
        return region
    districts = [r for r in known.regions if r.level == "district" and r.valid_to is None]
    near = [r for r in districts if r.code.startswith(own[:2])] or districts
    shown = "、".join(f"{significant(r.code)} {r.name}" for r in near)
    raise BadInput("unknown_region", value=code, known=shown or "-")


def boundary_changes() -> list[dict[str, Any]]:
    """Return the changes of boundaries that were noted here as plain rows, the newest first; `part` where
    only places of the old township went.
    """
    found = []
    for one in BoundaryChange.objects.order_by("-effective_on", "-pk"):
        eve = one.effective_on - timedelta(1)
        old = standing(one.old_code, eve)
        found.append({
            "effective_on": one.effective_on, "document_no": one.document_no,
            "old_code": old, "old_name": name_of(old, eve), "part": bool(one.cut_from),
            "new_code": one.new_code, "new_name": one.new_name,
        })  # fmt: skip
    return found


@once
@remembered("regions")
def _stamp() -> tuple[tuple[int, str] | None, tuple[int, str] | None]:
    """Return the newest rows: a newer list replaces every row, and a change of a boundary is one more."""
    newest = Region.objects.order_by("-pk").values_list("pk", "code").first()
    change = BoundaryChange.objects.order_by("-pk").values_list("pk", "seal").first()
    return newest, change


@lru_cache(maxsize=512)
def _strayed(
    known: RegionTree, region_code: str, on: date
) -> tuple[frozenset[str], frozenset[str]]:
    return known.strayed(region_code, on)


@lru_cache(maxsize=4)
def _tree(stamp: tuple[tuple[int, str] | None, tuple[int, str] | None]) -> RegionTree:
    fields = ("code", "name", "level", "valid_from", "valid_to", "successors", "aliases")
    rows = Region.objects.order_by("pk")
    known = tuple(
        RegionValue(code, name, level, start, end, tuple(successors), tuple(aliases))
        for code, name, level, start, end, successors, aliases in rows.values_list(*fields)
    )
    changes = BoundaryChange.objects.order_by("effective_on", "pk")
    for one in changes:
        known = changed(known, one.old_code, one.new_code, one.new_name, one.effective_on)
    cut = (one for one in changes if one.cut_from)
    return RegionTree(
        known, (Part(one.old_code, one.cut_from, one.new_code, one.effective_on) for one in cut)
    )


def find_town(name: str, within: str | None, on: date | None) -> RegionValue | None:
    """Return the one township of that name, its usual ending (镇, 街道, 地区 …) left out or not."""
    return tree().town_named(name, within, on)


def is_managed(town_code: str, on: date) -> bool:
    """Tell whether a township is 治理类 on a day."""
    town = standing(full(town_code), on)
    return designated(on).filter(lying_in("town_code", town, on)).exists()


def managed_towns(district_code: str, on: date) -> list[str]:
    """Return the codes of a district's townships that are 治理类 on a day, in order."""
    rows = designated(on).filter(lying_in("town_code", district_code, on)).order_by("town_code")
    return list(
        dict.fromkeys(standing(code, on) for code in rows.values_list("town_code", flat=True))
    )


def designations(district_code: str) -> list[dict[str, Any]]:
    """Return every designation of a district's townships as plain rows, the newest first."""
    region = significant(district_code)
    rows = Designation.objects.filter(town_code__startswith=region)
    fields = ("town_code", "valid_from", "valid_to", "basis", "note")
    return [dict(row) for row in rows.order_by("-valid_from", "town_code").values(*fields)]


def designations_on(on: date) -> list[tuple[str, str]]:
    """Return (township as it stands, basis) of every designation in force on a day; official ones last."""
    rows = designated(on).order_by("-basis", "town_code").values_list("town_code", "basis")
    return [(standing(code, on), basis) for code, basis in rows]


def designated(on: date) -> QuerySet[Designation]:
    """Return the designations in force on a day."""
    until = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Designation.objects.filter(until, valid_from__lte=on)
