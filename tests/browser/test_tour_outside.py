"""Home of the newcomer's tour outside: butler, village secretary, contractor, resident."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.counting import Hand
from tests.browser.persons import find, sign_in
from tests.browser.test_loop import picture
from tests.browser.test_phone import AGENT, address, enter
from tests.browser.watching import PHONE, Watch, sideways

__all__ = ["address"]
NUMBER = re.compile(r"HX-\d{4}-\d{2}-[A-Z]{4}")
SECONDS_ALLOWED = 30


@pytest.fixture
def phone(open_page: Callable[..., Watch]) -> Page:
    """Return a page on a phone."""
    return open_page(viewport=PHONE, has_touch=True, user_agent=AGENT).page


def test_the_butler_logs_a_visit_in_four_and_reports_a_repeat_in_eight(
    site: str, page: Page, tmp_path: Path
) -> None:
    sign_in(page, site, "butler")
    page.goto(site)
    butler = Hand(page)
    butler.link("今天要去的地方")
    today = page.locator(".five li", has_text="拾景园")
    butler.click(today.locator("summary"))
    butler.type("seen", "水已停,送水车到了", today)
    butler.click(today.get_by_role("button", name="记下走访"))
    expect(page.locator(".note[role=status]")).to_contain_text("走访已记")
    assert len(butler.done) <= 4, butler.done
    butler = Hand(page)
    butler.click(page.locator(".brand"))
    butler.link("转为申报")
    butler.choose("sites-0-photo", picture(tmp_path / "before.jpg", "before"))
    butler.type("sites-0-quantity", "0.12")
    butler.type("root_cause", "泵房老化")
    butler.button("保存")
    page.wait_for_url("**/draft/**")
    expect(page.locator("main")).to_contain_text("拾景园")
    assert len(butler.done) <= 8, butler.done
    assert len(butler.typed) <= 6, butler.typed


def test_the_secretary_reports_from_the_link_within_six_fields(
    address: str, phone: Page, tmp_path: Path
) -> None:
    enter(phone, address)
    secretary = Hand(phone)
    secretary.link("发现问题")
    secretary.picture("#camera", picture(tmp_path / "hole.jpg", "hole"))
    secretary.button("保存")
    expect(phone.locator("#rows .sent")).to_have_text("已送达")
    secretary.link("转为申报")
    asked = phone.locator("main form").locator("input:not([type=hidden]), select, textarea")
    assert asked.count() <= 6
    if not phone.locator("[name=quantity]").input_value():
        secretary.type("quantity", "12")
    secretary.click(phone.locator(".dock button"))
    expect(phone.locator(".note[role=status]")).to_contain_text("已报张家湾镇")
    expect(phone.locator("section", has_text="我报的").locator("b").first).to_have_text("1")
    assert len(secretary.typed) <= 6, secretary.typed
    assert len(secretary.done) <= 6, secretary.done


def test_the_contractor_photographs_measures_and_reads_the_day_of_payment(
    site: str, page: Page, phone: Page, tmp_path: Path
) -> None:
    sign_in(page, site, "clerk")
    find(page, "TZ2021-018")
    Hand(page).act("支付")
    expect(page.locator(".note[role=status]")).to_contain_text("已办:支付")
    sign_in(phone, site, "builder")
    phone.goto(site)
    builder = Hand(phone)
    builder.link("我的工程")
    builder.click(phone.locator("a.row", has_text="口子村"))
    expect(phone.locator("main")).to_contain_text("2020年8月31日 付 3.71 万元")
    builder.picture("#photo-during", picture(tmp_path / "during.jpg", "during"))
    expect(phone.locator("[data-slot=during] img")).to_be_visible()
    builder.link("计量")
    builder.type("quantity", "20")
    builder.click(phone.locator("#doing button"))
    expect(phone.locator(".note[role=status]")).to_contain_text("计量")
    assert len(builder.done) <= 6, builder.done
    assert len(builder.typed) == 1
    assert sideways(phone) == 0


def test_the_resident_says_still_broken_in_half_a_minute_and_the_butler_reads_it(
    site: str, phone: Page, page: Page
) -> None:
    began = monotonic()
    phone.goto(site)
    resident = Hand(phone)
    resident.type("q", "东亚印象台湖", phone.locator(".bigq"))
    resident.click(phone.locator(".bigq button"))
    resident.click(phone.locator(".meant a").first)
    resident.click(phone.locator("main a", has_text="应急供水管线").first)
    resident.link("还没修好")
    resident.click(phone.locator(".tap", has_text="又坏了"))
    resident.button("送出")
    number = phone.locator(".vno").inner_text()
    assert monotonic() - began <= SECONDS_ALLOWED
    assert NUMBER.fullmatch(number)
    assert len(resident.done) <= 7, resident.done
    assert resident.typed == ["q"]
    sign_in(page, site, "butler")
    page.goto(site)
    butler = Hand(page)
    butler.link("1 条居民来声待答")
    expect(page.locator(f"[id='{number}']")).to_contain_text("又坏了")
    assert len(butler.done) == 1
