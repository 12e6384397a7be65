"""Home of remembering how a sheet's columns were mapped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.operations import require_import
from xiaowei.base.trail.operations import record
from xiaowei.stages.intake.models import ColumnMapping


@transaction.atomic
def remember_mapping(
    *,
    kind: str,
    fingerprint: str,
    mapping: Mapping[str, str],
    name: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    """Remember field -> header for sheets whose headers have that fingerprint.

    :raises NotAllowed: `not_permitted`
    """
    require_import(by, "remember_mapping")
    ColumnMapping.objects.update_or_create(
        kind=kind,
        fingerprint=fingerprint,
        defaults={"mapping": dict(mapping), "name": name},
    )
    record(
        subject=f"mapping:{kind}:{fingerprint[:16]}",
        action="intake.remember_mapping",
        by=by,
        on=on,
        at=at,
        facts={"name": name, "mapping": dict(mapping)},
    )
