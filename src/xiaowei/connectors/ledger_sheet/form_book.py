"""Home of writing a form as the office prints it: A3 across, repeated headers, signatures at the foot.

What stands in it is values, no formula: what is opened and saved elsewhere still says the same.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xiaowei.connectors.tabular.writing import OPTIONS
from xiaowei.domain import forms
from xiaowei.domain.forms import Cell, Form, FormColumn, decimals, groups_of

A3 = 8
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so becomes a formula when somebody edits its cell; it is marked as text."""
BODY, HEAD, TITLE = "仿宋", "黑体", "宋体"
"""Fonts that WPS and Excel have in China; elsewhere the nearest one stands in."""
CHINESE = {"font_charset": 134, "valign": "vcenter"}
ALIGNED: dict[str, dict[str, Any]] = {
    forms.TEXT: {"align": "left", "indent": 1},
    forms.QUANTITY: {"align": "right", "indent": 1},
    forms.COUNT: {"align": "right", "indent": 1},
    forms.WAN: {"align": "right", "indent": 1},
}
"""What stands in the middle needs no entry."""
HEADER_ROW = 2
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
LINE, LETTERS = 17, 2
"""Height of a line in points; a Chinese letter is as wide as two of a column's units."""


def write(path: Path, form: Form) -> None:
    """Write a form as a workbook of one sheet."""
    book = xlsxwriter.Workbook(str(path), OPTIONS)
    book.set_properties({"title": form.title})
    _FormWriter(book, form).write()
    book.close()


class _FormWriter:
    def __init__(self, book: xlsxwriter.Workbook, form: Form) -> None:
        self.book, self.form = book, form
        self.sheet: Worksheet = book.add_worksheet(form.title[:31].translate(UNNAMED))
        self.formats: dict[tuple[Any, ...], Format] = {}
        self.last = len(form.columns) - 1

    def write(self) -> None:
        self._set_up()
        self._write_head()
        at = HEADER_ROW + 2
        for row in self.form.rows:
            self.sheet.set_row(at, LINE * self._lines(row) + 6)
            for column, cell in enumerate(row):
                self._put(at, column, cell)
            at += 1
        self._write_total(at)
        self._write_foot(at + 2)

    def _set_up(self) -> None:
        sheet = self.sheet
        sheet.set_paper(A3)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS)
        sheet.center_horizontally()
        sheet.repeat_rows(HEADER_ROW, HEADER_ROW + 1)
        sheet.set_footer("&C第 &P 页,共 &N 页")
        sheet.freeze_panes(HEADER_ROW + 2, 0)
        for at, column in enumerate(self.form.columns):
            sheet.set_column(at, at, column.width)

    def _write_head(self) -> None:
        sheet, form = self.sheet, self.form
        title = self._format(font_name=TITLE, font_size=20, bold=True, align="center")
        sheet.set_row(0, 42)
        sheet.merge_range(0, 0, 0, self.last, form.title, title)
        sheet.set_row(1, 24)
        sheet.write_string(1, 0, form.about, self._format(font_name=BODY, font_size=12))
        right = self._format(font_name=BODY, font_size=12, align="right")
        sheet.write_string(1, self.last, forms.UNIT_LINE, right)
        head = self._format(
            font_name=HEAD, font_size=11, align="center", border=1, text_wrap=True,
            bg_color="#F2F2F2",
        )  # fmt: skip
        grouped = groups_of(form.columns)
        for group, first, last in grouped:
            _over(sheet, HEADER_ROW, first, last, group, head)
        for at, column in enumerate(form.columns):
            if column.group:
                sheet.write_string(HEADER_ROW + 1, at, column.header, head)
            else:
                sheet.merge_range(HEADER_ROW, at, HEADER_ROW + 1, at, column.header, head)
        sheet.set_row(HEADER_ROW, 22)
        sheet.set_row(HEADER_ROW + 1, 24)

    def _write_total(self, at: int) -> None:
        self.sheet.set_row(at, LINE + 10)
        for column, amount in enumerate(self.form.totals):
            self._put(at, column, amount, bold=True)
        label = self._format(font_name=HEAD, font_size=11, border=1, align="center", bold=True)
        self.sheet.write_string(at, 0, "合计", label)
        counted = self._format(font_name=BODY, font_size=11, border=1, bold=True)
        self.sheet.write_string(at, 1, f"{len(self.form.rows)}个项目", counted)

    def _write_foot(self, at: int) -> None:
        self.sheet.set_row(at, 30)
        style = self._format(font_name=BODY, font_size=12)
        step = (self.last + 1) // len(forms.SIGNATURES)
        for order, text in enumerate(forms.SIGNATURES):
            self.sheet.write_string(at, order * step, text, style)

    def _put(self, at: int, column: int, cell: Cell, *, bold: bool = False) -> None:
        kind = self.form.columns[column].kind
        style = self._cell(kind, cell, bold)
        if cell is None or cell == "":
            self.sheet.write_blank(at, column, None, style)
        elif isinstance(cell, str):
            self.sheet.write_string(at, column, cell, style)
        elif isinstance(cell, date):
            self.sheet.write_datetime(at, column, cell, style)
        else:
            self.sheet.write_number(at, column, float(cell), style)

    def _cell(self, kind: str, cell: Cell, bold: bool) -> Format:
        named: dict[str, Any] = {"font_name": BODY, "font_size": 11, "border": 1, "bold": bold}
        if isinstance(cell, str):
            named |= {"num_format": "@", "text_wrap": True}
            named |= {"quote_prefix": True} if cell.startswith(RISKY) else {}
        elif kind == forms.WAN:
            places = decimals(cell) if isinstance(cell, Decimal) else 2
            named["num_format"] = "#,##0." + "0" * places
        elif kind == forms.DAY:
            named["num_format"] = "yyyy-mm-dd"
        return self._format(**named | ALIGNED.get(kind, {"align": "center"}))

    def _lines(self, row: tuple[Cell, ...]) -> int:
        """Return how many lines the longest text of a row takes in its column."""
        pairs = zip(row, self.form.columns, strict=True)
        return max([1, *(_folded(cell, one) for cell, one in pairs if isinstance(cell, str))])

    def _format(self, **named: Any) -> Format:
        key = tuple(sorted(named.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(CHINESE | named)
        return self.formats[key]


def _over(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    if last > first:
        sheet.merge_range(row, first, row, last, text, style)
    else:
        sheet.write_string(row, first, text, style)


def _folded(text: str, column: FormColumn) -> int:
    long = sum(LETTERS if letter > "\u2e80" else 1.1 for letter in text)
    return -int(-long // (column.width - 1))


UNNAMED = str.maketrans(dict.fromkeys("[]:*?/\\'"))
"""What no worksheet may be called."""
