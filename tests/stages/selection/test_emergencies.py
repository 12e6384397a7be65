"""The emergency lane: declared by one, confirmed by another, judged later."""

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, take
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.selection.operations import (
    confirm_emergency,
    declare_emergency,
    judge_emergency,
)
from xiaowei.stages.selection.queries import emergency_of, is_emergency

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
BY_CLERK = {"number": NUMBER, **town.acting(town.CLERK, day(8, 2))}
BY_LEADER = {"number": NUMBER, **town.acting(town.LEADER, day(8, 2))}
WATER = {"kind": "water_cut", "reason": "水泵损坏,全村停水"}


def code_of(act, **said):
    with pytest.raises(RuleBroken) as refusal:
        act(**said)
    return refusal.value.code


def test_two_persons_make_an_emergency():
    declare_emergency(**WATER, **BY_CLERK)
    assert not is_emergency(NUMBER)
    confirm_emergency(**BY_LEADER)
    assert is_emergency(NUMBER)
    assert left("selection.declare_emergency")["kind"] == "water_cut"


def test_one_person_alone_does_not():
    assert code_of(confirm_emergency, **BY_LEADER) == "emergency_declared"
    declare_emergency(**WATER, **BY_CLERK)
    assert code_of(confirm_emergency, **BY_CLERK) == "second_person"
    assert not is_emergency(NUMBER)


def test_declared_again_it_is_confirmed_anew():
    declare_emergency(**WATER, **BY_CLERK)
    confirm_emergency(**BY_LEADER)
    declare_emergency(**WATER, **BY_LEADER)
    assert not is_emergency(NUMBER)


def test_only_listed_reasons_open_the_lane():
    assert code_of(declare_emergency, kind="ugly", reason="难看", **BY_CLERK) == "emergency_listed"
    assert code_of(declare_emergency, kind="water_cut", reason=" ", **BY_CLERK) == "reason_said"


def test_the_district_judges_afterwards():
    declare_emergency(**WATER, **BY_CLERK)
    confirm_emergency(**BY_LEADER)
    take(NUMBER, "submit")
    later = {"number": NUMBER, **town.acting(town.OFFICER, day(8, 4))}
    judge_emergency(justified=False, verdict="并未停水", **later)
    assert emergency_of(NUMBER).justified is False


def test_strangers_and_the_wrong_office_are_refused():
    for who in (town.STRANGER, town.OFFICER, town.FINANCE, town.SECRETARY):
        with pytest.raises(NotAllowed):
            declare_emergency(number=NUMBER, **WATER, **town.acting(who))
    assert emergency_of(NUMBER) is None
