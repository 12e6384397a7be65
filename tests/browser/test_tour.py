"""Home of the newcomer's tour: each person does the main job without being shown, and it is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.counting import Hand
from tests.browser.persons import find, move_day, sign_in, take
from tests.browser.test_loop import picture
from tests.browser.watching import Watch, shoot

TYPED = {
    "sites-0-quantity": "0.12",
    "root_cause": "泵房老化",
    "held_on": "2020-08-31",
    "parties": "居委会、物业、居民代表",
    "decision": "接临时管线",
}


def test_from_a_spot_to_the_money(
    site: str, open_page: Callable[..., Watch], tmp_path: Path, shots: Path
) -> None:
    """Spot → submitted ≤ 10 interactions, ≤ 6 typed; review and approve ≤ 6; disbursement ≤ 4."""
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
    page.goto(f"{site}/spots/S000148/")
    clerk.click(page.get_by_role("link", name="转为申报"))
    clerk.choose("sites-0-photo", before)
    for name, words in TYPED.items():
        clerk.type(name, words)
    clerk.click(page.locator("[name=looked]"))
    shoot(page, shots, "tour-before-sending")
    assert page.locator(".foot .x").count() == 0, page.locator(".foot").inner_text()
    clerk.click(page.locator(".foot").get_by_role("button", name="报送"))
    expect(page.locator(".note[role=status]")).to_contain_text("已办:报送")
    assert len(clerk.done) <= 10, clerk.done
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


def test_the_paragraph_is_copied_in_two(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"]).page
    sign_in(page, site, "district-lead")
    page.goto(site)
    leader = Hand(page)
    leader.click(page.get_by_role("button", name="复制全文"))
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "".join(page.locator("#para").inner_text().split())
    assert len(leader.done) <= 2
