"""Submitting an application: what must stand beside it, and that it is frozen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import ASKED, NUMBER, day, left, refused, take
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.domain.flow import Basis
from xiaowei.stages.identification.models import Candidate, CandidatePlace, Consultation
from xiaowei.stages.identification.operations import amend_candidate
from xiaowei.stages.selection.models import FundLine, Round
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")


def asking(amount):
    return {"applied_fen": amount, "fund_lines": [("区级", amount)]}


def test_it_is_frozen_with_its_digest_and_stands_in_its_round():
    sent = take(NUMBER, "submit")
    assert (sent.state, sent.applied_fen, sent.applied_on) == ("submitted", ASKED, day(8, 3))
    assert sent.digest == digest_json(sent.snapshot)
    assert sent.snapshot["places"] == [town.STONEGATE]
    assert sent.policy_version == "example-2022.1"
    assert [(x.source, x.amount_fen) for x in sent.fund_lines.all()] == [("区级", ASKED)]
    opened = Round.objects.get()
    assert (opened.name, opened.opens_on, opened.closes_on) == ("第一批", day(8, 1), day(8, 31))
    assert left("selection.submit")["digest"] == sent.digest


def test_the_candidate_is_locked_until_it_is_sent_back():
    take(NUMBER, "submit")
    change = {"number": NUMBER, "changes": {"name": "别的"}}
    with pytest.raises(RuleBroken):
        amend_candidate(**change, **town.acting(town.CLERK))
    sent_back = {"number": NUMBER, "reason": "补照片"}
    walking.selection.send_back(**sent_back, **town.acting(town.OFFICER, day(8, 4)))
    amend_candidate(**change, **town.acting(town.CLERK, day(8, 5)))
    refused("dated_after_last", "submit")
    assert take(NUMBER, "submit", on=day(8, 5)).snapshot["name"] == "别的"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"applied_fen": None}, "amount_known"),
        ({"applied_fen": 0}, "amount_asked"),
        ({"applied_fen": -1}, "amount_asked"),
        ({"on": day(7, 31)}, "applied_after_collected"),
        ({"applied_fen": 20_000_001}, "within_cap"),
        ({"fund_lines": [("市级", ASKED), ("区级", 1)]}, "funds_add_up"),
        ({"fund_lines": []}, "funds_add_up"),
        ({"fund_lines": [("市级", ASKED + 1), ("村集体", -1)]}, "fund_line_not_negative"),
        ({"fund_lines": [("市级", ASKED - 1), (" ", 1)]}, "fund_line_named"),
        ({"fund_lines": [("市级", ASKED - 1), ("市级", 1)]}, "fund_line_once"),
    ],
)
def test_what_must_hold(said, code):
    refused(code, "submit", **said)


def test_the_fund_line_at_fault_is_named_by_its_row():
    with pytest.raises(RuleBroken) as refusal:
        take(NUMBER, "submit", fund_lines=[("市级", ASKED), ("", 5), ("村集体", -5)])
    assert "第 3 行" in refusal.value.text("zh") and "line 3" in refusal.value.text("en")


def test_the_database_itself_keeps_fund_lines_above_zero():
    take(NUMBER, "submit")
    with pytest.raises(IntegrityError), transaction.atomic():
        FundLine.objects.update(amount_fen=-1)


def test_no_more_is_asked_than_was_estimated():
    refused("within_estimate", "submit", **asking(ASKED + 1))


def test_exactly_the_cap_is_taken():
    Candidate.objects.update(estimate_fen=20_000_000)
    assert take(NUMBER, "submit", **asking(20_000_000)).state == "submitted"


def test_a_place_of_another_township_is_refused():
    elsewhere = town.place_row(9, "M1", "枫树坪村", town.MAPLE, kind="村")
    town.settle_places([elsewhere])
    from xiaowei.base.places.models import Place

    CandidatePlace.objects.update(place=Place.objects.get(code="M1"))
    refused("place_in_town", "submit")


def test_grounds_photo_and_consultation_are_needed():
    Attachment.objects.all().delete()
    refused("photo_before", "submit")
    Candidate.objects.update(spot=None)
    refused("reason_given", "submit")
    Candidate.objects.update(proactive=True, reason="同期道路")
    walking.photo(NUMBER, "before")
    Consultation.objects.all().delete()
    refused("consulted", "submit")


def test_a_tiny_sum_needs_no_consultation():
    Consultation.objects.all().delete()
    assert take(NUMBER, "submit", **asking(999_999)).state == "submitted"


def test_taken_over_papers_are_noted_and_books_hold():
    Attachment.objects.all().delete()
    Consultation.objects.all().delete()
    walking.over(NUMBER, "submit", applied_fen=30_000_000)
    noted = ["within_cap", "within_estimate", "funds_add_up", "photo_before", "consulted"]
    assert left("selection.submit")["not_in_sheet"] == noted


def test_an_amount_that_no_sheet_gives_is_noted_and_a_wrong_one_refused():
    refused("amount_asked", "submit", basis=Basis.TAKEN_OVER, by=town.OPERATOR, applied_fen=0)
    walking.over(NUMBER, "submit", applied_fen=None)
    assert left("selection.submit")["not_in_sheet"] == ["amount_known"]


def test_taken_over_books_are_not_waived():
    refused(
        "applied_after_collected",
        "submit",
        basis=Basis.TAKEN_OVER,
        by=town.OPERATOR,
        on=day(7, 1),
    )


def test_it_is_submitted_once():
    take(NUMBER, "submit")
    refused("not_in_table", "submit")


def test_villages_districts_and_strangers_do_not_submit():
    for who in (town.SECRETARY, town.OFFICER, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "submit", by=who)
    assert application(NUMBER).state == "town_review"
