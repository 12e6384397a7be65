"""Home of the amounts said while one types: what the sources lack of the sum, what cuts leave of it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.persons import sign_in


def test_what_the_sources_lack_of_the_sum_is_said_while_typing(site: str, page: Page) -> None:
    sign_in(page, site, "clerk")
    page.goto(f"{site}/desk/?act=submit")
    page.locator("table.t a.pl").first.click()
    rest, amount = page.locator("#funds-rest"), page.locator("[name='funds-0-amount']")
    page.locator("[name=applied]").fill("12万")
    amount.fill("90000")
    expect(rest).to_have_text("还差 30,000 元")
    amount.fill("13万元")
    expect(rest).to_have_text("多出 10,000 元")
    page.locator("[name=applied]").fill("130000")
    expect(rest).to_have_text("✓ 正好")


def test_what_the_cuts_leave_is_the_amount_approved(site: str, page: Page) -> None:
    sign_in(page, site, "district")
    page.goto(f"{site}/projects/?programme=110112000000:2021&state=in_review")
    page.locator("table.t a.pl").first.click()
    page.get_by_role("link", name="审定", exact=True).click()
    approved = page.locator("[name=approved]")
    asked = float(approved.get_attribute("data-left-of") or 0)
    page.locator("[data-cut]").first.fill("0.1万")
    assert float(approved.input_value()) == asked - 1000
