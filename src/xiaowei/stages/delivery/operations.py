"""Home of works: order, start, measure, finish sites, finish, accept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import leave, require_past, take_step
from xiaowei.base.trail.changes import apply_changes
from xiaowei.domain.delivery import FLOW, UNORDERED
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Arrow, Basis, in_order
from xiaowei.domain.wording import Note
from xiaowei.stages.delivery.models import Measurement, Site, Works
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.funding.operations import release, withdraw
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.identification.queries import papers_of

ROOM = "delivery"
WORK_DAYS = ("started_on", "finished_on", "in_use_on", "accepted_on")


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

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `project_filed`, `contractor_named`
    """
    filing = filing_of(number, lock=True)
    candidate = filing.application.candidate
    existing = Works.objects.filter(filing=filing).first()
    arrow = FLOW.arrow(existing.state if existing else UNORDERED, "order", number)
    holds = {"project_filed": True, "contractor_named": bool(contractor.strip())}
    missing = take_step(
        arrow, by=by, region_code=candidate.town_code, basis=basis, holds=holds, number=number
    )
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
    """Start the works (S9 → S10).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `started_after_filed`, `money_arrived`
    """
    works = works_of(number, lock=True)
    filing = works.filing
    holds = {
        "started_after_filed": in_order(filing.filed_on, on),
        "money_arrived": filing.disbursed_fen > 0,
    }
    arrow, missing = _step(works, "start", by, basis, holds)
    works.started_on = on
    _save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, basis, missing)
    release(number=number, condition="start", by=by, on=on, at=at)
    return works


@transaction.atomic
def measure(
    *,
    number: str,
    quantity: Decimal | None,
    measured_on: date | None,
    site_sequence: int | None = None,
    parking_spaces: int | None = None,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Measurement:
    """Record the quantity finished up to a day; a running total shrinks only by an older sheet.

    Without a quantity only the parking spaces are recorded; the quantity stays as it is known.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `not_less`, `not_in_future`
    """
    if basis is Basis.STRAIGHT:
        require_past(at, on, measured_on)
    works = works_of(number, lock=True)
    site = None if site_sequence is None else _site(works, site_sequence)
    before, after = _around(works, site, measured_on)
    fits = quantity is None or (quantity >= before and (after is None or quantity <= after))
    holds = {"not_less": fits}
    facts = {"quantity": quantity, "before": before, "after": "–" if after is None else after}
    arrow, missing = _step(works, "measure", by, basis, holds, **facts)
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
    :raises RuleBroken: `not_in_table`
    """
    works = works_of(number, lock=True)
    arrow, _ = _step(works, "finish_site", by, basis, {})
    site = _site(works, site_sequence)
    site.finished, site.finished_on = True, on
    site.save()
    leave(ROOM, number, arrow, by, on, at, basis, (), site=site_sequence)
    return site


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
    arrow, missing = _step(works, "finish", by, basis, holds, open=still_open)
    if "sites_finished" in missing:
        works.sites.filter(finished=False).update(finished=True, finished_on=on)
    works.finished_on, works.in_use_on = on, in_use_on
    _save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, basis, missing, in_use_on=in_use_on)
    release(number=number, condition="progress", by=by, on=on, at=at)
    return works


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
    :raises RuleBroken: `not_in_table`, `accepted_after_finished`, `photo_after`, `opinion_given`
    """
    works = works_of(number, lock=True)
    candidate = works.filing.application.candidate
    holds = {
        "accepted_after_finished": in_order(works.finished_on, on),
        "photo_after": papers_of(candidate).photos_after > 0,
        "opinion_given": bool(opinion.strip()),
    }
    arrow, missing = _step(works, "accept", by, basis, holds)
    works.accepted_on, works.acceptance_opinion = on, opinion
    _save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, basis, missing)
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
    :raises RuleBroken: `not_in_table`, `defects_said`
    """
    works = works_of(number, lock=True)
    holds = {"defects_said": bool(defects.strip())}
    arrow, _ = _step(works, "fail_acceptance", by, Basis.STRAIGHT, holds)
    if site_sequences:
        failed = [_site(works, sequence).pk for sequence in sorted(set(site_sequences))]
    else:
        failed = list(works.sites.values_list("pk", flat=True))
    works.sites.filter(pk__in=failed).update(finished=False, finished_on=None)
    works.finished_on = works.in_use_on = None
    _save(works, arrow)
    facts = {"defects": defects, "sites": sorted(set(site_sequences or ()))}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    withdraw(number=number, condition="progress", by=by, on=on, at=at)
    return works


@transaction.atomic
def correct(
    *, number: str, changes: Mapping[str, Any], by: Actor, on: date, at: datetime
) -> dict[str, list[str | None]]:
    """Correct days or the contractor taken over from a sheet; return field -> [old, new].

    The sites finished on the works' old day move with it; a site's own day stays.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `started_after_filed`, `finished_after_started`,
        `used_after_started`, `accepted_after_finished`
    """
    works = works_of(number, lock=True)
    days = {name: changes.get(name, getattr(works, name)) for name in WORK_DAYS}
    holds = {
        "started_after_filed": in_order(works.filing.filed_on, days["started_on"]),
        "finished_after_started": in_order(days["started_on"], days["finished_on"]),
        "used_after_started": in_order(days["started_on"], days["in_use_on"]),
        "accepted_after_finished": in_order(days["finished_on"], days["accepted_on"]),
    }
    arrow, _ = _step(works, "correct", by, Basis.TAKEN_OVER, holds)
    finished_on = works.finished_on
    found = apply_changes(works, changes)
    if "finished_on" in found:
        moved = works.sites.filter(finished=True, finished_on=finished_on)
        moved.update(finished_on=works.finished_on)
    leave(ROOM, number, arrow, by, on, at, Basis.TAKEN_OVER, changed=found)
    return found


def _site(works: Works, sequence: int) -> Site:
    found = works.sites.filter(sequence=sequence).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.site"), number=sequence)
    return found


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


def _step(
    works: Works,
    action: str,
    by: Actor,
    basis: Basis,
    holds: Mapping[str, bool],
    **facts: object,
) -> tuple[Arrow, tuple[str, ...]]:
    candidate = works.filing.application.candidate
    arrow = FLOW.arrow(works.state, action, candidate.number)
    missing = take_step(
        arrow, by=by, region_code=candidate.town_code, basis=basis, holds=holds, **facts
    )
    return arrow, missing


def _save(works: Works, arrow: Arrow) -> None:
    works.state = arrow.target
    works.save()
