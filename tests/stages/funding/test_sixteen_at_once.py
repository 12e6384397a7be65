"""Sixteen clients at the same money: the envelope is never over-committed, nothing is paid twice."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection

from tests import town, walking
from tests.keeping import put_back
from tests.stages.funding.test_two_at_once import shared
from tests.walking import APPROVED, NUMBER, day
from xiaowei.base.trail.counting import disorder
from xiaowei.base.trail.queries import broken_links
from xiaowei.domain.errors import RuleBroken, XiaoweiError
from xiaowei.interfaces.saying import refusal_of
from xiaowei.stages.funding.models import Envelope, EnvelopeLine, Filing, LedgerLine
from xiaowei.stages.funding.operations import allot
from xiaowei.stages.identification.models import Candidate

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 16
EACH, LAST = 3_000_000, 10_000_000
"""30,000 yuan a project, 100,000 yuan left: three fit, thirteen do not."""
BEFORE = (
    "consult",
    "photo_before",
    "report",
    "prepare",
    "submit",
    "begin_review",
    "visit_site",
    "approve",
)


def approved(number):
    """Walk one more project up to its approval, of 30,000 yuan."""
    said = {
        "submit": {"applied_fen": EACH, "fund_lines": [("区级", EACH)], "fund_source": "区级"},
        "approve": {"approved_fen": EACH, "cut_reason": ""},
    }
    Candidate.objects.filter(number=number).update(estimate_fen=EACH)
    for name in BEFORE:
        walking.take(number, name, **said.get(name, {}))
    return number


def race(tmp_path, calls):
    """Let each call run in a thread of its own, all at the same moment; return the refusals."""
    barrier, refusals, sums = Barrier(len(calls)), [], []

    with shared(tmp_path) as meet:

        def run(call):
            meet()
            barrier.wait()
            try:
                call()
            except (XiaoweiError, DatabaseError) as refusal:
                refusals.append(refusal_of(refusal) or refusal)
            finally:
                connection.close()

        def look():
            meet()
            sums.append(
                {
                    "drawn": sum(Envelope.objects.values_list("drawn_fen", flat=True)),
                    "draws": sum(EnvelopeLine.objects.filter(kind="drawn")
                                 .values_list("amount_fen", flat=True)),
                    "filed": sum(Filing.objects.values_list("approved_fen", flat=True)),
                    "disbursed": sum(Filing.objects.values_list("disbursed_fen", flat=True)),
                    "lines": sum(LedgerLine.objects.filter(kind="disbursed")
                                 .values_list("amount_fen", flat=True)),
                    "broken": broken_links() + disorder().miscounted + disorder().edited,
                }
            )  # fmt: skip
            connection.close()

        for threads in ([Thread(target=run, args=(one,)) for one in calls], [Thread(target=look)]):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return refusals, sums[0]


def test_sixteen_file_against_the_last_hundred_thousand(tmp_path):
    put_back(walking.kept("consult"))
    numbers = [approved(NUMBER), *(approved(walking.mint()) for _ in range(CLIENTS - 1))]
    where = {"district_code": town.DISTRICT, "year": 2022, "kind": "district"}
    allot(**where, amount_fen=LAST, document_no="3号", **town.acting(town.OFFICER, on=day(8, 1)))
    calls = [lambda number=number: walking.take(number, "file") for number in numbers]
    refusals, sums = race(tmp_path, calls)
    filed = CLIENTS - len(refusals)
    print(f"{connection.vendor}: {CLIENTS} clients, {filed} filed, {len(refusals)} refused, {sums}")
    assert filed == LAST // EACH
    assert sums["drawn"] == sums["draws"] == sums["filed"] == filed * EACH <= LAST
    assert sums["broken"] == []
    assert {refusal.code for refusal in refusals} <= {"within_envelope", "house_busy"}
    assert all("10000.00" in r.text("zh") for r in refusals if r.code == "within_envelope")


def test_sixteen_disburse_the_same_money(tmp_path):
    put_back(walking.kept("disburse"))
    calls = [lambda: walking.take(NUMBER, "disburse")] * CLIENTS
    refusals, sums = race(tmp_path, calls)
    print(f"{connection.vendor}: {CLIENTS} clients, {len(refusals)} refused, {sums}")
    assert len(refusals) == CLIENTS - 1
    assert sums["disbursed"] == sums["lines"] == APPROVED
    assert sums["broken"] == []
    assert all(isinstance(r, RuleBroken) or r.code == "house_busy" for r in refusals)
