"""Ending: withdrawn before the money, terminated after it, the unpaid taken back as a red line."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import APPROVED, NUMBER, day, left, refused, take
from xiaowei.base.messages.queries import inbox
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.domain.funding import TERMINATION_REASONS
from xiaowei.domain.wording import known_keys
from xiaowei.journey.briefing import briefing
from xiaowei.journey.ledger import ledger
from xiaowei.journey.register import line
from xiaowei.journey.story import story
from xiaowei.journey.survey import Survey
from xiaowei.procedures import told_the_firm
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations import claw_back, terminate, withdraw_filing
from xiaowei.stages.funding.queries import finished, lines
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection.models import Application
from xiaowei.stages.selection.queries import application, asked_in, funded_before

pytestmark = pytest.mark.django_db
stand = walking.standing("disburse")
walking.ASIDE |= {
    "withdraw_filing": walking.Step(
        withdraw_filing, town.OFFICER, day(8, 8), {"reason": "镇里另有资金"}
    ),
    "terminate": walking.Step(
        terminate, town.OFFICER, day(8, 10), {"reason_code": "dispute", "reason": "权属有争议"}
    ),
    "claw_back": walking.Step(
        claw_back, town.FINANCE, day(8, 15), {"amount_fen": APPROVED, "reason": "项目终止"}
    ),
}
walking.OPTIONAL |= {"withdraw_filing", "terminate", "claw_back"}
ONWARD = ("disburse", "order", "start")


def onward(*names):
    for name in names or ONWARD:
        take(NUMBER, name)


def test_a_withdrawal_ends_it_and_nothing_counts_it():
    assert take(NUMBER, "withdraw_filing").state == "withdrawn"
    assert left("funding.withdraw_filing")["reason"] == "镇里另有资金"
    assert Survey(town.DISTRICT, day(8, 31)).started == []
    assert [x.number for x in Survey(town.DISTRICT, day(8, 7)).started] == [NUMBER]
    assert story(NUMBER, day(8, 31))["state"] == "withdrawn"
    assert story(NUMBER, day(8, 7))["state"] == "filed"
    assert list(finished()) == []
    refused("not_in_table", "disburse")
    refused("not_in_table", "withdraw_filing")


@pytest.mark.parametrize("name", ["withdraw_filing", "terminate"])
def test_what_ends_before_its_money_was_never_funded_and_leaves_its_round(name):
    take(NUMBER, name)
    sent = application(NUMBER)
    assert (sent.state, sent.handed_on, sent.closed_on) == (
        "withdrawn", False, walking.ASIDE[name].on,
    )  # fmt: skip
    nobody = Application(pk=0)
    assert asked_in(sent.round, town.WHITESTONE, without=nobody) == (0, 0)
    again = candidate(walking.mint(name="再报一次"))
    assert funded_before(again, 2) == []
    ended = Filing.objects.get().state
    assert story(NUMBER, day(8, 31))["state"] == ended
    assert line(NUMBER, day(8, 7)).application_state == "approved"


def test_the_firm_whose_order_is_void_is_told_of_a_withdrawal():
    take(NUMBER, "order")
    said = {"number": NUMBER, "reason": "镇里另有资金"}
    told_the_firm.withdraw_filing(**said, **town.acting(town.OFFICER, day(8, 9)))
    kinds = [notice.kind for notice in inbox(walking.BUILDER, 9)]
    assert kinds == ["told_withdraw_filing", "told_order"]


def test_what_ends_after_its_money_was_funded():
    onward("disburse")
    take(NUMBER, "terminate")
    assert application(NUMBER).state == "approved"
    assert funded_before(candidate(walking.mint(name="再报一次")), 2) == [NUMBER]


def test_the_briefing_and_the_ledger_tell_the_same_money_after_a_termination():
    onward()
    take(NUMBER, "pay", amount_fen=400_000)
    take(NUMBER, "terminate")
    take(NUMBER, "claw_back", amount_fen=1_000_000)
    told, books = (read(town.DISTRICT, day(8, 31)) for read in (briefing, ledger))
    for name in ("disbursed", "settled", "surplus"):
        assert told["money"][name] == books[name], name
    assert books["disbursed"] == "14000.00" and told["projects_started"] == 0


def test_what_must_hold_to_withdraw():
    refused("ending_explained", "withdraw_filing", reason=" ")
    refused("ended_after_filed", "withdraw_filing", on=day(8, 4))
    Filing.objects.update(released=["start"])
    refused("works_not_begun", "withdraw_filing")
    Filing.objects.update(released=[], disbursed_fen=5)
    refused("nothing_disbursed", "withdraw_filing")


def test_disbursed_money_is_not_withdrawn():
    onward("disburse")
    refused("not_in_table", "withdraw_filing", on=day(8, 9))


def test_a_termination_stops_payments_and_the_unpaid_comes_home_in_red():
    onward()
    take(NUMBER, "pay", amount_fen=400_000)
    take(NUMBER, "terminate")
    refused("not_in_table", "pay", amount_fen=1)
    refused("clawed_within_balance", "claw_back", amount_fen=APPROVED - 400_000 + 1)
    take(NUMBER, "claw_back", amount_fen=600_000)
    done = take(NUMBER, "claw_back", amount_fen=APPROVED - 1_000_000)
    assert (done.state, done.paid_fen, done.clawed_fen) == ("terminated", 400_000, 1_000_000)
    red = [x["amount_fen"] for x in lines(NUMBER) if x["kind"] == "clawed_back"]
    assert red == [-600_000, -400_000]
    assert done.disbursed_fen - done.paid_fen - done.clawed_fen == 0
    refused("clawed_within_balance", "claw_back", amount_fen=1)
    assert story(NUMBER, day(8, 31))["money"]["returned"] == "10000.00"
    assert story(NUMBER, day(8, 9))["state"] == "under_way"


def test_nothing_moves_on_under_a_terminated_project():
    onward()
    take(NUMBER, "terminate")
    for name in ("measure", "finish_site", "finish"):
        refused("not_ended", name)


def test_what_must_hold_to_terminate():
    onward()
    refused("reason_in_list", "terminate", reason_code="bad_luck")
    refused("ending_explained", "terminate", reason="")
    refused("ended_after_filed", "terminate", on=day(8, 4))
    refused("ended_after_moved", "terminate", on=day(8, 8))
    take(NUMBER, "pay", amount_fen=100_000, on=day(8, 12))
    refused("ended_after_moved", "terminate", on=day(8, 11))
    refused("not_in_future", "terminate", on=day(9, 1))
    Filing.objects.update(released=dict.fromkeys(("start", "acceptance")))
    refused("not_accepted", "terminate")


def test_what_must_hold_to_claw_back():
    onward()
    refused("not_in_table", "claw_back")
    take(NUMBER, "terminate")
    refused("amount_positive", "claw_back", amount_fen=0)
    refused("ending_explained", "claw_back", reason=" ")
    refused("clawed_after_ended", "claw_back", on=day(8, 9))
    Filing.objects.update(paid_fen=None)
    refused("payments_known", "claw_back", amount_fen=1)


def test_what_a_settled_contractor_is_owed_is_not_clawed_back():
    for name in ("disburse", "order", "start", "measure", "finish_site", "finish", "photo_after",
                 "accept", "settle"):  # fmt: skip
        take(NUMBER, name)
    refused("not_in_table", "claw_back", amount_fen=1, on=day(8, 24))
    take(NUMBER, "give_back", amount_fen=20_000)
    refused("not_in_table", "claw_back", amount_fen=1, on=day(8, 24))


def test_only_the_district_ends_and_only_finance_claws_back():
    for who in (town.CLERK, town.FINANCE, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "withdraw_filing", by=who)
        with pytest.raises(NotAllowed):
            take(NUMBER, "terminate", by=who)
    onward("disburse")
    take(NUMBER, "terminate")
    for who in (town.CLERK, town.OFFICER, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "claw_back", by=who)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "terminated"},
        {"state": "lost"},
        {"ended_on": day(8, 9)},
        {"state": "withdrawn", "ended_on": day(8, 9), "disbursed_fen": 1},
        {"clawed_fen": 1},
        {"clawed_fen": -1},
        {"state": "ahead"},
        {"disbursed_fen": 9, "paid_fen": 5, "clawed_fen": 5},
    ],
)
def test_the_database_itself_refuses_a_half_ended_filing(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.update(**wrong)


def test_every_reason_has_words():
    assert {f"end_code.{code}" for code in TERMINATION_REASONS} <= known_keys()


def test_a_refusal_tells_the_way_out():
    Filing.objects.update(released=["start"])
    with pytest.raises(RuleBroken, match="终止"):
        take(NUMBER, "withdraw_filing")
