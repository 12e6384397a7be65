"""Home of reading the visit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Max, Model

from xiaowei.base.attachments.models import Attachment
from xiaowei.base.parts import in_parts
from xiaowei.base.regions.queries import lying_in
from xiaowei.base.remembering import remembered
from xiaowei.stages.identification.models import Visit, Voice
from xiaowei.stages.identification.operations.visiting import photo_number

PHOTO_OWNERS: Mapping[str, type[Model]] = {"visit": Visit, "voice": Voice}
"""What a photo may belong to besides a project, by how its number begins."""


def last_there(place_ids: Collection[int], as_of: date) -> dict[int, tuple[date, str]]:
    """Return when somebody was last at each place, and who, up to a day; a place never visited is left
    out.
    """
    found: dict[int, tuple[date, str]] = {}
    for part in in_parts(sorted(place_ids)):
        rows = Visit.objects.filter(place_id__in=part, visited_on__lte=as_of)
        for place, on, by in rows.order_by("visited_on", "pk").values_list(
            "place_id", "visited_on", "by_name"
        ):
            found[place] = (on, by)
    return found


def last_by_person(region_code: str, as_of: date) -> dict[int, date]:
    """Return the day of each person's last visit in a region up to a day."""
    rows = Visit.objects.filter(
        lying_in("place__town_code", region_code, as_of), visited_on__lte=as_of
    ).order_by()
    return dict(rows.values_list("person_id").annotate(last=Max("visited_on")))


@remembered("identification", "places")
def last_at(place_code: str, as_of: date, limit: int = 3) -> list[dict[str, Any]]:
    """Return the last visits to one place up to a day, newest first: who, when, what was seen."""
    rows = Visit.objects.filter(place__code=place_code, visited_on__lte=as_of)
    found = rows.order_by("-visited_on", "-pk")[:limit]
    return [{"by": one.by_name, "on": one.visited_on, "seen": one.seen} for one in found]


def visits(
    region_code: str, as_of: date, place_ids: Collection[int] | None = None, limit: int = 30
) -> list[dict[str, Any]]:
    """Return the visits of a region, or of some of its places, up to a day, newest first."""
    rows = Visit.objects.filter(
        lying_in("place__town_code", region_code, as_of), visited_on__lte=as_of
    ).select_related("place", "spot", "candidate")
    if place_ids is not None:
        rows = rows.filter(place_id__in=list(place_ids)[:900])
    found = list(rows.order_by("-visited_on", "-pk")[:limit])
    photos = dict(
        Attachment.objects.filter(number__in=[photo_number(one.pk) for one in found]).values_list(
            "number", "pk"
        )
    )
    return [
        {
            "place": one.place.name,
            "town_code": one.place.town_code,
            "by": one.by_name,
            "on": one.visited_on,
            "seen": one.seen,
            "spot": one.spot_id,
            "number": one.candidate.number if one.candidate else "",
            "photo": photos.get(photo_number(one.pk)),
        }
        for one in found
    ]


def town_of_photo(number: str) -> str:
    """Return the township of the visit or voice to which a photo belongs; blank where it is neither."""
    kind, _, pk = number.partition(":")
    owner = PHOTO_OWNERS.get(kind)
    if owner is None or not pk.isdecimal():
        return ""
    rows = owner._default_manager.filter(pk=int(pk))
    return str(rows.values_list("place__town_code", flat=True).first() or "")
