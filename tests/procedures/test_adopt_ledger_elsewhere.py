"""A ledger of another district, as people keep it: names instead of codes, quantities in the words."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest

from tests import gold, town, walking
from tests.keeping import contents
from xiaowei.connectors.tabular.writing import write_table
from xiaowei.domain.sheets import SheetIn
from xiaowei.journey.briefing import briefing
from xiaowei.journey.sheet import ledger_sheet
from xiaowei.journey.story import story
from xiaowei.procedures.adopt_ledger import adopt_ledger
from xiaowei.stages.delivery.queries import measurements, sites
from xiaowei.stages.selection import operations as selection
from xiaowei.stages.selection.queries import rounds

pytestmark = pytest.mark.django_db
stand = walking.standing("")
TITLE = ["2022年青川县身边小工程台账"]
HEADS = ["序号", "项目名称", "镇街", "村(社区)/小区", "建设内容", "申报资金(万元)", "审定资金(万元)",
         "拨付资金(万元)", "结算资金(万元)", "批次", "进度(截至2022年8月31日)", "征集日期", "申报日期",
         "审定日期", "备案日期", "拨付日期", "开工日期", "完工日期", "投入使用日期", "验收日期",
         "施工单位", "完成数量"]  # fmt: skip
ROWS = [
    ["1", "石门村村道修补", "白石镇", "石门村", "修复村道120米", "1.80", "1.75", "1.75", "1.7",
     "第一批", "已完工", "2022.7.1", "2022/7/4", "2022年7月6日", "20220707", "2022-07-08", "7月11日",
     "", "", "", "甲队", "120"],
    ["2", "柳湾村便民小桥", "白石", "柳湾村", "新建便民小桥2座", "16", "15", "15", "", "第一批", "施工中",
     "2022-7-1", "2022-7-4", "2022-7-6", "2022-7-8", "2022-7-11", "2022-7-12", "", "", "", "乙队", "1"],
    ["3", "东桥社区村道修补", "老城", "东桥社区", "修补道路300米", "5.5", "", "", "", "第二批", "已申报",
     "2022-8-1", "2022-8-4", "", "", "", "", "", "", "", "", ""],
    ["合计", "", "", "", "", "23.30", "16.75", "16.75", "1.7", "", "", "", "", "", "", "", "", "", "",
     "", "", ""],
]  # fmt: skip
ROWS[0][16:20] = ["2022-7-11", "2022-7-13", "2022-7-12", "2022-7-15"]


def write(path, rows=ROWS):
    with path.open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows([TITLE, HEADS, *rows])
    return gold.read(path, "projects")


def adopt(parsed):
    sheet = SheetIn(parsed.rows, parsed.rejected, "a.csv", "a")
    return adopt_ledger(sheet=sheet, **town.acting())


@pytest.fixture
def taken(tmp_path):
    report = adopt(write(tmp_path / "a.csv"))
    assert (report.read, report.new, report.rejected) == (3, 3, ())


def test_names_codes_and_quantities_are_understood(taken):
    data = briefing(town.DISTRICT, town.TODAY)
    assert (data["projects_started"], data["sites_completed"], data["townships"]) == (2, 1, 1)
    assert {q["type"]: q["value"] for q in data["quantities"]} == {
        "村道修补": "120.00",
        "便民小桥": "1",
    }
    assert data["money"]["approved"] == "167500.00"
    told = story("QC2022-001", town.TODAY)
    assert (told["clock"]["T2"], told["clock"]["T4"], told["state"]) == (2, 2, "settled")
    assert told["silence"]["verdict"] == "too_early"
    assert data["text"].startswith("到8月末,")
    assert "修补村道120米" in data["text"] and "架设便民小桥1座" in data["text"]


def test_again_and_from_its_own_export_nothing_changes(taken, tmp_path):
    before = contents()
    assert adopt(write(tmp_path / "again.csv")).same == 3
    for day in (town.TODAY, date(2022, 9, 30), date(2022, 7, 31)):
        headers, rows = ledger_sheet(town.DISTRICT, day)
        write_table(tmp_path / "out.xlsx", headers, rows)
        report = adopt(gold.read(tmp_path / "out.xlsx", "projects"))
        assert (report.changed, report.rejected) == (0, ()), report.changes
        assert report.same == len(rows)
    assert contents() == before


def test_a_project_measured_by_site_and_day_exports_and_comes_back(tmp_path):
    number = walking.walked("measure")
    walking.take(number, "measure", site_sequence=1, quantity=Decimal("40.5"), parking_spaces=7)
    walking.take(number, "measure", site_sequence=1, measured_on=walking.day(8, 20))
    for name in ("finish_site", "finish", "photo_after", "accept", "settle"):
        walking.take(number, name)
    assert len(measurements(number)) == 2
    before = contents()
    for day in (walking.day(8, 31), walking.day(8, 15)):
        headers, rows = ledger_sheet(town.DISTRICT, day)
        write_table(tmp_path / "out.csv", headers, rows)
        report = adopt(gold.read(tmp_path / "out.csv", "projects"))
        assert (report.read, report.same, report.changes) == (1, 1, ())
    assert contents() == before
    assert [s["finished"] for s in sites(number)] == [True]


def test_a_sheet_never_moves_a_project_that_the_house_handles(tmp_path):
    """Whoever brings a sheet must not review, file or pay by it what waits for others."""
    number = walking.walked("submit", spot_id=None)
    _, rows = ledger_sheet(town.DISTRICT, town.TODAY)
    assert rows == []
    row = dict(zip(HEADS, ROWS[0], strict=True)) | {"项目编号": number}
    with (tmp_path / "b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(row), list(row.values())])
    row["征集日期"] = "2022-7-1"
    report = adopt(gold.read(tmp_path / "b.csv", "projects"))
    assert [one.error.code for one in report.rejected] == ["not_taken_over"]
    assert story(number, town.TODAY)["state"] == "town_review"


@pytest.mark.parametrize("until", [
    "begin_review", "approve", "file", "disburse", "order", "start", "pay", "measure", "finish",
    "accept", "settle", "give_back", "check",
])  # fmt: skip
def test_a_project_of_the_house_comes_back_wherever_it_stands(until, tmp_path):
    walking.walked(until)
    assert exported(tmp_path) == (1, 1, ())


def test_a_returned_application_and_twins_of_the_house_come_back(tmp_path):
    numbers = [walking.walked("begin_review"), walking.walked("file"), walking.walked("start")]
    back = {"number": numbers[0], "reason": "补照片", "by": town.OFFICER}
    selection.send_back(**back, on=walking.day(8, 4), at=town.NOW)
    assert exported(tmp_path) == (3, 3, ())


def exported(folder):
    """Export the ledger and take it in again; return what came of it."""
    before = contents()
    headers, rows = ledger_sheet(town.DISTRICT, town.TODAY)
    write_table(folder / "out.xlsx", headers, rows)
    report = adopt(gold.read(folder / "out.xlsx", "projects"))
    assert contents() == before
    return report.read, report.same, report.rejected


def test_a_sheet_joins_the_round_that_the_district_called(tmp_path):
    walking.call()
    assert adopt(write(tmp_path / "a.csv")).new == 3
    called = {row["name"] for row in rounds(town.DISTRICT)}
    assert called == {"第一批", "2"}
    walking.call(name="第二批")
    assert {row["name"] for row in rounds(town.DISTRICT)} == called
    again = adopt(write(tmp_path / "a.csv"))
    assert (again.new, again.same) == (0, 3)
