"""Filing an approved project: its amount is frozen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import APPROVED, NUMBER, day, left, over, refused, take
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.queries import finished, lines
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.selection.models import Application

pytestmark = pytest.mark.django_db
stand = walking.standing("file")


def test_the_amount_is_frozen_with_a_number_and_a_digest():
    filing = take(NUMBER, "file")
    assert (filing.state, filing.approved_fen, filing.filed_on) == ("filed", APPROVED, day(8, 5))
    assert (filing.filing_no, filing.paid_fen) == (f"{NUMBER}-BA", 0)
    assert len(filing.digest) == 64
    assert filing.snapshot["approved_fen"] == APPROVED
    assert [(x["kind"], x["amount_fen"]) for x in lines(NUMBER)] == [("filed", APPROVED)]
    assert [f.application.candidate.number for f in finished()] == [NUMBER]
    assert left("funding.file")["amount"] == APPROVED


def test_a_number_of_ones_own_is_kept_and_never_given_twice():
    assert take(NUMBER, "file", filing_no="青发改〔2022〕8号").filing_no == "青发改〔2022〕8号"
    other = Application.objects.get()
    other.pk, other.candidate_id = None, walking_candidate()
    other.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        again = Filing.objects.get()
        again.pk, again.application = None, other
        again.save(force_insert=True)


def test_a_number_that_another_project_has_is_refused():
    take(NUMBER, "file", filing_no="青发改〔2022〕8号")
    other = Application.objects.get()
    other.pk, other.candidate_id, other.handed_on = None, walking_candidate(), False
    other.save(force_insert=True)
    with pytest.raises(RuleBroken) as refusal:
        take(other.candidate.number, "file", filing_no=" 青发改〔2022〕8号 ")
    assert refusal.value.code == "filing_no_free"
    assert "青发改〔2022〕8号" in refusal.value.text("zh")


def walking_candidate():
    twin = Candidate.objects.get()
    twin.pk, twin.number = None, "QC2022-002"
    twin.save(force_insert=True)
    return twin.pk


def test_it_waits_for_approval():
    Application.objects.update(state="in_review")
    refused("application_approved", "file")


def test_days_and_papers():
    refused("filed_after_approved", "file", on=day(8, 4))
    Candidate.objects.update(root_cause="")
    refused("root_cause_named", "file")
    Candidate.objects.update(root_cause="冻融", maintainer="")
    refused("maintainer_named", "file")


def test_taken_over_missing_papers_are_noted_and_payments_unknown():
    Candidate.objects.update(root_cause="", maintainer="")
    filing = over(NUMBER, "file")
    assert (filing.paid_fen, filing.filing_no) == (None, "")
    assert left("funding.file")["not_in_sheet"] == ["root_cause_named", "maintainer_named"]


def test_it_is_filed_once():
    take(NUMBER, "file")
    refused("not_in_table", "file")


def test_only_the_district_files():
    for who in (town.LEADER, town.FINANCE, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "file", by=who)
