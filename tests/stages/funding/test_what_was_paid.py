"""What was paid before the books is told once; what a contractor was paid too much comes back."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED, day, refused, take
from xiaowei.domain.errors import RuleBroken
from xiaowei.journey.desk import next_act
from xiaowei.journey.ledger import ledger
from xiaowei.journey.register import line
from xiaowei.journey.story import story
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations import claw_back, correct, note_paid, refund, terminate
from xiaowei.stages.funding.queries import filing, lines, unequal_sums

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")
walking.ASIDE |= {
    "note_paid": walking.Step(note_paid, town.CLERK, day(8, 20), {"amount_fen": 300_000}),
    "refund": walking.Step(
        refund, town.CLERK, day(8, 21), {"amount_fen": 100_000, "reason": "多付"}
    ),
    "end_late": walking.Step(
        terminate, town.OFFICER, day(8, 19), {"reason_code": "dispute", "reason": "权属有争议"}
    ),
    "claw_late": walking.Step(claw_back, town.FINANCE, day(8, 22), {"reason": "项目终止"}),
}
walking.OPTIONAL |= {"note_paid", "refund", "end_late", "claw_late"}


def unknown():
    """Leave it unknown what was paid, as an older sheet does."""
    Filing.objects.update(paid_fen=None)


def turns(on):
    return [(x["code"], x["desk"]) for x in story(NUMBER, on)["clock"]["turns"]]


def test_an_ended_project_of_unknown_payments_waits_for_the_township_then_for_finance():
    unknown()
    take(NUMBER, "end_late")
    assert turns(day(8, 20)) == [("note_paid", "town")]
    assert next_act(town.CLERK, line(NUMBER, day(8, 20))) == "note_paid"
    refused("payments_known", "claw_late", amount_fen=1)
    take(NUMBER, "note_paid")
    assert turns(day(8, 20)) == [("claw_back", "finance")]
    assert next_act(town.CLERK, line(NUMBER, day(8, 20))) == "stop"
    take(NUMBER, "claw_late", amount_fen=APPROVED - 300_000)
    assert turns(day(8, 22)) == []
    assert unequal_sums() == []


def test_nothing_paid_is_told_too():
    unknown()
    take(NUMBER, "note_paid", amount_fen=0)
    assert filing(NUMBER).paid_fen == 0
    assert line(NUMBER, day(8, 20)).paid_fen == 0


def test_as_of_earlier_days_it_stays_unknown():
    unknown()
    take(NUMBER, "pay", amount_fen=100_000)
    take(NUMBER, "note_paid")
    before, after = line(NUMBER, day(8, 19)), line(NUMBER, day(8, 20))
    assert (before.paid_fen, before.paid_at_least_fen, after.paid_fen) == (None, 100_000, 300_000)
    assert [x["amount_fen"] for x in lines(NUMBER) if x["kind"] == "paid"] == [100_000, 200_000]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount_fen": -1}, "paid_not_negative"),
        ({"amount_fen": 99_999}, "noted_covers_recorded"),
        ({"amount_fen": APPROVED + 1}, "paid_within_disbursed"),
        ({"on": day(8, 1)}, "paid_after_disbursed"),
    ],
)
def test_what_is_told_of_payments_fits_the_books(said, code):
    unknown()
    take(NUMBER, "pay", amount_fen=100_000)
    refused(code, "note_paid", **said)


def test_known_payments_are_not_told_again():
    refused("payments_unknown", "note_paid")


def test_an_overpayment_comes_back_before_a_lower_settlement():
    for name in ("measure", "finish_site", "finish", "photo_after", "accept"):
        take(NUMBER, name)
    take(NUMBER, "pay", amount_fen=SETTLED, condition="acceptance", on=day(8, 16))
    refused("settled_covers_paid", "settle", amount_fen=SETTLED - 100_000, on=day(8, 22))
    take(NUMBER, "refund")
    settled = take(NUMBER, "settle", amount_fen=SETTLED - 100_000, on=day(8, 22))
    assert (settled.paid_fen, settled.settled_fen) == (SETTLED - 100_000,) * 2
    paid = [(x["amount_fen"], x["note"]) for x in lines(NUMBER) if x["kind"] == "paid"]
    assert paid == [(SETTLED, ""), (-100_000, "refund")]
    assert line(NUMBER, day(8, 20)).paid_fen == SETTLED
    assert unequal_sums() == []


def test_an_ended_project_gives_a_refund_back():
    take(NUMBER, "pay", amount_fen=300_000)
    take(NUMBER, "end_late")
    take(NUMBER, "refund")
    take(NUMBER, "claw_late", amount_fen=APPROVED - 200_000)
    refused("clawed_within_balance", "claw_late", amount_fen=1)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount_fen": 0}, "amount_positive"),
        ({"amount_fen": 300_001}, "refunded_within_paid"),
        ({"reason": " "}, "refund_explained"),
        ({"on": day(8, 8)}, "refunded_after_paid"),
    ],
)
def test_a_refund_fits_the_books(said, code):
    take(NUMBER, "pay", amount_fen=300_000)
    refused(code, "refund", **said)


def test_a_refund_of_unknown_payments_waits_until_they_are_told():
    unknown()
    refused("payments_known", "refund")


def test_what_is_paid_after_it_was_told_is_not_dated_before():
    unknown()
    take(NUMBER, "note_paid")
    refused("paid_after_noted", "pay", amount_fen=100_000, on=day(8, 10))


def test_a_refund_frees_nothing_for_the_days_before_it():
    for name in ("measure", "finish_site", "finish", "photo_after", "accept"):
        take(NUMBER, name)
    rest = APPROVED * 97 // 100
    paying = {"condition": "acceptance", "amount_fen": rest}
    take(NUMBER, "pay", **paying, on=day(8, 16))
    take(NUMBER, "refund", amount_fen=rest)
    refused("fits_every_day", "pay", **paying, on=day(8, 17))
    assert take(NUMBER, "pay", **paying, on=day(8, 21)).paid_fen == rest


def test_what_is_clawed_back_lies_there_on_that_day():
    take(NUMBER, "pay", amount_fen=300_000)
    take(NUMBER, "end_late")
    take(NUMBER, "refund", on=day(8, 25))
    refused("fits_every_day", "claw_late", amount_fen=APPROVED - 200_000, on=day(8, 24))
    take(NUMBER, "claw_late", amount_fen=APPROVED - 200_000, on=day(8, 25))


def test_that_nothing_was_paid_moves_no_money():
    unknown()
    assert idle(date(2022, 10, 20)) == [], "nobody knows what lies there"
    take(NUMBER, "note_paid", amount_fen=0)
    assert idle(date(2022, 10, 20)) == [NUMBER]


def idle(on):
    """Return the projects whose money lies idle on a day."""
    told = ledger(town.DISTRICT, on)["alerts"]
    return [one["subject"] for one in told if one["code"] == "idle_money"]


def test_an_ended_project_of_unknown_payments_stands_among_what_does_not_reconcile():
    unknown()
    take(NUMBER, "end_late")
    told = {x["code"]: x["numbers"] for x in ledger(town.DISTRICT, day(8, 20))["reconciliation"]}
    assert told["payments_unknown"] == [NUMBER]
    take(NUMBER, "note_paid")
    assert "payments_unknown" not in [
        x["code"] for x in ledger(town.DISTRICT, day(8, 20))["reconciliation"]
    ]


def test_a_sheet_does_not_go_below_what_was_recorded_here():
    unknown()
    take(NUMBER, "pay", amount_fen=300_000)
    with pytest.raises(RuleBroken) as refusal:
        correct(
            number=NUMBER, changes={"approved_fen": 200_000, "disbursed_fen": 200_000},
            **town.acting(town.OPERATOR),
        )  # fmt: skip
    assert refusal.value.code == "paid_within_disbursed"


def test_a_settlement_is_not_dated_before_the_refund_that_made_room():
    for name in ("measure", "finish_site", "finish", "photo_after", "accept"):
        take(NUMBER, name)
    take(NUMBER, "pay", amount_fen=SETTLED, condition="acceptance", on=day(8, 16))
    take(NUMBER, "refund")
    low = {"amount_fen": SETTLED - 100_000}
    refused("settled_after_refund", "settle", **low, on=day(8, 20))
    take(NUMBER, "settle", **low, on=day(8, 21))
