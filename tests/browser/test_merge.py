"""Home of merging in the browser: three sheets dropped, a conflict chosen, downloaded, imported."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.persons import sign_in
from tests.browser.test_loop import DROP
from tests.browser.watching import Watch, shoot, sideways

HEADERS = (
    "序号", "项目编号", "项目名称", "镇街", "村(社区)/小区", "项目类型", "数量", "单位",
    "申报资金(万元)", "资金来源", "征集日期", "申报日期", "备注",
)  # fmt: skip
DAYS = ("区级引导资金", "2020-08-03", "2020-08-05", "")
LAMPS = ("小堡村路灯", "宋庄镇", "小堡村", "路灯", 12, "盏")
SHEETS = {
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


def test_three_sheets_become_one_and_its_projects_exist(
    site: str, open_page: Callable[..., Watch], tmp_path: Path, shots: Path
) -> None:
    page = open_page().page
    sign_in(page, site, "district")
    page.goto(f"{site}/import/")
    page.get_by_role("link", name="合并镇街的表").click()
    drop(page, [written(tmp_path / name, rows) for name, rows in SHEETS.items()])
    expect(page.locator(".fl li")).to_have_count(3)
    expect(page.locator("#errors")).to_contain_text("超过上限")
    expect(page.locator(".cf")).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("确认导入"))).to_be_disabled()
    look(page, shots, "merge-with-a-conflict")
    mend_the_amount(page)
    choose(page)
    look(page, shots, "merge-decided")
    page.locator("#round").fill("第三批")
    page.get_by_role("button", name="按这批").click()
    expect(page.locator("#round")).to_have_value("3")
    assert downloaded(page, tmp_path) == ["SZ-01", "SZ-02", "SZ-03", "SZ-11", "TH-01"]
    page.get_by_role("button", name="确认导入 5 行").click()
    expect(page.locator(".rgt")).to_contain_text("新增")
    page.get_by_role("button", name="确认可收的 5 行").click()
    expect(page.locator("h1")).to_have_text("收好了")
    page.goto(f"{site}/projects/SZ-11/")
    expect(page.locator("main")).to_contain_text("小堡村路灯")
    expect(page.locator("main")).to_contain_text("村东新增路段")


def mend_the_amount(page: Page) -> None:
    row = page.locator("#errors tr", has_text="超过上限")
    row.locator("input.in").fill("8.8")
    row.get_by_role("button", name="改好").click()
    expect(page.locator("#errors")).to_contain_text("没有错误")


def choose(page: Page) -> None:
    conflict = page.locator(".cf")
    expect(conflict).to_contain_text("附件1:宋庄镇申报表.xlsx")
    conflict.get_by_label("都要").check()
    conflict.locator("[name=reason]").fill("B 是村东新增路段")
    conflict.get_by_role("button", name="定", exact=True).click()
    expect(page.locator("#decided")).to_contain_text("村东新增路段")
    expect(page.locator(".cf")).to_have_count(0)


def downloaded(page: Page, folder: Path) -> list[object]:
    """Download the summary; return the numbers of its projects."""
    with page.expect_download() as started:
        page.get_by_role("link", name="下载汇总表").click()
    started.value.save_as(folder / "summary.xlsx")
    book = openpyxl.load_workbook(folder / "summary.xlsx")
    assert book.sheetnames == ["汇总表", "问题行", "取舍"]
    heads, *rows = book["汇总表"].iter_rows(values_only=True)
    return sorted(str(row[heads.index("项目编号")]) for row in rows)


def drop(page: Page, files: list[Path]) -> None:
    carried = [[file.name, base64.b64encode(file.read_bytes()).decode()] for file in files]
    area = page.locator("[data-drop]").element_handle()
    with page.expect_navigation():
        page.evaluate(DROP, [area, carried])


def look(page: Page, shots: Path, name: str) -> None:
    shoot(page, shots, name)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) == 0, f"{name} scrolls sideways at {width}"


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
