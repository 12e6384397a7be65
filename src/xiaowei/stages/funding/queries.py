"""Home of reading filings and the ledger; `finished()` is the in-tray of delivery."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from xiaowei.base.parts import in_parts
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.remembering import remembered
from xiaowei.domain.changes import ASKED, CHANGES, amount_may_change
from xiaowei.domain.errors import BadInput
from xiaowei.domain.funding import ENDED
from xiaowei.domain.instalments import CONDITIONS, allowed_fen, met
from xiaowei.domain.wording import Note
from xiaowei.stages.funding.models import (
    Envelope,
    EnvelopeLine,
    Filing,
    FilingVersion,
    LedgerLine,
)

FILING_SUMS = {
    "approved_fen": ("filed", 1), "disbursed_fen": ("disbursed", 1), "paid_fen": ("paid", 1),
    "settled_fen": ("settled", 1), "returned_fen": ("returned", 1), "clawed_fen": ("clawed_back", -1),
}  # fmt: skip
ENVELOPE_SUMS = {"allotted_fen": ("allotted", 1), "drawn_fen": ("drawn", 1)}
"""Each stored sum with the kind of lines that it repeats and their sign."""


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
    """Return the filed projects, not ended: what delivery may order works for."""
    return Filing.objects.exclude(state__in=ENDED).select_related("application__candidate")


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


def met_on(filing: Filing, condition: str) -> date | None:
    """Return the day on which a condition was met; None where it is not, or its day is unknown."""
    told = filing.released.get(condition)
    return date.fromisoformat(told) if told else None


def last_on(filing: Filing, **said: str) -> date | None:
    """Return the day of the last ledger line, of a kind or note where one is given; None without one."""
    last: date | None = filing.lines.filter(**said).aggregate(last=Max("on"))["last"]
    return last


def released(number: str) -> tuple[str, ...]:
    """Return the conditions of payment that a project has met, in the order of the flow."""
    found = Filing.objects.filter(application__candidate__number=number).first()
    met = found.released if found else []
    return tuple(code for code in CONDITIONS if code in met)


def allowances(number: str, on: date | None) -> list[tuple[str, int]]:
    """Return each condition of payment met on a day with what it allows to be paid in all, in fen."""
    found = Filing.objects.select_related("application__candidate")
    filing = found.filter(application__candidate__number=number).first()
    if filing is None:
        return []
    candidate = filing.application.candidate
    shares = policy_for(candidate.district_code, candidate.year).instalments
    settled = filing.settled_fen
    conditions = met(filing.released, filing.warranty_to, settled is not None, on)
    return [(c, allowed_fen(c, shares, filing.approved_fen, settled)) for c in conditions]


def waits(filing: Filing, *what: str) -> bool:
    """Tell whether a change of a filing waits for the district, of these kinds where any is named."""
    rows = filing.versions.filter(state=ASKED)
    return (rows.filter(what__in=what) if what else rows).exists()


def changes_open(number: str) -> tuple[str, ...]:
    """Return what of a filing may be asked to change: the amount only where another one is left."""
    rows = Filing.objects.filter(application__candidate__number=number)
    sums = rows.values_list("approved_fen", "application__approved_fen", "disbursed_fen").first()
    amount = sums is not None and amount_may_change(*(fen or 0 for fen in sums))
    return tuple(one for one in CHANGES if amount or one != "amount")


def waiting_change(number: str) -> dict[str, Any] | None:
    """Return the change of a filing that waits for the district, as a plain row; None without one."""
    rows = FilingVersion.objects.filter(
        filing__application__candidate__number=number, state=ASKED
    ).values("n", "what", "reason", "old_snapshot", "new_snapshot", "flags", "asked_by", "on")
    found = rows.first()
    return dict(found) if found else None


@remembered("funding", "regions")
def envelopes(
    district_code: str,
    year: int | None = None,
    as_of: date | None = None,
    regions: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """Return a district's envelopes as they stood on a day, as plain rows; amounts in fen.

    Those of some regions where any are given: a township's own, or all of the district.
    """
    rows = Envelope.objects.filter(_own(district_code, regions), district_code=district_code)
    rows = rows if year is None else rows.filter(year=year)
    until = Q() if as_of is None else Q(lines__on__lte=as_of) | Q(lines__on__isnull=True)
    summed = rows.annotate(
        put=Sum("lines__amount_fen", filter=until & Q(lines__kind="allotted")),
        out=Sum("lines__amount_fen", filter=until & Q(lines__kind="drawn")),
    )
    return [
        {
            "pk": row.pk,
            "year": row.year,
            "kind": row.kind,
            "town_code": row.town_code,
            "managed_only": row.managed_only,
            "allotted_fen": row.put,
            "drawn_fen": row.out or 0,
            "left_fen": row.put - (row.out or 0),
        }
        for row in summed.order_by("year", "kind", "town_code", "managed_only")
        if row.put is not None
    ]


def _own(district_code: str, regions: Collection[str] | None, path: str = "") -> Q:
    is_all = regions is None or district_code in regions
    return Q() if is_all else Q(**{f"{path}town_code__in": regions})


def envelope_lines(
    district_code: str, year: int, as_of: date | None = None, regions: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Return the movements of a programme-year's envelopes up to a day as plain rows, the newest first.

    Amounts in fen; those of some regions' envelopes where any are given.
    """
    rows = EnvelopeLine.objects.filter(
        _own(district_code, regions, "envelope__"),
        envelope__district_code=district_code,
        envelope__year=year,
    )
    rows = rows if as_of is None else rows.exclude(on__gt=as_of)
    fields = {
        "envelope_id": "envelope_id", "kind": "envelope__kind", "town": "envelope__town_code",
        "managed_only": "envelope__managed_only", "moved": "kind", "amount_fen": "amount_fen",
        "on": "on", "document_no": "document_no", "reason": "reason",
        "number": "filing__application__candidate__number",
    }  # fmt: skip
    found = rows.order_by("-pk").values_list(*fields.values())
    return [dict(zip(fields, row, strict=True)) for row in found]


def filings_by_number(numbers: Collection[str]) -> dict[str, Filing]:
    """Return the filings of many project numbers, a few queries in all."""
    return {
        found.application.candidate.number: found
        for part in in_parts(numbers)
        for found in Filing.objects.select_related("application__candidate").filter(
            application__candidate__number__in=part
        )
    }


def unequal_sums(limit: int = 20) -> list[str]:
    """Return the filings and envelopes whose sums are not those of their lines, as `table #key`."""
    found = [
        f"{rows.model._meta.db_table} #{key}"
        for rows, sums in ((Filing.objects, FILING_SUMS), (Envelope.objects, ENVELOPE_SUMS))
        for name, (kind, sign) in sums.items()
        for key in rows.annotate(
            told=Coalesce(Sum("lines__amount_fen", filter=Q(lines__kind=kind)), 0) * sign
        )
        .exclude(**{name: F("told")})
        .filter(**{f"{name}__isnull": False})
        .values_list("pk", flat=True)
    ]
    return sorted(set(found))[:limit]
