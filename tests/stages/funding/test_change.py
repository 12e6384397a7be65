"""Changing a filing: the township asks, the district answers, the filed snapshot stays."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.stages.funding.test_draw import give, left_of
from tests.walking import APPROVED, NUMBER, day, left, refused, take
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.journey.ledger import ledger
from xiaowei.journey.queue import waiting_for_money
from xiaowei.journey.register import line
from xiaowei.stages.funding.models import Filing, FilingVersion
from xiaowei.stages.funding.operations import (
    agree_change,
    ask_change,
    correct,
    refuse_change,
    withdraw_filing,
)
from xiaowei.stages.funding.queries import lines, waiting_change

pytestmark = pytest.mark.django_db
stand = walking.standing("file")
LESS = APPROVED - 200_000
walking.ASIDE |= {
    "ask_change": walking.Step(
        ask_change,
        town.CLERK,
        day(8, 6),
        {"what": "amount", "amount_fen": LESS, "reason": "少修一段"},
    ),
    "agree_change": walking.Step(agree_change, town.OFFICER, day(8, 7), {}),
    "refuse_change": walking.Step(refuse_change, town.OFFICER, day(8, 7), {"answer": "不合适"}),
}
walking.OPTIONAL |= {"ask_change", "agree_change", "refuse_change"}


@pytest.fixture(autouse=True)
def filed(stand):
    give(APPROVED)
    take(NUMBER, "file")


def test_a_smaller_amount_moves_the_sum_and_the_envelope_by_lines():
    frozen = Filing.objects.values("snapshot", "digest").get()
    version = take(NUMBER, "ask_change")
    assert (version.n, version.state) == (2, "asked")
    assert waiting_change(NUMBER)["new_snapshot"]["approved_fen"] == LESS
    assert Filing.objects.get().approved_fen == APPROVED
    version = take(NUMBER, "agree_change")
    assert (version.state, version.decided_on) == ("agreed", day(8, 7))
    assert Filing.objects.get().approved_fen == LESS
    assert [x["amount_fen"] for x in lines(NUMBER) if x["kind"] == "filed"] == [APPROVED, -200_000]
    assert left_of() == {("district", "", False): 200_000}
    assert Filing.objects.values("snapshot", "digest").get() == frozen
    assert left("funding.agree_change")["difference"] == -200_000
    assert take(NUMBER, "disburse", amount_fen=LESS).disbursed_fen == LESS


def test_the_ledger_of_an_earlier_day_knows_the_first_amount():
    take(NUMBER, "ask_change")
    take(NUMBER, "agree_change")
    assert ledger(town.DISTRICT, day(8, 6))["filed"] == "14000.00"
    assert ledger(town.DISTRICT, day(8, 7))["filed"] == "12000.00"
    assert line(NUMBER).filed_fen == LESS


def test_it_rises_again_up_to_what_was_approved_and_no_further():
    take(NUMBER, "ask_change")
    take(NUMBER, "agree_change")
    refused("change_within_approved", "ask_change", amount_fen=APPROVED + 1)
    version = take(NUMBER, "ask_change", amount_fen=APPROVED, on=day(8, 8))
    assert (version.n, version.old_snapshot["approved_fen"]) == (3, LESS)
    take(NUMBER, "agree_change", on=day(8, 8))
    assert left_of() == {("district", "", False): 0}


def test_a_refusal_changes_nothing_but_the_version():
    take(NUMBER, "ask_change", what="site", amount_fen=None, text="改在村东口")
    refused("change_explained", "refuse_change", answer=" ")
    version = take(NUMBER, "refuse_change")
    assert (version.state, version.answer) == ("refused", "不合适")
    assert Filing.objects.get().approved_fen == APPROVED
    refused("dated_after_last", "ask_change")
    take(NUMBER, "ask_change", on=day(8, 7))


def test_what_must_hold():
    refused("change_known", "ask_change", what="colour", text="红")
    refused("change_known", "ask_change", amount_fen=0)
    refused("change_known", "ask_change", amount_fen=None)
    refused("change_explained", "ask_change", reason="")
    refused("change_differs", "ask_change", amount_fen=APPROVED)
    refused("change_differs", "ask_change", what="site", text=" ")
    take(NUMBER, "ask_change")
    refused("no_change_waits", "ask_change")
    refused("decided_after_asked", "agree_change", on=day(8, 5))
    Filing.objects.update(disbursed_fen=APPROVED, state="disbursed", disbursed_on=day(8, 8))
    refused("change_covers_disbursed", "agree_change", on=day(8, 9))


def test_nothing_waits_nothing_is_answered():
    with pytest.raises(BadInput):
        take(NUMBER, "agree_change")
    with pytest.raises(NotAllowed):
        take(NUMBER, "agree_change", by=town.CLERK)


def test_money_waits_for_a_change_of_amount_and_for_no_other():
    take(NUMBER, "ask_change")
    refused("change_decided", "disburse")
    assert waiting_for_money(town.DISTRICT, day(8, 8)) == []
    take(NUMBER, "refuse_change")
    take(NUMBER, "ask_change", what="site", amount_fen=None, text="改在村东口", on=day(8, 7))
    assert take(NUMBER, "disburse").state == "disbursed"


def test_a_settlement_waits_for_any_change():
    for name in ("disburse", "order", "start", "measure", "finish_site", "finish", "photo_after",
                 "accept"):  # fmt: skip
        take(NUMBER, name)
    take(NUMBER, "ask_change", what="content", amount_fen=None, text="加宽", on=day(8, 16))
    refused("change_decided", "settle")
    take(NUMBER, "agree_change", on=day(8, 17))
    take(NUMBER, "settle")


def test_a_change_that_waits_is_refused_as_the_filing_ends():
    take(NUMBER, "ask_change")
    ended = {"reason": "镇里另有资金", **town.acting(town.OFFICER, day(8, 8))}
    withdraw_filing(number=NUMBER, **ended)
    version = FilingVersion.objects.get()
    assert (version.state, version.answer, version.decided_on) == (
        "refused", "镇里另有资金", day(8, 8),
    )  # fmt: skip
    assert left("funding.refuse_change")["answer"] == "镇里另有资金"


def test_a_change_of_site_keeps_the_amount_of_the_day_it_is_agreed_to():
    take(NUMBER, "ask_change", what="site", amount_fen=None, text="改在村东口")
    said = {"changes": {"approved_fen": LESS}, **town.acting(town.OFFICER, day(8, 7))}
    correct(number=NUMBER, **said)
    version = take(NUMBER, "agree_change")
    assert (version.new_snapshot["approved_fen"], version.new_snapshot["site"]) == (
        LESS, "改在村东口",
    )  # fmt: skip
    assert version.digest == digest_json(version.new_snapshot)
    assert Filing.objects.get().approved_fen == LESS


def test_an_ended_filing_is_not_changed():
    Filing.objects.update(state="terminated", ended_on=day(8, 6))
    refused("filing_open", "ask_change")


@pytest.mark.parametrize(("extra", "flags"), [(100_000, []), (100_001, ["supplement_large"])])
def test_extra_contract_value_above_a_tenth_is_flagged(extra, flags):
    said = {"what": "content", "amount_fen": None, "text": "加宽", "contract_fen": 1_000_000}
    assert take(NUMBER, "ask_change", extra_fen=extra, **said).flags == flags


def test_who_asks_and_who_answers():
    for who in (town.OFFICER, town.FINANCE, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "ask_change", by=who)
    take(NUMBER, "ask_change")
    for who in (town.CLERK, town.FINANCE, town.STRANGER):
        for name in ("agree_change", "refuse_change"):
            with pytest.raises(NotAllowed):
                take(NUMBER, name, by=who)


@pytest.mark.parametrize("wrong", [{"n": 1}, {"state": "agreed"}, {"decided_on": day(8, 7)}])
def test_the_database_itself_keeps_versions_in_order(wrong):
    take(NUMBER, "ask_change")
    with pytest.raises(IntegrityError), transaction.atomic():
        FilingVersion.objects.update(**wrong)


def test_nothing_is_asked_before_it_was_filed():
    refused("asked_after_filed", "ask_change", on=day(8, 4))
