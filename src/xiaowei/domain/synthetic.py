"""Home of what a synthetic district is made of: names, happenings, and how callers speak."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameParts:
    """Characters and endings of which names of one sort are put together."""

    first: str
    second: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A sort of event: its topic's code, and how people call about it.

    `lasts_hours` is how long one event is called about; `months` (1–12) when it mostly happens, empty
    for always; `by_building` whether events of two buildings differ; `outage` whether it may come as
    many calls within hours.
    """

    topic: str
    weight: int
    lasts_hours: int
    says: tuple[str, ...]
    months: frozenset[int] = frozenset()
    by_building: bool = False
    outage: bool = False


@dataclass(frozen=True)
class Script:
    """All that is said and named in a synthetic district; texts hold {fields} to be filled in."""

    district: str
    towns: NameParts
    villages: NameParts
    estates: NameParts
    factories: tuple[str, ...]
    roads: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]
    plate: str
    addresses: tuple[str, ...]
    buildings: tuple[str, ...]
    without_place: tuple[str, ...]
    calls: tuple[str, ...]
    singles: dict[str, tuple[str, ...]]
    """By the kind of ticket, how matters are told that no event stands behind."""
    landmarks: tuple[str, ...]
    again: tuple[str, ...]
    tails: tuple[str, ...]
    traces: tuple[str, ...]
    happenings: tuple[Happening, ...]
