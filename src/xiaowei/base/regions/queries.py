"""Home of reading the region tree."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from xiaowei.base.regions.models import Designation, Region
from xiaowei.base.steady import once
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import Region as RegionValue
from xiaowei.domain.regions import RegionTree, full, significant, within


def tree() -> RegionTree:
    """Return the dated region tree, read once per process and version."""
    return _tree(_stamp())


def name_of(code: str, on: date | None = None) -> str:
    """Return the region's name on a day, its newest name without one, the code when unknown."""
    found = tree().get(code, on) or tree().get(code)
    return found.name if found else code


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
    if known.get(region) or any(r.code.startswith(own) for r in known.regions):
        return region
    districts = [r for r in known.regions if r.level == "district" and r.valid_to is None]
    near = [r for r in districts if r.code.startswith(own[:2])] or districts
    shown = "、".join(f"{significant(r.code)} {r.name}" for r in near)
    raise BadInput("unknown_region", value=code, known=shown or "-")


@once
def _stamp() -> tuple[int, str] | None:
    """Return the newest row: a newer list replaces every row."""
    return Region.objects.order_by("-pk").values_list("pk", "code").first()


@lru_cache(maxsize=4)
def _tree(stamp: tuple[int, str] | None) -> RegionTree:
    fields = ("code", "name", "level", "valid_from", "valid_to", "successors", "aliases")
    rows = Region.objects.order_by("pk")
    return RegionTree(
        RegionValue(code, name, level, start, end, tuple(successors), tuple(aliases))
        for code, name, level, start, end, successors, aliases in rows.values_list(*fields)
    )


def find_town(name: str, within: str | None, on: date | None) -> RegionValue | None:
    """Return the one township of that name, its usual ending (镇, 街道, 地区 …) left out or not."""
    return tree().town_named(name, within, on)


def is_managed(town_code: str, on: date) -> bool:
    """Tell whether a township is 治理类 on a day."""
    return designated(on).filter(town_code=full(town_code)).exists()


def managed_towns(district_code: str, on: date) -> list[str]:
    """Return the codes of a district's townships that are 治理类 on a day, in order."""
    region = significant(district_code)
    rows = designated(on).filter(town_code__startswith=region).order_by("town_code")
    return list(dict.fromkeys(rows.values_list("town_code", flat=True)))


def designations(district_code: str) -> list[dict[str, Any]]:
    """Return every designation of a district's townships as plain rows, the newest first."""
    region = significant(district_code)
    rows = Designation.objects.filter(town_code__startswith=region)
    fields = ("town_code", "valid_from", "valid_to", "basis", "note")
    return [dict(row) for row in rows.order_by("-valid_from", "town_code").values(*fields)]


def designated(on: date) -> QuerySet[Designation]:
    """Return the designations in force on a day."""
    until = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Designation.objects.filter(until, valid_from__lte=on)
