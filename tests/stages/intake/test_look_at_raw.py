"""Looking at raw words: only whoever deals with the person, with a reason, and it is recorded."""

from __future__ import annotations

import pytest
from django.test import override_settings

from tests import town
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.stages.intake.operations import look_at_raw

pytestmark = pytest.mark.django_db
WHY = "回访核实地址"


def look(by, number="R1", reason=WHY):
    return look_at_raw(number=number, reason=reason, **town.acting(by))


@pytest.mark.parametrize("by", [town.CLERK, town.LEADER, town.BUTLER])
def test_who_deals_with_it_reads_the_words_and_every_look_is_recorded(troubled, by):
    assert "caller: 10000000001" in look(by)
    look(by, reason=f"{WHY} 13800138000")
    entries = story("ticket:R1")
    assert [e["facts"]["reason"] for e in entries] == [WHY, f"{WHY} [手机号]"]
    assert entries[0]["by_name"] == by.name


@pytest.mark.parametrize(
    "by",
    [town.STRANGER, town.OFFICER, town.OPERATOR, town.AUDITOR, town.SECRETARY, town.FINANCE],
)
def test_nobody_else_reads_them(troubled, by):
    with pytest.raises(NotAllowed):
        look(by)
    assert not story("ticket:R1")


def test_a_butler_reads_the_own_place_only(troubled):
    other = town.person("管家 柳", ("butler", town.WHITESTONE, "V2"))
    with pytest.raises(NotAllowed):
        look(other)


def test_a_look_needs_a_reason_and_a_ticket(troubled):
    with pytest.raises(RuleBroken) as refusal:
        look(town.CLERK, reason="看")
    assert refusal.value.code == "raw_needs_reason"
    with pytest.raises(BadInput):
        look(town.CLERK, number="R99")


def test_another_key_opens_nothing(troubled):
    with override_settings(SECRET_KEY="another"), pytest.raises(RuleBroken) as refusal:
        look(town.CLERK)
    assert refusal.value.code == "raw_unreadable"
