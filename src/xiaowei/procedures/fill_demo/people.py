"""Home of the demo's people: appointed once, looked up by name when they act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from xiaowei.base.accounts.actors import Actor, actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.places.queries import finder
from xiaowei.domain.demo import DemoPerson
from xiaowei.domain.errors import BadInput
from xiaowei.procedures.appoint import appoint


class Cast:
    """The demo's people as actors, on the day of the step they take."""

    def __init__(self, people: Sequence[DemoPerson]) -> None:
        names = [one.username for one in people]
        self._people = {one.username: one for one in Person.objects.filter(username__in=names)}

    def actor(self, username: str, on: date) -> Actor:
        """Return the person as an actor with the appointments in force on a day."""
        return actor_of(self._people[username], on)


def appoint_all(*, people: Sequence[DemoPerson], since: date, by: Actor, at: datetime) -> int:
    """Appoint the people who are not appointed yet; return how many appointments are new.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `demo_place_unknown`
    """
    known = set(
        Appointment.objects.filter(
            person__username__in=[one.username for one in people]
        ).values_list("person__username", "role", "region_code", "place_code")
    )
    new = 0
    for person in people:
        for place in _places(person):
            if (person.username, person.role, person.region_code, place) in known:
                continue
            appoint(
                username=person.username,
                display_name=person.display_name,
                password=person.password,
                role=person.role,
                region_code=person.region_code,
                place_code=place,
                by=by,
                on=since,
                at=at,
            )
            new += 1
    return new


def place_code(name: str, town_code: str) -> str:
    """Return the code of the place of that name in a township, boundary changes followed.

    :raises BadInput: `demo_place_unknown`
    """
    for place in finder().named(name, town_code):
        return place.code
    raise BadInput("demo_place_unknown", value=name)


def _places(person: DemoPerson) -> list[str]:
    places = [place_code(name, person.region_code) for name in person.places]
    return places or [person.department or person.firm]
