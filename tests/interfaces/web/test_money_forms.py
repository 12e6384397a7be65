"""What the forms of money start with, and the conditions they offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import walking
from tests.walking import APPROVED, NUMBER, SETTLED, day
from xiaowei.interfaces.web.delivery.forms import FailForm
from xiaowei.interfaces.web.desk.buttons import starts
from xiaowei.interfaces.web.funding.forms import PayForm
from xiaowei.journey.register import line as line_of

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")


def first(line, code):
    return starts(line, code)["amount"]


def test_each_step_starts_with_its_own_amount():
    line = line_of(NUMBER)
    assert (first(line, "disburse"), first(line, "pay")) == ("1.40", "1.40")
    assert first(replace(line, paid_fen=400_000), "pay") == "1.00"
    settled = replace(line, settled_fen=SETTLED, paid_fen=400_000)
    assert (first(settled, "pay"), first(settled, "give_back")) == ("0.95", "0.05")
    assert first(replace(settled, returned_fen=20_000), "give_back") == "0.03"
    nothing_left = replace(settled, returned_fen=APPROVED - SETTLED)
    assert "amount" not in starts(nothing_left, "give_back")


def test_an_amount_of_a_few_yuan_is_not_rounded_away():
    assert first(replace(line_of(NUMBER), paid_fen=APPROVED - 1234), "pay") == "0.001234"


def test_a_payment_chooses_among_the_conditions_that_are_met():
    form = PayForm(number=NUMBER)
    assert form.fields["condition"].choices == [("start", "开工")]
    told = {"amount": "0.4", "on": day(8, 10)}
    assert PayForm({**told, "condition": "start"}, number=NUMBER).is_valid()
    assert not PayForm({**told, "condition": "acceptance"}, number=NUMBER).is_valid()
    assert PayForm(number="nobody's").fields["condition"].choices[0][0] == ""


def test_the_sites_that_failed_are_read_as_numbers():
    told = {"defects": "路肩", "on": day(8, 10)}
    for typed, sites in (("1、3", (1, 3)), ("", ())):
        form = FailForm({**told, "site_sequences": typed}, number=NUMBER)
        assert form.is_valid() and form.facts()["site_sequences"] == sites
    assert not FailForm({**told, "site_sequences": "全部"}, number=NUMBER).is_valid()
