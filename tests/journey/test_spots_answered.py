"""Which projects answer a spot: until they are completed, and while nobody called after their use."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day
from xiaowei.base.places.models import Place
from xiaowei.journey.butlers import five
from xiaowei.journey.spots import closed_spots, spot, spots
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.identification.models import Candidate

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")


def again(*days):
    town.bring([town.ticket_row(f"N{n}", f"2022-{d} 10:00") for n, d in enumerate(days)])


def answered(on):
    (row,) = [r for r in spots(town.DISTRICT, on) if r["place"] == town.STONEGATE]
    return row["projects"], row["done_before"]


def test_a_project_answers_until_it_is_completed_and_while_nobody_calls_again():
    assert answered(day(8, 1)) == ([NUMBER], [])
    assert answered(day(9, 30)) == ([NUMBER], [])
    again("08-12")  # on the day of use
    assert answered(day(9, 30)) == ([NUMBER], [])


def test_calls_after_use_are_a_recurrence_that_no_project_answers():
    again("09-02")
    assert answered(day(9, 30)) == ([], [NUMBER])
    assert answered(day(9, 1)) == ([NUMBER], []), "as it stood before the call"
    told = spot(spots(town.DISTRICT, day(9, 30))[0]["id"], day(9, 30))
    assert told.row["reasons"][-2:] == [f"以前做过{NUMBER},投用后又有反映", "尚未列项"]


def test_an_old_project_of_the_same_type_is_no_answer_even_if_minted_from_elsewhere():
    Candidate.objects.filter(number=NUMBER).update(spot=None)
    again("09-02", "09-03")
    assert answered(day(9, 30)) == ([], [NUMBER])


def test_before_acceptance_the_project_still_answers():
    Works.objects.update(state="finished", accepted_on=None)
    again("09-02")
    assert answered(day(9, 30)) == ([NUMBER], [])


def test_a_day_of_use_that_nobody_knows_answers_nothing():
    Works.objects.update(in_use_on=None, finished_on=None, accepted_on=None)
    assert answered(day(9, 30)) == ([], [NUMBER])


def test_a_new_project_answers_the_recurrence():
    again("09-02")
    (row,) = [r for r in spots(town.DISTRICT, day(9, 30)) if r["place"] == town.STONEGATE]
    Candidate.objects.filter(number=NUMBER).update(spot=None)
    Candidate.objects.create(
        number="NEW-1", name="再修", district_code=town.DISTRICT, town_code=town.WHITESTONE,
        year=2022, type_code="road", spot_id=int(row["id"][1:]),
    )  # fmt: skip
    assert answered(day(9, 30)) == (["NEW-1"], [NUMBER])


def test_a_closed_spot_keeps_the_project_that_closed_it():
    walking.take(NUMBER, "check", on=day(10, 31))
    (row,) = closed_spots(town.DISTRICT, day(11, 1)).rows()
    assert (row["state"], row["projects"]) == ("resolved", [NUMBER])


def calls_the_butler(on):
    stop = five((Place.objects.get(name=town.STONEGATE),), on)[0]
    return "repeats" in [why.code for why in stop.reasons]


def test_what_a_project_in_use_answers_calls_no_butler_until_somebody_calls_again():
    assert calls_the_butler(day(8, 1)), "works under way are no answer yet"
    assert not calls_the_butler(day(9, 30))
    again("09-02")
    assert calls_the_butler(day(9, 30))
