"""Home of the region tree: dated codes, ancestors, "lies within".

Codes are stored with 12 digits (`110112105000`). They may be handed in with 2, 4, 6, 9 or 12.
Names and codes change over the years, so every region carries the days on which it is in force.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from xiaowei.domain.errors import BadInput

LEVELS = {2: "province", 4: "city", 6: "district", 9: "township", 12: "community"}
ENDINGS = ("镇", "街道", "乡", "地区", "地区办事处", "街道办事处", "民族乡")
_OFFICE = re.compile(r"(街道|地区|镇|乡)(?:办事处|办|人民政府|政府|党工委)$")
_COMMITTEE = re.compile(
    r"(?<=.)(?:村?村民委员会|村?村委会|(?:社区)?居民委员会|(?:社区)?居委会|社区|村)$"
)
_LENGTHS = (12, 9, 6, 4, 2)
_CODE = re.compile(r"(?:[0-9]{2}){1,3}|[0-9]{9}|[0-9]{12}")


def full(code: str) -> str:
    """Return `code` with 12 digits.

    :raises BadInput: `bad_region_code`
    """
    text = code.strip()
    if not _CODE.fullmatch(text) or text.startswith("00"):
        raise BadInput("bad_region_code", value=code)
    return text.ljust(12, "0")


def significant(code: str) -> str:
    """Return `code` without the levels that are all zero: 2, 4, 6, 9 or 12 digits.

    :raises BadInput: `bad_region_code`
    """
    return _cut(full(code))


def within(code: str, ancestor: str) -> bool:
    """Tell whether `code` is `ancestor` or lies within it.

    :raises BadInput: `bad_region_code`
    """
    return full(code).startswith(significant(ancestor))


def level(code: str) -> str:
    """Return the level: province, city, district, township or community.

    :raises BadInput: `bad_region_code`
    """
    return LEVELS[len(significant(code))]


def _cut(code: str) -> str:
    for length, shorter in pairwise(_LENGTHS):
        if code[shorter:length].strip("0"):
            return code[:length]
    return code[:2]


@dataclass(frozen=True, slots=True)
class Region:
    """One region as one list knew it; both days are in force, `None` means open."""

    code: str
    name: str
    level: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Tell whether the region is in force on that day."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Part:
    """Places cut out of a township `old`, under a code of their own, for another from a day on."""

    code: str
    old: str
    new: str
    effective_on: date


class Lists:
    """All known regions, by code and by name, as of a date or as of today's list."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self.regions = tuple(regions)

    def get(self, code: str, on: date | None = None) -> Region | None:
        """Return the region with that code: in force `on` that day, or else the newest.

        :raises BadInput: `bad_region_code`
        """
        return _newest(_holding(self._by_code.get(full(code), ()), on))

    def find(self, name: str, within: str | None = None, on: date | None = None) -> Region | None:
        """Return the one region of that name, or None where there is none or more than one.

        :raises BadInput: `bad_region_code`
        """
        found = self.found(name, within, on)
        return found[0] if len(found) == 1 else None

    def found(
        self, name: str, within: str | None = None, on: date | None = None
    ) -> tuple[Region, ...]:
        """Return the regions of that name: full names before aliases, higher levels before lower,
        and without a date those still in force before those that are not. An office that nobody
        knows stands for its township: 甲街道办.

        :raises BadInput: `bad_region_code`
        """
        inside = significant(within) if within else ""
        known = [r for r in self._by_name.get(name.strip(), ()) if r.code.startswith(inside)]
        for choice in (_named(_holding(known, on), name.strip()), _holding(known, on)):
            if choice:
                return _highest(choice if on else _current(choice))
        bare = _OFFICE.sub(r"\1", name.strip())
        return self.found(bare, within, on) if bare != name.strip() else ()

    def town_named(
        self, name: str, within: str | None = None, on: date | None = None
    ) -> Region | None:
        """Return the one township of that name, its usual ending (镇, 街道 …) left out or not.

        :raises BadInput: `bad_region_code`
        """
        for towns in self._towns(name, within, on):
            if len({region.code for region in towns}) == 1:
                return towns[0]
        return None

    def _towns(self, name: str, within: str | None, on: date | None) -> Iterator[list[Region]]:
        plain = name.strip()
        for wanted in (plain, *(f"{plain}{ending}" for ending in ENDINGS)):
            for day in (on, None):
                yield [r for r in self.found(wanted, within, day) if r.level == "township"]

    def communities_named(self, name: str, within: str) -> tuple[Region, ...]:
        """Return the villages and communities in a region that go by a name, whatever office stands
        behind it: 甲村, 甲村委会, 甲村村民委员会; those in force. An estate is none, like whatever its
        community may be called.

        :raises BadInput: `bad_region_code`
        """
        bare = _bare(name.strip())
        found = self._by_bare_name.get(bare, ()) if bare != name.strip() else ()
        inside = significant(within)
        return _current(one for one in found if one.code.startswith(inside))

    def children(self, code: str, on: date | None = None) -> tuple[Region, ...]:
        """Return the regions one level below, in order of code; without a date those in force.

        :raises BadInput: `bad_region_code`
        """
        below = self._by_parent.get(full(code), ())
        return tuple(_holding(below, on)) if on else _current(below)

    @cached_property
    def _by_code(self) -> dict[str, list[Region]]:
        index: dict[str, list[Region]] = {}
        for region in self.regions:
            index.setdefault(region.code, []).append(region)
        return index

    @cached_property
    def _by_name(self) -> dict[str, list[Region]]:
        index: dict[str, list[Region]] = {}
        for region in self.regions:
            for name in {region.name, *region.aliases}:
                index.setdefault(name, []).append(region)
        return index

    @cached_property
    def _by_bare_name(self) -> dict[str, list[Region]]:
        index: dict[str, list[Region]] = {}
        for region in self.regions:
            if region.level == "community":
                index.setdefault(_bare(region.name), []).append(region)
        return index

    @cached_property
    def _by_parent(self) -> dict[str, list[Region]]:
        index: dict[str, list[Region]] = {}
        for region in sorted(self.regions, key=lambda r: r.code):
            index.setdefault(self._parent(_cut(region.code)), []).append(region)
        return index

    def _parent(self, own: str) -> str:
        # A municipality's districts hang on a level ("1101") that a list may leave out.
        for length in _LENGTHS:
            if length < len(own) and own[:length].ljust(12, "0") in self._by_code:
                return own[:length].ljust(12, "0")
        return ""


