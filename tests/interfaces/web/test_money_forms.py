"""What the forms of money start with, and the conditions they offer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED, day
from xiaowei.interfaces.web.delivery.forms import FailForm, FinishSiteForm, MeasureForm
from xiaowei.interfaces.web.desk.buttons import starts
from xiaowei.interfaces.web.funding.forms import AskForm, GiveBackForm, PayForm, SettleForm
from xiaowei.interfaces.web.grids import WanCell, YuanCell
from xiaowei.interfaces.web.selection.submitting import SubmitForm
from xiaowei.journey.register import line as line_of
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations import ask_change

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")


def first(line, code):
    return starts(line, code)["amount"]


def test_each_step_starts_with_its_own_amount():
    line = line_of(NUMBER)
    assert first(replace(line, disbursed_fen=0), "disburse") == "14000"
    assert "amount" not in starts(line, "disburse")
    assert (first(line, "pay"), first(replace(line, paid_fen=400_000), "pay")) == ("4200", "200")
    settled = replace(line, settled_fen=SETTLED, paid_fen=400_000)
    assert (first(settled, "pay"), first(settled, "give_back")) == ("9095", "500")
    assert first(replace(settled, returned_fen=20_000), "give_back") == "300"
    nothing_left = replace(settled, returned_fen=APPROVED - SETTLED)
    assert "amount" not in starts(nothing_left, "give_back")


def test_an_amount_of_a_few_yuan_is_not_rounded_away():
    assert first(replace(line_of(NUMBER), paid_fen=APPROVED * 30 // 100 - 1234), "pay") == "12.34"


def test_a_payment_chooses_among_the_conditions_that_are_met():
    form = PayForm(number=NUMBER)
    assert form.fields["condition"].choices == [("start", "开工(累计可付 4200.00 元)")]
    told = {"amount": "4000", "on": day(8, 10)}
    assert PayForm({**told, "condition": "start"}, number=NUMBER).is_valid()
    assert not PayForm({**told, "condition": "acceptance"}, number=NUMBER).is_valid()
    assert PayForm(number="nobody's").fields["condition"].choices[0][0] == ""


def test_the_sites_that_failed_are_read_as_numbers():
    told = {"defects": "路肩", "on": day(8, 10), "sure": "on"}
    for typed, sites in (("1、3", (1, 3)), ("", ())):
        form = FailForm({**told, "site_sequences": typed}, number=NUMBER)
        assert form.is_valid() and form.facts()["site_sequences"] == sites
    assert not FailForm({**told, "site_sequences": "全部"}, number=NUMBER).is_valid()


@pytest.mark.parametrize("typed", ["0.4万元", "0.4 万", "0.40万元", "4000", "4000元"])
def test_an_amount_in_wan_says_so(typed):
    form = PayForm({"condition": "start", "on": day(8, 10), "amount": typed}, number=NUMBER)
    assert form.is_valid()
    assert form.facts()["amount_fen"] == 400_000


def test_an_amount_is_typed_in_yuan_and_handed_on_in_fen():
    told = {"condition": "start", "on": day(8, 10)}
    for typed in ("4000", "4,000.00", "¥4000元"):
        form = PayForm({**told, "amount": typed}, number=NUMBER)
        assert form.is_valid() and form.facts()["amount_fen"] == 400_000
    wrong = PayForm({**told, "amount": "四千"}, number=NUMBER)
    assert not wrong.is_valid() and "四千" in str(wrong.errors["amount"])


@pytest.mark.parametrize("kind", [SettleForm, GiveBackForm])
def test_what_cannot_be_undone_has_to_be_ticked(kind):
    told = {"amount": "4000", "on": day(8, 10)}
    assert "sure" in kind(told, number=NUMBER).errors
    form = kind({**told, "sure": "on"}, number=NUMBER)
    assert form.is_valid() and form.facts()["amount_fen"] == 400_000
    assert "sure" not in form.facts()


def test_rounds_and_sources_are_offered_and_written_as_they_were_first():
    form = SubmitForm(number=NUMBER)
    assert form.fields["round_name"].known == ["第一批"]
    assert form.known_funds[:2] == ["区级", "镇街自筹"]
    assert form.grids["funds"][0]["source"].value() == "区级"
    told = {"applied": "15000", "on": day(8, 10), "looked": "on"}
    told |= {"funds-TOTAL_FORMS": "1", "funds-INITIAL_FORMS": "0"}
    told |= {"funds-0-source": " 区 级", "funds-0-amount": "1.5万元"}
    for typed, kept in (("第1批", "第一批"), ("1", "第一批"), ("第二批", "第二批")):
        form = SubmitForm({**told, "round_name": typed}, number=NUMBER)
        assert form.is_valid() and form.facts()["round_name"] == kept
        assert form.facts()["fund_lines"] == [("区级", 1_500_000)]


def test_sites_are_chosen_among_the_projects_own():
    choices = MeasureForm(number=NUMBER).fields["site_sequence"].choices
    assert [value for value, _ in choices] == ["", 1]
    assert [
        value for value, _ in FinishSiteForm(number=NUMBER).fields["site_sequence"].choices
    ] == [1]
    told = {"quantity": "3", "on": day(8, 10)}
    assert MeasureForm(told, number=NUMBER).is_valid()
    assert "site_sequence" in MeasureForm({**told, "site_sequence": "7"}, number=NUMBER).errors


def asked(**said):
    told = {"on": day(8, 10), "reason": "村民改主意", **said}
    return AskForm(told, number=NUMBER)


def test_another_amount_is_not_offered_where_none_is_left():
    form = AskForm(number=NUMBER)
    assert [code for code, _ in form.fields["what"].choices] == ["site", "content"]
    assert "amount" not in form.fields and "金额不能再改" in str(form.fields["what"].help_text)
    assert not asked(what="amount", amount="100").is_valid()
    moved = asked(what="site", text="改在村东口")
    assert moved.is_valid()
    facts = {"number": NUMBER, **moved.facts()}
    assert ask_change(**facts, **town.acting(town.CLERK, day(8, 10))).what == "site"


@pytest.mark.parametrize(
    "sums", [{"disbursed_fen": APPROVED - 1}, {"disbursed_fen": 0, "paid_fen": 0}]
)
def test_another_amount_is_offered_where_one_is_left(sums):
    Filing.objects.update(**sums)
    form = AskForm(number=NUMBER)
    assert "amount" in form.fields and not form.fields["what"].help_text
    assert form.fields["what"].choices[0][0] == "amount"


def test_an_amount_changed_down_and_disbursed_may_rise_again():
    Filing.objects.update(approved_fen=APPROVED - 500, disbursed_fen=APPROVED - 500)
    assert "amount" in AskForm(number=NUMBER).fields


def test_an_amount_below_a_fen_is_told_at_its_field():
    form = PayForm({"condition": "start", "on": day(8, 10), "amount": "100.005"}, number=NUMBER)
    assert not form.is_valid()
    (told,) = form.errors["amount"]
    assert "100.005" in told and "100.01" in told
    assert list(form.errors) == ["amount"]
    for cell, typed in ((YuanCell, "100.005"), (WanCell, "1.0000005")):
        with pytest.raises(ValidationError, match="分以下"):
            cell().clean(typed)
    assert WanCell().clean("1.5") == 1_500_000
