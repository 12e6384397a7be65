"""Home of what the house already holds of a sheet's projects, read in a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xiaowei.domain.delivery import totals
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.flow import Basis
from xiaowei.domain.funding import ENDED
from xiaowei.procedures.adopt_ledger.facts import Facts
from xiaowei.stages.delivery.queries import works_by_number
from xiaowei.stages.funding.queries import filings_by_number
from xiaowei.stages.identification.queries import candidates_for
from xiaowei.stages.selection.queries import applications_by_number

Measured = dict[date | None, tuple[Decimal | None, int | None]]
"""Day -> (running total, parking spaces)."""


@dataclass(frozen=True)
class Records:
    """One project's records in the rooms it has reached."""

    number: str
    candidate: Any
    application: Any = None
    filing: Any = None
    works: Any = None
    place_ids: tuple[int, ...] = ()
    measured: Measured = field(default_factory=dict)

    def require_taken_over(self) -> None:
        """Refuse to change by a sheet what is handled in the house.

        :raises RuleBroken: `not_taken_over`
        """
        if self.candidate.basis != Basis.TAKEN_OVER:
            raise RuleBroken("not_taken_over", number=self.number)

    @property
    def has_ended(self) -> bool:
        """Tell whether it was filed, and the filing withdrawn or terminated: its steps are behind it."""
        return self.filing is not None and self.filing.state in ENDED

    @property
    def reached(self) -> frozenset[str]:
        """Return the names of the walk's steps that are behind the project."""
        application = self.application.state if self.application else ""
        works = self.works.state if self.works else ""
        approved = application == "approved" or self.has_ended
        done = {
            "prepared": application not in ("", "reported"),
            "applied": application in ("submitted", "in_review", "returned") or approved,
            "reviewed": application == "in_review" or approved,
            "approved": approved,
            "filed": self.filing is not None,
            "disbursed": self.filing is not None and self.filing.disbursed_fen > 0,
            "settled": self.filing is not None and self.filing.settled_fen is not None,
            "ordered": works != "",
            "started": works not in ("", "ordered"),
            "finished": works in ("finished", "accepted"),
            "accepted": works == "accepted",
        }
        return frozenset(name for name, is_done in done.items() if is_done)


class Shelf:
    """The records of every project that a sheet may speak of, by number or by row key."""

    def __init__(self, every: Sequence[Facts]) -> None:
        numbers = {facts.number for facts in every if facts.number}
        keys = {facts.key for facts in every if not facts.number}
        candidates = candidates_for(numbers, keys)
        self._by_number = {c.number: c for c in candidates}
        self._by_key = {c.sheet_key: c for c in candidates if c.sheet_key}
        known = list(self._by_number)
        self._applications = applications_by_number(known)
        self._filings = filings_by_number(known)
        self._works = works_by_number(known)

    @property
    def numbers(self) -> frozenset[str]:
        """Return the numbers of the projects that the sheet speaks of."""
        return frozenset(self._by_number)

    def find(self, facts: Facts) -> Records | None:
        """Return the records of the row's project, or None for a new one."""
        found = self._by_number.get(facts.number) if facts.number else self._by_key.get(facts.key)
        if found is None:
            return None
        works = self._works.get(found.number)
        measures = works.measurements.all() if works else ()
        return Records(
            number=found.number,
            candidate=found,
            application=self._applications.get(found.number),
            filing=self._filings.get(found.number),
            works=works,
            place_ids=tuple(link.place_id for link in found.place_links.all()),
            measured=totals(
                (m.site_id, m.measured_on, m.quantity, m.parking_spaces) for m in measures
            ),
        )
