"""Stories of the paths beside the straight one, each to the end of its clock, its money and its trail."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, day, refused, take
from xiaowei.base.trail.counting import Disorder, disorder
from xiaowei.base.trail.queries import broken_links, story
from xiaowei.domain.errors import RuleBroken
from xiaowei.journey.ledger import ledger
from xiaowei.journey.register import line
from xiaowei.journey.story import story as journey
from xiaowei.stages.delivery import operations as delivery
from xiaowei.stages.delivery.queries import works
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.funding.queries import filing, lines
from xiaowei.stages.identification.queries import spots
from xiaowei.stages.selection import operations as selection

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
FRIDAY, MONDAY = day(8, 5), day(8, 8)
LATER = date(2022, 8, 31)


def go(*names: str, **said: Any) -> None:
    for name in names:
        take(NUMBER, name, **said)


def by(actor: Any, on: date) -> dict[str, Any]:
    return {"number": NUMBER, **town.acting(actor, on)}


def told() -> list[str]:
    """Return the project's steps in order; its chain and its rows are whole."""
    assert broken_links() == []
    assert disorder() == Disorder()
    return [entry["action"] for entry in story(NUMBER)]


def money() -> dict[str, Any]:
    (row,) = ledger(town.DISTRICT, LATER)["rows"]
    return {name: row[name] for name in ("filed", "disbursed", "paid", "balance")}


def step(code: str, on: date = LATER) -> dict[str, Any]:
    return next(one for one in journey(NUMBER, on)["clock"]["steps"] if one["code"] == code)


def test_filed_on_friday_disbursed_on_monday_unpaid_until_started():
    go("submit", "begin_review", "visit_site", "approve")
    take(NUMBER, "file", on=FRIDAY)
    take(NUMBER, "disburse", on=MONDAY)
    assert journey(NUMBER, LATER)["clock"]["T4"] == 2
    assert step("disburse")["day"] == 1, "the working days after Friday: Monday"
    go("order")
    refused("condition_met", "pay")
    go("start", "pay")
    assert money() == {
        "filed": "14000.00", "disbursed": "14000.00", "paid": "4000.00", "balance": "10000.00",
    }  # fmt: skip
    assert told()[-2:] == ["funding.release", "funding.pay"]


def test_a_water_cut_is_mended_the_same_day_and_its_papers_follow_in_time():
    on = day(8, 2)
    selection.declare_emergency(kind="water_cut", reason="水泵损坏", **by(town.CLERK, on))
    selection.confirm_emergency(**by(town.LEADER, on))
    funding.file_ahead(**by(town.LEADER, on))
    take(NUMBER, "order", on=on)
    take(NUMBER, "start", on=on)
    papers = step("papers", on)
    assert (papers["since_on"], papers["due_on"]) == ("2022-08-02", "2022-08-09")
    assert ledger(town.DISTRICT, day(8, 3))["rows"] == [], "begun ahead, filed nowhere"
    take(NUMBER, "measure", measured_on=day(8, 3), on=day(8, 3))
    take(NUMBER, "finish_site", on=day(8, 3))
    take(NUMBER, "finish", on=day(8, 3), in_use_on=day(8, 3))
    take(NUMBER, "submit", on=MONDAY)
    assert step("papers")["done"]
    for name in ("begin_review", "visit_site", "approve", "file", "disburse"):
        take(NUMBER, name, on=day(8, 10))
    verdict = {"justified": True, "verdict": "停水属实"}
    selection.judge_emergency(**verdict, **by(town.OFFICER, day(8, 11)))
    assert money()["disbursed"] == "14000.00"
    assert journey(NUMBER, LATER)["clock"]["T2"] == 2
    assert [action for action in told() if "emergency" in action or "ahead" in action] == [
        "selection.declare_emergency", "selection.confirm_emergency", "funding.file_ahead",
        "selection.judge_emergency",
    ]  # fmt: skip


def test_a_rejection_ends_the_clock_and_leaves_the_spot_open():
    go("submit", "begin_review")
    why = {"code": "other_fund", "reason": "已列入老旧小区改造"}
    selection.reject(**why, **by(town.OFFICER, FRIDAY))
    found = journey(NUMBER, LATER)
    assert (found["state"], found["clock"]["current"]) == ("rejected", None)
    assert journey(NUMBER, day(8, 4))["state"] == "in_review"
    assert ledger(town.DISTRICT, LATER)["rows"] == []
    spot = spots(district=town.DISTRICT, as_of=LATER)[0]
    assert spot["state"] == "open"
    assert told()[-1] == "selection.reject"


