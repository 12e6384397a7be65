"""Home of discovering places: which texts name the same place where no gazetteer knows it.

The place-shaped head of each ticket is taken as a name; a name that sounds like a more frequent one
of the same township, or abbreviates it, is taken as that one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from xiaowei.analysis.nameindex import GazetteerEntry, NameIndex
from xiaowei.analysis.placenames import discover
from xiaowei.analysis.townships import town_stem

_LEAST_SHARE = 0.2
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a ticket says that it belongs, in its own words."""

    address: str = ""
    community: str = ""
    content: str = ""
    town: str = ""


def discover_places(mentions: Sequence[Mention]) -> list[str | None]:
    """Return one name per mention, equal for the same place; None where no place is named."""
    named = [
        discover(mention.address, mention.community, mention.content, mention.town)
        for mention in mentions
    ]
    towns = [town_stem(mention.town) for mention in mentions]
    split = _in_several_towns(named, towns)
    keys = [
        None if name is None else (name, town if name in split else "")
        for name, town in zip(named, towns, strict=True)
    ]
    same = _same_places(Counter(pair for pair in zip(named, towns, strict=True) if pair[0]))
    return [
        None if key is None else _say(same.get((key[0], town), key[0]), key[1])
        for key, town in zip(keys, towns, strict=True)
    ]


def _say(name: str, town: str) -> str:
    return f"{town} {name}" if town else name


def _in_several_towns(named: Sequence[str | None], towns: Sequence[str]) -> set[str]:
    """Return the names that two townships have, each with a fair share of the tickets."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, town in zip(named, towns, strict=True):
        if name and town:
            counts[name][town] += 1
    return {
        name
        for name, found in counts.items()
        if sum(n >= max(2, _LEAST_SHARE * found.total()) for n in found.values()) > 1
    }


def _same_places(counts: Counter[tuple[str | None, str]]) -> dict[tuple[str, str], str]:
    """Map (name, township) to the more frequent name of the same place there."""
    ranked = [(name, town, n) for (name, town), n in counts.most_common() if name]
    entries = [
        GazetteerEntry(str(i), name, "", "", town) for i, (name, town, _) in enumerate(ranked)
    ]
    index = NameIndex(entries)
    same: dict[tuple[str, str], str] = {}
    for name, town, count in ranked:
        guesses = [*index.misspelt(name, by_sound_only=True), *index.abbreviated(name)]
        rivals = {
            ranked[number][0]
            for number, score, _ in guesses
            if score >= _SURE and ranked[number][1] == town and ranked[number][2] > count
        }
        if len(rivals) == 1:
            other = rivals.pop()
            same[name, town] = same.get((other, town), other)
    return same
