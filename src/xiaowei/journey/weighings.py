"""Home of weighings as records: what was told of a sum, kept as it was, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from xiaowei.base.policies.documents import body_of, value_of
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.portfolio import Terms, Weights
from xiaowei.journey.line import Line
from xiaowei.journey.survey import survey_of
from xiaowei.stages.selection import queries
from xiaowei.stages.selection.models import Weighing

Said = dict[str, str]
"""A sentence in each language, as it was said on the day."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An application: what it asks for, the parts of its value, its batch; 0 where `reason` says why not."""

    number: str
    name: str
    town_code: str
    type_code: str
    cost_fen: int
    parts: dict[str, Decimal]
    batch: int
    reason: Said

    @property
    def value(self) -> Decimal:
        """What it is worth, the sum of its parts."""
        return sum(self.parts.values(), Decimal(0))

    @property
    def is_chosen(self) -> bool:
        """Tell whether it is among the chosen."""
        return bool(self.batch)


@dataclass(frozen=True, slots=True)
class Other:
    """What another sum would do most with: which it adds to the chosen, and which it drops."""

    budget_fen: int
    chosen: int
    cost_fen: int
    value: Decimal
    added: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a sum does most with: the chosen first, the worthiest first; `clashes` where rules can't hold.

    No other choice is worth more than `gap` (a share) above this one; `missed` are the least that were
    given up for their price. `digest` names all that went in, `method` what it was worked out with.
    """

    as_of: date
    terms: Terms
    weights: Weights
    asked_fen: int
    rows: tuple[Weighed, ...]
    cost_fen: int
    value: Decimal
    gap: float | None
    others: tuple[Other, ...]
    clashes: tuple[Said, ...]
    missed: tuple[Said, ...]
    digest: str
    method: str

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(row.is_chosen for row in self.rows)


@dataclass(frozen=True, slots=True)
class Kept:
    """A weighing as it was told: when, by whom, under which policy."""

    key: int
    district: str
    year: int
    on: date
    by_name: str
    policy_version: str
    told: Portfolio


def told_as(told: Portfolio) -> dict[str, Any]:
    """Return what is kept of a weighing, as `keep_weighing` takes it."""
    return {
        "budget_fen": told.terms.budget_fen,
        "chosen": told.chosen,
        "told": body_of(replace(told, rows=())),
        "rows": {row.number: body_of(row) for row in told.rows},
        "digest": told.digest,
        "method": told.method,
        "fingerprint": fingerprint(told),
    }


def fingerprint(told: Portfolio) -> str:
    """Return what names a weighing as it was told: all that went in and all that came out."""
    return digest_json(body_of(told))


def kept(key: int) -> Kept:
    """Return a weighing that was kept.

    :raises BadInput: `not_found`
    """
    one = queries.weighing(key)
    return _read(one, list(one.rows.values_list("told", flat=True)))


def states_since(one: Kept, as_of: date) -> dict[str, str]:
    """Return where each application that was weighed stands on a day."""
    lines = survey_of(one.district, as_of, one.year).lines
    return {line.number: line.application_state for line in lines if line.application_state}


def last_said(line: Line, as_of: date) -> tuple[Kept, Weighed] | None:
    """Return the last weighing by a day that a project was in, without its rows, and what it said of it."""
    found = queries.last_weighed(line.number, as_of)
    if found is None:
        return None
    return _read(found.weighing, []), value_of(found.told, Weighed)


def _read(one: Weighing, rows: list[Any]) -> Kept:
    programme = one.programme
    return Kept(
        key=one.pk,
        district=programme.district_code,
        year=programme.year,
        on=one.on,
        by_name=one.by_name,
        policy_version=one.policy_version,
        told=value_of(one.told | {"rows": rows}, Portfolio),
    )
