"""Personal links: issued by the township, bound to the first phone, ended, run out, or with the office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import town
from xiaowei.base.accounts.links import KEPT, end_link, open_link, through_link
from xiaowei.base.accounts.models import Appointment, Person, PersonalLink
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.procedures.phone_links import hand_link, outside

pytestmark = pytest.mark.django_db
WHEN = {"on": town.TODAY, "at": town.NOW}


@pytest.fixture(autouse=True)
def village() -> Person:
    """Appoint a secretary of 石门村."""
    town.set_up()
    person = Person.objects.create_user("wang", display_name="王书记")
    held = {"role": "village_secretary", "region_code": town.WHITESTONE, "place_code": "V1"}
    Appointment.objects.create(person=person, valid_from=date(2020, 1, 1), **held)
    return person


def hand(by=town.CLERK, **said):
    return hand_link(username="wang", by=by, **(WHEN | said))[:2]


def test_a_link_stays_with_the_first_phone_and_opens_what_the_role_reaches():
    link, token = hand()
    opened, phone = open_link(token=token, device="", **WHEN)
    assert opened == link
    again, same = open_link(token=token, device=phone, **WHEN)
    assert (again, same) == (link, phone)
    with pytest.raises(RuleBroken) as refused:
        open_link(token=token, device="another phone", **WHEN)
    assert refused.value.code == "link_elsewhere"
    assert "重发" in refused.value.text("zh")
    actor = through_link(link.pk, phone, town.TODAY)
    assert [(one.role, one.place_code) for one in actor.held] == [("village_secretary", "V1")]
    with pytest.raises(RuleBroken):
        through_link(link.pk, "another phone", town.TODAY)


def test_only_digests_are_kept_and_each_act_leaves_one_entry():
    link, token = hand()
    _, phone = open_link(token=token, device="", **WHEN)
    open_link(token=token, device=phone, **WHEN)
    end_link(link_id=link.pk, by=town.CLERK, **WHEN)
    row = PersonalLink.objects.filter(pk=link.pk).values().get()
    assert token not in str(row) and phone not in str(row)
    entries = story("person:wang")
    assert [one["action"] for one in entries] == [
        "accounts.issue_link", "accounts.open_link", "accounts.end_link",
    ]  # fmt: skip
    assert token not in str(entries)


@pytest.mark.parametrize("how", ["ended", "run out", "office left", "new one", "shut"])
def test_a_link_is_over(how, village):
    link, token = hand()
    _, phone = open_link(token=token, device="", **WHEN)
    day = town.TODAY
    if how == "ended":
        end_link(link_id=link.pk, by=town.CLERK, **WHEN)
    elif how == "run out":
        day += KEPT + timedelta(days=1)
    elif how == "office left":
        day += timedelta(days=2)
        Appointment.objects.update(valid_to=town.TODAY)
        held = {"role": "village_secretary", "region_code": town.WHITESTONE, "place_code": "V1"}
        Appointment.objects.create(person=village, valid_from=day, **held)
    elif how == "new one":
        hand()
    else:
        village.is_active = False
        village.save()
    with pytest.raises(RuleBroken) as over:
        through_link(link.pk, phone, day)
    assert over.value.code == "link_over"
    with pytest.raises(RuleBroken):
        open_link(token=token, device=phone, on=day, at=town.NOW)


def test_an_unknown_token_is_refused():
    with pytest.raises(BadInput, match="链接不对"):
        open_link(token="x", device="", **WHEN)


def test_a_township_hands_links_to_its_own_people_only():
    stranger = town.person("枫林镇经办", ("town_clerk", town.MAPLE))
    with pytest.raises(BadInput):
        hand(stranger)
    link, _ = hand()
    with pytest.raises(NotAllowed):
        end_link(link_id=link.pk, by=stranger, **WHEN)
    assert outside(stranger, town.TODAY) == []
    assert [(one.name, one.link) for one in outside(town.CLERK, town.TODAY)] == [("王书记", link)]


def test_more_than_the_role_outside_is_not_opened(village):
    Appointment.objects.create(
        person=village, role="finance", region_code=town.DISTRICT, valid_from=date(2020, 1, 1)
    )
    link, token = hand()
    _, phone = open_link(token=token, device="", **WHEN)
    assert through_link(link.pk, phone, town.TODAY).roles() == {"village_secretary"}


def test_the_database_holds_one_link_and_a_device_only_with_its_day():
    link, _ = hand()
    for wrong in ({"device_digest": "x"}, {"valid_to": date(2020, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonalLink.objects.filter(pk=link.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalLink.objects.create(
            person=link.person, town_code=link.town_code, token_digest="other",
            issued_on=town.TODAY, valid_to=town.TODAY,
        )  # fmt: skip
