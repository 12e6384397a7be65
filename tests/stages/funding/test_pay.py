"""Paying the contractor: on conditions, never above what was disbursed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED, day, left, refused, take
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.journey.story import story
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations import correct
from xiaowei.stages.funding.queries import filing, lines, paid_at_least_fen, released

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")


START, PROGRESS, REST = (APPROVED * share // 100 for share in (30, 80, 97))
"""What may be paid in all at the start, when the works are finished, after acceptance."""
WALK = ("measure", "finish_site", "finish", "photo_after", "accept")


def test_instalments_follow_the_plan():
    take(NUMBER, "pay", amount_fen=300_000)
    refused("paid_within_condition", "pay", amount_fen=START - 300_000 + 1)
    take(NUMBER, "pay", amount_fen=START - 300_000)
    for name in WALK[:3]:
        take(NUMBER, name)
    refused("paid_within_condition", "pay", amount_fen=1)
    finished = {"condition": "progress", "on": day(8, 13)}
    refused("paid_within_condition", "pay", amount_fen=PROGRESS - START + 1, **finished)
    take(NUMBER, "pay", amount_fen=PROGRESS - START, **finished)
    for name in WALK[3:]:
        take(NUMBER, name)
    accepted = {"condition": "acceptance", "on": day(8, 16)}
    take(NUMBER, "pay", amount_fen=REST - PROGRESS, **accepted)
    refused("paid_within_condition", "pay", amount_fen=1, **accepted)
    refused("paid_within_disbursed", "pay", amount_fen=APPROVED, **accepted)
    paid = [x["amount_fen"] for x in lines(NUMBER) if x["kind"] == "paid"]
    assert (sum(paid), len(paid)) == (REST, 4) == (filing(NUMBER).paid_fen, 4)


def test_a_refusal_says_how_much_and_what_the_rest_waits_for():
    with pytest.raises(RuleBroken) as refusal:
        take(NUMBER, "pay", amount_fen=START + 1)
    assert "“开工”累计只能付到 4200.00 元" in refusal.value.text("zh")
    assert "“完工”" in refusal.value.text("zh")
    assert "waits for 'works finished'" in refusal.value.text("en")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount_fen": 0}, "amount_positive"),
        ({"amount_fen": APPROVED + 1}, "paid_within_disbursed"),
        ({"condition": "acceptance"}, "condition_met"),
        ({"on": day(8, 8)}, "paid_after_condition"),
        ({"condition": "retention"}, "condition_met"),
        ({"condition": "whenever"}, "condition_met"),
        ({"on": day(8, 7)}, "paid_after_disbursed"),
        ({"on": day(9, 1)}, "not_in_future"),
    ],
)
def test_what_must_hold(said, code):
    refused(code, "pay", **said)


def test_the_rest_is_paid_after_settlement_and_the_retention_after_the_warranty():
    take(NUMBER, "pay", amount_fen=400_000)
    for name in (*WALK, "settle"):
        take(NUMBER, name)
    assert released(NUMBER) == ("start", "progress", "acceptance", "settlement")
    assert filing(NUMBER).warranty_to == date(2023, 8, 15)
    most = SETTLED * 97 // 100
    last = {"condition": "settlement", "on": day(8, 23)}
    refused("paid_within_settled", "pay", amount_fen=SETTLED - 400_000 + 1, **last)
    refused("paid_within_condition", "pay", amount_fen=most - 400_000 + 1, **last)
    take(NUMBER, "pay", amount_fen=500_000, **last)
    take(NUMBER, "give_back")
    paid = take(NUMBER, "pay", amount_fen=most - 900_000, **last)
    assert (paid.state, paid.paid_fen) == ("given_back", most)
    later = {"at": town.moment("2024-01-05 09:00"), "condition": "retention"}
    refused("condition_met", "pay", amount_fen=1, on=date(2023, 8, 15), **later)
    kept = SETTLED - most
    assert kept <= SETTLED * 3 // 100 + 1
    paid = take(NUMBER, "pay", amount_fen=kept, on=date(2023, 8, 16), **later)
    assert paid.paid_fen + paid.returned_fen == APPROVED
    refused("paid_within_settled", "pay", amount_fen=1, on=date(2023, 8, 16), **later)


def test_the_trail_tells_it():
    take(NUMBER, "pay")
    assert left("funding.pay")["amount"] == 400_000


def test_only_the_own_township_pays():
    for who in (town.FINANCE, town.STRANGER, town.BUTLER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "pay", by=who)


@pytest.mark.parametrize(
    "wrong",
    [
        {"paid_fen": APPROVED + 1},
        {"disbursed_fen": APPROVED + 1},
        {"paid_fen": 5, "disbursed_fen": 4},
        {"disbursed_fen": -1},
        {"paid_fen": -1},
        {"settled_fen": APPROVED + 1},
        {"returned_fen": APPROVED + 1},
        {"returned_fen": -1},
        {"returned_fen": 1},
        {"paid_fen": 11, "settled_fen": 10},
        {"settled_fen": SETTLED, "returned_fen": APPROVED - SETTLED + 1},
    ],
)
def test_the_database_itself_holds_paid_within_disbursed_within_approved(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.update(**wrong)


def test_unknown_and_a_payment_is_still_unknown_at_least_that_much():
    Filing.objects.update(paid_fen=None)
    take(NUMBER, "pay", amount_fen=400_000)
    assert (filing(NUMBER).paid_fen, paid_at_least_fen(filing(NUMBER))) == (None, 400_000)
    refused("paid_within_disbursed", "pay", amount_fen=APPROVED - 399_999)
    told = [story(NUMBER, on)["money"] for on in (day(8, 8), day(8, 31))]
    assert [(m["paid"], m["paid_at_least"]) for m in told] == [(None, None), (None, "4000.00")]
    take(NUMBER, "pay", amount_fen=20_000)
    assert filing(NUMBER).paid_fen is None


def test_a_later_sheet_that_knows_the_sum_appends_the_difference_only():
    Filing.objects.update(paid_fen=None)
    take(NUMBER, "pay", amount_fen=400_000)
    correct(number=NUMBER, changes={"paid_fen": 900_000}, **town.acting())
    assert filing(NUMBER).paid_fen == 900_000
    assert [x["amount_fen"] for x in lines(NUMBER) if x["kind"] == "paid"] == [400_000, 500_000]
