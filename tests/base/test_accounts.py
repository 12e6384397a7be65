"""People and their dated appointments: who holds what, over which region, on which day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import town
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.accounts.operations import appoint as give
from xiaowei.base.accounts.operations import end_appointment, ensure_operator, open_account
from xiaowei.base.accounts.queries import doubled
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.domain.roles import ADMINISTRATORS
from xiaowei.procedures.appoint import appoint

pytestmark = pytest.mark.django_db
WHEN = {"on": town.TODAY, "at": town.NOW}


def clerk(by=town.OPERATOR, **more):
    said = {"username": "meng", "display_name": "孟", "password": "long enough 42!",
            "role": "town_clerk", "region_code": town.WHITESTONE}  # fmt: skip
    return appoint(**(town.acting(by) | said | more))


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


KEEPER = town.person("系统 管", ("system_admin", ""))
GUARDIAN = town.person("安全 安", ("security_admin", ""))


def test_only_operators_open_and_appoint_in_one():
    for who in (town.OFFICER, town.CLERK, town.AUDITOR, KEEPER, GUARDIAN):
        with pytest.raises(NotAllowed):
            clerk(by=who)


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_holds_nothing_else(role):
    clerk()
    for other in ADMINISTRATORS:
        clerk(username=other, role=other, region_code="")
        if other != role:
            with pytest.raises(RuleBroken) as refusal:
                give(username=other, role=role, region_code="", **town.acting(GUARDIAN))
            assert refusal.value.code == "administrator_alone"
    with pytest.raises(RuleBroken) as refusal:
        give(username="meng", role=role, region_code="", **town.acting(GUARDIAN))
    assert "孟" in refusal.value.text("zh") and refusal.value.code == "administrator_alone"


def test_who_is_no_administrator_any_more_may_be_something_else():
    clerk(username="yan", role="audit_admin", region_code="", on=date(2022, 8, 1))
    end = {"username": "yan", "role": "audit_admin", "region_code": ""}
    end_appointment(**end, **town.acting(GUARDIAN, on=date(2022, 8, 30)))
    give(username="yan", role="town_clerk", region_code=town.MAPLE, **town.acting(GUARDIAN))
    with pytest.raises(BadInput):
        end_appointment(**end, **town.acting(GUARDIAN))


def test_who_is_appointed_again_after_an_end_holds_it_again():
    first = clerk(on=date(2022, 8, 1))
    held = {"username": "meng", "role": "town_clerk", "region_code": town.WHITESTONE}
    end_appointment(**held, **town.acting(GUARDIAN, on=date(2022, 8, 10)))
    assert actor_of(first, date(2022, 8, 11)).held == ()
    give(**held, **town.acting(GUARDIAN))
    assert actor_of(first, town.TODAY).holds(("town_clerk",), town.WHITESTONE)
    assert Appointment.objects.count() == 2


def test_nobody_is_appointed_operator_and_the_operator_does_not_end():
    ensure_operator(**WHEN)
    clerk()
    role = {"role": "operator", "region_code": ""}
    with pytest.raises(BadInput):
        give(username="meng", **role, **town.acting(GUARDIAN))
    with pytest.raises(BadInput):
        end_appointment(username="operator", **role, **town.acting(GUARDIAN))


def test_an_administrator_of_a_region_does_not_act_everywhere():
    keeper = town.person("区系统 管", ("system_admin", town.DISTRICT))
    with pytest.raises(NotAllowed):
        open_account(
            username="xin", display_name="新", password="long enough 42!", **town.acting(keeper)
        )


def test_who_holds_an_administrators_role_beside_another_is_named():
    person = clerk()
    assert doubled(town.TODAY) == []
    Appointment.objects.create(
        person=person, role="audit_admin", region_code="", valid_from=date(2022, 1, 1)
    )
    assert doubled(town.TODAY) == ["meng"]


def test_nobody_appoints_themselves():
    person = clerk(username="an", role="security_admin", region_code="")
    with pytest.raises(RuleBroken) as refusal:
        give(
            username="an", role="security_admin", region_code=town.DISTRICT,
            **town.acting(actor_of(person, town.TODAY)),
        )  # fmt: skip
    assert refusal.value.code == "not_for_oneself"


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
