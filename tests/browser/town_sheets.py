"""Home of what seventeen townships send: a title, the headers, the rows, their total; two of them quarrel."""

from __future__ import annotations

from pathlib import Path

import openpyxl

HEADERS = (
    "序号", "项目编号", "项目名称", "镇街", "村(社区)/小区", "项目类型", "数量", "单位",
    "申报资金(万元)", "资金来源", "征集日期", "申报日期", "备注",
)  # fmt: skip
DAYS = ("区级引导资金", "2020-08-03", "2020-08-05", "")
LAMPS = ("小堡村路灯", "宋庄镇", "小堡村", "路灯", 12, "盏")
QUARREL = {
    "附件1:宋庄镇申报表.xlsx": (
        ("SZ-01", *LAMPS, 6.6, *DAYS),
        ("SZ-02", "翟里村排水沟", "宋庄镇", "翟里村", "排水沟修复", 150, "米", 5.2, *DAYS),
        ("SZ-03", "大兴庄围墙", "宋庄镇", "大兴庄村", "围墙墙体修复", 200, "米", 88.0, *DAYS),
    ),
    "宋庄镇补报(终稿2).xlsx": (("SZ-11", *LAMPS, 7.2, *DAYS),),
    "台湖镇申报(盖章版).xlsx": (
        ("TH-01", "口子村围墙修复", "台湖镇", "口子村", "围墙墙体修复", 120, "米", 8.0, *DAYS),
    ),
}  # fmt: skip
OTHERS = (
    ("中仓街道", "东里小区"), ("新华街道", "京贸国际城"), ("北苑街道", "中山街小区"),
    ("玉桥街道", "乔庄东区"), ("永顺地区", "惠兰美居"), ("梨园地区", "云景东里"),
    ("潞源街道", "含英园一区"), ("通运街道", "月季园"), ("张家湾镇", "上店村"),
    ("漷县镇", "觅子店村"), ("马驹桥镇", "周营村"), ("西集镇", "吕家湾村"),
    ("永乐店镇", "孔庄村"), ("潞城镇", "东夏园小区"), ("于家务回族乡", "于家务村"),
)  # fmt: skip
SHEETS = QUARREL | {
    f"{town}申报表.xlsx": (
        (f"BS-{n:02}", f"{place}路灯", town, place, "路灯", 6, "盏", 3.3, *DAYS),
    )
    for n, (town, place) in enumerate(OTHERS, 1)
}
"""One sheet of each township, and one that 宋庄镇 sent after it."""


def sheets_of_towns(folder: Path) -> list[Path]:
    """Write every sheet."""
    return [written(folder / name, rows) for name, rows in SHEETS.items()]


def written(path: Path, rows: tuple[tuple[object, ...], ...]) -> Path:
    """Write a township's sheet: a title, the headers, its rows, their total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"{path.stem}"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    sheet.append(HEADERS)
    for serial, row in enumerate(rows, start=1):
        sheet.append((serial, *row))
    sheet.append(["合计", *[None] * 7, sum(float(str(row[7])) for row in rows)])
    book.save(path)
    return path
