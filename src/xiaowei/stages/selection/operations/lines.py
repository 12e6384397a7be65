"""Home of an application's fund lines: asked of each source, approved of it."""

from __future__ import annotations

from collections.abc import Sequence

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
