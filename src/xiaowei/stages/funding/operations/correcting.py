"""Home of correcting the books by a later version of the sheet they were taken over from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.changes import apply_changes
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import CORRECTED, SUMS, broken_sum
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.operations.booking import append, weigh_step
from xiaowei.stages.funding.operations.drawing import carry_out, next_drawing, town_fact
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import paid_at_least_fen
from xiaowei.stages.telling import leave

LINE_OF = {
    "approved_fen": "filed",
    "disbursed_fen": "disbursed",
    "paid_fen": "paid",
    "settled_fen": "settled",
}
"""The kind of ledger line that carries each sum."""
SUM_FIELDS = (*LINE_OF, "returned_fen")
DAYS = ("filed_on", "disbursed_on")


@transaction.atomic
def correct(
    *, number: str, changes: Mapping[str, Any], by: Actor, on: date, at: datetime
) -> dict[str, list[str | None]]:
    """Correct sums or days taken over from a sheet; every sum changed appends its difference.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `disbursed_within_approved`,
        `paid_within_disbursed`,
        `settled_within_approved`, `paid_within_settled`, `returned_within_surplus`,
        `filed_after_approved`, `disbursed_after_filed`, `envelope_missing`,
        `earmarked_for_managed`, `within_envelope`
    """
    filing = filing_of(number, lock=True)
    after = {name: changes.get(name, getattr(filing, name)) for name in (*SUM_FIELDS, *DAYS)}
    after["paid_fen"] = after["paid_fen"] if "paid_fen" in changes else paid_at_least_fen(filing)
    broken, amount, limit = broken_sum(*(after[name] for name in SUM_FIELDS)) or ("", 0, 0)
    drawing = next_drawing(filing, after["approved_fen"], on)
    holds = {code: code != broken for code in SUMS} | {
        "amount_positive": all(changes[name] != 0 for name in LINE_OF if name in changes),
        "filed_after_approved": in_order(filing.application.approved_on, after["filed_on"]),
        "disbursed_after_filed": in_order(after["filed_on"], after["disbursed_on"]),
        **drawing.holds,
    }
    arrow, _ = weigh_step(
        filing, "correct", by, Basis.TAKEN_OVER, holds, amount, limit,
        town=town_fact(filing.application), **drawing.facts,
    )  # fmt: skip
    before = {name: getattr(filing, name) for name in LINE_OF}
    before["paid_fen"] = paid_at_least_fen(filing)
    moved = {
        kind: (changes[name] or 0) - (before[name] or 0)
        for name, kind in LINE_OF.items()
        if name in changes
    }
    found = apply_changes(filing, changes)
    for kind, difference in moved.items():
        if difference:
            append(filing, kind, difference, on, note=CORRECTED)
    carry_out(drawing, filing, on)
    leave(ROOM, number, arrow, by, on, at, Basis.TAKEN_OVER, changed=found)
    return found
