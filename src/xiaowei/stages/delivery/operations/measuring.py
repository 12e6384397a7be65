"""Home of what is done on site: quantities measured, sites and works finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Min, Q

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.domain.delivery import MOST_MEASURED, MOST_SPACES, is_near_plan, is_plausible
from xiaowei.domain.flow import Basis, in_order
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.models import Measurement, Site, Works
from xiaowei.stages.delivery.operations.steps import save, site_of, step
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.funding.operations import release
from xiaowei.stages.telling import leave


@transaction.atomic
def measure(
    *,
    number: str,
    quantity: Decimal | None,
    measured_on: date | None,
    site_sequence: int | None = None,
    parking_spaces: int | None = None,
    reason: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Measurement:
    """Record the quantity finished up to a day; a running total shrinks only by an older sheet.

    Without a quantity only the parking spaces are recorded; the quantity stays as it is known. The same
    day measured again replaces what was measured on it; after acceptance with a reason.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `measured_plausible`, `measured_after_started`, `not_less`,
        `measured_near_plan`, `measured_explained`, `not_in_future`
    """
    if basis is Basis.STRAIGHT:
        require_past(at, on, measured_on)
    works = works_of(number, lock=True)
    site = None if site_sequence is None else site_of(works, site_sequence)
    before, after = _around(works, site, measured_on)
    candidate = works.filing.application.candidate
    fits = quantity is None or (quantity >= before and (after is None or quantity <= after))
    holds = {
        "measured_plausible": is_plausible(quantity, parking_spaces),
        "measured_after_started": in_order(works.started_on, measured_on),
        "not_less": fits,
        "measured_near_plan": is_near_plan(quantity, candidate.quantity),
        "measured_explained": bool(reason.strip()),
    }
    facts = {
        "most": MOST_MEASURED,
        "most_spaces": MOST_SPACES,
        "planned": candidate.quantity,
        "unit": candidate.unit,
        "quantity": quantity,
        "before": before,
        "after": "–" if after is None else after,
    }
    arrow, missing = step(works, "measure", by, basis, holds, **facts)
    told = {"quantity": quantity, "parking_spaces": parking_spaces}
    found, _ = Measurement.objects.update_or_create(
        works=works,
        site=site,
        measured_on=measured_on,
        defaults={name: value for name, value in told.items() if value is not None},
    )
    leave(
        ROOM, number, arrow, by, on, at, basis, missing,
        site=site_sequence, quantity=quantity, measured_on=measured_on, spaces=parking_spaces,
        reason=reason,
    )  # fmt: skip
    return found


@transaction.atomic
def finish_site(
    *,
    number: str,
    site_sequence: int,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Site:
    """Finish one site.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `site_open`, `finished_after_started`
    """
    works = works_of(number, lock=True)
    known = works.sites.filter(sequence=site_sequence).first()
    holds = {
        "site_open": known is None or not known.finished,
        "finished_after_started": in_order(works.started_on, on),
    }
    arrow, _ = step(works, "finish_site", by, basis, holds)
    site = site_of(works, site_sequence)
    site.finished, site.finished_on = True, on
    site.save()
    leave(ROOM, number, arrow, by, on, at, basis, (), site=site_sequence)
    return site


@transaction.atomic
def finish_sites(
    *, number: str, site_sequences: Sequence[int], by: Actor, on: date, at: datetime
) -> list[Site]:
    """Finish several sites on one day; all are finished, or none.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `site_open`, `finished_after_started`
    """
    return [
        finish_site(number=number, site_sequence=one, by=by, on=on, at=at) for one in site_sequences
    ]


@transaction.atomic
def finish(
    *,
    number: str,
    in_use_on: date | None = None,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Works:
    """Finish the works (S10 → S11), in use before or after; an older sheet finishes the sites too.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `sites_finished`, `finished_after_started`,
        `used_after_started`, `measured`, `not_in_future`
    """
    if basis is Basis.STRAIGHT:
        require_past(at, on, in_use_on)
    works = works_of(number, lock=True)
    still_open = works.sites.filter(finished=False).count()
    holds = {
        "sites_finished": still_open == 0,
        "finished_after_started": in_order(works.started_on, on),
        "used_after_started": in_order(works.started_on, in_use_on),
        "measured": works.measurements.filter(quantity__isnull=False).exists(),
    }
    arrow, missing = step(works, "finish", by, basis, holds, open=still_open)
    if "sites_finished" in missing:
        works.sites.filter(finished=False).update(finished=True, finished_on=on)
    works.finished_on, works.in_use_on = on, in_use_on
    save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, basis, missing, in_use_on=in_use_on)
    release(number=number, condition="progress", by=by, on=on, at=at)
    return works


def _around(
    works: Works, site: Site | None, measured_on: date | None
) -> tuple[Decimal, Decimal | None]:
    """Return the largest total before a day and the smallest after it; None where there is none."""
    day = measured_on or date.max
    found = works.measurements.filter(site=site).aggregate(
        before=Max("quantity", filter=Q(measured_on__lt=day)),
        after=Min("quantity", filter=Q(measured_on__gt=day)),
    )
    return found["before"] or Decimal(0), found["after"]
