"""The emergency lane, public notice, series of numbers, held disbursement: what a policy may ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, day, over, refused, take
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.errors import NotAllowed
from xiaowei.journey.desk import next_act
from xiaowei.journey.register import line
from xiaowei.journey.story import story
from xiaowei.journey.survey import Survey
from xiaowei.stages.funding.models import Filing, FilingSeries
from xiaowei.stages.funding.operations import file_ahead
from xiaowei.stages.funding.queries import filing
from xiaowei.stages.selection.models import Emergency
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("file")
OPERATIONS = "xiaowei.stages.funding.operations"
walking.ASIDE["file_ahead"] = walking.Step(file_ahead, town.LEADER, day(8, 4), {})
walking.OPTIONAL.add("file_ahead")


@pytest.fixture
def ruled(monkeypatch):
    """Let the district's policy say something else."""

    def rule(**said):
        def other(district_code, year):
            return replace(policy_for(district_code, year), **said)

        for room in ("filing", "disbursing", "paying", "settling", "conditions"):
            monkeypatch.setattr(f"{OPERATIONS}.{room}.policy_for", other)

    return rule


@pytest.fixture
def emergency():
    said = {"kind": "water_cut", "reason": "停水", "declared_on": day(8, 4), "declared_by": "经办"}
    confirmed = {"confirmed_on": day(8, 4), "confirmed_by": "领导", "confirmed_by_id": 2}
    Emergency.objects.create(application=application(NUMBER), declared_by_id=1, **said, **confirmed)


def test_nothing_begins_ahead_unconfirmed():
    refused("emergency_confirmed", "file_ahead")


def test_an_emergency_begins_without_money_and_counts_nowhere(emergency):
    found = take(NUMBER, "file_ahead")
    assert (found.state, found.approved_fen, found.filed_on, found.filing_no) == (
        "ahead", 0, None, "",
    )  # fmt: skip
    assert Survey(town.DISTRICT, day(8, 31)).started == []
    assert story(NUMBER, day(8, 31))["state"] == "ahead"
    assert next_act(town.HEAD, line(NUMBER, day(8, 31))) == "file"
    refused("not_in_table", "disburse")
    refused("not_in_table", "file_ahead")


def test_its_papers_follow(emergency):
    take(NUMBER, "file_ahead")
    found = take(NUMBER, "file")
    assert (found.state, found.approved_fen, found.filing_no) == (
        "filed", APPROVED, f"{NUMBER}-BA",
    )  # fmt: skip
    assert Filing.objects.count() == 1
    assert [x.number for x in Survey(town.DISTRICT, day(8, 31)).started] == [NUMBER]


def test_who_begins_ahead(emergency):
    for who in (town.FINANCE, town.STRANGER, town.BUTLER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "file_ahead", by=who)


def test_money_waits_for_the_public_notice(ruled):
    ruled(notice_days=5)
    found = take(NUMBER, "file")
    assert (found.notice_from, found.notice_to) == (day(8, 5), day(8, 9))
    assert next_act(town.FINANCE, line(NUMBER, day(8, 9))) is None
    refused("notice_over", "disburse", on=day(8, 9))
    assert next_act(town.FINANCE, line(NUMBER, day(8, 10))) == "disburse"
    take(NUMBER, "disburse", on=day(8, 10))


def test_an_older_sheet_knows_no_notice(ruled):
    ruled(notice_days=5)
    assert over(NUMBER, "file").notice_to is None


def test_numbers_run_in_a_series_of_the_programme_year(ruled):
    ruled(filing_number="青备〔{year}〕{n}号")
    assert take(NUMBER, "file").filing_no == "青备〔2022〕1号"
    assert FilingSeries.objects.get().last == 1


def test_a_refused_filing_takes_no_number(ruled):
    ruled(filing_number="{prefix}-{n:03d}")
    refused("filed_after_approved", "file", on=day(8, 4))
    assert take(NUMBER, "file").filing_no == "QC-001"


def test_held_disbursement_follows_the_plan(ruled):
    ruled(hold_disbursement=True)
    take(NUMBER, "file")
    start = APPROVED * 30 // 100
    refused("disbursed_within_plan", "disburse", amount_fen=start + 1)
    take(NUMBER, "disburse", amount_fen=start)
    for name in ("order", "start", "measure", "finish_site", "finish"):
        take(NUMBER, name)
    rest = APPROVED * 80 // 100 - start
    refused("disbursed_within_plan", "disburse", amount_fen=rest + 1, on=day(8, 13))
    take(NUMBER, "disburse", amount_fen=rest, on=day(8, 13))
    for name in ("photo_after", "accept"):
        take(NUMBER, name)
    take(NUMBER, "disburse", amount_fen=APPROVED - start - rest, on=day(8, 16))
    assert filing(NUMBER).disbursed_fen == APPROVED


def test_a_large_settlement_names_its_audit_sheet(ruled):
    ruled(audit_from_fen=1_350_000)
    for name in list(walking.STEPS):
        if name == "settle":
            break
        if name not in walking.OPTIONAL and name in walking.STEPS and _later(name):
            take(NUMBER, name)
    refused("settlement_audited", "settle")
    assert take(NUMBER, "settle", audit_no="审2022-7").audit_no == "审2022-7"


def _later(name):
    order = list(walking.STEPS)
    return order.index(name) >= order.index("file")
