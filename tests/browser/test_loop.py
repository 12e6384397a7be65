"""Home of the whole loop in the browser: from dropped sheets to accepted works, by clicking only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser import office_sheets
from tests.browser.counting import Hand
from tests.browser.office_sheets import ESTATE, TOPIC
from tests.browser.persons import find, move_day, not_offered, press, sign_in, sign_out, take
from tests.browser.watching import Watch, shoot, sideways

REAL = Path(__file__).parents[3] / "shared/data/hotline_export"
PERSONAL = re.compile(r"(?<!\d)(?:1\d{10}|\d{17}[\dXx])(?!\d)")
EXPORTS = sorted(REAL.glob("*.xlsx"))


def test_a_real_export_of_another_district_goes_there_and_comes_back(
    site: str, open_page: Callable[..., Watch], shots: Path
) -> None:
    if not EXPORTS:
        pytest.skip(f"{REAL} is not here: no real export to drop")
    page = open_page().page
    sign_in(page, site, "clerk-zjw")
    drop(page, site, EXPORTS)
    assert counts(page) == (1000, 1000, 0, 0, 0)
    expect(page.locator(".settle .must")).to_contain_text("来电时间")
    expect(page.locator(".rgt .note.warn")).to_contain_text(re.compile(r"1000件属于.*已归到当地"))
    shoot(page, shots, "00-other-district")
    page.get_by_role("button", name="这份表没有这一列").first.click()
    number = page.locator(".sheet tbody tr").first.locator("td").nth(1).inner_text()
    page.get_by_role("button", name="确认可收的 1,000 行").click()
    expect(page.locator(".warns")).to_contain_text("您看不到")
    taken = page.url
    page.goto(f"{site}/tickets/{number}/")
    expect(page.locator("main")).to_contain_text("没有找到工单")
    page.goto(taken)
    page.locator("summary", has_text="整批撤回").click()
    page.get_by_role("button", name="确定撤回").click()
    expect(page.locator("h1")).to_have_text("已撤回")


def test_from_dropped_sheets_to_accepted_works(
    site: str, open_page: Callable[..., Watch], tmp_path: Path, shots: Path
) -> None:
    loop = Loop(open_page().page, site, tmp_path, shots)
    loop.drop_sheets()
    loop.mend_and_confirm_the_ledger()
    loop.confirm_the_other_districts_export()
    loop.confirm_the_tickets()
    loop.open_the_new_spot()
    loop.apply()
    loop.complete_the_draft()
    loop.submit()
    loop.review()
    loop.pay_out()
    loop.build()
    loop.accept()
    loop.read_the_story()


class Loop:
    """One application's way; each method is what one person does before leaving the desk."""

    def __init__(self, page: Page, site: str, folder: Path, shots: Path) -> None:
        self.page, self.site, self.folder, self.shots = page, site, folder, shots
        self.number = ""
        self.taken = 0

    def shoot(self, name: str) -> None:
        self.taken += 1
        shoot(self.page, self.shots, f"{self.taken:02d}-{name}")
        for width in (390, 1440):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert sideways(self.page) == 0, f"{name} scrolls sideways at {width}"
        assert not PERSONAL.search(self.page.locator("body").inner_text()), name

    def drop_sheets(self) -> None:
        page = self.page
        sign_in(page, self.site, "clerk")
        self.shoot("desk-of-the-clerk")
        files = [
            office_sheets.hotline(self.folder / "台湖镇8月工单.xlsx"),
            office_sheets.ledger(self.folder / "台湖镇项目台账.xlsx"),
            *EXPORTS,
        ]
        drop(page, self.site, files)
        expect(page.locator(".fl li")).to_have_count(len(files))
        assert counts(page) == (7, 6, 0, 0, 1)
        masked = page.locator(".rgt .cnt").last.inner_text()
        assert re.search(r"手机\D*\d", masked), masked
        assert re.search(r"身份证\D*\d", masked), masked
        self.shoot("preview-of-tickets")

    def mend_and_confirm_the_ledger(self) -> None:
        page = self.page
        page.locator(".fl a", has_text="项目台账").click()
        assert counts(page) == (3, 2, 0, 0, 1)
        expect(page.locator("td.bad")).to_have_text(office_sheets.TOO_EARLY)
        fault = page.locator("tr.fix")
        expect(fault).to_contain_text("第4行")
        expect(fault).to_contain_text("申报日期")
        self.shoot("preview-of-the-ledger")
        fault.locator("input.in").fill(office_sheets.MENDED)
        fault.get_by_role("button", name="改好").click()
        expect(page.locator("tr.fix")).to_have_count(0)
        assert counts(page) == (3, 3, 0, 0, 0)
        page.get_by_role("button", name="确认可收的 3 行").click()
        expect(page.locator("h1")).to_have_text("收好了")
        self.shoot("ledger-taken")

    def confirm_the_other_districts_export(self) -> None:
        page = self.page
        for export in EXPORTS:
            page.get_by_role("link", name="导入", exact=True).first.click()
            page.locator(".fl a", has_text=export.name).click()
            assert counts(page) == (1000, 1000, 0, 0, 0)
            self.shoot("preview-of-another-district")
            # the same sheet was asked about before: what was said of it is remembered
            if page.get_by_role("button", name="这份表没有这一列").count():
                page.get_by_role("button", name="这份表没有这一列").first.click()
            page.get_by_role("button", name="确认可收的 1,000 行").click()
            expect(page.locator("h1")).to_have_text("收好了")
            expect(page.locator(".warns")).to_contain_text("已归到当地")
            self.shoot("another-district-taken")

    def confirm_the_tickets(self) -> None:
        page = self.page
        page.get_by_role("link", name="导入", exact=True).first.click()
        page.get_by_role("button", name="确认可收的 6 行").click()
        expect(page.locator("h1")).to_have_text("收好了")
        with page.expect_download() as rejects:
            page.get_by_role("link", name=re.compile("下载 1 个问题行")).click()
        assert rejects.value.suggested_filename.endswith(".xlsx")
        self.shoot("tickets-taken")

    def open_the_new_spot(self) -> None:
        page = self.page
        page.get_by_role("link", name=re.compile(r"^看这 \d+ 个点位$")).click()
        row = page.locator("table.t tr", has_text=ESTATE).filter(has_text=TOPIC)
        expect(row.locator("td.n")).to_have_text(["5", "4"])
        self.shoot("spots")
        row.locator("a.pl").click()
        expect(page.locator("h1")).to_contain_text(ESTATE)
        self.shoot("the-new-spot")

    def apply(self) -> None:
        page = self.page
        page.get_by_role("link", name="转为申报").click()
        self.shoot("application-prefilled")
        fill(page, {
            "root_cause": "路基老化,雨后沉陷", "maintainer": "定海园物业", "households_claimed": "744",
            "maintainer_trigger": "路面再沉陷时", "sites-0-name": "大门口", "sites-0-quantity": "300",
            "sites-1-name": "3号楼前", "sites-1-quantity": "180", "lines-0-quantity": "480",
        })  # fmt: skip
        page.keyboard.press("Control+s")
        expect(page.locator(".note[role=status]")).to_contain_text("已存为草稿")
        self.number = page.locator(".ph1 .s").inner_text().split("·")[0].strip()
        expect(page.locator(".foot .x").first).to_be_visible()
        self.shoot("draft")

    def complete_the_draft(self) -> None:
        page = self.page
        before = picture(self.folder / "before.jpg", "before")
        page.locator("[name='sites-0-photo']").set_input_files(before)
        talk = {
            "held_on": "2020-08-30",
            "parties": "居委会、物业、居民代表",
            "decision": "修复480平方米",
        }
        fill(page, talk)
        assert page.locator(".foot .x").count() == 0
        self.shoot("what-is-sent")

    def submit(self) -> None:
        page = self.page
        assert page.locator("[name='funds-0-source']").input_value() == "区级引导资金"
        assert float(page.locator("[name=applied]").input_value()) > 0
        page.locator("[name=looked]").check()
        page.locator(".foot").get_by_role("button", name="报送").click()
        expect(page.locator(".note[role=status]")).to_contain_text("已办:报送")
        assert "区疏整促专项办" in not_offered(page, "开始审核")
        self.shoot("submitted")
        sign_out(page, self.site)
        find(page, self.number)
        expect(page.locator(".btns")).to_have_count(0)

    def review(self) -> None:
        page = self.page
        sign_in(page, self.site, "finance")
        find(page, self.number)
        assert "区疏整促专项办" in not_offered(page, "开始审核")
        sign_in(page, self.site, "district")
        move_day(page, date(2020, 9, 2))
        find(page, self.number)
        take(page, "开始审核")
        take(page, "现场踏勘", {"who": "区专项办两人", "finding": "路面沉陷,情况属实"})
        press(page, "审定")
        asked = float(page.locator("#doing [name=applied], #doing [name=approved]").input_value())
        granted = f"{asked - 1:.2f}"
        said = {
            "approved": granted,
            "necessity": "反复诉求",
            "plan": "可行",
            "investment": "单价合理",
        }
        fill(page, said)
        page.locator("#doing [data-save]").click()
        expect(page.locator("#doing .err")).to_contain_text("核减")
        self.shoot("a-cut-needs-its-reason")
        fill(page, said | {"cut_reason": "单价按价格库核减"})
        page.locator("#doing [data-save]").click()
        expect(page.locator(".note[role=status]")).to_contain_text("已办:审定")
        sign_in(page, self.site, "district-lead")
        find(page, self.number)
        take(page, "备案")
        assert "区财政局" in not_offered(page, "拨付")
        self.shoot("filed")

    def pay_out(self) -> None:
        page = self.page
        sign_in(page, self.site, "clerk")
        find(page, self.number)
        assert "区财政局" in not_offered(page, "拨付")
        sign_in(page, self.site, "finance")
        move_day(page, date(2020, 9, 4))
        self.shoot("desk-of-finance")
        find(page, self.number)
        assert "拨付" in not_offered(page, "委托施工")
        take(page, "拨付", {"document_no": "通财拨2020-901"})
        self.shoot("disbursed")

    def build(self) -> None:
        page = self.page
        sign_in(page, self.site, "clerk-zjw")
        find(page, self.number)
        expect(page.locator("h1")).to_contain_text(ESTATE)
        expect(page.locator(".btns a")).to_have_count(0)
        sign_in(page, self.site, "clerk")
        find(page, self.number)
        take(page, "委托施工", {"contractor": "通达市政工程队"})
        move_day(page, date(2020, 9, 7))
        take(page, "开工")
        move_day(page, date(2020, 9, 11))
        take(page, "计量", {"quantity": "480"})
        add_photo(page, picture(self.folder / "after.jpg", "after"), "after")
        self.shoot("under-way")
        press(page, "完工")
        page.locator("#doing [data-save]").click()
        expect(page.locator("#doing .note[role=alert]")).to_contain_text("点位")
        self.shoot("not-finished-while-sites-are-open")
        press(page, "点位完工")
        page.locator("#doing [name=every_site]").check()
        page.locator("#doing [data-save]").click()
        expect(page.locator(".note[role=status]")).to_contain_text("已办:点位完工")
        take(page, "完工")

    def accept(self) -> None:
        page = self.page
        move_day(page, date(2020, 9, 14))
        sign_in(page, self.site, "finance")
        find(page, self.number)
        assert ESTATE_TOWN in not_offered(page, "验收")
        sign_in(page, self.site, "clerk")
        find(page, self.number)
        take(page, "验收", {"opinion": "路平了,居民代表签字同意"})
        expect(page.locator(".head .tag.b")).to_have_text("已完工")

    def read_the_story(self) -> None:
        page = self.page
        self.shoot("story")
        steps = page.locator(".track").inner_text()
        assert all(day in steps for day in ("9月2日", "9月4日", "9月11日", "9月14日"))
        assert page.locator(".mny li").count() >= 4
        page.get_by_role("link", name="看公开页").click()
        expect(page.locator(".pair img")).to_have_count(2)
        body = page.locator("main").inner_text()
        assert "定海园物业" in body
        assert CALL_WORDS not in body
        self.shoot("public-story")


