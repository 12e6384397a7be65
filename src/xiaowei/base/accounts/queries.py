"""Home of reading who is known here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xiaowei.base.accounts.actors import Held
from xiaowei.base.accounts.models import Appointment, Person


@dataclass(frozen=True)
class Reachable:
    """Somebody in office: where letters reach them, and what they hold."""

    person_id: int
    name: str
    email: str
    held: tuple[Held, ...]


def anybody_signs_in() -> bool:
    """Tell whether anybody has a password to sign in with."""
    return any(person.has_usable_password() for person in Person.objects.iterator())


def who_uses(passwords: Mapping[str, str]) -> list[str]:
    """Return the user names whose password is the one given for them."""
    known = Person.objects.filter(username__in=passwords, is_active=True).order_by("username")
    return [one.username for one in known if one.check_password(passwords[one.username])]


def is_known(username: str) -> bool:
    """Tell whether somebody of that user name exists."""
    return Person.objects.filter(username=username).exists()


def in_office(on: date) -> list[Reachable]:
    """Return everybody who holds an appointment on a day and may sign in."""
    rows = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on, person__is_active=True
    ).select_related("person")
    held: dict[Person, list[Held]] = defaultdict(list)
    for row in rows.order_by("person_id", "pk"):
        held[row.person].append(Held(row.role, row.region_code, row.place_code))
    return [
        Reachable(person.pk, str(person), person.email, tuple(roles))
        for person, roles in held.items()
    ]
