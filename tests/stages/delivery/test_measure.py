"""Measuring: a running total by day, of a site or of the whole, that never shrinks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import NUMBER, day, left, over, refused, take
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.stages.delivery.models import Measurement
from xiaowei.stages.delivery.queries import measurements

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")


@pytest.mark.parametrize(
    "slip",
    [
        {"quantity": Decimal(100_000_001)},
        {"quantity": Decimal("1E+20")},
        {"parking_spaces": 2**63},
        {"parking_spaces": 100_001},
        {"parking_spaces": -1},
    ],
)
def test_what_small_works_cannot_measure_is_refused(slip):
    refused("measured_plausible", "measure", **slip)
    over(NUMBER, "measure", quantity=Decimal(100_000_000), parking_spaces=100_000)


def test_a_slip_of_the_decimal_point_is_asked_about():
    refused("measured_near_plan", "measure", quantity=Decimal(1_001))
    take(NUMBER, "measure", quantity=Decimal(1_000))


def test_an_older_sheet_may_tell_of_more_than_was_planned():
    over(NUMBER, "measure", quantity=Decimal(1_001))
    assert "measured_near_plan" in left("delivery.measure")["not_in_sheet"]


def test_after_acceptance_the_township_corrects_with_a_reason():
    for name in ("measure", "finish_site", "finish", "photo_after", "accept"):
        take(NUMBER, name)
    builder = town.person("白石修路队 石", ("contractor", town.WHITESTONE, "白石修路队"))
    again = {"quantity": Decimal(101), "measured_on": day(8, 13), "on": day(8, 20)}
    refused("measured_explained", "measure", by=town.CLERK, **again)
    for person in (builder, town.BUTLER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "measure", by=person, reason="漏量", **again)
    take(NUMBER, "measure", by=town.CLERK, reason="漏量一段", **again)
    told = [x["facts"]["reason"] for x in story(NUMBER) if x["action"] == "delivery.measure"]
    assert told == ["", "漏量一段"]


def test_nothing_is_measured_before_the_works_were_started():
    refused("measured_after_started", "measure", measured_on=day(7, 31))


def test_a_total_is_recorded():
    take(NUMBER, "measure")
    assert [(m["measured_on"], m["quantity"]) for m in measurements(NUMBER)] == [
        (day(8, 12), Decimal(100))
    ]
    assert left("delivery.measure")["quantity"] == "100"


def test_a_site_has_a_total_of_its_own():
    take(NUMBER, "measure", site_sequence=1, quantity=Decimal("40.5"))
    assert [m["site__sequence"] for m in measurements(NUMBER)] == [1]


def test_nothing_is_measured_on_a_day_to_come():
    refused("not_in_future", "measure", measured_on=day(9, 1))
    refused("not_in_future", "measure", on=day(9, 1))
    over(NUMBER, "measure", measured_on=day(9, 1))


def test_the_same_day_is_corrected_and_spaces_stay():
    take(NUMBER, "measure", parking_spaces=12)
    take(NUMBER, "measure", quantity=Decimal(90))
    assert [(m["quantity"], m["parking_spaces"]) for m in measurements(NUMBER)] == [
        (Decimal(90), 12)
    ]


def test_spaces_alone_may_be_counted_and_leave_the_quantity_as_it_is():
    take(NUMBER, "measure", quantity=None, parking_spaces=12)
    assert [(m["quantity"], m["parking_spaces"]) for m in measurements(NUMBER)] == [(None, 12)]
    take(NUMBER, "measure")
    take(NUMBER, "measure", quantity=None, parking_spaces=13)
    assert [(m["quantity"], m["parking_spaces"]) for m in measurements(NUMBER)] == [
        (Decimal(100), 13)
    ]


def test_a_measurement_is_of_something():
    take(NUMBER, "measure")
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.update(quantity=None)


def test_a_total_never_shrinks():
    take(NUMBER, "measure")
    refused("not_less", "measure", measured_on=day(8, 20), quantity=Decimal(99))
    refused("not_less", "measure", measured_on=day(8, 10), quantity=Decimal(101))
    refused("not_less", "measure", measured_on=day(8, 10), quantity=Decimal(-1))
    take(NUMBER, "measure", measured_on=day(8, 10), quantity=Decimal(60))
    take(NUMBER, "measure", measured_on=day(8, 20), quantity=Decimal(100))


def test_an_older_sheet_may_correct_a_total_and_it_is_noted():
    take(NUMBER, "measure")
    over(NUMBER, "measure", measured_on=day(8, 20), quantity=Decimal(99))
    noted = [e["facts"]["not_in_sheet"] for e in story(NUMBER) if e["action"] == "delivery.measure"]
    assert noted == [[], ["not_less"]]


def test_a_site_that_is_not_there_is_refused():
    with pytest.raises(BadInput) as refusal:
        take(NUMBER, "measure", site_sequence=9)
    assert refusal.value.code == "not_found"


def test_works_that_did_not_start_are_not_measured():
    from xiaowei.stages.delivery.models import Works

    Works.objects.update(state="ordered")
    refused("not_in_table", "measure")


def test_others_do_not_measure():
    for who in (town.OFFICER, town.FINANCE, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "measure", by=who)


def test_the_database_itself_keeps_one_total_a_day():
    take(NUMBER, "measure")
    again = Measurement.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.update(quantity=-1)