def test_a_termination_stops_the_works_and_the_unpaid_money_comes_back():
    go(
        "submit",
        "begin_review",
        "visit_site",
        "approve",
        "file",
        "disburse",
        "order",
        "start",
        "pay",
    )
    why = {"reason_code": "dispute", "reason": "权属有争议"}
    funding.terminate(**why, **by(town.OFFICER, day(8, 10)))
    refused("not_in_table", "pay")
    delivery.stop(reason="项目终止", **by(town.CLERK, day(8, 11)))
    back = {"amount_fen": APPROVED - 400_000, "reason": "项目终止"}
    funding.claw_back(**back, **by(town.FINANCE, day(8, 12)))
    assert (filing(NUMBER).state, works(NUMBER).state) == ("terminated", "stopped")
    assert lines(NUMBER)[-1]["amount_fen"] == -(APPROVED - 400_000)
    assert money()["balance"] == "0.00"
    assert line(NUMBER, LATER).state == "terminated"
    assert journey(NUMBER, LATER)["clock"]["current"] is None
    assert journey(NUMBER, day(8, 9))["state"] == "under_way", "as it stood before"
    assert told()[-3:] == ["funding.terminate", "delivery.stop", "funding.claw_back"]


def test_a_smaller_scope_is_a_version_beside_the_frozen_one():
    go("submit", "begin_review", "visit_site", "approve", "file")
    frozen = filing(NUMBER).snapshot
    less = {"what": "amount", "amount_fen": APPROVED - 100_000, "reason": "少修一段"}
    funding.ask_change(**less, **by(town.CLERK, day(8, 6)))
    funding.agree_change(**by(town.OFFICER, MONDAY))
    assert filing(NUMBER).snapshot == frozen
    take(NUMBER, "disburse", amount_fen=APPROVED - 100_000)
    assert money()["filed"] == money()["disbursed"] == "13000.00"
    assert [one["amount_fen"] for one in lines(NUMBER)] == [APPROVED, -100_000, APPROVED - 100_000]


def test_corrected_once_the_reviewer_waits_and_the_total_runs_on():
    go("submit", "begin_review")
    items = [("photos", "补施工前照片")]
    selection.send_back(reason="", items=items, **by(town.OFFICER, FRIDAY))
    take(NUMBER, "submit", on=day(8, 10), unchanged_reason="照片早已交齐")
    take(NUMBER, "begin_review", on=day(8, 10))
    review = step("review", day(8, 11))
    assert (review["since_on"], review["paused"]) == ("2022-08-03", 3)
    assert review["gross"] == review["day"] + 3
    assert line(NUMBER, LATER).applied_on == day(8, 3)


def test_what_has_begun_ahead_is_terminated_not_withdrawn_from_under_its_works():
    on = day(8, 2)
    selection.declare_emergency(kind="water_cut", reason="水泵损坏", **by(town.CLERK, on))
    selection.confirm_emergency(**by(town.LEADER, on))
    funding.file_ahead(**by(town.LEADER, on))
    for name in ("order", "start"):
        take(NUMBER, name, on=on)
    for act, who, said in (
        (selection.withdraw, town.CLERK, {"reason": "不做了"}),
        (selection.reject, town.OFFICER, {"code": "no_demand", "reason": "无"}),
    ):
        with pytest.raises(RuleBroken) as refusal:
            if act is selection.reject:
                take(NUMBER, "submit")
            act(**said, **by(who, day(8, 4)))
        assert refusal.value.code == "not_begun"
    why = {"reason_code": "papers_refused", "reason": "不属应急"}
    funding.terminate(**why, **by(town.OFFICER, day(8, 10)))
    delivery.stop(reason="项目终止", **by(town.CLERK, day(8, 10)))
    assert line(NUMBER, LATER).state == "terminated"
    assert not line(NUMBER, LATER).is_filed and not line(NUMBER, day(8, 5)).is_filed
    assert line(NUMBER, day(8, 1)).state == "new"
