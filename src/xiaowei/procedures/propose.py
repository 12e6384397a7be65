"""Home of proposing a project that nobody complained about: minted, and by a village sent on at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.selection import REPORT_ROLES
from xiaowei.stages.identification.operations import SiteDraft, mint_unasked
from xiaowei.stages.selection.operations import report


@transaction.atomic
def propose(
    *,
    place_id: int,
    type_code: str,
    lead_source: str,
    reason: str,
    quantity: Decimal | None = None,
    sites: Sequence[SiteDraft] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> tuple[str, bool]:
    """Mint the candidate; return its number, and whether it went to the township.

    What a village secretary or butler proposes is reported to the township in the same breath; a
    township keeps its own as a draft.

    :raises RuleBroken: those of `mint_unasked`
    :raises BadInput: `no_such_place`, `no_such_lead_source`
    :raises NotAllowed: `not_permitted`
    """
    candidate = mint_unasked(
        place_id=place_id,
        type_code=type_code,
        lead_source=lead_source,
        reason=reason,
        quantity=quantity,
        sites=sites,
        by=by,
        on=on,
        at=at,
    )
    reports = by.holds(REPORT_ROLES, candidate.town_code)
    if reports:
        report(number=candidate.number, by=by, on=on, at=at)
    return candidate.number, reports
