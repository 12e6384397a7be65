"""Unseen sheets give their own right figures, counted here by hand from the cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import gold, variants
from tests.keeping import contents
from xiaowei.connectors.tabular.writing import write_table
from xiaowei.journey.briefing import briefing
from xiaowei.journey.ledger import ledger
from xiaowei.journey.sheet import ledger_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.long]
stand = gold.standing("places")
FORMS = {1: ("a.csv", "utf-8"), 2: ("b.csv", "gbk"), 3: ("c.xlsx", ""), 4: ("d.csv", "utf-8-sig")}


def taken(seed, folder, tickets_first):
    variant = variants.draw(seed)
    name, encoding = FORMS[seed]
    sheets = {
        "projects": variants.write_projects(variant, folder / name, encoding),
        "tickets": variants.write_tickets(variant, folder / "t.csv"),
    }
    for kind in sorted(sheets, reverse=tickets_first):
        parsed = gold.read(sheets[kind], kind)
        report = gold.take_in(kind, parsed.rows, rejected=parsed.rejected)
        assert (report.rejected, report.new) == ((), report.read)
    return variant


@pytest.mark.parametrize("seed", sorted(FORMS))
def test_a_variant_gives_its_own_figures(seed, tmp_path):
    variant = taken(seed, tmp_path, tickets_first=seed % 2 == 0)
    told = variants.Told(variant)
    data = briefing(gold.DISTRICT, variant.as_of)
    counts = told.counts()
    assert {name: data[name] for name in counts} == counts
    assert counts["sites_silent"] < counts["sites_observed"], "the draw has complaints afterwards"
    assert {q["type"]: Decimal(q["value"]) for q in data["quantities"]} == told.quantities()
    money = told.money()
    assert {name: data["money"][name] for name in money} == money
    assert (data["working_days"]["n"], data["working_days"]["mean"]) == told.days()
    books = ledger(gold.DISTRICT, variant.as_of)
    assert (books["filed"], books["settled"]) == (money["approved"], money["settled"])


@pytest.mark.parametrize("seed", [3])
def test_the_same_variant_again_and_its_export_change_nothing(seed, tmp_path):
    variant = taken(seed, tmp_path, tickets_first=False)
    before = contents()
    parsed = gold.read(tmp_path / FORMS[seed][0], "projects")
    assert gold.take_in("projects", parsed.rows).same == len(variant.projects)
    for day in (variant.as_of, gold.DAY.replace(month=7)):
        for name in ("out.xlsx", "out.csv"):
            headers, rows = ledger_sheet(gold.DISTRICT, day)
            write_table(tmp_path / name, headers, rows)
            back = gold.read(tmp_path / name, "projects")
            assert back.rejected == ()
            report = gold.take_in("projects", back.rows)
            assert (report.changed, report.changes) == (0, ())
            assert report.same == len(rows) > 0
    assert contents() == before
