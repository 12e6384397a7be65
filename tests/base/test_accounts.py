"""People and their dated appointments: who holds what, over which region, on which day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import town
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.accounts.operations import appoint, ensure_operator
from xiaowei.domain.errors import NotAllowed

pytestmark = pytest.mark.django_db
WHEN = {"on": town.TODAY, "at": town.NOW}


def clerk(by=town.OPERATOR, **more):
    said = {"username": "meng", "display_name": "孟", "password": "long enough 42!",
            "role": "town_clerk", "region_code": town.WHITESTONE}  # fmt: skip
    return appoint(**(said | more), **town.acting(by))


def test_an_appointment_reaches_its_region_and_no_other():
    actor = actor_of(clerk(), town.TODAY)
    assert actor.holds(("town_clerk",), town.WHITESTONE)
    assert not actor.holds(("town_clerk",), town.MAPLE)
    assert not actor.holds(("town_clerk",), town.DISTRICT)
    assert not actor.holds(("finance",), town.WHITESTONE)
    with pytest.raises(NotAllowed) as refusal:
        actor.require(("finance",), town.WHITESTONE, "disburse")
    assert refusal.value.facts["who"] == "孟"
    assert "disburse" in refusal.value.text("en") and "district finance" in refusal.value.text("en")
    assert "拨付" in refusal.value.text("zh") and "区财政局" in refusal.value.text("zh")


def test_a_district_reaches_its_townships():
    assert town.OFFICER.holds(("district_office",), town.WHITESTONE)
    assert not town.OFFICER.holds(("district_office",), "990102000000")


def test_the_same_appointment_twice_is_one():
    clerk()
    clerk()
    assert (Person.objects.count(), Appointment.objects.count()) == (1, 1)
    assert Person.objects.get().check_password("long enough 42!")


def test_an_appointment_holds_from_its_first_to_its_last_day():
    person = clerk()
    Appointment.objects.update(valid_from=date(2022, 1, 1), valid_to=date(2022, 6, 30))
    held = {day: bool(actor_of(person, day).held) for day in (
        date(2021, 12, 31), date(2022, 1, 1), date(2022, 6, 30), date(2022, 7, 1))}  # fmt: skip
    assert list(held.values()) == [False, True, True, False]


def test_only_operators_appoint():
    for who in (town.OFFICER, town.CLERK, town.AUDITOR):
        with pytest.raises(NotAllowed):
            clerk(by=who)


def test_the_operator_is_one_and_cannot_sign_in():
    first, second = ensure_operator(**WHEN), ensure_operator(**WHEN)
    assert first == second
    assert first.holds(("operator",), "anything at all")
    assert not Person.objects.get().has_usable_password()


def test_the_database_itself_refuses_unknown_roles_and_days_backwards():
    clerk()
    for wrong in ({"role": "king"}, {"valid_to": date(1999, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.update(**wrong)
