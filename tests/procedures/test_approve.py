"""Approving within the envelopes: what is approved and not filed yet keeps its share."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.keeping import contents
from tests.stages.funding.test_allot import give
from tests.walking import APPROVED, ASKED, NUMBER, day, take
from xiaowei.base.places.models import Place
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.journey.pots import beside_of, beside_pots
from xiaowei.procedures.approve import approve
from xiaowei.stages.funding.operations import agree_change, ask_change
from xiaowei.stages.funding.queries import filing

pytestmark = pytest.mark.django_db
stand = walking.standing("approve")
SAID = {**walking.STEPS["approve"].said, **town.acting(town.OFFICER, day(8, 5))}


def second(source="区级"):
    """Bring another project up to the verdict, its money from one source."""
    place = Place.objects.get(code="V2")
    said = {"place_ids": [place.pk], "spot_id": None, "proactive": True, "reason": "村里提出"}
    number = walking.mint(by=town.CLERK, **said)
    for name in ("consult", "photo_before", "prepare", "submit", "begin_review", "visit_site"):
        said = {"by": town.CLERK} if name in ("consult", "photo_before") else {}
        said |= {"fund_lines": [(source, ASKED)]} if name == "submit" else {}
        take(number, name, **said)
    return number


def refused(code, number=NUMBER, **said):
    before = contents(())
    with pytest.raises(RuleBroken) as refusal:
        approve(number=number, **(SAID | said))
    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en")
    assert contents(()) == before


def test_the_approved_of_a_round_stay_within_what_is_left():
    other = second()
    give(APPROVED * 2 - 1)
    assert approve(number=NUMBER, **SAID).state == "approved"
    refused("approved_within_pots", other)
    assert approve(number=other, **(SAID | {"approved_fen": APPROVED - 1})).state == "approved"
    told = beside_pots(town.DISTRICT, 2022)["第一批"]
    assert (told.approved_fen, told.unfiled_fen, told.left_fen) == (
        APPROVED * 2 - 1, APPROVED * 2 - 1, APPROVED * 2 - 1,
    )  # fmt: skip
    take(NUMBER, "file")
    told = beside_of(other)
    assert (told.unfiled_fen, told.left_fen) == (APPROVED - 1, APPROVED - 1)


def test_a_source_without_an_envelope_is_refused_once_the_year_has_any():
    give(ASKED, kind="city")
    refused("envelope_missing")


def test_without_envelopes_the_money_is_unknown_and_bounds_nothing():
    assert approve(number=NUMBER, **SAID).state == "approved"
    assert beside_of(NUMBER).left_fen is None


def test_the_verdict_is_judged_before_the_money():
    give(1)
    with pytest.raises(NotAllowed):
        approve(number=NUMBER, **(SAID | {"by": town.CLERK}))
    refused("three_questions", plan="")


def test_an_approval_that_no_longer_fits_keeps_what_there_is():
    other = second()
    give(APPROVED)
    approve(number=NUMBER, **SAID)
    give(-100, reason="调减")
    refused("approved_within_pots", other, approved_fen=1)


@pytest.mark.parametrize("source", ["市级+区级", "引导资金"])
def test_a_source_that_no_envelope_can_carry_is_refused_at_the_verdict(source):
    other = second(source)
    give(ASKED * 2)
    refused("source_split", other, lines=[(source, APPROVED)])


def test_co_funding_is_not_held_against_the_budgets():
    other = second("镇自筹")
    give(APPROVED)
    approve(number=NUMBER, **SAID)
    approve(number=other, **(SAID | {"lines": [("镇自筹", APPROVED)]}))
    told = beside_of(other)
    assert (told.approved_fen, told.unfiled_fen, told.left_fen) == (
        APPROVED * 2,
        APPROVED,
        APPROVED,
    )


def test_a_change_upwards_takes_no_room_that_approvals_hold():
    other = second()
    give(APPROVED * 2 - 1)
    approve(number=NUMBER, **SAID)
    take(NUMBER, "file")
    change(APPROVED - 1)
    approve(number=other, **SAID)
    with pytest.raises(RuleBroken) as refusal:
        change(APPROVED)
    assert refusal.value.code == "approvals_keep_room"
    give(1)
    agree_change(number=NUMBER, **town.acting(town.OFFICER, day(8, 6)))
    assert filing(NUMBER).approved_fen == APPROVED
    assert take(other, "file").approved_fen == APPROVED


def change(amount_fen):
    """Let the amount be another; the township asks, the district agrees."""
    said = {"what": "amount", "amount_fen": amount_fen, "reason": "量变"}
    ask_change(number=NUMBER, **said, **town.acting(town.CLERK, day(8, 6)))
    agree_change(number=NUMBER, **town.acting(town.OFFICER, day(8, 6)))
