"""Correcting the days or the contractor of works taken over."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.delivery.models import Site
from xiaowei.stages.delivery.operations import correct
from xiaowei.stages.delivery.queries import sites, works
from xiaowei.stages.funding.queries import filing

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")


def change(by=town.OPERATOR, **changes):
    return correct(number=NUMBER, changes=changes, **town.acting(by))


def test_a_day_is_corrected_with_its_sites():
    told = change(finished_on=day(8, 13), contractor="另一家")
    assert told["finished_on"] == ["2022-08-12", "2022-08-13"]
    assert [s["finished_on"] for s in sites(NUMBER)] == [day(8, 13)]
    assert left("delivery.correct")["changed"] == told


def test_a_sites_own_day_stays():
    Site.objects.create(
        works=works(NUMBER), sequence=2, name="二", finished=True, finished_on=day(8, 10)
    )
    change(finished_on=day(8, 13))
    assert [s["finished_on"] for s in sites(NUMBER)] == [day(8, 13), day(8, 10)]


def test_the_warranty_moves_with_the_day_of_acceptance():
    months = filing(NUMBER).warranty_to.month
    assert filing(NUMBER).warranty_to.day == 15
    change(accepted_on=day(8, 20))
    assert (filing(NUMBER).warranty_to.month, filing(NUMBER).warranty_to.day) == (months, 20)
    assert filing(NUMBER).released["acceptance"] == "2022-08-20"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"started_on": day(8, 4)}, "started_after_filed"),
        ({"finished_on": day(8, 8)}, "finished_after_started"),
        ({"in_use_on": day(8, 8)}, "used_after_started"),
        ({"accepted_on": day(8, 11)}, "accepted_after_finished"),
    ],
)
def test_the_days_stay_in_order(changes, code):
    with pytest.raises(RuleBroken) as refusal:
        change(**changes)
    assert refusal.value.code == code
    assert works(NUMBER).started_on == day(8, 9)


def test_strangers_correct_nothing():
    for who in (town.STRANGER, town.FINANCE, town.BUTLER):
        with pytest.raises(NotAllowed):
            change(by=who, contractor="x")
