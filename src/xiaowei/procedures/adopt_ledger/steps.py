"""Home of walking one row's project as far as the sheet says, through the rooms' own operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.flow import Basis, in_order
from xiaowei.procedures.adopt_ledger.facts import UNDATED_ROUND, Facts
from xiaowei.procedures.adopt_ledger.records import Measured, Records
from xiaowei.stages.delivery import operations as delivery
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.selection import operations as selection

Measure = tuple[date | None, Decimal | None, int | None]
"""(day, quantity, parking spaces); what the sheet does not say is None"""


@dataclass(frozen=True)
class Hand:
    """Who takes the sheet over, on which day, at which moment."""

    by: Actor
    on: date
    at: datetime


def walk(facts: Facts, records: Records, hand: Hand) -> tuple[list[str], bool]:
    """Take every step that the sheet says and the house has not.

    Return the steps taken, and whether the walk waits at one that its bringer cannot vouch for.

    :raises RuleBroken: `not_taken_over` and what the operations refuse
    """
    taken: list[str] = []
    reached = records.reached
    for name, said, step in STEPS:
        if name not in reached and said(facts):
            records.require_taken_over()
            try:
                step(records.number, facts, hand)
            except NotAllowed:
                return taken, True
            taken.append(name)
        if name == "started" and (taken[-1:] == [name] or name in reached):
            taken += _measure(facts, records, hand)
    return taken, False


def _measure(facts: Facts, records: Records, hand: Hand) -> list[str]:
    """Record the quantities that the sheet gives and the house has not, or has otherwise."""
    status_on = facts.row.status_on
    new = [m for m in measures_of(facts) if not _is_known(m, records.measured, status_on)]
    for day, quantity, spaces in new:
        records.require_taken_over()
        delivery.measure(
            number=records.number,
            quantity=quantity,
            measured_on=day,
            parking_spaces=spaces,
            **_common(hand, day),
        )
    return [f"measured {spaces if total is None else total}" for _, total, spaces in new]


def _is_known(measure: Measure, measured: Measured, status_on: date | None) -> bool:
    """Tell whether the house has it; a total without a day may stand under the status' day."""
    day, quantity, spaces = measure
    days = (day, None) if day == status_on else (day,)
    known = [measured[one] for one in days if one in measured]
    return any(quantity in (None, total) and spaces in (None, counted) for total, counted in known)


def _common(hand: Hand, on: date | None) -> dict[str, Any]:
    return {"by": hand.by, "on": on, "at": hand.at, "basis": Basis.TAKEN_OVER}


def _prepare(number: str, facts: Facts, hand: Hand) -> None:
    selection.prepare(number=number, **_common(hand, facts.row.applied_on))


def _apply(number: str, facts: Facts, hand: Hand) -> None:
    days = sorted(filter(None, (facts.row.collected_on, facts.row.applied_on)))
    round_name = facts.row.batch or UNDATED_ROUND
    selection.open_round(
        district_code=facts.district_code,
        year=facts.year,
        name=round_name,
        opens_on=days[0] if days else None,
        closes_on=days[-1] if days else None,
        town_code=facts.town_code,
        **_common(hand, facts.row.applied_on or hand.on),
    )
    selection.submit(
        number=number,
        round_name=round_name,
        applied_fen=facts.applied_fen,
        fund_lines=facts.fund_lines,
        fund_source=facts.row.fund_source or "",
        **_common(hand, facts.row.applied_on),
    )


def _review(number: str, facts: Facts, hand: Hand) -> None:
    selection.begin_review(number=number, **_common(hand, None))


def _approve(number: str, facts: Facts, hand: Hand) -> None:
    common = _common(hand, facts.row.approved_on)
    approved = facts.approved_fen or 0
    selection.approve(number=number, approved_fen=approved, **common)


def _file(number: str, facts: Facts, hand: Hand) -> None:
    common = _common(hand, facts.filed_on)
    funding.file(number=number, filing_no=facts.row.filing_no or "", **common)


def _disburse(number: str, facts: Facts, hand: Hand) -> None:
    funding.disburse(
        number=number,
        amount_fen=facts.disbursed_fen or 0,
        **_common(hand, facts.row.disbursed_on),
    )


def _order(number: str, facts: Facts, hand: Hand) -> None:
    contractor = facts.row.contractor or ""
    delivery.order(number=number, contractor=contractor, **_common(hand, None))


def _start(number: str, facts: Facts, hand: Hand) -> None:
    delivery.start(number=number, **_common(hand, facts.row.started_on))
    if facts.row.finished_on is None:
        for sequence in range(1, (facts.row.sites_done or 0) + 1):
            delivery.finish_site(number=number, site_sequence=sequence, **_common(hand, None))


def _finish(number: str, facts: Facts, hand: Hand) -> None:
    common = _common(hand, facts.row.finished_on)
    delivery.finish(number=number, in_use_on=facts.row.in_use_on, **common)


def _accept(number: str, facts: Facts, hand: Hand) -> None:
    delivery.accept(number=number, **_common(hand, facts.row.accepted_on))


def _settle(number: str, facts: Facts, hand: Hand) -> None:
    # The sheet has no day of settlement; the day of its status stands in where the order allows.
    status_on = facts.row.status_on
    fits = in_order(facts.row.disbursed_on, status_on)
    common = _common(hand, status_on if fits else None)
    funding.settle(number=number, amount_fen=facts.settled_fen or 0, **common)


STEPS = (
    ("prepared", lambda f: f.is_applied, _prepare),
    ("applied", lambda f: f.is_applied, _apply),
    ("reviewed", lambda f: f.approved_fen is not None, _review),
    ("approved", lambda f: f.approved_fen is not None, _approve),
    ("filed", lambda f: f.approved_fen is not None and f.is_filed, _file),
    ("disbursed", lambda f: f.disbursed_fen is not None, _disburse),
    ("ordered", lambda f: f.is_started, _order),
    ("started", lambda f: f.is_started, _start),
    ("finished", lambda f: (f.row.finished_on or f.row.accepted_on) is not None, _finish),
    ("accepted", lambda f: f.row.accepted_on is not None, _accept),
    ("settled", lambda f: f.settled_fen is not None, _settle),
)


def measures_of(facts: Facts) -> list[Measure]:
    """Return (day, quantity, parking spaces); the spaces belong to the last day."""
    rows: list[Measure] = [
        (day or facts.row.status_on, quantity, None) for day, quantity in facts.row.measured
    ]
    said = facts.row.parking_spaces
    spaces = said if facts.has_spaces else said or None
    if not rows:
        return [] if spaces is None else [(facts.row.status_on, None, spaces)]
    day, quantity, _ = rows[-1]
    return [*rows[:-1], (day, quantity, spaces)]
