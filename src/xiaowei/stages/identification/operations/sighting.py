"""Home of noting what somebody outside photographed, once however often it is sent."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.operations import attach
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.messages.operations import notify
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of
from xiaowei.base.trail.operations import digest_json, record
from xiaowei.domain.coordinates import require_point
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.messages import Matter
from xiaowei.domain.sightings import (
    SIGHTERS,
    cure_of,
    picture_named,
    require_key,
    require_quantity,
)
from xiaowei.domain.zone import day_of
from xiaowei.stages.identification.models import Candidate, Sighting
from xiaowei.stages.identification.permissions import require_at


@transaction.atomic
def note_sighting(
    *,
    client_key: str,
    batch: str,
    sequence: int,
    place_id: int,
    picture: str,
    photo: bytes,
    taken_at: datetime,
    spot_name: str = "",
    quantity: Decimal | None = None,
    danger: bool = False,
    longitude: float | None = None,
    latitude: float | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> Sighting:
    """Note one photographed problem at a place of the person; sent again, it is the same one.

    It was seen on the day on which the photo was taken, however late it comes; a phone's clock that ran
    ahead is put back to `at`. What is dangerous is told to the township at once.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `sighting_differs`
    :raises BadInput: `bad_client_key`, `bad_size`, `no_such_picture`, `no_such_place`, `half_a_point`,
        `point_outside`, and those of `attach`
    """
    for key in (client_key, batch):
        require_key(key)
    require_quantity(quantity)
    require_point(longitude, latitude)
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise BadInput("no_such_place", value=place_id)
    require_at(by, SIGHTERS, place.town_code, (place.code,), "note_sighting")
    told = {
        "batch": batch, "sequence": sequence, "place_id": place_id,
        "spot_name": mask(spot_name.strip()).text[:80], "picture": picture, "quantity": quantity,
        "danger": danger, "longitude": longitude, "latitude": latitude,
    }  # fmt: skip
    digest = digest_json([told, by.person_id, hashlib.sha256(photo).hexdigest()])
    taken = min(taken_at, at)
    seen = {"taken_at": taken, "seen_on": min(day_of(taken) or on, on), "digest": digest}
    row = told | seen | {"person_id": by.person_id, "by_name": by.name[:60], **_shown(picture)}
    sighting, new = Sighting.objects.get_or_create(client_key=client_key, defaults=row)
    if new:
        _keep(sighting, place, photo, by, on, at)
    elif sighting.digest != digest:
        raise RuleBroken("sighting_differs")
    return sighting


def _shown(picture: str) -> dict[str, str]:
    """Return the topic a picture stands for, and the unit in which its cure is measured."""
    known = catalogue()
    shown = picture_named(known, picture)
    kind = cure_of(known, shown)
    return {"topic_code": shown.topic, "unit": kind.unit if kind else ""}


@transaction.atomic
def hand_sightings(*, keys: list[int], number: str, by: Actor, on: date, at: datetime) -> None:
    """Let sightings belong to the candidate that was reported from them."""
    candidate = Candidate.objects.get(number=number)
    Sighting.objects.filter(pk__in=keys).update(candidate=candidate)
    facts = {"sightings": sorted(keys)}
    record(subject=number, action="identification.hand_sightings", by=by, on=on, at=at, facts=facts)


def photo_number(sighting_id: int) -> str:
    """Return the number under which a sighting's photo is attached."""
    return f"sighting:{sighting_id}"


def _keep(
    sighting: Sighting, place: Place, photo: bytes, by: Actor, on: date, at: datetime
) -> None:
    number = photo_number(sighting.pk)
    attach(
        number=number, region_code=place.town_code, near=(place.code,), kind="during",
        content=photo, taken_on=sighting.seen_on, by=by, on=on, at=at,
    )  # fmt: skip
    facts = {
        "sighting": sighting.pk, "picture": sighting.picture,
        "quantity": sighting.quantity, "danger": sighting.danger,
    }  # fmt: skip
    record(
        subject=f"place:{place.code}", action="identification.note_sighting", by=by, on=on, at=at,
        facts=facts,
    )  # fmt: skip
    if sighting.danger:
        town = place.town_code
        matter = Matter(number, place.name, district_of(town), town, (place.code,))
        named = " ".join(filter(None, (place.name, sighting.spot_name)))
        notify(
            key=number, kind="sighting_danger", desk="township", matter=matter,
            facts={"place": named, "who": sighting.by_name}, on=on, at=at,
        )  # fmt: skip
