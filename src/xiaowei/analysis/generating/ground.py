"""Home of the ground of a synthetic district: its townships, villages, estates and their other names."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from xiaowei.domain.synthetic import NameParts, Script

RURAL_SHARE = 0.4
"""How many of the communities are villages, which are their own place."""
MOST_ESTATES = 4
TWIN_SHARE = 0.15
"""How many estates are named like their neighbour, but for the ending."""
SHARED_SHARE = 0.03
"""How many estates have the name of one in another township."""
ALIAS_SHARE = 0.35
WEST, SOUTH, WIDTH = 116.5, 39.6, 0.5
"""Where the district lies, in degrees (WGS84)."""


@dataclass(frozen=True, slots=True)
class GroundPlace:
    """A village or estate that can be called about; a village is its own community."""

    code: str
    name: str
    kind: str
    town: str
    town_code: str
    community: str
    aliases: tuple[str, ...]
    lon: float
    lat: float


def lay_ground(script: Script, communities: int, chance: random.Random) -> list[GroundPlace]:
    """Return the places of a district of so many communities, twenty to sixty to a township."""
    towns = _names(script.towns, max(2, communities // 40), chance)
    taken: set[str] = set()
    found: list[GroundPlace] = []
    for number in range(communities):
        at = number * len(towns) // communities
        town = (towns[at], f"990101{at + 1:03}")
        middle = (WEST + WIDTH * chance.random(), SOUTH + WIDTH * chance.random())
        if chance.random() < RURAL_SHARE:
            name = _new(script.villages, taken, chance)
            found.append(_place(len(found), name, "村", town, name, middle, script, chance))
            continue
        named = _estates(script, taken, found, chance)
        community = _stem(named[0], script.estates.kinds) + "社区"
        for name in named:
            found.append(_place(len(found), name, "小区", town, community, middle, script, chance))
    return found


def _estates(
    script: Script, taken: set[str], found: Sequence[GroundPlace], chance: random.Random
) -> list[str]:
    names: list[str] = []
    for _ in range(chance.randrange(1, MOST_ESTATES + 1)):
        if names and chance.random() < TWIN_SHARE:
            twin = _stem(names[-1], script.estates.kinds) + chance.choice(script.estates.kinds)
            names.append(twin if twin not in taken else _new(script.estates, taken, chance))
            taken.add(twin)
        elif found and chance.random() < SHARED_SHARE:
            names.append(chance.choice(found).name)
        else:
            names.append(_new(script.estates, taken, chance))
    return names


def _place(
    number: int,
    name: str,
    kind: str,
    town: tuple[str, str],
    community: str,
    middle: tuple[float, float],
    script: Script,
    chance: random.Random,
) -> GroundPlace:
    lon, lat = (round(one + chance.uniform(-0.004, 0.004), 6) for one in middle)
    aliases = _aliases(name, script, chance)
    return GroundPlace(f"P{number:05}", name, kind, *town, community, aliases, lon, lat)


def _aliases(name: str, script: Script, chance: random.Random) -> tuple[str, ...]:
    if chance.random() > ALIAS_SHARE:
        return ()
    if chance.random() < 0.5:
        return (f"{chance.choice(script.factories)}{chance.randrange(1, 30)}号家属院",)
    return (f"老{_stem(name, (*script.estates.kinds, *script.villages.kinds))}",)


def _names(parts: NameParts, count: int, chance: random.Random) -> list[str]:
    taken: set[str] = set()
    return [_new(parts, taken, chance) for _ in range(count)]


def _new(parts: NameParts, taken: set[str], chance: random.Random) -> str:
    """Return a name that was not given yet; it grows a character where they run out."""
    for attempt in range(10_000):
        more = chance.choice(parts.second) if attempt > 20 else ""
        stem = chance.choice(parts.first) + more + chance.choice(parts.second)
        name = stem + chance.choice(parts.kinds)
        if name not in taken:
            taken.add(name)
            return name
    raise AssertionError("more places than names")  # pragma: no cover


def _stem(name: str, kinds: Sequence[str]) -> str:
    ending = max((kind for kind in kinds if name.endswith(kind)), key=len, default="")
    return name.removesuffix(ending) or name
