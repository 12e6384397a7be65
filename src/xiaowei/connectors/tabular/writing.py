"""Home of writing sheets: tables for the office, and rejected rows to mend and send back."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xiaowei.connectors.tabular.headers import OWN_COLUMNS
from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.sheets import Rejected

Value = str | int | float | Decimal | bool | date | datetime | None

_END = re.compile(r"[。;；,]\s*(?=请)|(?<=。)|(?<=[.;]) (?=[A-Z])")
RISKY, TAME = r"^[=+@\-\t\r\n＝＋＠－]", r"^-+$|^-\d+(?:\.\d+)?$"
"""What an office runs as a formula when it opens a .csv, and what begins alike but is none."""
OPTIONS = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
_WIDEST, _LONGEST = 48, 32_767
"""Characters that a column is wide at most, and that a cell of an .xlsx may hold."""


def write_rejects(
    path: Path | str,
    headers: Sequence[str],
    rejected: Iterable[Rejected],
    language: str = "zh",
) -> None:
    """Write rejected rows as an .xlsx: their own cells, the bad one red, and what to mend.

    The last two columns (问题, 怎么改) are passed over when the mended file is read again.
    """
    book = xlsxwriter.Workbook(str(path), OPTIONS)
    sheet = book.add_worksheet("待改")
    bold = book.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True})
    red = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    _row(sheet, 0, [*headers, *OWN_COLUMNS], bold)
    for at, reject in enumerate(rejected, start=1):
        wrong = {fault.column for fault in reject.faults}
        for column, cell in enumerate(reject.cells):
            bad = column < len(headers) and headers[column] in wrong
            if cell or bad:
                sheet.write_string(at, column, cell[:_LONGEST], red if bad else plain)
        advice = (split_advice(fault.error, language) for fault in reject.faults)
        _row(
            sheet, at, ["\n".join(part) for part in zip(*advice, strict=True)], plain, len(headers)
        )
    dress(sheet, headers)
    sheet.set_column(len(headers), len(headers) + 1, _WIDEST)
    book.close()


def write_table(path: Path | str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a table as .xlsx, or as .csv (UTF-8 with mark) where the name ends so."""
    if str(path).lower().endswith(".csv"):
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(map(_guarded, headers))
            writer.writerows([_guarded(value) for value in row] for row in rows)
        return
    book = xlsxwriter.Workbook(str(path), OPTIONS)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True})
    styles = (
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    )
    _row(sheet, 0, headers, bold)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            write_cell(sheet, (at, column), value, styles)
    dress(sheet, headers)
    book.close()


def split_advice(
    error: XiaoweiError, language: str = "zh", *, placed: bool = True
) -> tuple[str, str]:
    """Part a refusal's text into what is wrong and what to do; `placed` names row and column first."""
    said = error.text(language) if placed else XiaoweiError.text(error, language)
    parts = _END.split(said, maxsplit=1)
    wrong, advice = (parts[0], parts[1]) if len(parts) == 2 else (said, "")
    return wrong.strip(), advice.strip()


def write_cell(
    sheet: Worksheet,
    place: tuple[int, int],
    value: Value,
    styles: tuple[Format, Format],
    other: Format | None = None,
) -> None:
    """Write a cell by its kind; `styles` are those of a day and of a moment, `other` of the rest."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(*place, value[:_LONGEST], other)
    elif isinstance(value, bool):
        sheet.write_string(*place, "是" if value else "否", other)
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value.replace(tzinfo=None), styles[1])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, styles[0])
    elif isinstance(value, Decimal) or abs(value) < 10**15:
        sheet.write_number(*place, float(value), other)
    else:
        sheet.write_string(*place, str(value), other)


def _guarded(value: Value) -> str:
    """Disarm a text such as =1+1: the office runs it as a formula when it opens a .csv."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    shown = "" if value is None else str(value)
    risky = isinstance(value, str) and re.match(RISKY, shown) and not re.match(TAME, shown)
    return f"'{shown}" if risky else shown


def _row(sheet: Worksheet, at: int, texts: Sequence[str], style: Format, start: int = 0) -> None:
    for column, shown in enumerate(texts, start):
        sheet.write_string(at, column, shown[:_LONGEST], style)


def dress(sheet: Worksheet, headers: Sequence[str]) -> None:
    """Hold the headers in sight and make each column as wide as its header."""
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.set_column(column, column, min(_WIDEST, max(10, len(header) * 2 + 2)))
