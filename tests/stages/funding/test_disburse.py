"""Disbursing: what was filed, in full, at once."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, day, left, over, refused, take
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.journey.ledger import ledger
from xiaowei.journey.queue import waiting_for_money
from xiaowei.journey.register import line
from xiaowei.journey.sources import to_come
from xiaowei.stages.funding.operations import correct
from xiaowei.stages.funding.queries import lines, unequal_sums
from xiaowei.stages.selection.models import FundLine

pytestmark = pytest.mark.django_db
stand = walking.standing("disburse")


def test_the_whole_sum_is_disbursed():
    filing = take(NUMBER, "disburse")
    assert (filing.state, filing.disbursed_fen) == ("disbursed", APPROVED)
    assert filing.disbursed_on == day(8, 8)
    last = lines(NUMBER)[-1]
    assert (last["kind"], last["amount_fen"], last["document_no"], last["source"]) == (
        "disbursed",
        APPROVED,
        "拨1",
        "区级",
    )
    assert left("funding.disburse")["document"] == "拨1"


def test_each_source_has_a_line_of_its_own():
    asked = FundLine.objects.get()
    asked.approved_fen = 1_000_000
    asked.save()
    rest = APPROVED - 1_000_000
    FundLine.objects.create(
        application=asked.application, source="镇自筹", amount_fen=rest, approved_fen=rest
    )
    waiting = waiting_for_money(town.DISTRICT, day(8, 8))
    told = (("区级", 1_000_000), ("镇自筹", rest))
    assert to_come(waiting) == {NUMBER: told}
    over(NUMBER, "disburse", amount_fen=5)
    assert to_come(waiting_for_money(town.DISTRICT, day(8, 8)))[NUMBER][0] == ("区级", 999_995)
    take(NUMBER, "disburse", amount_fen=APPROVED - 5)
    paid = [(x["source"], x["amount_fen"]) for x in lines(NUMBER) if x["kind"] == "disbursed"]
    assert paid == [("区级", 5), ("区级", 999_995), ("镇自筹", rest)]
    assert unequal_sums() == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount_fen": 0}, "amount_positive"),
        ({"amount_fen": -1}, "amount_positive"),
        ({"amount_fen": APPROVED + 1}, "disbursed_within_approved"),
        ({"on": day(8, 4)}, "disbursed_after_filed"),
        ({"amount_fen": APPROVED - 1}, "disbursed_in_full"),
    ],
)
def test_what_must_hold(said, code):
    refused(code, "disburse", **said)


def test_a_sheet_may_know_a_part_only():
    assert over(NUMBER, "disburse", amount_fen=5).disbursed_fen == 5
    assert left("funding.disburse")["not_in_sheet"] == ["disbursed_in_full"]


def test_it_is_disbursed_once():
    take(NUMBER, "disburse")
    refused("disbursed_within_approved", "disburse")


def test_the_rest_of_a_part_follows():
    over(NUMBER, "disburse", amount_fen=5, on=day(8, 6))
    refused("disbursed_in_full", "disburse", amount_fen=7)
    filing = take(NUMBER, "disburse", amount_fen=APPROVED - 5)
    assert (filing.disbursed_fen, filing.disbursed_on) == (APPROVED, day(8, 6))


def settled_in_part(settled):
    """Take the project up to a settlement while a part only was disbursed."""
    over(NUMBER, "disburse", amount_fen=1_000_000)
    for name in ("order", "start", "measure", "finish_site", "finish", "photo_after", "accept"):
        take(NUMBER, name)
    take(NUMBER, "settle", amount_fen=settled)


def test_what_was_held_back_follows_up_to_the_settled_sum_and_is_paid():
    settled_in_part(1_300_000)
    refused("disbursed_within_settled", "disburse", amount_fen=300_001, on=day(8, 23))
    refused("disbursed_in_full", "disburse", amount_fen=299_999, on=day(8, 23))
    assert [x.number for x in waiting_for_money(town.DISTRICT, day(8, 23))] == [NUMBER]
    filing = take(NUMBER, "disburse", amount_fen=300_000, on=day(8, 23))
    assert (filing.state, filing.disbursed_fen) == ("settled", 1_300_000)
    assert waiting_for_money(town.DISTRICT, day(8, 24)) == []
    take(NUMBER, "pay", amount_fen=1_261_000, condition="settlement", on=day(8, 24))


def test_less_disbursed_than_settled_is_no_surplus():
    settled_in_part(1_300_000)
    told = ledger(town.DISTRICT, day(8, 23))
    assert (told["surplus"], told["disbursed"]) == ("0.00", "10000.00")
    (part,) = [x for x in told["reconciliation"] if x["code"] == "disbursed_in_part"]
    assert part["amount"] == "3000.00"


def test_each_disbursement_counts_from_its_own_day():
    over(NUMBER, "disburse", amount_fen=5, on=day(8, 6))
    take(NUMBER, "disburse", amount_fen=APPROVED - 5, on=day(8, 10))
    found = [line(NUMBER, day(8, n)).disbursed_fen for n in (5, 6, 9, 10)]
    assert found == [0, 5, 5, APPROVED]
    assert ledger(town.DISTRICT, day(8, 9))["disbursed"] == "0.05"


def test_a_corrected_sum_counts_from_the_day_of_its_disbursement():
    over(NUMBER, "disburse", amount_fen=5, on=day(8, 6))
    said = {"changes": {"disbursed_fen": 9}, **town.acting(town.OFFICER, day(8, 20))}
    correct(number=NUMBER, **said)
    assert line(NUMBER, day(8, 9)).disbursed_fen == 9


def test_nothing_is_disbursed_unfiled():
    with pytest.raises(BadInput) as refusal:
        take(walking.mint(), "disburse")
    assert refusal.value.code == "not_found"


def test_only_finance_disburses():
    for who in (town.OFFICER, town.LEADER, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "disburse", by=who)
