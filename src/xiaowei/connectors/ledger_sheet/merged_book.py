"""Home of writing merged township sheets: one summary that imports again, and the rows to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xiaowei.connectors.tabular.writing import OPTIONS, dress, split_advice, write_cell
from xiaowei.domain.conflicts import BOTH, FIRST, SECOND, Conflict
from xiaowei.domain.forms import round_shown
from xiaowei.domain.merging import Merged
from xiaowei.domain.money import FEN_PER_YUAN, exact_wan
from xiaowei.domain.sheets import LEDGER_COLUMNS, LedgerRow
from xiaowei.domain.town_sheets import ERROR, Entry, Finding

SUMMARY, TO_MEND, DECIDED = "汇总表", "问题行", "取舍"
CHOICES = ("冲突", "取舍", "理由")
KEPT = {FIRST: "留前一个", SECOND: "留后一个", BOTH: "都要"}
SOURCE = ("来源文件", "来源行", "问题", "怎么改")
FIELDS = dict(
    zip(
        LEDGER_COLUMNS,
        (
            "number", "name", "town_code", "town", "place_kind", "places", "type",
            "quantity_planned", "unit", "sites_total", "sites_done", "households", "applied_yuan",
            "approved_yuan", "disbursed_yuan", "settled_yuan", "fund_source", "batch", "status",
            "proactive", "collected_on", "applied_on", "approved_on", "filed_on", "filing_no",
            "disbursed_on", "started_on", "finished_on", "in_use_on", "accepted_on", "contractor",
            "maintainer", "root_cause", "note",
        ),
        strict=True,
    )
)  # fmt: skip
MORE = {
    "停车位": "parking_spaces",
    "建设内容": "content",
    "项目大类": "klass",
    "经度": "lon",
    "纬度": "lat",
    "坐标系": "crs",
}
"""Written after the district's own columns where any row has them; so are the split funds."""
SPLIT = ("市级资金(万元)", "区级资金(万元)", "其他资金(万元)")

RED = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
DAY = {"num_format": "yyyy-mm-dd"}


Styles = tuple[Format | None, Format]
"""Of any cell, and of a day."""
Column = tuple[str, str, Callable[[LedgerRow], Any]]
"""Header, our field, and what a row has there."""


def title_of(round_name: str) -> str:
    """Return what the summary of a round is called."""
    return f"{round_shown(round_name)}{SUMMARY}"


def write(
    path: Path,
    merged: Merged,
    round_name: str | None,
    mask: Callable[[str], str],
    *,
    decided: Sequence[Conflict] = (),
    to_mend: bool = True,
) -> None:
    """Write the good rows in the district's order of columns; rows with errors stand apart, red.

    `mask` takes personal data out of a text. `decided` are conflicts with their choices.
    """
    rows = [entry.row for entry in (*merged.good, *merged.bad)]
    book = xlsxwriter.Workbook(str(path), OPTIONS)
    writer = _Writer(book, _columns(rows, round_name), mask)
    writer.write_summary(merged.good)
    if to_mend:
        writer.write_to_mend(merged)
    if decided:
        writer.write_decided(decided)
    book.close()


