"""Home of candidates that become one, become several, or go no further."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.identification import Line
from xiaowei.stages.identification.models import Candidate, Ground
from xiaowei.stages.identification.operations.amending import allowed, note
from xiaowei.stages.identification.operations.details import Details, SiteDraft, put, put_nested
from xiaowei.stages.identification.queries import candidate as candidate_of
from xiaowei.stages.identification.queries import spots_of


@transaction.atomic
def drop(*, number: str, reason: str, by: Actor, on: date, at: datetime) -> Candidate:
    """Set a candidate aside: rejected, withdrawn, merged or split; its spot is open to others.

    :raises RuleBroken: `not_in_table`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    candidate = candidate_of(number, lock=True)
    candidate.state = allowed(candidate, "drop", by).target
    candidate.save(update_fields=["state"])
    note(candidate, "drop", {"reason": reason}, by, on, at)
    return candidate


@transaction.atomic
def absorb(*, number: str, others: Sequence[str], by: Actor, on: date, at: datetime) -> Candidate:
    """Take other candidates' places, sites, estimate lines and spots over (X6).

    Quantities and households add up; the day of collection is the oldest of all.

    :raises RuleBroken: `not_in_table`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    candidate = candidate_of(number, lock=True)
    allowed(candidate, "absorb", by)
    joined = [candidate, *(candidate_of(other, lock=True) for other in sorted(others))]
    details = _joined(joined)
    put(candidate, details)
    candidate.save()
    put_nested(candidate, details)
    _add_grounds(candidate, joined)
    facts: dict[str, object] = {"others": sorted(others), "collected_on": candidate.collected_on}
    note(candidate, "absorb", facts, by, on, at)
    return candidate


@transaction.atomic
def share_grounds(*, number: str, of: str) -> None:
    """Let a part of a candidate answer every spot that the whole answers (X7).

    :raises BadInput: `not_found`
    """
    _add_grounds(candidate_of(number, lock=True), [candidate_of(of)])


def _joined(joined: Sequence[Candidate]) -> Details:
    days = [one.collected_on for one in joined if one.collected_on]
    places = dict.fromkeys(
        link.place_id for one in joined for link in one.place_links.order_by("sequence")
    )
    sites: list[SiteDraft] = [
        {"name": site.name, "place_id": site.place_id, "quantity": site.quantity}
        for one in joined
        for site in one.planned_sites.all()
    ]
    lines = [
        Line(row.item, row.quantity, row.unit, row.unit_price_fen, row.why)
        for one in joined
        for row in one.estimate_lines.all()
    ]
    return Details(
        quantity=_sum(one.quantity for one in joined),
        households_claimed=_sum(one.households_claimed for one in joined),
        estimate_fen=_sum(one.estimate_fen for one in joined),
        sites_planned=sum(one.sites_planned for one in joined),
        collected_on=min(days, default=None),
        place_ids=tuple(places),
        sites=sites,
        lines=lines,
    )


def _add_grounds(candidate: Candidate, joined: Sequence[Candidate]) -> None:
    spots = dict.fromkeys(spot for one in joined for spot in spots_of(one))
    Ground.objects.bulk_create(
        (Ground(candidate=candidate, spot_id=spot) for spot in spots if spot != candidate.spot_id),
        ignore_conflicts=True,
    )


def _sum(values: Iterable[Any]) -> Any:
    """Return the sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
