"""A code beside a township's name, and a project beside its district: one wrong cell moves nothing."""

from __future__ import annotations

import pytest

from tests import gold
from tests.keeping import contents
from xiaowei.connectors.tabular.writing import write_table
from xiaowei.journey.sheet import ledger_sheet

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)
CHANGPING, TAIHU = "110114007000", "110112114000"


def brought(folder, **cells):
    """Export the ledger, change cells of the first row of 宋庄镇, and bring that row again."""
    headers, rows = ledger_sheet(gold.DISTRICT, gold.DAY)
    row = next(row for row in (dict(zip(headers, r, strict=True)) for r in rows)
               if row["镇街"] == "宋庄镇") | cells  # fmt: skip
    write_table(folder / "out.xlsx", list(row), [list(row.values())])
    parsed = gold.read(folder / "out.xlsx", "projects")
    return gold.take_in("projects", parsed.rows, rejected=parsed.rejected)


@pytest.mark.parametrize("code", [TAIHU, CHANGPING, TAIHU[:9]])
def test_a_code_that_is_not_the_named_townships_is_refused(code, tmp_path):
    before = contents()
    [rejected] = brought(tmp_path, 镇街代码=code).rejected
    assert rejected.error.code == "code_not_of_town"
    assert (rejected.value, rejected.error.column) == (code, "镇街代码")
    assert "宋庄镇" in rejected.error.text()
    assert contents() == before


def test_a_project_does_not_change_districts(tmp_path):
    before = contents()
    [rejected] = brought(tmp_path, 镇街代码=CHANGPING, 镇街="").rejected
    assert rejected.error.code == "town_in_district"
    assert "110112" in rejected.error.text()
    assert contents() == before


def test_a_districts_code_is_no_township(tmp_path):
    [rejected] = brought(tmp_path, 镇街代码="110112", 镇街="").rejected
    assert rejected.error.code == "unknown_town"


def test_the_code_or_the_name_alone_is_enough(tmp_path):
    assert brought(tmp_path, 镇街="").same == 1
    assert brought(tmp_path, 镇街代码="").same == 1
