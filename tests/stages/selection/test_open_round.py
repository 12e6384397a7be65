"""Opening a round: the district calls for projects; without a call nobody applies."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, call, day, over, refused, take
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.domain.flow import Basis
from xiaowei.journey.register import line
from xiaowei.journey.sheet import in_round, require_round
from xiaowei.stages.selection.models import Round
from xiaowei.stages.selection.operations import send_back
from xiaowei.stages.selection.queries import (
    application,
    names_open,
    programmes,
    rounds,
    rounds_called,
)

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
SHEET = {"basis": Basis.TAKEN_OVER, "by": town.CLERK, "town_code": town.WHITESTONE}


def windows():
    return {r["name"]: (r["opens_on"], r["closes_on"]) for r in rounds(town.DISTRICT)}


def test_the_district_calls_and_moves_the_days():
    assert windows() == {"第一批": (day(8, 1), day(8, 31))}
    call(opens_on=day(8, 2), closes_on=day(8, 20))
    assert windows() == {"第一批": (day(8, 2), day(8, 20))}
    assert [(p["year"], p["name"]) for p in programmes()] == [(2022, "身边小工程")]
    told = [e["facts"] for e in story(f"programme:{town.DISTRICT}:2022")]
    assert told[-1]["closes_on"] == "2022-08-20"


def test_the_same_call_again_leaves_no_second_entry():
    before = len(story(f"programme:{town.DISTRICT}:2022"))
    call()
    assert len(story(f"programme:{town.DISTRICT}:2022")) == before


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"name": " "}, "round_named"), ({"closes_on": day(7, 31)}, "closes_after_opening")],
)
def test_a_call_has_a_name_and_days_in_order(wrong, code):
    with pytest.raises(RuleBroken) as refusal:
        call(**wrong)
    assert refusal.value.code == code


@pytest.mark.parametrize("who", [town.CLERK, town.LEADER, town.FINANCE, town.STRANGER])
def test_only_the_district_calls(who):
    with pytest.raises(NotAllowed):
        call(by=who)


def test_nobody_applies_to_a_round_that_nobody_opened():
    Round.objects.all().delete()
    refused("round_open", "submit")
    with pytest.raises(RuleBroken) as refusal:
        take(NUMBER, "submit")
    assert "请区疏整促专项办先开放一批" in refusal.value.text("zh")
    assert "ask the district office to open one" in refusal.value.text("en")


def test_a_round_takes_applications_within_its_days_and_by_its_name():
    call(closes_on=day(8, 2))
    refused("round_open", "submit")
    call(name="第二批", opens_on=day(8, 3), closes_on=None)
    assert names_open(rounds_called(town.DISTRICT, 2022), day(8, 3)) == ("第二批",)
    with pytest.raises(RuleBroken) as refusal:
        take(NUMBER, "submit")
    assert "第二批" in refusal.value.text()
    assert take(NUMBER, "submit", round_name="第二批").round.name == "第二批"


def test_what_was_sent_back_returns_to_its_round_after_it_closed():
    take(NUMBER, "submit")
    send_back(number=NUMBER, reason="补照片", **town.acting(town.OFFICER, day(8, 5)))
    call(closes_on=day(8, 4))
    assert (
        take(NUMBER, "submit", on=day(8, 8), unchanged_reason="照片早已交齐").state == "submitted"
    )


def test_a_sheet_tells_of_its_round_and_widens_it():
    call(name="2", opens_on=day(7, 4), closes_on=day(7, 6), **SHEET)
    call(name="2", opens_on=day(7, 1), closes_on=None, **SHEET)
    assert windows()["2"] == (day(7, 1), day(7, 6))
    with pytest.raises(NotAllowed):
        call(name="2", **(SHEET | {"town_code": town.MAPLE}))


def test_a_sheet_moves_no_round_of_the_district():
    call(opens_on=day(5, 1), **SHEET)
    assert windows()["第一批"] == (day(8, 1), day(8, 31))
    over(NUMBER, "submit", on=day(8, 1))
    assert application(NUMBER).round.name == "第一批"


@pytest.mark.parametrize("code", ["110113101000", "990102100000", "zz"])
def test_limits_are_for_townships_of_the_district(code):
    with pytest.raises(BadInput):
        call(limits=[(code, 3, None)])
    assert rounds(town.DISTRICT)[0]["opens_on"] == day(8, 1)


@pytest.mark.parametrize("said", ["1", "第1批", " 第一批 ", "2022年第一批"])
def test_a_round_in_other_words_is_that_round(said):
    call(name=said, opens_on=day(8, 2), closes_on=day(8, 20))
    assert windows() == {"第一批": (day(8, 2), day(8, 20))}
    assert take(NUMBER, "submit", round_name=said).round.name == "第一批"
    assert in_round([line(NUMBER)], said) == [line(NUMBER)]
    require_round(town.DISTRICT, said)


def test_a_districts_own_name_is_a_round_of_its_own():
    call(name="第一批补充")
    assert set(windows()) == {"第一批", "第一批补充"}
    assert take(NUMBER, "submit", round_name="第一批补充").round.name == "第一批补充"
    assert in_round([line(NUMBER)], "第一批") == []
    with pytest.raises(BadInput):
        require_round(town.DISTRICT, "第一批外")
