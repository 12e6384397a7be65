"""Home of ordering and starting works: S8 → S9 → S10."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for
from xiaowei.domain.delivery import FLOW, UNORDERED, firm_name
from xiaowei.domain.flow import Basis, in_order
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.models import Site, Works
from xiaowei.stages.delivery.operations.steps import save, step, weigh_step
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.funding.operations import release
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.selection.queries import is_emergency
from xiaowei.stages.telling import leave


@transaction.atomic
def order(
    *,
    number: str,
    contractor: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Works:
    """Order the works of a filed project (S8 → S9) and lay out its sites.

    In an emergency they are ordered ahead of the papers, under the filing opened for it. The firm is
    stored by `firm_name`, as contractors are appointed for it.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `not_ended`, `ordered_after_filed`, `contractor_named`
    """
    contractor = firm_name(contractor)
    filing = filing_of(number, lock=True)
    candidate = filing.application.candidate
    existing = Works.objects.filter(filing=filing).first()
    state = existing.state if existing else UNORDERED
    arrow = arrow_for(FLOW, state, "order", number, by, candidate.town_code, basis)
    holds = {
        "ordered_after_filed": is_emergency(number, on) or in_order(filing.filed_on, on),
        "contractor_named": bool(contractor),
    }
    missing = weigh_step(arrow, filing, by, basis, holds)
    works = Works.objects.create(
        filing=filing, state=arrow.target, contractor=contractor, ordered_on=on
    )
    Site.objects.bulk_create(_sites(works, candidate))
    leave(ROOM, number, arrow, by, on, at, basis, missing, contractor=contractor)
    return works


@transaction.atomic
def start(
    *, number: str, by: Actor, on: date | None, at: datetime, basis: Basis = Basis.STRAIGHT
) -> Works:
    """Start the works (S9 → S10); an emergency waits neither for its filing nor for the money.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `started_after_filed`, `started_after_ordered`,
        `money_arrived`
    """
    works = works_of(number, lock=True)
    filing = works.filing
    urgent = is_emergency(number, on)
    holds = {
        "started_after_filed": urgent or in_order(filing.filed_on, on),
        "started_after_ordered": in_order(works.ordered_on, on),
        "money_arrived": urgent or filing.disbursed_fen > 0,
    }
    arrow, missing = step(works, "start", by, basis, holds)
    works.started_on = on
    save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, basis, missing)
    release(number=number, condition="start", by=by, on=on, at=at)
    return works


def _sites(works: Works, candidate: Any) -> list[Site]:
    planned = list(candidate.planned_sites.order_by("sequence"))
    if planned:
        return [
            Site(works=works, sequence=site.sequence, name=site.name, place_id=site.place_id)
            for site in planned
        ]
    places = [link.place for link in candidate.place_links.select_related("place")]
    paired = places if len(places) == candidate.sites_planned else []
    return [
        Site(
            works=works,
            sequence=i + 1,
            name=f"{paired[i].name if paired else places[0].name if places else ''}·{i + 1}",
            place=paired[i] if paired else None,
        )
        for i in range(candidate.sites_planned)
    ]
