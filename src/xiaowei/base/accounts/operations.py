"""Home of appointing people."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor, actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.trail.operations import record
from xiaowei.domain.roles import OPERATOR

LONG_AGO = date(2000, 1, 1)


@transaction.atomic
def ensure_operator(*, on: date, at: datetime) -> Actor:
    """Return the operator of this home, the person at the command line; make one if there is none."""
    person, new = Person.objects.get_or_create(
        username=OPERATOR, defaults={"display_name": "操作员", "is_active": True}
    )
    if new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        Appointment.objects.create(
            person=person, role=OPERATOR, region_code="", valid_from=LONG_AGO
        )
    return actor_of(person, on)


@transaction.atomic
def appoint(
    *,
    username: str,
    display_name: str,
    password: str | None,
    role: str,
    region_code: str,
    place_code: str = "",
    email: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Person:
    """Appoint somebody to a role over a region; the same appointment twice is one.

    An `email` that is given replaces the one known.

    :raises NotAllowed: `not_permitted`
    """
    by.require((OPERATOR, "system_admin"), region_code, "appoint")
    person, new = Person.objects.get_or_create(
        username=username, defaults={"display_name": display_name}
    )
    if new:
        person.set_password(password)
        person.save(update_fields=["password"])
    if email and email != person.email:
        person.email = email
        person.save(update_fields=["email"])
    Appointment.objects.get_or_create(
        person=person,
        role=role,
        region_code=region_code,
        place_code=place_code,
        defaults={"valid_from": on},
    )
    record(
        subject=f"person:{username}",
        action="accounts.appoint",
        by=by,
        on=on,
        at=at,
        facts={"role": role, "region_code": region_code},
    )
    return person
