"""Allotting: money into envelopes by document; never less than what is drawn."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.keeping import contents
from tests.walking import APPROVED, NUMBER, day, take
from xiaowei.base.trail.queries import story
from xiaowei.domain.envelopes import MOST_FEN
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.journey.ledger import ledger
from xiaowei.stages.funding.models import Envelope
from xiaowei.stages.funding.operations import allot
from xiaowei.stages.funding.queries import envelope_lines, envelopes

pytestmark = pytest.mark.django_db
stand = walking.standing("file")


def give(amount_fen=APPROVED, **said):
    who = town.acting(town.OFFICER, on=day(8, 1))
    where = {"district_code": town.DISTRICT, "year": 2022, "kind": "district"}
    return allot(
        **(where | {"amount_fen": amount_fen, "document_no": "青财〔2022〕3号"} | who | said)
    )


def refused(code, error=RuleBroken, **said):
    before = contents(())
    with pytest.raises(error) as refusal, transaction.atomic():
        give(**said)
    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en")
    assert contents(()) == before


def test_allotments_add_up_and_leave_lines_and_a_trail():
    give(500_000)
    give(900_000)
    give(-100_000, reason="年中调减")
    (row,) = envelopes(town.DISTRICT, 2022)
    assert (row["allotted_fen"], row["drawn_fen"], row["left_fen"]) == (1_300_000, 0, 1_300_000)
    assert [x["amount_fen"] for x in envelope_lines(town.DISTRICT, 2022)] == [
        -100_000, 900_000, 500_000,
    ]  # fmt: skip
    told = story(f"envelopes:{town.DISTRICT}:2022")
    assert [x["facts"]["amount"] for x in told] == [500_000, 900_000, -100_000]


def test_an_envelope_as_of_a_day_knows_nothing_later():
    give(500_000, on=day(8, 1))
    give(300_000, on=day(8, 20))
    assert [x["allotted_fen"] for x in envelopes(town.DISTRICT, 2022, day(8, 10))] == [500_000]
    assert envelopes(town.DISTRICT, 2022, day(7, 1)) == []


def test_movements_after_the_day_are_not_there_yet():
    give(500_000, on=day(8, 1))
    give(300_000, on=day(8, 20))
    assert [x["amount_fen"] for x in envelope_lines(town.DISTRICT, 2022, day(8, 10))] == [500_000]


def test_a_township_reads_its_own_envelopes_only():
    give(500_000)
    give(300_000, town_code=town.WHITESTONE)
    give(200_000, town_code=town.MAPLE)
    for regions, found in (
        ((town.WHITESTONE,), [300_000]),
        ((town.DISTRICT,), [500_000, 300_000, 200_000]),
    ):
        rows = envelopes(town.DISTRICT, 2022, None, regions)
        lines = envelope_lines(town.DISTRICT, 2022, None, regions)
        assert {x["allotted_fen"] for x in rows} == {x["amount_fen"] for x in lines} == set(found)
    for reader, allotted in ((town.CLERK, "3000.00"), (town.OFFICER, "10000.00")):
        assert ledger(town.DISTRICT, day(8, 31), by=reader)["allotted"] == allotted


def test_an_envelope_holds_no_more_than_is_believable():
    give(MOST_FEN)
    refused("allotted_within_reason", amount_fen=1)
    refused("allotted_within_reason", amount_fen=10**20)


def test_what_must_hold():
    refused("allotment_not_zero", amount_fen=0)
    refused("document_named", document_no=" ")
    refused("allotment_cut_explained", amount_fen=-1)
    refused("allotted_covers_drawn", amount_fen=-1, reason="减")
    refused("not_in_future", on=day(9, 1))
    refused("unknown_kind", BadInput, kind="lottery")
    refused("town_elsewhere", BadInput, district_code=town.MAPLE, town_code=town.WHITESTONE)
    refused("earmark_of_one_town", BadInput, town_code=town.WHITESTONE, managed_only=True)


def test_it_never_falls_below_what_is_drawn():
    give()
    take(NUMBER, "file")
    refused("allotted_covers_drawn", amount_fen=-1, reason="减")
    give(1)
    give(-1, reason="减")


def test_the_city_allots_too_and_others_do_not():
    city = town.person("市办 周", ("city_office", "990000000000"))
    assert give(by=city, kind="city").kind == "city"
    for who in (town.FINANCE, town.CLERK, town.STRANGER):
        refused("not_permitted", NotAllowed, by=who)


@pytest.mark.parametrize(
    "wrong", [{"drawn_fen": -1}, {"drawn_fen": APPROVED + 1}, {"allotted_fen": -1}, {"kind": "x"}]
)
def test_the_database_itself_holds_drawn_within_allotted(wrong):
    give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Envelope.objects.update(**wrong)


def test_a_cut_is_covered_on_its_own_day():
    give(APPROVED, on=day(8, 10))
    refused("cut_covered_that_day", amount_fen=-1, reason="调减", on=day(8, 9))
    give(APPROVED, on=day(8, 5))
    refused("cut_covered_that_day", amount_fen=-APPROVED - 1, reason="调减", on=day(8, 6))
    give(-APPROVED, reason="调减", on=day(8, 6))
    assert [row["left_fen"] for row in envelopes(town.DISTRICT, 2022, day(8, 6))] == [0]
