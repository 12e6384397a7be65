"""Home of what is done before the walk: some pages are there only after somebody has acted.

Each function is given a page, the site's address, a folder for files and the served home; it returns the
addresses that the person begins from beside the usual ones.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.office_sheets import hotline, ledger
from tests.browser.test_phone import photo, shoot_one
from tests.browser.town_sheets import QUARREL, written

PLACE = "P053"
TAKEN_IN = 2
OPEN_TO_QUESTIONS = """district: "110112"
version: tongzhou-2020.9
valid_from: 2020-04-01
valid_to: 2020-12-31
programme_name: 小微项目惠民生
number_prefix: TZ
cap_wan: 50
silence_min_days: 0
public_questions: true
"""


def pack_that_takes_questions(folder: Path) -> Path:
    """Write a pack on top of the demo's whose district lets residents ask in public."""
    pack = folder / "questions"
    (pack / "policies").mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        'name: questions\ntitle: 公开提问\nversion: "1"\nrequires: [demo]\n', encoding="utf-8"
    )
    (pack / "policies/110112-2020.yaml").write_text(OPEN_TO_QUESTIONS, encoding="utf-8")
    return pack


def resident(page: Page, site: str, folder: Path, home: Path) -> list[str]:
    """Say that a project is still broken, ask to follow a place; nobody is signed in."""
    page.goto(f"{site}/projects/TZ2020-149/still-broken/")
    page.locator(".tap").first.click()
    page.get_by_role("button", name="送出").click()
    told = urlsplit(page.url).path
    page.goto(f"{site}/places/{PLACE}/")
    page.locator("[name=address]").fill("walker@example.org")
    page.locator("form", has=page.locator("[name=address]")).get_by_role("button").click()
    expect(page.locator(".note[role=status]")).to_be_visible()
    with closing(sqlite3.connect(home / "xiaowei.sqlite3")) as kept:
        (token,) = kept.execute("SELECT token FROM place_follower ORDER BY id DESC").fetchone()
    return [told, f"/follow/{token}/", f"/follow/{token}/end/", f"/places/{PLACE}/ask/"]


def secretary(page: Page, site: str, folder: Path, home: Path) -> list[str]:
    """Send what was photographed outside, and leave the report that it fills in unsent."""
    page.goto(f"{site}/phone/find/")
    shoot_one(page, photo(folder, 1))
    expect(page.locator("#rows .sent")).to_be_visible()
    report = page.get_by_role("link", name="转为申报").get_attribute("href") or ""
    return [report]


def clerk(page: Page, site: str, folder: Path, home: Path) -> list[str]:
    """Bring in a hotline's sheet that names a place nobody knows, and a ledger; leave the sheet once more."""
    calls = hotline(folder / "0831-1.xlsx", estate="无名园")
    led = []
    for sheet in (calls, ledger(folder / "0831-2.xlsx"), calls):
        page.goto(f"{site}/import/")
        with page.expect_navigation():
            page.locator("[data-drop] input[type=file]").set_input_files(sheet)
        if len(led) < TAKEN_IN:
            with page.expect_navigation():
                page.get_by_role("button", name=re.compile("^确认可收的")).click()
        led.append(urlsplit(page.url).path)
    page.goto(f"{site}/import/questions/")
    find = page.locator("form[action$='/places/']").first.get_attribute("action") or ""
    return [*led, "/import/questions/", f"{find}?q=小区"]


def district(page: Page, site: str, folder: Path, home: Path) -> list[str]:
    """Keep a weighing; lay sheets of townships side by side that quarrel about a project."""
    page.goto(f"{site}/rounds/weigh/?programme=110112000000:2021")
    with page.expect_navigation():
        page.get_by_role("button", name="留下这次掂量").click()
    kept = urlsplit(page.url).path
    page.goto(f"{site}/import/merge/")
    sheets = [written(folder / name, rows) for name, rows in QUARREL.items()]
    with page.expect_navigation():
        page.locator("[data-drop] input[type=file]").set_input_files(sheets)
    expect(page.locator(".cf")).to_have_count(1)
    return [kept, "/import/merge/"]


STAGED = {"": resident, "secretary": secretary, "clerk": clerk, "district": district}
"""Who acts before the walk, in this order."""
