"""Home of reading filings and the ledger; `finished()` is the in-tray of delivery."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet, Sum

from xiaowei.base.parts import in_parts
from xiaowei.domain.errors import BadInput
from xiaowei.domain.funding import CONDITIONS
from xiaowei.domain.wording import Note
from xiaowei.stages.funding.models import Filing, LedgerLine


def filing(number: str, *, lock: bool = False) -> Filing:
    """Return the filing of a project number, locked for writing when asked.

    :raises BadInput: `not_found`
    """
    rows = Filing.objects.select_related("application__candidate")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(application__candidate__number=number).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.filing"), number=number)
    return found


def finished() -> QuerySet[Filing]:
    """Return the filed projects: what delivery may order works for."""
    return Filing.objects.select_related("application__candidate")


def paid_at_least_fen(filing: Filing) -> int:
    """Return what is known to be paid, in fen: the sum, or where it is unknown, what was recorded here."""
    if filing.paid_fen is not None:
        return filing.paid_fen
    recorded = LedgerLine.objects.filter(filing=filing, kind="paid")
    return int(recorded.aggregate(sum=Sum("amount_fen"))["sum"] or 0)


def lines(number: str) -> list[dict[str, Any]]:
    """Return a project's ledger lines as plain rows; amounts in fen."""
    rows = (
        filing(number)
        .lines.order_by("sequence")
        .values("sequence", "kind", "amount_fen", "on", "source", "document_no", "note")
    )
    return [dict(row) for row in rows]


def released(number: str) -> tuple[str, ...]:
    """Return the conditions of payment that a project has met, in the order of the flow."""
    found = Filing.objects.filter(application__candidate__number=number).first()
    met = found.released if found else []
    return tuple(code for code in CONDITIONS if code in met)


def filings_by_number(numbers: Collection[str]) -> dict[str, Filing]:
    """Return the filings of many project numbers, a few queries in all."""
    return {
        found.application.candidate.number: found
        for part in in_parts(numbers)
        for found in finished().filter(application__candidate__number__in=part)
    }
