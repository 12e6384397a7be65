"""Home of allotting: money put into an envelope by document, or taken out of what is not drawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import leave, take_step
from xiaowei.base.regions.queries import known_region
from xiaowei.domain.envelopes import (
    ENVELOPE_FLOW,
    KINDS,
    MOST_FEN,
    OPENED,
    UNOPENED,
)
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Basis
from xiaowei.domain.money import yuan
from xiaowei.domain.regions import within
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Envelope
from xiaowei.stages.funding.operations.drawing import append_line, left_since


@transaction.atomic
def allot(
    *,
    district_code: str,
    year: int,
    kind: str,
    amount_fen: int,
    document_no: str,
    town_code: str = "",
    managed_only: bool = False,
    reason: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Envelope:
    """Allot money 下达 to a programme-year's envelope of one kind, in fen; a cut is a negative line.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `unknown_kind`, `town_elsewhere`,
        `earmark_of_one_town`
    :raises RuleBroken: `allotment_not_zero`, `document_named`, `allotment_cut_explained`,
        `allotted_covers_drawn`, `cut_covered_that_day`, `allotted_within_reason`, `not_in_future`
    """
    key = _key(district_code, year, kind, town_code, managed_only)
    envelope = _locked(key)
    subject = f"envelopes:{key['district_code']}:{year}"
    arrow = ENVELOPE_FLOW.arrow(OPENED if envelope.lines.exists() else UNOPENED, "allot", subject)
    after = envelope.allotted_fen + amount_fen
    take_step(
        arrow,
        by=by,
        region_code=str(key["district_code"]),
        basis=Basis.STRAIGHT,
        holds={
            "allotment_not_zero": amount_fen != 0,
            "document_named": bool(document_no.strip()),
            "allotment_cut_explained": amount_fen > 0 or bool(reason.strip()),
            "allotted_within_reason": after <= MOST_FEN,
            "allotted_covers_drawn": after >= envelope.drawn_fen,
            "cut_covered_that_day": amount_fen > 0
            or left_since([envelope], on)[envelope.pk] + amount_fen >= 0,
        },
        on=on,
        after=yuan(after),
        most=yuan(MOST_FEN),
        drawn=yuan(envelope.drawn_fen),
    )
    envelope.allotted_fen = after
    envelope.save(update_fields=["allotted_fen"])
    append_line(envelope, "allotted", amount_fen, on, document_no=document_no, reason=reason)
    facts = {**key, "amount": amount_fen, "document": document_no, "reason": reason}
    leave(ROOM, subject, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    return envelope


def _key(
    district_code: str, year: int, kind: str, town_code: str, managed_only: bool
) -> dict[str, Any]:
    if kind not in KINDS:
        raise BadInput("unknown_kind", value=kind, known=", ".join(KINDS))
    if managed_only and town_code:
        raise BadInput("earmark_of_one_town", value=town_code)
    district = known_region(district_code)
    town = known_region(town_code) if town_code else ""
    if town and not within(town, district):
        raise BadInput("town_elsewhere", value=town_code)
    return {
        "district_code": district,
        "year": year,
        "kind": kind,
        "town_code": town,
        "managed_only": managed_only,
    }


def _locked(key: dict[str, Any]) -> Envelope:
    """Return the envelope locked, made where there is none; unmade again when the step is refused."""
    Envelope.objects.get_or_create(**key)
    return Envelope.objects.select_for_update().get(**key)
