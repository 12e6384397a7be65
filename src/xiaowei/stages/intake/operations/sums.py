"""Home of what an import has come to so far: counts that are added up part by part, and kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.regions.queries import name_of, widest_apart
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.wording import Note, Sayable

AREAS_NAMED = 8
LACKING = ("no_time", "ahead", "no_caller", "places_asked", "topics_asked", "topics_unknown")
WIDTH = 1 << 256


@dataclass
class Sums:
    """What became of the first `done` rows of a sheet that could be read."""

    done: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    out_of_reach: list[int] = field(default_factory=list)
    """The rows that would change a ticket beyond the importer's reach."""
    masked: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    """What new tickets lack -> how many."""
    strange: Counter[str] = field(default_factory=Counter)
    """Words for a kind that are not known -> how many new tickets."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Townships beyond the importer's reach -> how many new tickets went there."""
    digest: int = 0
    """The sum of the digests of what the rows say, whatever their order."""

    def __add__(self, other: Sums) -> Sums:
        """Add what became of the rows after these."""
        return Sums(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )

    def say(self, number: str, content_digest: str) -> None:
        """Count in what one row says."""
        said = hashlib.sha256(f"{number} {content_digest}".encode()).digest()
        self.digest = (self.digest + int.from_bytes(said, "big")) % WIDTH

    @property
    def rows_digest(self) -> str:
        """Return the digest of what all rows say, as hex."""
        return f"{self.digest % WIDTH:064x}"

    def kept(self) -> dict[str, Any]:
        """Return what `from_kept` reads back, as plain values."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"digest": self.rows_digest}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Sums:
        """Return the sums that were kept."""
        made = cls(**{f.name: kept[f.name] for f in fields(cls)} | {"digest": 0})
        made.digest = int(kept["digest"], 16)
        for name in ("masked", "lacking", "strange", "elsewhere"):
            setattr(made, name, Counter(kept[name]))
        return made


def warnings_of(sums: Sums, by: Actor) -> list[Sayable]:
    """Say what of the new tickets can't be used in full."""
    told: list[Sayable] = _elsewhere(sums.elsewhere, by)
    if sums.strange:
        words, count = "、".join(sorted(sums.strange)[:5]), sums.strange.total()
        told.append(Note("warning.unknown_kinds", words=words, count=count))
    lacking = {code: sums.lacking[code] for code in LACKING}
    return [*told, *(Note(f"warning.{code}", count=n) for code, n in lacking.items() if n)]


def _elsewhere(elsewhere: Counter[str], by: Actor) -> list[Sayable]:
    """Say which areas the new tickets went to that lie beyond the importer's reach."""
    if not elsewhere:
        return []
    own = {held.region_code for held in by.held if held.role in SHEET_BRINGERS}
    areas: Counter[str] = Counter()
    for town, count in elsewhere.items():
        areas[name_of(widest_apart(town, own))] += count
    counted = [f"{name}({count})" for name, count in areas.most_common(AREAS_NAMED)]
    named = "、".join(counted) if len(areas) > 1 else next(iter(areas))
    more = "…" if len(areas) > AREAS_NAMED else ""
    return [Note("warning.elsewhere", count=areas.total(), areas=named + more)]