class _Writer:
    def __init__(
        self, book: xlsxwriter.Workbook, columns: list[Column], mask: Callable[[str], str]
    ) -> None:
        self.book = book
        self.columns = columns
        self.mask = mask
        self.bold = book.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True})
        self.plain = (None, book.add_format(DAY))
        self.red = (book.add_format(RED), book.add_format(RED | DAY))

    def write_summary(self, entries: Sequence[Entry]) -> None:
        sheet = self._sheet(SUMMARY, ("序号",))
        for at, entry in enumerate(entries, start=1):
            sheet.write_number(at, 0, at)
            for place, (_, _, value) in enumerate(self.columns, start=1):
                self._put(sheet, (at, place), value(entry.row), self.plain)

    def write_to_mend(self, merged: Merged) -> None:
        sheet = self._sheet(TO_MEND, SOURCE)
        entries = {(entry.sheet.file, entry.row.row): entry for entry in merged.bad}
        errors = [finding for finding in merged.findings if finding.level == ERROR]
        for at, (key, own) in enumerate(_by_row(errors).items(), start=1):
            wrong, advice = zip(*(split_advice(finding.error) for finding in own), strict=True)
            for place, value in enumerate((*key, _lines(wrong), _lines(advice))):
                self._put(sheet, (at, place), value, self.red if place == 2 else self.plain)
            if key in entries:
                fields = {finding.field: text for finding, text in zip(own, wrong, strict=True)}
                self._write_bad(sheet, at, entries[key], fields)

    def write_decided(self, decided: Sequence[Conflict]) -> None:
        sheet = self.book.add_worksheet(DECIDED)
        for at, row in enumerate([CHOICES, *map(_choice_told, decided)]):
            for column, text in enumerate(row):
                sheet.write_string(at, column, self.mask(text), None if at else self.bold)
        dress(sheet, CHOICES)
        sheet.set_column(0, 0, 90)
        sheet.set_column(2, 2, 48)

    def _write_bad(self, sheet: Worksheet, at: int, entry: Entry, fields: dict[str, str]) -> None:
        for place, (_, field, value) in enumerate(self.columns, start=len(SOURCE)):
            wrong = fields.get(field)
            self._put(sheet, (at, place), value(entry.row), self.red if wrong else self.plain)
            if wrong:
                sheet.write_comment(at, place, self.mask(wrong))

    def _sheet(self, name: str, first: Sequence[str]) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        headers = [*first, *(header for header, _, _ in self.columns)]
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self.bold)
        dress(sheet, headers)
        return sheet

    def _put(self, sheet: Worksheet, where: tuple[int, int], value: Any, styles: Styles) -> None:
        other, day = styles
        shown = _shown(value)
        if other and (shown is None or shown == ""):
            sheet.write_blank(*where, None, other)
        masked = self.mask(shown) if isinstance(shown, str) else shown
        write_cell(sheet, where, masked, (day, day), other)


def _choice_told(one: Conflict) -> tuple[str, str, str]:
    """Return what a conflict was about, what is kept, and why."""
    wrong, _ = split_advice(one.finding.error, placed=False)
    about = f"{one.finding.file} 第{one.finding.error.row}行 {wrong}"
    return (
        about,
        KEPT[one.choice.keep] if one.choice else "",
        one.choice.reason if one.choice else "",
    )


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _by_row(errors: Iterable[Finding]) -> dict[tuple[str, int], list[Finding]]:
    found: dict[tuple[str, int], list[Finding]] = {}
    for finding in errors:
        found.setdefault((finding.file, finding.error.row or 0), []).append(finding)
    return found


def _columns(rows: Sequence[LedgerRow], round_name: str | None) -> list[Column]:
    own = [_column(header, field, rows) for header, field in FIELDS.items()]
    place = [header for header, _, _ in own].index("批次")
    own[place] = ("批次", "batch", lambda row: row.batch or round_name)
    days = sorted({day for row in rows for day, _ in row.measured}, key=lambda d: d or date.min)
    measured = [
        (f"完成数量_{day:%Y%m%d}" if day else "完成数量", "measured", _on(day)) for day in days
    ]
    more = [_column(header, field, rows) for header, field in MORE.items()]
    split = [(header, "funds", _part(at)) for at, header in enumerate(SPLIT)]
    return [
        *own,
        *measured,
        *(one for one in (*more, *split) if any(one[2](row) is not None for row in rows)),
    ]


def _column(header: str, field: str, rows: Sequence[LedgerRow]) -> Column:
    if field == "status":
        days = {row.status_on for row in rows if row.status}
        day = days.pop() if len(days) == 1 else None
        header = f"{header}_{day:%Y%m%d}" if day else header
    if field.endswith("_yuan"):
        return header, field, lambda row: _wan(getattr(row, field))
    return header, field, lambda row: getattr(row, field)


def _on(day: date | None) -> Callable[[LedgerRow], Decimal | None]:
    return lambda row: dict(row.measured).get(day)


def _part(at: int) -> Callable[[LedgerRow], Decimal | None]:
    return lambda row: _wan(row.funds[at]) if row.funds else None


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else exact_wan(yuan * FEN_PER_YUAN)


def _shown(value: Any) -> Any:
    """Return a cell: lists joined, yes and no in words."""
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value
