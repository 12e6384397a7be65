"""Home of what stands beside a project's line: returns, opinions, the emergency flag, suspensions, repairs.

Each is read for all projects at once, and cut at the as-of day: what came later is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet

from xiaowei.stages.delivery.models import Suspension, WarrantyRepair
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.selection.models import Emergency, Opinion, Return, Visit

T = TypeVar("T")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a step's clock stands still, the first and the last; without a last it still does."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Returned:
    """A return for correction: sent back on a day, sent again on another."""

    on: date
    answered_on: date | None

    @property
    def pause(self) -> Pause:
        """Return the days on which the reviewer waited: from the next day to the day it came again."""
        return Pause(self.on + ONE_DAY, self.answered_on)


@dataclass(frozen=True, slots=True)
class Asked:
    """An opinion asked of a department: until when, and what it said, blank while it is open."""

    department: str
    asked_on: date
    due_on: date
    answer: str
    given_on: date | None


@dataclass(frozen=True, slots=True)
class Flag:
    """The emergency flag: declared by one, confirmed by another, judged later."""

    kind: str
    declared_on: date
    declared_by_id: int
    confirmed_on: date | None
    justified: bool | None
    judged_on: date | None
    reason: str
    declared_by: str
    confirmed_by: str
    verdict: str

    def at(self, as_of: date) -> Flag | None:
        """Return the flag as it stood on a day."""
        if self.declared_on > as_of:
            return None
        confirmed, judged = _until(self.confirmed_on, as_of), _until(self.judged_on, as_of)
        return replace(
            self,
            confirmed_on=confirmed,
            confirmed_by=self.confirmed_by if confirmed else "",
            judged_on=judged,
            justified=self.justified if judged else None,
            verdict=self.verdict if judged else "",
        )


FLAG = (
    "kind", "declared_on", "declared_by_id", "confirmed_on", "justified", "judged_on", "reason",
    "declared_by", "confirmed_by", "verdict",
)  # fmt: skip
"""The columns of a flag, in its order."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """A suspension of works: `stops_clock` where it was allowed for a listed reason."""

    reason: str
    from_on: date
    planned_to: date | None
    resumed_on: date | None
    allowed: bool | None
    stops_clock: bool

    @property
    def pause(self) -> Pause:
        """Return the days on which works stood still, up to the eve of the day they went on."""
        return Pause(self.from_on, self.resumed_on and self.resumed_on - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Repair:
    """A warranty repair: opened, the contractor told, done."""

    opened_on: date
    told_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that stands beside one line."""

    returns: tuple[Returned, ...] = ()
    opinions: tuple[Asked, ...] = ()
    visits: tuple[date, ...] = ()
    emergency: Flag | None = None
    suspensions: tuple[Standstill, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def is_repairing(self) -> bool:
        """Tell whether a warranty repair is open."""
        return open_one(self.repairs) is not None

    def at(self, as_of: date) -> Facts:
        """Return the facts as they stood on a day."""
        return Facts(
            tuple(_answered(x, as_of) for x in self.returns if x.on <= as_of),
            tuple(_given(x, as_of) for x in self.opinions if x.asked_on <= as_of),
            tuple(day for day in self.visits if day <= as_of),
            self.emergency and self.emergency.at(as_of),
            tuple(_standing(x, as_of) for x in self.suspensions if x.from_on <= as_of),
            tuple(_open(x, as_of) for x in self.repairs if x.opened_on <= as_of),
        )


NOTHING = Facts()


def facts_of(candidates: QuerySet[Candidate]) -> dict[int, Facts]:
    """Return the facts beside some projects by primary key, six queries in all."""
    ours: dict[str, Any] = {"application__candidate__in": candidates}
    built: dict[str, Any] = {"works__filing__application__candidate__in": candidates}
    parts: dict[str, dict[int, list[Any]]] = {
        "returns": _rows(Return.objects.filter(**ours), APPLIED, Returned, "on", "answered_on"),
        "opinions": _rows(
            Opinion.objects.filter(**ours), APPLIED, Asked,
            "department", "asked_on", "due_on", "answer", "given_on",
        ),
        "visits": _rows(Visit.objects.filter(**ours), APPLIED, _same, "on"),
        "emergency": _rows(Emergency.objects.filter(**ours), APPLIED, Flag, *FLAG),
        "suspensions": _rows(
            Suspension.objects.filter(**built), BUILT, Standstill,
            "reason", "from_on", "planned_to", "resumed_on", "allowed", "stops_clock",
        ),
        "repairs": _rows(
            WarrantyRepair.objects.filter(**built), BUILT, Repair, "opened_on", "told_on", "done_on"
        ),
    }  # fmt: skip
    keys = {key for rows in parts.values() for key in rows}
    return {key: _gathered({name: rows.get(key, []) for name, rows in parts.items()})
            for key in keys}  # fmt: skip


APPLIED, BUILT = "application__candidate_id", "works__filing__application__candidate_id"


def _rows(rows: QuerySet[Any], key: str, made: Any, *columns: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for owner, *values in rows.values_list(key, *columns):
        found.setdefault(owner, []).append(made(*values))
    return found


def _gathered(parts: dict[str, list[Any]]) -> Facts:
    told: dict[str, Any] = {name: tuple(rows) for name, rows in parts.items()}
    return Facts(**{**told, "emergency": next(iter(told["emergency"]), None)})


def _same(value: T) -> T:
    return value


def _until(day: date | None, as_of: date) -> date | None:
    return day if day is not None and day <= as_of else None


def _answered(one: Returned, as_of: date) -> Returned:
    return replace(one, answered_on=_until(one.answered_on, as_of))


def _given(one: Asked, as_of: date) -> Asked:
    given = _until(one.given_on, as_of)
    return replace(one, given_on=given, answer=one.answer if given else "")


def _standing(one: Standstill, as_of: date) -> Standstill:
    return replace(one, resumed_on=_until(one.resumed_on, as_of))


def _open(one: Repair, as_of: date) -> Repair:
    return replace(one, done_on=_until(one.done_on, as_of))


def open_one(repairs: Iterable[Repair]) -> Repair | None:
    """Return the repair that is not done yet, if any."""
    return next((one for one in repairs if one.done_on is None), None)
