"""Who vouches for what an older ledger tells: a township for its own steps, the district for all."""

from __future__ import annotations

import pytest

from tests import gold
from tests.procedures.test_adopt_ledger import SOME
from xiaowei.base.accounts.actors import Actor, Held
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.funding.queries import filings_by_number
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = gold.standing("places")
ROW = next(row for row in SOME if row.settled_yuan)


def clerk_of(row):
    return Actor(7, "经办", (Held("town_clerk", f"{row.town_code:0<12}"),))


def officer():
    return Actor(8, "专项办", (Held("district_office", f"{ROW.town_code[:6]:0<12}"),))


def said(report):
    return [getattr(note, "key", "") for note in report.warnings]


def test_a_clerks_ledger_stops_where_the_district_decides():
    report = gold.take_in("projects", [ROW], by=clerk_of(ROW))
    assert (report.new, report.rejected) == (1, ())
    assert "warning.unvouched" in said(report)
    assert application(ROW.number).state == "submitted"
    assert application(ROW.number).approved_on is None
    assert filings_by_number([ROW.number]) == {}


def test_the_clerk_brings_it_again_and_nothing_moves():
    gold.take_in("projects", [ROW], by=clerk_of(ROW))
    again = gold.take_in("projects", [ROW], by=clerk_of(ROW))
    assert (again.same, again.rejected) == (1, ())


def test_the_district_vouches_by_bringing_the_same_sheet():
    gold.take_in("projects", [ROW], by=clerk_of(ROW))
    report = gold.take_in("projects", [ROW], by=officer())
    assert (report.changed, report.rejected) == (1, ())
    assert "warning.unvouched" not in said(report)
    assert filings_by_number([ROW.number])[ROW.number].state == "settled"


def test_a_clerk_does_not_rewrite_the_districts_sums():
    gold.take_in("projects", [ROW], by=officer())
    filing = filings_by_number([ROW.number])[ROW.number]
    with pytest.raises(NotAllowed):
        funding.correct(
            number=ROW.number,
            changes={"disbursed_fen": filing.disbursed_fen - 100},
            by=clerk_of(ROW),
            on=gold.DAY,
            at=gold.NOW,
        )
