"""Home of reading sightings: a person's batches, a township's list, names of spots seen before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Sum

from xiaowei.base.attachments.models import Attachment
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.regions.queries import lying_in
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sightings import picture_said
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.models import Sighting
from xiaowei.stages.identification.operations.sighting import photo_number

RECENT = 60


@dataclass(frozen=True, slots=True)
class Batch:
    """Sightings of one matter at one place that nobody reported yet; the quantity is their sum."""

    key: str
    place_id: int
    place: str
    picture: str
    name: str
    count: int
    quantity: Decimal | None
    unit: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting as a report needs it."""

    pk: int
    place_id: int
    place: str
    place_code: str
    town_code: str
    spot_name: str
    picture: str
    quantity: Decimal | None
    unit: str
    danger: bool
    seen_on: date


def batches(person_id: int) -> list[Batch]:
    """Return what somebody saw and did not report yet, the newest first."""
    rows = Sighting.objects.filter(person_id=person_id, candidate__isnull=True).order_by()
    sums = rows.values("batch", "place_id", "place__name", "picture", "unit").annotate(
        n=Count("pk"), total=Sum("quantity"), last=Max("seen_on"), newest=Max("pk")
    )
    known = catalogue()
    return [
        Batch(
            row["batch"], row["place_id"], row["place__name"], row["picture"],
            picture_said(known, row["picture"]),
            row["n"], row["total"], row["unit"], row["last"],
        )
        for row in sorted(sums, key=lambda row: -row["newest"])
    ]  # fmt: skip


def batch_with(person_id: int, key: str) -> list[Seen]:
    """Return the sightings of somebody's batch that were not reported yet, in order.

    :raises BadInput: `not_found`
    """
    rows = Sighting.objects.filter(person_id=person_id, batch=key, candidate__isnull=True)
    fields = (
        "pk", "place_id", "place__name", "place__code", "place__town_code", "spot_name", "picture",
        "quantity", "unit", "danger", "seen_on",
    )  # fmt: skip
    found = [Seen(*row) for row in rows.order_by("sequence", "pk").values_list(*fields)]
    if not found:
        raise BadInput("not_found", what=Note("thing.sighting"), number=key)
    return found


def photos_of_sightings(keys: Collection[int]) -> dict[int, int]:
    """Return the key of each sighting's photo."""
    numbers = {photo_number(key): key for key in keys}
    return {
        numbers[number]: pk
        for part in in_parts(list(numbers))
        for number, pk in Attachment.objects.filter(number__in=part).values_list("number", "pk")
    }


def sightings(region_code: str, as_of: date, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Return what was seen in a region up to a day, dangerous and newest first."""
    rows = Sighting.objects.filter(
        lying_in("place__town_code", region_code, as_of), seen_on__lte=as_of
    ).select_related("place", "candidate")
    found = list(rows.order_by("-danger", "-taken_at", "-pk")[offset : offset + limit])
    photos, known = photos_of_sightings([one.pk for one in found]), catalogue()
    return [
        {
            "place": one.place.name,
            "spot": one.spot_name,
            "what": picture_said(known, one.picture),
            "quantity": one.quantity,
            "unit": one.unit,
            "danger": one.danger,
            "by": one.by_name,
            "on": one.seen_on,
            "number": one.candidate.number if one.candidate else "",
            "photo": photos.get(one.pk),
        }
        for one in found
    ]


def spot_names(place_ids: Collection[int]) -> list[tuple[int, str, float | None, float | None]]:
    """Return (place, name, longitude, latitude) of spots seen before at some places, the newest first."""
    rows = Sighting.objects.filter(place_id__in=list(place_ids)).exclude(spot_name="")
    found: dict[tuple[int, str], tuple[int, str, float | None, float | None]] = {}
    fields = ("place_id", "spot_name", "longitude", "latitude")
    for place, name, lon, lat in rows.order_by("-pk").values_list(*fields)[:RECENT]:
        found.setdefault((place, name), (place, name, lon, lat))
    return list(found.values())


def town_of_sighting(number: str) -> str:
    """Return the township of the sighting to which a photo belongs; blank where it is none of one."""
    kind, _, pk = number.partition(":")
    if kind != "sighting" or not pk.isdecimal():
        return ""
    found = Sighting.objects.filter(pk=int(pk)).values_list("place__town_code", flat=True).first()
    return str(found or "")
