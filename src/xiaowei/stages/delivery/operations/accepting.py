"""Home of acceptance: accepted, or sent back with a list of defects (S11 → S12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Basis, in_order
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.delivery.operations.steps import save, site_of, step
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.funding.operations import release, withdraw
from xiaowei.stages.identification.queries import papers_of
from xiaowei.stages.telling import leave


@transaction.atomic
def accept(
    *,
    number: str,
    opinion: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Works:
    """Accept the works (S11 → S12), which releases the payments that wait for it.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `accepted_after_finished`, `photo_after`, `opinion_given`
    """
    works = works_of(number, lock=True)
    candidate = works.filing.application.candidate
    holds = {
        "accepted_after_finished": in_order(works.finished_on, on),
        "photo_after": papers_of(candidate).photos_after > 0,
        "opinion_given": bool(opinion.strip()),
    }
    arrow, missing = step(works, "accept", by, basis, holds)
    works.accepted_on, works.acceptance_opinion = on, opinion
    save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, basis, missing, contractor=works.contractor)
    release(number=number, condition="acceptance", by=by, on=on, at=at)
    return works


@transaction.atomic
def fail_acceptance(
    *,
    number: str,
    defects: str,
    site_sequences: Collection[int] | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> Works:
    """Send the works back to some sites, or all, with a list of defects (S12 failed → S10).

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `not_ended`, `defects_said`, `accepted_after_finished`
    """
    works = works_of(number, lock=True)
    holds = {
        "defects_said": bool(defects.strip()),
        "accepted_after_finished": in_order(works.finished_on, on),
    }
    arrow, _ = step(works, "fail_acceptance", by, Basis.STRAIGHT, holds)
    if site_sequences:
        failed = [site_of(works, sequence).pk for sequence in sorted(set(site_sequences))]
    else:
        failed = list(works.sites.values_list("pk", flat=True))
    works.sites.filter(pk__in=failed).update(finished=False, finished_on=None)
    works.finished_on = works.in_use_on = None
    save(works, arrow)
    facts = {"defects": defects, "sites": sorted(set(site_sequences or ()))}
    facts |= {"contractor": works.contractor}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    withdraw(number=number, condition="progress", by=by, on=on, at=at)
    return works
