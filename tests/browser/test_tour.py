"""Home of the newcomer's tour at the desk: the main job from the home page, unshown, and counted.

The clerk, the district officer, finance, the leader, the city; who works outside is in test_tour_outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.counting import Hand
from tests.browser.persons import find, move_day, sign_in, take
from tests.browser.test_loop import picture
from tests.browser.town_sheets import SHEETS, sheets_of_towns
from tests.browser.watching import Watch, shoot, sideways

ROWS = sum(len(rows) for rows in SHEETS.values())
TYPED = {
    "sites-0-quantity": "0.12",
    "root_cause": "泵房老化",
    "held_on": "2020-08-31",
    "parties": "居委会、物业、居民代表",
    "decision": "接临时管线",
}


def test_the_district_officer_merges_seventeen_sheets_in_twelve(
    site: str, open_page: Callable[..., Watch], tmp_path: Path, shots: Path
) -> None:
    page = open_page().page
    sign_in(page, site, "district")
    page.goto(site)
    officer = Hand(page)
    officer.link("合并镇街的表")
    officer.drop(sheets_of_towns(tmp_path))
    expect(page.locator(".fl li")).to_have_count(len(SHEETS))
    expect(page.locator("#errors")).to_contain_text("超过上限")
    expect(page.locator(".cf")).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("确认导入"))).to_be_disabled()
    look(page, shots, "merge-with-a-conflict")
    mend_the_amount(officer)
    choose(officer)
    look(page, shots, "merge-decided")
    officer.type("round", "第三批")
    officer.button("按这批")
    expect(page.locator("#round")).to_have_value("3")
    assert len(downloaded(page, tmp_path)) == ROWS
    officer.button(f"确认导入 {ROWS} 行")
    expect(page.locator(".rgt")).to_contain_text("新增")
    officer.button(f"确认可收的 {ROWS} 行")
    expect(page.locator("h1")).to_have_text("收好了")
    assert len(officer.done) <= 12, officer.done
    page.goto(f"{site}/projects/SZ-11/")
    expect(page.locator("main")).to_contain_text("小堡村路灯")
    expect(page.locator("main")).to_contain_text("村东新增路段")


def mend_the_amount(officer: Hand) -> None:
    row = officer.page.locator("#errors tr", has_text="超过上限")
    name = row.locator("input.in").get_attribute("name") or ""
    officer.type(name, "8.8", row)
    officer.click(row.get_by_role("button", name="改好"))
    expect(officer.page.locator("#errors")).to_contain_text("没有错误")


def choose(officer: Hand) -> None:
    page = officer.page
    conflict = page.locator(".cf")
    expect(conflict).to_contain_text("附件1:宋庄镇申报表.xlsx")
    officer.click(conflict.get_by_label("都要"))
    officer.type("reason", "B 是村东新增路段", conflict)
    officer.click(conflict.get_by_role("button", name="定", exact=True))
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


def look(page: Page, shots: Path, name: str) -> None:
    shoot(page, shots, name)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) == 0, f"{name} scrolls sideways at {width}"


def test_the_city_officer_reaches_a_photo_in_two_and_compares_districts_in_one(
    site: str, page: Page
) -> None:
    sign_in(page, site, "city")
    page.goto(site)
    city = Hand(page)
    city.link("台湖镇")
    city.click(page.locator("tr", has_text="TZ2020-149").locator("a.pl"))
    photo = page.locator(".pair img").first
    photo.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.pair img').naturalWidth > 0")
    assert len(city.done) <= 3, city.done
    page.goto(site)
    again = Hand(page)
    again.link("各区对比")
    district = page.locator("#districts tr", has_text="通州区")
    for figure in ("162", "18.99", "20.00"):
        expect(district).to_contain_text(figure)
    assert len(again.done) == 1


def test_the_leader_copies_the_paragraph_in_two(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"]).page
    sign_in(page, site, "district-lead")
    page.goto(site)
    leader = Hand(page)
    leader.click(page.get_by_role("button", name="复制全文"))
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "".join(page.locator("#para").inner_text().split())
    assert len(leader.done) <= 2


def test_clerk_district_and_finance_bring_a_spot_to_the_money(
    site: str, open_page: Callable[..., Watch], tmp_path: Path, shots: Path
) -> None:
    """Home → spot → submitted ≤ 11 interactions, ≤ 6 typed; review and approve ≤ 6; disbursement ≤ 4."""
    page = open_page().page
    number = applied(page, site, picture(tmp_path / "before.jpg", "before"), shots)
    move_day(page, date(2020, 9, 1))
    sign_in(page, site, "district")
    find(page, number)
    shoot(page, shots, "tour-what-is-reviewed")
    reviewed(Hand(page), number)
    sign_in(page, site, "district-lead")
    find(page, number)
    filing = Hand(page)
    filing.act("备案")
    expect(page.locator(".note[role=status]")).to_contain_text("已办:备案")
    move_day(page, date(2020, 9, 4))
    sign_in(page, site, "finance")
    paid(Hand(page), number, shots)


def applied(page: Page, site: str, before: Path, shots: Path) -> str:
    clerk = Hand(page)
    sign_in(page, site, "clerk")
    page.goto(site)
    clerk.click(page.locator("section", has_text="待转申报的点位").locator("a.pl").first)
    expect(page.locator("h1")).to_contain_text("停水")
    clerk.link("转为申报")
    clerk.choose("sites-0-photo", before)
    for name, words in TYPED.items():
        clerk.type(name, words)
    clerk.click(page.locator("[name=looked]"))
    shoot(page, shots, "tour-before-sending")
    assert page.locator(".foot .x").count() == 0, page.locator(".foot").inner_text()
    clerk.click(page.locator(".foot").get_by_role("button", name="报送"))
    expect(page.locator(".note[role=status]")).to_contain_text("已办:报送")
    assert len(clerk.done) <= 11, clerk.done
    assert len(clerk.typed) <= 6, clerk.typed
    return page.url.rstrip("/").split("/")[-1]


def reviewed(officer: Hand, number: str) -> None:
    """Take the application up and approve it; the visit to the site is an act of its own."""
    page = officer.page
    officer.click(page.locator(".btns").get_by_role("button", name="开始审核"))
    take(page, "现场踏勘", {"who": "区专项办两人", "finding": "情况属实"})
    officer.click(page.locator(".btns").get_by_role("link", name="审定", exact=True))
    for name, words in (("necessity", "反复停水"), ("plan", "可行"), ("investment", "单价合理")):
        officer.type(name, words)
    officer.click(page.locator("#doing [data-save]"))
    expect(page.locator(".note[role=status]")).to_contain_text("已办:审定")
    assert len(officer.done) <= 6, officer.done


def paid(finance: Hand, number: str, shots: Path) -> None:
    """Disburse from the first row of one's home."""
    page = finance.page
    finance.click(page.locator("#nav a").first)
    shoot(page, shots, "tour-home-of-finance")
    row = page.locator("main table.t tr", has_text=number)
    finance.click(row.locator("summary"))
    row.locator("[name=document_no]").fill("通财拨2020-088")
    finance.done.append("type document_no")
    finance.click(row.get_by_role("button", name="确认拨付"))
    expect(page.locator(".note[role=status]")).to_contain_text("已拨付")
    assert len(finance.done) <= 4, finance.done
