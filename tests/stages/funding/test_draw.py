"""Drawing: filing takes each source line out of its envelope, ending gives it back, by new lines."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import APPROVED, ASKED, NUMBER, day, left, over, refused, take
from xiaowei.base.regions.operations import designate, undesignate
from xiaowei.base.regions.queries import designations, is_managed
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.stages.funding.models import EnvelopeLine
from xiaowei.stages.funding.operations import allot, charge, terminate, withdraw_filing
from xiaowei.stages.funding.queries import envelopes
from xiaowei.stages.selection.models import FundLine

pytestmark = pytest.mark.django_db
stand = walking.standing("file")
walking.ASIDE["charge"] = walking.Step(charge, town.OFFICER, day(8, 6), {})
walking.OPTIONAL.add("charge")


def give(amount_fen, kind="district", **said):
    who = town.acting(town.OFFICER, on=day(8, 1))
    where = {"district_code": town.DISTRICT, "year": 2022, "kind": kind}
    return allot(**(where | {"amount_fen": amount_fen, "document_no": "3号"} | who | said))


def left_of():
    return {
        (e["kind"], e["town_code"], e["managed_only"]): e["left_fen"]
        for e in envelopes(town.DISTRICT, 2022)
    }


def test_without_any_envelope_nothing_is_guarded():
    take(NUMBER, "file")
    assert not EnvelopeLine.objects.exists()


def test_a_filing_draws_and_is_refused_one_fen_short():
    give(APPROVED - 1)
    refused("within_envelope", "file")
    give(1)
    take(NUMBER, "file")
    assert left_of() == {("district", "", False): 0}
    line = EnvelopeLine.objects.get(kind="drawn")
    assert (line.amount_fen, line.on) == (APPROVED, day(8, 5))


def test_once_there_are_envelopes_a_budget_source_needs_its_own():
    give(APPROVED, kind="city")
    refused("envelope_missing", "file")


def test_co_funding_needs_none():
    give(APPROVED - 300_000)
    FundLine.objects.update(amount_fen=ASKED - 300_000, approved_fen=APPROVED - 300_000)
    line = FundLine.objects.get()
    line.pk, line.source, line.amount_fen, line.approved_fen = None, "村集体", 300_000, 300_000
    line.save(force_insert=True)
    take(NUMBER, "file")
    assert left_of() == {("district", "", False): 0}


def test_an_unsplit_source_draws_nothing_and_says_so():
    give(APPROVED)
    FundLine.objects.update(source="市级+区级")
    refused("source_split", "file")
    over(NUMBER, "file")
    assert left("funding.file")["not_in_sheet"] == ["source_split"]
    assert left_of() == {("district", "", False): APPROVED}


def test_the_narrowest_envelope_is_drawn_first():
    give(100_000, town_code=town.WHITESTONE)
    give(APPROVED, town_code=town.MAPLE)
    give(APPROVED)
    take(NUMBER, "file")
    assert left_of() == {
        ("district", "", False): 100_000,
        ("district", town.WHITESTONE, False): 0,
        ("district", town.MAPLE, False): APPROVED,
    }


def test_the_earmark_is_for_managed_townships_on_the_day():
    give(APPROVED, managed_only=True)
    refused("earmarked_for_managed", "file")
    said = {"town_code": town.WHITESTONE, "valid_from": date(2022, 1, 1)}
    designate(**said, valid_to=day(8, 4), **town.acting())
    refused("earmarked_for_managed", "file")
    designate(**said, valid_to=day(8, 5), **town.acting())
    take(NUMBER, "file")
    assert left_of() == {("district", "", True): 0}


def test_a_withdrawal_gives_back_by_a_new_line():
    give(APPROVED)
    take(NUMBER, "file")
    withdraw_filing(number=NUMBER, reason="村里改主意", **town.acting(town.OFFICER, on=day(8, 6)))
    moved = list(EnvelopeLine.objects.filter(kind="drawn").values_list("amount_fen", flat=True))
    assert moved == [APPROVED, -APPROVED]
    assert left_of() == {("district", "", False): APPROVED}


@pytest.mark.parametrize(("disbursed", "kept"), [(0, 0), (APPROVED, APPROVED)])
def test_a_termination_gives_back_what_was_not_disbursed(disbursed, kept):
    give(APPROVED)
    take(NUMBER, "file")
    if disbursed:
        take(NUMBER, "disburse")
    said = {"reason_code": "no_demand", "reason": "已由物业修好"}
    terminate(number=NUMBER, **said, **town.acting(town.OFFICER, on=day(8, 9)))
    assert left_of() == {("district", "", False): APPROVED - kept}


def test_an_envelope_that_comes_later_carries_earlier_filings_too():
    take(NUMBER, "file")
    refused("not_charged_yet", "charge")
    give(APPROVED - 1)
    refused("within_envelope", "charge")
    give(1)
    for who in (town.CLERK, town.FINANCE):
        with pytest.raises(NotAllowed):
            take(NUMBER, "charge", by=who)
    take(NUMBER, "charge")
    assert left_of() == {("district", "", False): 0}
    refused("not_charged_yet", "charge")


def test_a_township_is_taken_off_the_list_by_its_last_day():
    said = {"town_code": town.WHITESTONE, "valid_from": day(1, 1), "note": "市名单"}
    designate(**said, **town.acting())
    with pytest.raises(BadInput) as refusal:
        undesignate(town_code=town.MAPLE, last_on=day(8, 4), **town.acting())
    assert refusal.value.code == "not_designated"
    undesignate(town_code=town.WHITESTONE, last_on=day(8, 4), **town.acting())
    assert [is_managed(town.WHITESTONE, day(8, n)) for n in (4, 5)] == [True, False]
    (row,) = designations(town.DISTRICT)
    assert (row["valid_from"], row["valid_to"], row["note"]) == (day(1, 1), day(8, 4), "市名单")
    for who in (town.OFFICER, town.CLERK):
        with pytest.raises(NotAllowed):
            undesignate(town_code=town.WHITESTONE, last_on=day(8, 4), **town.acting(who))


def test_stretches_on_the_list_do_not_overlap():
    said = {"town_code": town.WHITESTONE, **town.acting()}
    designate(**said, valid_from=day(1, 1), basis="rule", note="七月名单")
    with pytest.raises(BadInput) as refusal:
        designate(**said, valid_from=day(8, 1))
    assert refusal.value.code == "designation_overlaps"
    again = designate(**said, valid_from=day(1, 1), valid_to=day(7, 31))
    assert (again.basis, again.note) == ("rule", "七月名单")
    designate(**said, valid_from=day(8, 1))
    with pytest.raises(BadInput) as refusal:
        undesignate(**said, last_on=day(7, 20))
    assert refusal.value.code == "designation_goes_on"
    undesignate(**said, last_on=day(8, 20))
    assert [is_managed(town.WHITESTONE, day(8, n)) for n in (20, 21)] == [True, False]


def test_who_designates():
    for who in (town.OFFICER, town.CLERK):
        with pytest.raises(NotAllowed):
            designate(town_code=town.MAPLE, valid_from=day(1, 1), **town.acting(who))
