"""Home of reading a place row: its kind, its township and its code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xiaowei.analysis.masking import is_personal, mask
from xiaowei.base.places.coordinates import stored
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import Region, RegionTree, level, significant
from xiaowei.domain.sheets import PlaceRow

KIND_WORDS = {
    "village": ("村", "行政村", "自然村", "村庄", "村委会", "village"),
    "estate": ("小区", "住宅小区", "居住区", "居民小区", "estate"),
    "community": ("社区", "居委会", "社区居委会", "community"),
}
_ENDINGS = {"村": "village", "社区": "community", "居委会": "community"}
_KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in words}
LONGEST_NAME = 80
_TOWN_DIGITS = 9
_MADE = re.compile(r"\d{9}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A place as it is to be stored; None leaves a stored value as it is."""

    row: int
    code: str
    name: str
    kind: str
    town_code: str
    community_code: str | None
    households: int | None
    longitude: float | None
    latitude: float | None
    coordinate_system: str | None
    note: str | None
    aliases: tuple[str, ...]


def read(row: PlaceRow, regions: RegionTree, home: str, on: date) -> Draft:
    """Return the row as a draft; a code that the sheet lacks is made from township, kind and name.

    Numbers of people in its texts are masked; a code that holds one is none.

    `home` is the region to which a township's bare name is narrowed.

    :raises BadInput: `no_such_place_kind`, `no_such_town`, `bad_place_name`
    """
    name = mask("".join(row.name.split())).text
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("bad_place_name", row=row.row, column="name", value=row.name)
    kind, town = _kind(row, name), _town(row, regions, home, on)
    longitude, latitude, system = stored(row.lon, row.lat, row.crs)
    code = (row.code or "").strip()[:40]
    return Draft(
        row=row.row,
        code=code if code and not is_personal(code) else _made_code(town, kind, name),
        name=name,
        kind=kind,
        town_code=town,
        community_code=_community(row, regions, town, on),
        households=row.households,
        longitude=longitude,
        latitude=latitude,
        coordinate_system=system or None,
        note=mask(row.note).text[:200] if row.note else None,
        aliases=_aliases(row.aliases, name),
    )


def _kind(row: PlaceRow, name: str) -> str:
    if row.kind:
        kind = kind_named(row.kind)
        if kind is None:
            raise BadInput("no_such_place_kind", row=row.row, column="kind", value=row.kind)
        return kind
    return next((kind for end, kind in _ENDINGS.items() if name.endswith(end)), "estate")


def kind_named(word: str) -> str | None:
    """Return the kind of place that a word names, None for a word nobody knows."""
    return _KINDS.get("".join(word.split()).lower())


def _town(row: PlaceRow, regions: RegionTree, home: str, on: date) -> str:
    inside = home
    if row.town_code:
        digits = significant(row.town_code)
        if len(digits) >= _TOWN_DIGITS:
            return digits[:_TOWN_DIGITS].ljust(12, "0")
        inside = row.town_code
    found = town_named(row.town or "", regions, inside, on)
    if found is None:
        value = row.town or row.town_code or ""
        raise BadInput("no_such_town", row=row.row, column="town", value=value)
    return found.code


def town_named(
    name: str, regions: RegionTree, inside: str, on: date | None, districts: Iterable[str] = ()
) -> Region | None:
    """Return the one township of that name: as of the day, else at any time; or None.

    Where the name occurs more than once, `districts` (those known to have places) settle it.
    """
    if not name.strip():
        return None
    known = frozenset(code[:6] for code in districts)
    for day in (on, None):
        found = [one for one in regions.found(name, inside or None, day) if _is_town(one)]
        if len(found) > 1:
            found = [one for one in found if one.code[:6] in known] or found
        if len(found) == 1:
            return found[0]
    return None


def _is_town(region: Region) -> bool:
    return level(region.code) == "township"


def _community(row: PlaceRow, regions: RegionTree, town: str, on: date) -> str | None:
    if row.community_code and level(row.community_code) == "community":
        return row.community_code
    if not row.community:
        return None
    found = regions.find(row.community, town, on) or regions.find(row.community, town)
    return found.code if found and found.level == "community" else None


def _aliases(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    clean = {mask("".join(alias.split())).text[:LONGEST_NAME] for alias in names}
    return tuple(sorted(clean - {"", name}))


def is_made(code: str) -> bool:
    """Tell whether a place's code was made here, because no sheet gave one."""
    return _MADE.fullmatch(code) is not None


def _made_code(town: str, kind: str, name: str) -> str:
    digest = hashlib.sha256(f"{kind}|{name}".encode()).hexdigest()[:8]
    return f"{town[:_TOWN_DIGITS]}-{digest}"
