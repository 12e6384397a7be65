"""Home of what an application is frozen as: its fund lines, its snapshot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from xiaowei.domain.money import yuan
from xiaowei.stages.identification.queries import Papers
from xiaowei.stages.selection.models import Application, FundLine


def put_lines(application: Application, fund_lines: Sequence[tuple[str, int]]) -> None:
    """Put (source, fen) asked of each source in place of what stood there."""
    application.fund_lines.all().delete()
    FundLine.objects.bulk_create(
        FundLine(application=application, source=source, amount_fen=amount)
        for source, amount in fund_lines
    )


def approve_lines(application: Application, lines: Sequence[tuple[str, int]]) -> None:
    """Note (source, fen) approved of each source; unknown where no lines are given."""
    approved = dict(lines)
    rows = list(application.fund_lines.all())
    for row in rows:
        row.approved_fen = approved.get(row.source, 0) if lines else None
    FundLine.objects.bulk_update(rows, ["approved_fen"])


def amounts_told(
    applied_fen: int, approved_fen: int, lines: Sequence[tuple[str, int]]
) -> dict[str, str]:
    """Return what an approval's refusal says in yuan: asked for, approved, the sources' sum and its rest."""
    summed = sum(amount for _, amount in lines)
    rest = abs(approved_fen - summed)
    told = {"applied": applied_fen, "approved": approved_fen, "sum": summed, "rest": rest}
    return {name: yuan(fen) for name, fen in told.items()}


def snapshot_of(
    candidate: Any,
    papers: Papers,
    applied_fen: int | None,
    fund_lines: Sequence[tuple[str, int]],
    eligibility: Collection[str],
) -> dict[str, object]:
    """Return what is asked for as plain values; `candidate` is a record of identification,
    with the papers beside it.
    """
    planned = candidate.planned_sites.order_by("sequence").values_list("name", "quantity")
    places = list(candidate.place_links.order_by("sequence").values_list("place__name", flat=True))
    lines = candidate.estimate_lines.values_list("item", "quantity", "unit", "unit_price_fen")
    return {
        "number": candidate.number,
        "name": candidate.name,
        "town_code": candidate.town_code,
        "type_code": candidate.type_code,
        "places": places,
        "quantity": str(candidate.quantity) if candidate.quantity is not None else None,
        "unit": candidate.unit,
        "sites": candidate.sites_planned,
        "estimate": [[item, str(many), unit, price] for item, many, unit, price in lines],
        "planned": [[name, None if many is None else str(many)] for name, many in planned],
        "households_claimed": candidate.households_claimed,
        "reason": candidate.reason,
        "photos": papers.photos,
        "consultations": papers.consultations,
        "eligibility": sorted(eligibility),
        "root_cause": candidate.root_cause,
        "maintainer": candidate.maintainer,
        "maintainer_trigger": candidate.maintainer_trigger,
        "applied_fen": applied_fen,
        "funds": [list(line) for line in fund_lines],
    }
