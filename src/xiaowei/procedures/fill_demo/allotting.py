"""Home of the demo's envelopes: allotted before the sheets are taken in, so that their filings draw."""

from __future__ import annotations

from datetime import datetime, tzinfo

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.demo import DemoScript
from xiaowei.procedures.fill_demo.steps import FIRST
from xiaowei.stages.funding.operations import allot
from xiaowei.stages.funding.queries import envelope_lines


def allot_all(*, script: DemoScript, district_code: str, by: Actor, zone: tzinfo | None) -> int:
    """Allot what is not allotted yet; return how many documents are new.

    :raises NotAllowed: `not_permitted`
    """
    asked = script.round.allotments
    years = {one.year for one in asked}
    known = {row["document_no"] for year in years for row in envelope_lines(district_code, year)}
    new = [one for one in asked if one.document_no not in known]
    for one in new:
        allot(
            district_code=district_code,
            year=one.year,
            kind=one.kind,
            amount_fen=one.amount_fen,
            document_no=one.document_no,
            managed_only=one.managed_only,
            by=by,
            on=one.on,
            at=datetime.combine(one.on, FIRST, zone),
        )
    return len(new)