class RegionTree(Lists):
    """The regions with what took the place of which, and from which day on."""

    def __init__(self, regions: Iterable[Region], parts: Iterable[Part] = ()) -> None:
        super().__init__(regions)
        self.parts = {part.code: part for part in parts}

    def ancestors(self, code: str, on: date | None = None) -> tuple[Region, ...]:
        """Return the regions around `code`, the widest first, without itself.

        :raises BadInput: `bad_region_code`
        """
        own = significant(code)
        above = (self.get(own[:length], on) for length in LEVELS if length < len(own))
        return tuple(region for region in above if region is not None)

    def successors(self, code: str) -> tuple[Region, ...]:
        """Return what took the place of `code`, followed to today's list; itself when in force.

        :raises BadInput: `bad_region_code`
        """
        region = self.get(code)
        if region is None:
            return ()
        if not region.successors:
            return (region,)
        return tuple(later for step in region.successors for later in self.successors(step))

    def today(self, code: str) -> str:
        """Return the code that stands for a region in today's list; itself where it was split.

        :raises BadInput: `bad_region_code`
        """
        return self.standing(code, date.max)

    def standing(self, code: str, on: date) -> str:
        """Return the code that stands on a day for a region that may have ended; itself where it was
        split, or is not known. What was cut out of a township stands for it until its day.

        :raises BadInput: `bad_region_code`
        """
        part = self.parts.get(code)
        if part is not None:
            return self.standing(part.new if part.effective_on <= on else part.old, on)
        region = self.get(code) if code else None
        if region is None or region.valid_to is None or on <= region.valid_to:
            return code
        return self.standing(region.successors[0], on) if len(region.successors) == 1 else code

    def trace(self, code: str) -> frozenset[str]:
        """Return every code that has stood or stands for a region, its own among them.

        :raises BadInput: `bad_region_code`
        """
        part = self.parts.get(code)
        if part is not None:
            return self.trace(part.old) | self.trace(part.new) | {code}
        region = self.get(code) if code else None
        later = region.successors if region and len(region.successors) == 1 else ()
        return frozenset({code}).union(*(self.trace(one) for one in later))

    def strayed(self, region: str, on: date) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ended codes that lie in a region on a day by what took their place, and those that
        no longer lie there.

        :raises BadInput: `bad_region_code`
        """
        stands = {code: self.standing(code, on) for code in self._ended}
        near = frozenset(code for code, now in stands.items() if within(now, region))
        own = frozenset(code for code in stands if within(code, region))
        return near - own, own - near

    @cached_property
    def _ended(self) -> frozenset[str]:
        """The townships that another has taken the place of, and the parts cut out of some."""
        ended = (r.code for r in self.regions if r.successors and r.level == "township")
        return frozenset((*ended, *self.parts))

    def contradicts(self, code: str, name: str) -> bool:
        """Tell whether a township's code and a name beside it mean two different townships.

        A name that nobody knows says nothing; an older code is what it became.

        :raises BadInput: `bad_region_code`
        """
        named = self.town_named(name, full(significant(code)[:6]))
        if named is None:
            return any(self._towns(name, None, None))
        own = {region.code for region in self.successors(code)}
        return own.isdisjoint(region.code for region in self.successors(named.code))


def changed(
    regions: tuple[Region, ...], old: str, new: str, name: str, effective_on: date
) -> tuple[Region, ...]:
    """Return a list in which `new` took the place of the township `old` on a day, or of a part of one,
    whose code is in no list; a list that tells of it already stays as it is.
    """
    eve, listed = effective_on - timedelta(1), {r.code for r in regions if r.valid_to is None}
    if old not in listed and any(r.code == old for r in regions):
        return regions
    stood = tuple(
        replace(r, valid_to=eve, successors=(new,)) if r.code == old and r.valid_to is None else r
        for r in regions
    )
    return stood if new in listed else (*stood, Region(new, name, level(new), effective_on))


def part_code(town: str, taken: Collection[str]) -> str:
    """Return a code within a township that none of `taken` is: for places that are cut out of it.

    :raises BadInput: `bad_region_code`
    """
    own = full(town)[:9]
    return next(c for n in range(999, 0, -1) if (c := f"{own}{n}") not in taken)


def _holding(regions: Iterable[Region], on: date | None) -> list[Region]:
    return [region for region in regions if on is None or region.holds(on)]


def _newest(regions: list[Region]) -> Region | None:
    return max(regions, key=lambda r: r.valid_from or date.min, default=None)


def _named(regions: list[Region], name: str) -> list[Region]:
    return [region for region in regions if region.name == name]


def _bare(name: str) -> str:
    return _COMMITTEE.sub("", name)


def _current(regions: Iterable[Region]) -> tuple[Region, ...]:
    known = tuple(regions)
    return tuple(region for region in known if region.valid_to is None) or known


def _highest(regions: Iterable[Region]) -> tuple[Region, ...]:
    known = tuple(regions)
    shortest = min(len(_cut(region.code)) for region in known)
    return tuple(region for region in known if len(_cut(region.code)) == shortest)