ESTATE_TOWN = "台湖镇"
CALL_WORDS = office_sheets.CALLS[0][2]


def drop(page: Page, site: str, files: list[Path]) -> None:
    """Drag files onto the drop area, as one does from a folder."""
    page.goto(f"{site}/import/")
    Hand(page).drop(files)
    expect(page.locator(".rgt")).to_be_visible()


def counts(page: Page) -> tuple[int, ...]:
    """Return read, new, changed, same and rejected as the preview states them, and check its sum."""
    shown = [
        page.locator(".tot b").inner_text(),
        *page.locator(".rgt .cnt").first.locator("dd").all_inner_texts(),
    ]
    numbers = tuple(int(text.replace(",", "")) for text in shown)
    assert numbers[0] == sum(numbers[1:])
    return numbers


def fill(page: Page, fields: dict[str, str]) -> None:
    """Type into fields by their names."""
    for name, value in fields.items():
        page.locator(f"main [name='{name}']").fill(value)


def add_photo(page: Page, file: Path, kind: str) -> None:
    """Add a photo with the form at the page's foot."""
    page.locator("#photos [name=kind]").select_option(kind)
    page.locator("#photos [name=photo]").set_input_files(file)
    page.locator("#photos [name=caption]").fill("大门口")
    page.get_by_role("button", name="存照片").click()
    expect(page.locator(".note[role=status]")).to_contain_text("照片已存")


def picture(path: Path, words: str) -> Path:
    """Draw a picture to upload."""
    drawn = Image.new("RGB", (800, 600), "#889988" if words == "before" else "#557755")
    ImageDraw.Draw(drawn).text((40, 40), words)
    drawn.save(path)
    return path
