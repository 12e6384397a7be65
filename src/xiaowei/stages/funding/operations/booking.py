"""Home of booking: a filing's step weighed, its sums saved, its ledger line appended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Max

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for, take_step
from xiaowei.domain.books import first_broken
from xiaowei.domain.flow import Arrow, Basis
from xiaowei.domain.funding import FLOW
from xiaowei.domain.money import yuan
from xiaowei.stages.funding.models import Filing, LedgerLine


def weigh_step(
    filing: Filing,
    action: str,
    by: Actor,
    basis: Basis,
    holds: Mapping[str, bool],
    amount: int = 0,
    limit: int = 0,
    **facts: object,
) -> tuple[Arrow, tuple[str, ...]]:
    """Return the arrow of a step and the papers it lacks; amounts are in fen, told in yuan.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, the code of the guard that does not hold
    """
    candidate = filing.application.candidate
    where = candidate.town_code
    arrow = arrow_for(FLOW, filing.state, action, candidate.number, by, where, basis)
    missing = take_step(
        arrow,
        by=by,
        region_code=where,
        basis=basis,
        holds=holds,
        **{"number": candidate.number, "amount": yuan(amount), "limit": yuan(limit), **facts},
    )
    return arrow, missing


def fits(filing: Filing, kind: str, amount_fen: int, on: date | None, note: str = "") -> bool:
    """Tell whether a line leaves no day on which the books would be below 0."""
    lines = filing.lines.values_list("kind", "amount_fen", "on", "note")
    return first_broken(lines, (kind, amount_fen, on, note)) is None


def move(
    filing: Filing,
    arrow: Arrow,
    kind: str,
    amount_fen: int,
    on: date | None,
    document_no: str = "",
) -> None:
    """Save the filing in its new state and append the line of what moved, in fen."""
    filing.state = arrow.target
    filing.save()
    append(filing, kind, amount_fen, on, "", document_no)


def append(
    filing: Filing,
    kind: str,
    amount_fen: int,
    on: date | None,
    source: str = "",
    document_no: str = "",
    note: str = "",
) -> None:
    """Append a line to the ledger, in fen."""
    last = LedgerLine.objects.filter(filing=filing).aggregate(last=Max("sequence"))["last"] or 0
    LedgerLine.objects.create(
        filing=filing,
        sequence=last + 1,
        kind=kind,
        amount_fen=amount_fen,
        on=on,
        source=source,
        document_no=document_no,
        note=note,
    )
