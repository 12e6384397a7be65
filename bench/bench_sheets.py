"""Home of the claim that a large workbook is read fast."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openpyxl

from bench import Comparison, seconds
from xiaowei.connectors.tabular.fetch import fetch
from xiaowei.connectors.tabular.parse import choose
from xiaowei.connectors.tabular.writing import write_table

ROWS = 20_000
HEADERS = ("工单编号", "来电时间", "诉求内容", "诉求地址")


def compare() -> Comparison:
    """Read one workbook with our reader, and with openpyxl in its read-only mode."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.xlsx"
        rows = [(f"T{n:08}", "2020-04-12 06:30:00", "道路破损", "某小区") for n in range(ROWS)]
        write_table(path, HEADERS, rows)
        return Comparison(
            claim="a workbook read and checked cell by cell, beside openpyxl",
            work="rows",
            n=ROWS,
            ours=seconds(lambda: choose(fetch(path), frozenset(HEADERS))),
            plain=seconds(lambda: _with_openpyxl(path), times=1),
        )


def _with_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()
