"""A quantity that nobody measured is unknown, not nothing; a measured nothing is nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests import gold
from tests.keeping import contents
from xiaowei.connectors.tabular.writing import write_table
from xiaowei.journey.briefing import briefing
from xiaowei.journey.notes import notes_on
from xiaowei.journey.sheet import ledger_sheet
from xiaowei.journey.story import story
from xiaowei.journey.survey import Survey

pytestmark = pytest.mark.django_db
stand = gold.standing("places")
ROADS = [row for row in gold.rows("projects") if row.type == "破损道路修复"][:3]
PARKS = [row for row in gold.rows("projects") if row.type == "生态停车场" and row.parking_spaces][
    :2
]


def adopt(rows, **said):
    report = gold.take_in("projects", [replace(row, **said) for row in rows])
    assert (report.new, report.rejected) == (len(rows), ())


def quantities():
    found = briefing(gold.DISTRICT, gold.DAY)
    return {q["code"]: (q["value"], q["display"]) for q in found["quantities"]}, found


def unmeasured():
    notes = notes_on(Survey(gold.DISTRICT, gold.DAY))
    return [n.facts["count"] for n in notes if n.key == "warning.not_measured"]


def test_a_ledger_without_done_quantities_says_that_they_are_unknown():
    adopt([*ROADS, *PARKS], measured=(), parking_spaces=None)
    told, data = quantities()
    assert told == {"road": (None, "未计量"), "parking": (None, "未计量")}
    assert data["parking_spaces"] is None
    assert unmeasured() == [5]
    assert "平方米" not in data["text"]


def test_spaces_without_quantities_are_counted_and_invent_no_quantity():
    adopt(PARKS, measured=())
    told, data = quantities()
    assert told == {"parking": (None, "未计量")}
    assert data["parking_spaces"] == sum(row.parking_spaces for row in PARKS)
    assert story(PARKS[0].number, gold.DAY)["quantity"]["measured"][0]["quantity"] is None
    assert unmeasured() == [2]


def test_a_measured_nothing_is_nothing():
    adopt(PARKS, measured=((gold.DAY, Decimal(0)),), parking_spaces=0)
    told, data = quantities()
    assert told == {"parking": ("0.00", "0")}
    assert (data["parking_spaces"], unmeasured()) == (0, [])


def test_of_some_measured_the_others_are_told_and_left_out():
    adopt(ROADS[:1])
    adopt(ROADS[1:], measured=())
    done = dict(ROADS[0].measured)[gold.DAY]
    assert Decimal(quantities()[0]["road"][0]) == done
    assert unmeasured() == [2]


def test_no_parking_project_means_no_space():
    adopt(ROADS)
    assert quantities()[1]["parking_spaces"] == 0


@pytest.mark.parametrize("said", [{}, {"parking_spaces": None}])
def test_an_export_of_the_unknown_changes_nothing_when_it_comes_back(said, tmp_path):
    adopt([*ROADS[:1], *PARKS], measured=(), **said)
    before = contents()
    headers, rows = ledger_sheet(gold.DISTRICT, gold.DAY)
    write_table(tmp_path / "out.xlsx", headers, rows)
    back = gold.read(tmp_path / "out.xlsx", "projects")
    report = gold.take_in("projects", back.rows)
    assert (report.same, report.changes, back.rejected) == (3, (), ())
    assert contents() == before
