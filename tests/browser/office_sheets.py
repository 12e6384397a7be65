"""Home of the sheets a township would drop: a hotline's export and a ledger, with their usual flaws."""

from __future__ import annotations

from pathlib import Path

import openpyxl

ESTATE = "定海园一里"
TOPIC = "道路破损"
CALLS = (
    ("2020-08-03 08:12", "13910000001", "大门口路面坑洼,老人推车走不了"),
    ("2020-08-09 19:40", "13910000002", "3号楼前道路破损,下雨全是泥"),
    ("2020-08-15 07:55", "13910000003", "路面塌陷一大块,电动车摔了人"),
    ("2020-08-21 12:30", "13910000001", "还是那条路,坑洼没人管"),
    ("2020-08-27 21:05", "13910000004", "东侧道路破损严重,请尽快修"),
)
TICKET_HEADERS = (
    "工单编号", "来电时间", "来电人", "来电号码", "诉求类型", "一级分类", "二级分类",
    "街乡镇", "小区名称", "诉求地址", "诉求内容", "督办领导",
)  # fmt: skip
LEDGER_HEADERS = (
    "序号", "项目名称", "街乡镇", "村(社区)/小区", "项目类型", "数量", "单位", "申报资金(万元)",
    "审定资金(万元)", "资金来源", "征集日期", "申报日期", "审定日期", "备案日期", "备注",
)  # fmt: skip
COLLECTED, TOO_EARLY, MENDED = "2020-07-06", "2020-07-02", "2020-07-09"


def hotline(path: Path, estate: str = ESTATE) -> Path:
    """Write a hotline's export: five calls on one road at an estate, one on a lamp, one without a day."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "8月工单"
    sheet.append(TICKET_HEADERS)
    for order, (at, phone, said) in enumerate(CALLS, start=1):
        sheet.append(_ticket(f"TH20200800{order:02d}", estate, at, phone, said))
    sheet.append(
        _ticket("TH2020080006", estate, "2020-08-18 10:00", "13910000006", "楼道灯不亮", "路灯")
    )
    sheet.append(_ticket("TH2020080007", estate, "八月底吧", "13910000007", "路不平"))
    book.save(path)
    return path


def _ticket(
    number: str, estate: str, at: str, phone: str, said: str, topic: str = TOPIC
) -> tuple[str, ...]:
    level = "道路交通" if topic == TOPIC else "市政"
    words = f"来电人称{estate}{said}。联系电话{phone},身份证110105194912310021"
    return (
        number, at, "张建国", phone, "投诉", level, topic, "台湖镇", estate, f"台湖镇{estate}", words, "王"
    )  # fmt: skip


def ledger(path: Path) -> Path:
    """Write a ledger under a title, with a total at the end; row two was sent before it was collected."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台湖镇2020年小微项目台账"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(LEDGER_HEADERS))
    sheet.append(LEDGER_HEADERS)
    sheet.append(_project(1, "口子村围墙修复", "口子村", "围墙墙体修复", 120, "米", "8.0", "7.6"))
    sheet.append(
        _project(2, "前营村小微绿地", "前营村", "小微绿地", 400, "平方米", "10.0", "9.5", TOO_EARLY)
    )
    sheet.append(_project(3, "拾景园路灯更新", "拾景园", "路灯", 12, "盏", "6.6", "6.0"))
    sheet.append(["合计", "", "", "", "", "", "", 24.6, 23.1])
    book.save(path)
    return path


def _project(
    serial: int,
    name: str,
    place: str,
    kind: str,
    size: int,
    unit: str,
    asked: str,
    granted: str,
    applied_on: str = MENDED,
) -> tuple[object, ...]:
    return (
        serial, name, "台湖镇", place, kind, size, unit, float(asked), float(granted), "区级引导资金",
        COLLECTED, applied_on, "2020-07-16", "2020-07-17", "",
    )  # fmt: skip
