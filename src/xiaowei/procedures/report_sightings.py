"""Home of reporting what was photographed: one project from a batch, its spots as sites with their photos."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.operations import attach
from xiaowei.base.attachments.queries import path_of, photo_with
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.units import standard_unit
from xiaowei.domain.wording import say
from xiaowei.procedures.propose import propose
from xiaowei.stages.identification.operations import SiteDraft, hand_sightings
from xiaowei.stages.identification.sightings import Seen, batch_with, photos_of_sightings


@transaction.atomic
def report_sightings(
    *,
    batch: str,
    type_code: str,
    lead_source: str,
    reason: str,
    quantity: Decimal | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> str:
    """Report a project to the township from one's own batch; return its number.

    Each sighting becomes a planned site with its share, its photo a photo from before. Without a
    quantity the sum of the shares stands; shares in another unit than the type's are none of it.

    :raises BadInput: `not_found`, `no_such_lead_source`
    :raises RuleBroken: `batch_of_one_matter`, those of `propose`
    :raises NotAllowed: `not_permitted`
    """
    seen = batch_with(by.person_id, batch)
    if len({(one.place_id, one.picture) for one in seen}) > 1:
        raise RuleBroken("batch_of_one_matter")
    kind = catalogue().type(type_code)
    fits = kind is not None and standard_unit(seen[0].unit) == standard_unit(kind.unit)
    sizes = [one.quantity for one in seen if fits and one.quantity is not None]
    number, _ = propose(
        place_id=seen[0].place_id, type_code=type_code, lead_source=lead_source, reason=reason,
        quantity=quantity or sum(sizes, Decimal(0)) or None,
        sites=[_site(one, n, fits) for n, one in enumerate(seen, 1)],
        by=by, on=on, at=at,
    )  # fmt: skip
    photos = photos_of_sightings([one.pk for one in seen])
    for n, one in enumerate(seen, 1):
        attach(
            number=number, region_code=one.town_code, near=(one.place_code,), kind="before",
            content=path_of(photo_with(photos[one.pk])).read_bytes(), caption=_name(one, n),
            taken_on=one.seen_on, by=by, on=on, at=at,
        )  # fmt: skip
    hand_sightings(keys=[one.pk for one in seen], number=number, by=by, on=on, at=at)
    return number


def _site(one: Seen, n: int, fits: bool) -> SiteDraft:
    quantity = one.quantity if fits else None
    return SiteDraft(name=_name(one, n), place_id=one.place_id, quantity=quantity)


def _name(one: Seen, n: int) -> str:
    return one.spot_name or say("site.nth", "zh", n=n)
