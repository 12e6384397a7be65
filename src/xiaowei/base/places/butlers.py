"""Home of reading who is butler of which place on a day, and which place has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.places.models import ButlerPost, Place
from xiaowei.base.places.queries import places_within
from xiaowei.base.regions.queries import lying_in, tree
from xiaowei.base.remembering import remembered


@dataclass(frozen=True)
class Post:
    """A place with its butler, None where it has none."""

    place_pk: int
    place_code: str
    place: str
    town_code: str
    person_id: int | None
    butler: str
    since_on: date | None


@remembered("places", "regions", "accounts")
def posts(region_code: str, on: date) -> list[Post]:
    """Return every place of a region with its butler on a day, by township and name."""
    held = {post.place_id: post for post in _in_force(on).select_related("person")}
    places, stands = Place.objects.filter(lying_in("town_code", region_code, on)), tree().standing
    return [
        _post(place, held.get(place.pk), stands(place.town_code, on))
        for place in places.order_by("town_code", "name", "code")
    ]


def places_of(person_id: int, on: date) -> list[Place]:
    """Return the places whose butler somebody is on a day, or was appointed for alone."""
    own = _in_force(on).filter(person_id=person_id).values("place_id")
    narrow = (
        Appointment.objects.filter(person_id=person_id, role="butler", valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .exclude(place_code="")
    )
    taken = _in_force(on).exclude(person_id=person_id).values("place_id")
    codes = Q(code__in=narrow.values("place_code")) & ~Q(pk__in=taken)
    return list(Place.objects.filter(Q(pk__in=own) | codes).order_by("name", "code"))


def places_held(actor: Actor, roles: tuple[str, ...], on: date) -> list[Place]:
    """Return the places for which somebody holds one of `roles`, by name: those named, or where the role
    names none, the places of the butler's posts, of a secretary the whole township's.
    """
    named: set[str] = set()
    found: dict[int, Place] = {}
    for held in actor.held:
        if held.role not in roles:
            continue
        if held.place_code:
            named.add(held.place_code)
        elif held.role == "butler":
            found |= {place.pk: place for place in places_of(actor.person_id, on)}
        else:
            found |= {place.pk: place for place in places_within(held.region_code)}
    found |= {place.pk: place for place in Place.objects.filter(code__in=named)}
    return sorted(found.values(), key=lambda place: (place.name, place.code))


def butlers_in(region_code: str, on: date) -> list[Person]:
    """Return the people who may be made butler of a place in a region, by name."""
    rows = Appointment.objects.filter(
        lying_in("region_code", region_code, on), role="butler", valid_from__lte=on
    ).exclude(valid_to__lt=on)
    people = Person.objects.filter(pk__in=rows.values("person_id"), is_active=True)
    return list(people.order_by("display_name", "username"))


def _in_force(on: date) -> QuerySet[ButlerPost]:
    return ButlerPost.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


def _post(place: Place, held: ButlerPost | None, town: str) -> Post:
    return Post(
        place.pk,
        place.code,
        place.name,
        town,
        held.person_id if held else None,
        str(held.person) if held else "",
        held.from_on if held else None,
    )
