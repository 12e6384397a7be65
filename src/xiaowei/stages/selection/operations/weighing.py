"""Home of keeping a weighing: what a sum would do most with, as it was told on the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.selection import DISTRICT
from xiaowei.domain.wording import Note
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Programme, WeighedApplication, Weighing


@transaction.atomic
def keep_weighing(
    *,
    district_code: str,
    year: int,
    budget_fen: int,
    chosen: int,
    told: Mapping[str, Any],
    rows: Mapping[str, Any],
    digest: str,
    method: str,
    fingerprint: str,
    by: Actor,
    on: date,
    at: datetime,
) -> Weighing:
    """Keep what a sum would do most with; what was told alike is kept once.

    `rows` is what was said of each application, by its number.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    """
    by.require(DISTRICT, district_code, "keep_weighing")
    programme = Programme.objects.filter(district_code=district_code, year=year).first()
    if programme is None:
        raise BadInput("not_found", what=Note("thing.programme"), number=f"{district_code}:{year}")
    found, new = Weighing.objects.get_or_create(
        programme=programme,
        fingerprint=fingerprint,
        defaults={
            "digest": digest, "method": method,
            "budget_fen": budget_fen, "chosen": chosen, "waiting": len(rows), "told": dict(told),
            "policy_version": policy_for(district_code, year).version, "by_name": by.name, "on": on,
        },
    )  # fmt: skip
    if new:
        kept = [WeighedApplication(weighing=found, number=n, told=row) for n, row in rows.items()]
        WeighedApplication.objects.bulk_create(kept, batch_size=500)
        record(
            subject=f"programme:{district_code}:{year}",
            action=f"{ROOM}.keep_weighing",
            by=by,
            on=on,
            at=at,
            facts={"amount": budget_fen, "digest": digest},
        )
    return found
