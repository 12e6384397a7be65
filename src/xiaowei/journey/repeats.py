"""Home of the list of repeated spots: what comes again and again, more or less than before, who was there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from xiaowei.domain.identification import window
from xiaowei.domain.policy import Policy
from xiaowei.stages.identification.queries import Pressing, SpotRow
from xiaowei.stages.identification.recurring import Spread, counts_between, spread_of
from xiaowei.stages.identification.visits import last_there

Counted = tuple[dict[str, Any], Policy]
PRESSING, TICKETS, CALLERS, RISING, LATEST, UNVISITED = (
    "pressing", "tickets", "callers", "rising", "latest", "unvisited",
)  # fmt: skip
ORDERS = (PRESSING, TICKETS, CALLERS, RISING, LATEST, UNVISITED)


@dataclass(frozen=True)
class Repeat:
    """One repeated spot: its row, its tickets in the period before, who calls, who was last there."""

    spot: SpotRow
    before: int
    spread: Spread
    visited_on: date | None
    visited_by: str

    @property
    def more(self) -> int:
        """Return how many tickets more, or less, than in the period before."""
        return self.spot["tickets"] - self.before


@dataclass(frozen=True)
class Repeats:
    """The repeated spots of an area in the order asked for; rows are made of those shown."""

    spots: Pressing
    before: dict[int, int]
    visits: dict[int, tuple[date, str]]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.spots)

    def rows(self, language: str, limit: int | None = None, offset: int = 0) -> list[Repeat]:
        """Return some of them, all without a limit."""
        found = self.spots.found[offset : None if limit is None else offset + limit]
        day = self.spots.day
        firsts = {row["spot_id"]: window(day, policy.repeat_months)[0] for row, policy in found}
        spreads = spread_of(firsts, day)
        rows = replace(self.spots, found=found).rows(language)
        return [
            Repeat(
                spot=spot,
                before=self.before.get(row["spot_id"], 0),
                spread=spreads.get(row["spot_id"], Spread()),
                visited_on=self._visit(row)[0],
                visited_by=self._visit(row)[1],
            )
            for spot, (row, _) in zip(rows, found, strict=True)
        ]

    def _visit(self, row: dict[str, Any]) -> tuple[date | None, str]:
        return self.visits.get(row["spot__place_id"], (None, ""))


def repeats(spots: Pressing, order: str = PRESSING) -> Repeats:
    """Return repeated spots with the period before each and the last visit, in one of `ORDERS`.

    The period is the policy's; the one before is as long.
    """
    day = spots.day
    before: dict[int, int] = {}
    for months in {policy.repeat_months for _, policy in spots.found}:
        same = [row["spot_id"] for row, policy in spots.found if policy.repeat_months == months]
        last = window(day, months)[0] - timedelta(days=1)
        before |= counts_between(same, window(last, months)[0], last)
    visits = last_there({row["spot__place_id"] for row, _ in spots.found}, day)
    found = Repeats(spots, before, visits)
    keys: dict[str, Callable[[Counted], Any]] = {
        TICKETS: lambda pair: -pair[0]["tickets"],
        CALLERS: lambda pair: -(pair[0]["known"] + pair[0]["unknown"]),
        RISING: lambda pair: before.get(pair[0]["spot_id"], 0) - pair[0]["tickets"],
        LATEST: lambda pair: -pair[0]["last"].timestamp(),
        UNVISITED: lambda pair: visits.get(pair[0]["spot__place_id"], (date.min, ""))[0],
    }
    if order not in keys:
        return found
    return replace(found, spots=replace(spots, found=tuple(sorted(spots.found, key=keys[order]))))
