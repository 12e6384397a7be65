"""`export --form`: three forms that WPS and Excel open, print and hand back as the same."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tests import gold
from xiaowei.connectors.ledger_sheet import form_book
from xiaowei.domain import forms
from xiaowei.domain.forms import Form, FormColumn

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)
WHERE = ("--district", gold.DISTRICT, "--as-of", gold.DAY)
SUMS = {
    "application": {"申报资金": 3250.93},
    "filing": {"申报资金": 3250.93, "审定资金": 3075.57},
    "disbursement": {"审定资金": 3075.57, "拨付资金": 3075.57},
}
HEAD, FIRST = 3, 5


@pytest.fixture(params=forms.FORMS)
def made(request, asked, tmp_path):
    path = tmp_path / "表.xlsx"
    assert asked("export", *WHERE, "--form", request.param, path)["rows"] == 162
    return request.param, path


def headers(sheet):
    return [
        sheet.cell(HEAD + 1, at).value or sheet.cell(HEAD, at).value
        for at in range(1, sheet.max_column + 1)
    ]


def sheet_of(path):
    return openpyxl.load_workbook(path).active


def test_a_form_holds_the_programme_to_the_fen(made):
    form, path = made
    sheet = sheet_of(path)
    heads = headers(sheet)
    total = sheet[FIRST + 162]
    assert (total[0].value, total[1].value) == ("合计", "162个项目")
    for header, amount in SUMS[form].items():
        column = heads.index(header)
        cells = [sheet.cell(row, column + 1) for row in range(FIRST, FIRST + 162)]
        assert total[column].value == amount
        assert round(sum(cell.value for cell in cells), 2) == amount
        assert {cell.number_format for cell in cells} == {"#,##0.00"}
    assert [sheet.cell(row, 1).value for row in range(FIRST, FIRST + 162)] == list(range(1, 163))
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_form_is_ready_to_print(made):
    form, path = made
    sheet = sheet_of(path)
    assert sheet["A1"].value == f"通州区2020年小微项目惠民生{forms.TITLES[form]}"
    assert sheet["A2"].value == "截至2020年8月31日"
    assert sheet.cell(2, sheet.max_column).value == "单位:万元"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # one page where nothing is written
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$4"
    foot = [cell.value for cell in sheet[sheet.max_row] if cell.value]
    assert foot == list(forms.SIGNATURES)
    assert all(sheet.cell(FIRST, at).border.left.style for at in range(1, sheet.max_column + 1))
    merged = {str(box) for box in sheet.merged_cells.ranges}
    assert "A3:A4" in merged and any(box.split(":")[0].endswith("3") and "3:" in box[1:]
                                     for box in merged)  # fmt: skip


def test_a_form_comes_back_as_the_same(made, asked):
    found = asked("import", "projects", made[1])
    assert (found["read"], found["same"], found["rejected"]) == (162, 162, 0)


def test_a_form_saved_elsewhere_with_its_columns_in_any_order_is_the_same(made, asked, tmp_path):
    book = openpyxl.load_workbook(made[1])
    book.save(tmp_path / "saved.xlsx")
    found = asked("import", "projects", tmp_path / "saved.xlsx")
    assert (found["read"], found["same"]) == (162, 162)
    for seed in range(3):
        shuffled = shuffle(sheet_of(made[1]), random.Random(seed))
        shuffled.save(tmp_path / "shuffled.xlsx")
        found = asked("import", "projects", tmp_path / "shuffled.xlsx")
        assert (found["read"], found["same"], found["rejected"]) == (162, 162, 0), seed


def shuffle(sheet, chance):
    """Return a plain copy whose columns stand in another order, below the title."""
    order = list(range(sheet.max_column))
    chance.shuffle(order)
    book = openpyxl.Workbook()
    for at, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        own = row if at < HEAD or at > FIRST + 162 else [row[column] for column in order]
        book.active.append(list(own))
    return book


def test_a_round_by_the_name_people_give_it(asked, xiaowei, tmp_path):
    path = tmp_path / "二.xlsx"
    second = sum(row.batch == "2" for row in gold.rows("projects"))
    found = asked("export", *WHERE, "--form", "application", "--round", "第二批", path)
    assert found["rows"] == second > 0
    assert sheet_of(path)["A1"].value.endswith("项目申报汇总表(第2批)")
    assert asked("export", *WHERE, "--round", "第二批", tmp_path / "o.csv")["rows"] == second
    ran = xiaowei("export", *WHERE, "--form", "filing", "--round", "第九批", path)
    assert ran.code == 3 and "第九批" in ran.logged and "第2批" in ran.logged


def test_a_form_of_one_township(asked, tmp_path):
    path = tmp_path / "台湖.xlsx"
    words = ("--district", "110112114", "--as-of", gold.DAY, "--form", "disbursement")
    assert asked("export", *words, path)["rows"] == 8
    assert sheet_of(path)["A1"].value.startswith("台湖镇2020年")


def test_a_day_before_the_money_came_has_an_empty_form(asked, tmp_path):
    words = ("--district", gold.DISTRICT, "--as-of", "2020-04-01", "--form", "disbursement")
    assert asked("export", *words, tmp_path / "o.xlsx")["rows"] == 0


def test_a_form_is_a_workbook_and_nothing_else(xiaowei, tmp_path):
    ran = xiaowei("export", *WHERE, "--form", "filing", tmp_path / "o.csv")
    assert (ran.code, ran.printed) == (3, "")


def test_fen_are_not_rounded_away_and_texts_never_become_formulas(tmp_path):
    columns = (
        FormColumn("序号", forms.SERIAL, 6),
        FormColumn("项目名称", forms.TEXT, 20),
        FormColumn("申报资金", forms.WAN, 12, "资金"),
        FormColumn("审定资金", forms.WAN, 12, "资金"),
    )
    risky = ("=1+1", "+86", "-5", "@SUM(A1)", "路灯")
    amounts = map(Decimal, ("10", "0.000001", "12.34", "1.2345", "3.5"))
    rows = tuple(
        (at, text, amount, None)
        for at, (text, amount) in enumerate(zip(risky, amounts, strict=True), 1)
    )
    form_book.write(tmp_path / "o.xlsx", Form("甲", "截至今天", columns, rows))
    sheet = sheet_of(tmp_path / "o.xlsx")
    texts = [sheet.cell(row, 2) for row in range(FIRST, FIRST + 5)]
    assert [cell.value for cell in texts] == list(risky)
    assert {cell.data_type for cell in texts} == {"s"}
    assert [bool(cell.quotePrefix) for cell in texts] == [True] * 4 + [False]
    shown = [sheet.cell(row, 3).number_format for row in range(FIRST, FIRST + 6)]
    assert shown == ["#,##0.00", "#,##0.000000", "#,##0.00", "#,##0.0000", "#,##0.00",
                     "#,##0.000000"]  # fmt: skip
    assert Decimal(str(sheet.cell(FIRST + 5, 3).value)) == Decimal("27.074501")


def test_an_older_year_is_named_in_its_own_title():
    form = replace(Form("a", "b", (), ()), title=forms.title_of("filing", "甲区", "乙", 2021, "1"))
    assert form.title == "甲区2021年乙项目区级备案表(第1批)"
    assert forms.round_shown("春季批") == "春季批" and date(2021, 1, 1).year == 2021


@pytest.mark.skipif(shutil.which("soffice") is None, reason="libreoffice-calc-nogui is not here")
def test_an_office_opens_a_form_and_prints_it_one_page_wide(made, tmp_path):
    words = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    done = subprocess.run(
        [*words, "--convert-to", "pdf", "--outdir", str(tmp_path), str(made[1])],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    printed = tmp_path / "表.pdf"
    assert printed.exists(), done.stderr
    pages = printed.read_bytes().count(b"/Type/Page/") + printed.read_bytes().count(b"/Type /Page ")
    assert 3 <= pages <= 12
