"""The ledger's watch: remainders, at least, carry-over at the year's end, alerts."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.stages.funding.test_draw import give
from tests.walking import APPROVED, NUMBER, day, take
from xiaowei.domain.funding import lapse_on, remainder_fen
from xiaowei.domain.money import fen_from_wan, wan
from xiaowei.journey.carrying import carry_over
from xiaowei.journey.ledger import ledger
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.funding.models import EnvelopeLine, Filing
from xiaowei.stages.funding.operations import charge
from xiaowei.stages.selection.models import FundLine

pytestmark = pytest.mark.django_db
stand = walking.standing("pay")


def codes(told, part="reconciliation"):
    return {line["code"] for line in told[part]}


def test_the_published_total_of_2021_leaves_a_remainder_that_is_printed():
    parts = [fen_from_wan(part) for part in ("1441.74", "629.55", "91.68")]
    assert wan(remainder_fen(fen_from_wan("2387.68"), parts)) == "224.71"


def test_a_source_that_is_not_split_leaves_a_line_with_its_difference():
    FundLine.objects.update(source="市级+区级")
    told = ledger(town.DISTRICT, day(8, 31))
    (line,) = [x for x in told["reconciliation"] if x["code"] == "kinds_remainder"]
    assert (line["amount"], line["numbers"]) == ("14000.00", [NUMBER])
    assert told["kinds"] == [{"name": "", "projects": 1, "filed": "14000.00"}]


def test_sums_that_add_up_leave_no_line():
    told = ledger(town.DISTRICT, day(8, 31))
    assert not [code for code in codes(told) if code.endswith("_remainder")]
    assert told["kinds"] == [{"name": "district", "projects": 1, "filed": "14000.00"}]
    assert told["allotted"] is None and told["envelopes"] == []


def test_an_envelope_stands_in_the_ledger_and_what_it_does_not_carry_is_named():
    give(APPROVED * 2)
    told = ledger(town.DISTRICT, day(8, 31))
    assert (told["allotted"], told["drawn"]) == ("28000.00", "0.00")
    assert told["envelopes"][0]["left"] == "28000.00"
    assert "not_drawn" in codes(told)
    assert ledger(town.DISTRICT, day(7, 31))["allotted"] is None


def test_a_draw_without_a_day_carries_its_project():
    give(APPROVED)
    said = {"number": NUMBER, **town.acting(town.OFFICER, day(8, 20))}
    charge(**said)
    assert "not_drawn" not in codes(ledger(town.DISTRICT, day(8, 31)))
    EnvelopeLine.objects.filter(kind="drawn").update(on=None)
    assert "not_drawn" not in codes(ledger(town.DISTRICT, day(8, 31)))


def test_unknown_payments_are_unknown_and_never_zero():
    Filing.objects.update(paid_fen=None)
    told = ledger(town.DISTRICT, day(8, 31))
    assert (told["paid"], told["balance"], told["at_least"]) == (None, None, [])


def test_money_is_carried_over_and_goes_back_when_its_years_are_over():
    take(NUMBER, "pay", amount_fen=400_000)
    assert lapse_on(2022, 2) == date(2023, 12, 31)
    (row,) = carry_over(town.DISTRICT, 2022)
    assert (row["undisbursed"], row["unpaid"], row["must_return"]) == ("0.00", "10000.00", False)
    (row,) = carry_over(town.DISTRICT, 2023)
    assert (row["lapses_on"], row["must_return"]) == ("2023-12-31", True)
    assert ledger(town.DISTRICT, date(2023, 12, 31))["carry_over"] == [row]
    assert ledger(town.DISTRICT, day(8, 31))["carry_over"] == []


def test_idle_money_is_an_alert_after_sixty_days():
    assert codes(ledger(town.DISTRICT, date(2022, 10, 7)), "alerts") == set()
    (alert,) = ledger(town.DISTRICT, date(2022, 10, 8))["alerts"]
    assert (alert["code"], alert["subject"], alert["amount"], alert["measure"]) == (
        "idle_money", NUMBER, "14000.00", 61,
    )  # fmt: skip


def test_works_without_money_and_payments_without_works_are_alerts():
    Filing.objects.update(disbursed_fen=0, state="filed", disbursed_on=None)
    assert codes(ledger(town.DISTRICT, day(8, 31)), "alerts") == {"started_without_money"}
    Filing.objects.update(
        disbursed_fen=APPROVED, paid_fen=5, state="disbursed", disbursed_on=day(8, 8)
    )
    Works.objects.update(state="ordered", started_on=None)
    assert codes(ledger(town.DISTRICT, day(8, 31)), "alerts") == {"paid_without_start"}
