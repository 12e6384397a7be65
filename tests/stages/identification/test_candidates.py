"""Candidates: one step from a spot, numbers for life, what must hold, handing on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import town
from xiaowei.base.places.models import Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.domain.flow import Basis
from xiaowei.domain.identification import Line
from xiaowei.stages.identification.models import Candidate, Spot
from xiaowei.stages.identification.operations import (
    amend_candidate,
    consult,
    hand_on,
    mint_candidate,
    mint_from_spot,
    take_back,
)
from xiaowei.stages.identification.queries import (
    candidate,
    checks,
    finished,
    papers_of,
    price_band,
)

pytestmark = pytest.mark.django_db


def mint(by=town.CLERK, **more):
    place = Place.objects.get(code=more.pop("place", "V1"))
    said = {"name": "石门村村道", "type_code": "road", "place_ids": [place.pk]}
    where = {"town_code": town.WHITESTONE, "district_code": town.DISTRICT, "year": 2022}
    return mint_candidate(**(where | said | more), **town.acting(by))


def test_one_step_from_a_spot_fills_the_form(troubled):
    road = Spot.objects.get(kind="repeat")
    made = mint_from_spot(spot_id=road.pk, quantity=Decimal("120.5"), **town.acting(town.CLERK))
    line = made.estimate_lines.get()
    assert (made.number, made.name) == ("QC2022-001", "石门村村道修补项目")
    assert made.estimate_fen == line.amount_fen == round(120.5 * line.unit_price_fen)
    assert (made.households_claimed, made.unit) == (210, "米")
    assert "12345诉求3件、2人" in made.reason
    assert papers_of(made).tickets == 3
    assert [e["action"] for e in story("QC2022-001")] == ["identification.mint"]
    assert finished(town.WHITESTONE) == [made]


def test_a_draft_is_saved_with_place_and_type_only(settled):
    made = mint()
    assert made.estimate_fen is None
    assert {c.code for c in checks(made) if not c.holds} >= {"estimate_positive", "consulted"}


def test_numbers_follow_each_other_and_step_over_a_sheets_own(settled):
    mint(number="QC2022-002", basis=Basis.TAKEN_OVER, by=town.OPERATOR)
    mint(number="甲-7", basis=Basis.TAKEN_OVER, by=town.OFFICER)
    assert [mint().number, mint().number] == ["QC2022-003", "QC2022-004"]
    mint(number="QC2022-005", basis=Basis.TAKEN_OVER, by=town.OPERATOR)
    assert mint().number == "QC2022-006"
    with pytest.raises(RuleBroken) as refusal:
        mint(number="甲-7", basis=Basis.TAKEN_OVER, by=town.OPERATOR)
    assert refusal.value.code == "number_taken"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"type_code": "castle"}, "type_known"),
        ({"place": "E1"}, "place_in_town"),
        ({"lines": [Line("村道", Decimal(0), "米", 100)]}, "quantity_positive"),
        ({"lines": [Line("村道", Decimal(9), "米", 9_000_000)]}, "price_explained"),
        ({"lines": [Line("挡墙", Decimal(9), "延米", 100)], "estimate_fen": 1}, "estimate_is_sum"),
    ],
)
def test_what_must_hold(settled, more, code):
    with pytest.raises(RuleBroken) as refusal:
        mint(**more)
    assert refusal.value.code == code
    assert not Candidate.objects.exists()


def test_an_unusual_price_is_taken_with_its_reason(settled):
    made = mint(lines=[Line("村道", Decimal(9), "米", 9_000_000, "山路,须搬运")])
    assert made.estimate_fen == 81_000_000


def test_a_price_in_another_unit_has_no_band_and_needs_no_reason(settled):
    made = mint(lines=[Line("挡墙", Decimal(9), "延米", 9_000_000)])
    assert price_band("road", "延米", 9_000_000, town.DISTRICT, 2022).low_fen is None
    assert price_band("road", "米", 9_000_000, town.DISTRICT, 2022).outside
    assert next(check for check in checks(made) if check.code == "prices_usual").holds


def test_only_the_own_township_and_the_own_place(settled):
    with pytest.raises(NotAllowed):
        mint(by=town.STRANGER)
    with pytest.raises(NotAllowed):
        mint(by=town.OFFICER)
    with pytest.raises(NotAllowed):
        mint(by=town.BUTLER, place="V2")
    assert mint(by=town.BUTLER).number
    assert mint(by=town.SECRETARY).number


def test_a_draft_changes_until_it_is_handed_on(settled):
    made = mint()
    amend_candidate(number=made.number, changes={"root_cause": "重车"}, **town.acting(town.CLERK))
    consult(
        number=made.number,
        held_on=town.TODAY,
        parties="村民代表",
        decision="同意",
        **town.acting(town.CLERK),
    )
    hand_on(number=made.number, **town.acting(town.CLERK))
    with pytest.raises(RuleBroken) as refusal:
        amend_candidate(number=made.number, changes={"name": "x"}, **town.acting(town.CLERK))
    assert refusal.value.code == "not_in_table"
    take_back(number=made.number, reason="补照片", **town.acting(town.OFFICER))
    amend_candidate(number=made.number, changes={"name": "新名"}, **town.acting(town.CLERK))
    found = candidate(made.number)
    assert (found.name, found.root_cause, papers_of(found).consultations) == ("新名", "重车", 1)
    with pytest.raises(NotAllowed):
        amend_candidate(number=made.number, changes={}, **town.acting(town.STRANGER))
    with pytest.raises(BadInput):
        candidate("QC2022-999")


def test_a_type_has_to_be_chosen_where_several_fit(troubled):
    burst = Spot.objects.get(kind="burst")
    by = town.acting(town.person("望川街道 江", ("town_clerk", town.RIVERVIEW)))
    with pytest.raises(RuleBroken) as refusal:
        mint_from_spot(spot_id=burst.pk, type_code="castle", **by)
    assert refusal.value.code == "type_known"
    with pytest.raises(BadInput):
        mint_from_spot(spot_id=0, **by)
