"""Tickets of the hotline, clean and dirty."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from xiaowei.connectors.hotline_sheet.fetch import fetch
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.connectors.hotline_sheet.words import handling_town, limit_in_hours, split_topics
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.domain.sheets import TicketRow
from xiaowei.domain.zone import ZONE

SHARED = Path(__file__).parents[4] / "shared"


def read(text: str, mapping: dict[str, str] | None = None) -> Parsed[TicketRow]:
    return parse(fetch(text.encode(), mapping), mapping)


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is absent: this test needs the shared data")
    return path


def test_one_whole_ticket() -> None:
    parsed = read(
        "工单编号,来电时间,来电人,来电号码,诉求类型,一级分类,二级分类,街乡镇,"
        "社区(村),诉求地址,诉求内容,承办单位,"
        "办理时限,是否联系(响应),是否解决,是否满意,是否剔除,剔除原因,经度,纬度,来源渠道\n"
        "A1,2020/4/12 6:30,张某,13800000000,投诉,供水,停水,甲镇,"
        "东社区,东里小区,又停水了,甲镇人民政府,"
        "24小时,是,部分解决,基本满意,否,,116.6,39.9,电话\n"
    )
    row = parsed.rows[0]
    assert row.received_at == datetime(2020, 4, 12, 6, 30, tzinfo=ZONE)
    assert (row.number, row.caller, row.kind, row.topics) == (
        "A1", "13800000000", "投诉", ("供水", "停水"),
    )  # fmt: skip
    assert (row.town, row.handler, row.community) == ("甲镇", "甲镇人民政府", "东社区")
    assert (row.limit_hours, row.contacted, row.solved) == (24, True, False)
    assert (row.satisfied, row.excluded) == (True, False)
    assert (row.lon, row.lat, row.extra) == (116.6, 39.9, {"来源渠道": "电话"})


def test_headers_in_any_order_and_spelling() -> None:
    row = read("诉求 内容,所属街道（乡镇）,工 单 号\n停水,甲镇,A1\n").rows[0]
    assert (row.number, row.content) == ("A1", "停水")


def test_a_ticket_without_time_is_taken_and_an_unreadable_time_rejected() -> None:
    assert read("工单编号,诉求内容\nA1,停水\n").rows[0].received_at is None
    parsed = read("工单编号,来电时间,诉求内容\nA1,,停水\nA2,前天,停水\n")
    assert parsed.rows[0].received_at is None
    reject = parsed.rejected[0]
    assert (reject.row, reject.column, reject.value) == (3, "来电时间", "前天")
    assert reject.cells == ("A2", "前天", "停水")
    assert "2020-04-12" in str(reject.error)


def test_day_and_time_in_two_columns() -> None:
    row = read(
        "工单编号,来电日期,来电时间,内容\nA1,2020-04-12,6:30,停水\nA2,2020-04-12,,停水\n"
    ).rows
    assert row[0].received_at == datetime(2020, 4, 12, 6, 30, tzinfo=ZONE)
    assert row[1].received_at == datetime(2020, 4, 12, tzinfo=ZONE)


def test_lost_numbers_as_figures_and_as_text() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, row in enumerate(
        [["工单编号", "诉求内容"], [1.23e17, "停水"], ["1.23E+17", "停水"], [43.0, "停水"]]
    ):
        sheet.write_row(at, 0, row)
    book.close()
    parsed = parse(fetch(stream.getvalue()))
    assert [r.error.code for r in parsed.rejected] == ["number_lost_digits"] * 2
    assert [row.number for row in parsed.rows] == ["43"]


def test_lost_phones_are_left_out_and_warned_of() -> None:
    parsed = read("工单编号,来电号码,诉求内容\nA1,1.38E+10,停水\nA2,13800000000,停水\n")
    assert [row.caller for row in parsed.rows] == [None, "13800000000"]
    assert [w.code for w in parsed.warnings] == ["sheet_phones_lost"]


def test_missing_numbers_are_made_and_stay_the_same() -> None:
    text = "来电时间,来电号码,诉求内容\n2020-04-12,138,停水\n2020-04-13,138,停水\n"
    numbers = [row.number for row in read(text).rows]
    assert numbers == [row.number for row in read(text).rows]
    assert len(set(numbers)) == 2
    assert all(n.startswith("X-") and len(n) == 18 for n in numbers)


def test_a_ticket_that_says_nothing_is_rejected() -> None:
    parsed = read("工单编号,标题,诉求内容,诉求地址\nA1,,,\nA2,停水,,\nA3,,,东里\n")
    assert [r.error.code for r in parsed.rejected] == ["ticket_empty"]
    assert [(row.title, row.content, row.address) for row in parsed.rows] == [
        ("停水", "", None),
        (None, "", "东里"),
    ]


def test_callers() -> None:
    parsed = read(
        "来电人,来电人电话/账号,内容\n张某,136××××,a\n保密,保密,b\n李某,wx_123,c\n王某,,d\n,13800000000,e\n"
    )
    assert [row.caller for row in parsed.rows] == [
        "张某 136××××", None, "wx_123", "王某", "13800000000",
    ]  # fmt: skip


def test_the_handling_township_stands_in() -> None:
    parsed = read("承办单位,内容\n甲镇人民政府,a\n乙街道办事处,b\n区城管委,c\n丙地区,d\n")
    assert [row.town for row in parsed.rows] == ["甲镇", "乙街道", None, "丙地区"]
    assert handling_town("城镇管理局") is None


@pytest.mark.parametrize(
    "path",
    ["市政→道路→道路破损", "市政->道路->道路破损", "市政/道路/道路破损", "市政 > 道路 > 道路破损"],
)
def test_category_paths(path: str) -> None:
    assert split_topics(path) == ("市政", "道路", "道路破损")


def test_deadlines() -> None:
    assert [limit_in_hours(w) for w in ("7天", "24小时", "2小时内", "5个工作日", "紧急")] == [
        168, 24, 2, None, None,
    ]  # fmt: skip
    row = read("内容,截止时间\n停水,2020-04-19 12:00\n").rows[0]
    assert row.due_at == datetime(2020, 4, 19, 12, tzinfo=ZONE) and row.limit_hours is None


def test_an_excluded_ticket_may_give_only_the_reason() -> None:
    assert read("内容,剔除原因\na,恶意\nb,\n").rows[0].excluded is True


def test_mapping_by_hand() -> None:
    parsed = read("甲列,乙列,丙列\nA1,停水,2020-04-12\n", {"number": "甲列", "content": "乙列"})
    assert parsed.rows[0].number == "A1" and parsed.rows[0].extra == {"丙列": "2020-04-12"}
    assert parsed.mapping == {"number": "甲列", "content": "乙列"}


def test_every_row_is_accounted_for() -> None:
    parsed = read("工单编号,来电时间,诉求内容\nA1,x,停水\n\n合计,2,\nA2,,停水\n")
    assert (parsed.read, len(parsed.rows), len(parsed.rejected)) == (2, 1, 1)
    assert dict(parsed.skipped) == {1: "header", 3: "blank", 4: "total"}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("gold/gold_tickets.csv", 469),
        ("data/hotline_export/供参考线索1.xls", 10),
        ("data/hotline_export/供参考线索_房山500条.csv", 500),
        ("data/hotline_export/模拟数据_房山1000条.xlsx", 1000),
        ("data/taidi2020c/附件3.xlsx", 4326),
        ("data/taidi2020c/att3_messages_4326.csv", 4326),
    ],
)
def test_real_exports_read_whole(name: str, count: int) -> None:
    parsed = parse(fetch(shared(name)))
    assert (len(parsed.rows), parsed.rejected) == (count, ())
    assert {"number", "content", "title"} & parsed.mapping.keys()
    dated = [row for row in parsed.rows if row.received_at]
    assert len(dated) == (count if "received_at" in parsed.mapping else 0)


def test_the_same_messages_in_two_formats_have_the_same_moments() -> None:
    one = parse(fetch(shared("data/taidi2020c/附件3.xlsx"))).rows
    two = parse(fetch(shared("data/taidi2020c/att3_messages_4326.csv"))).rows
    assert {r.number: r.received_at for r in one} == {r.number: r.received_at for r in two}
