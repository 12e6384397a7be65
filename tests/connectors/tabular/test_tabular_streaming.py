"""Large sheets are read row by row, and say what they say when they are read at once."""

from __future__ import annotations

import io
import tracemalloc
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from xiaowei.connectors.hotline_sheet.fetch import fetch as fetch_tickets
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.connectors.tabular import fetch as opening
from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.connectors.tabular.streaming import Streamed
from xiaowei.domain.errors import BadInput

HEAD = ("工单编号", "来电时间", "来电号码", "诉求内容", "备用", "备用")
FORMATS = (
    "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm", "[h]:mm", '0.00"元"', "m/d/yy", "@",
    'yyyy"年"m"月"d"日"', "General", "0.00E+00", "[$-F800]dddd", "0.00_);[Red](0.00)",
)  # fmt: skip


@pytest.fixture(autouse=True)
def every_sheet_is_large(monkeypatch):
    monkeypatch.setattr(opening, "LARGE_BYTES", 0)


def both(path):
    """Return a sheet read at once and streamed."""
    streamed = read_kind(path, "hotline_sheet", streamed=True)
    assert isinstance(streamed.rows, Streamed)
    return fetch_tickets(path), streamed


def same(path):
    whole, streamed = both(path)
    for name in ("headers", "header_row", "skipped", "totals", "titles", "warnings"):
        assert getattr(whole, name) == getattr(streamed, name), name
    assert [(r.number, r.cells, str(r.fault)) for r in whole.rows] == [
        (r.number, r.cells, str(r.fault)) for r in streamed.rows
    ]
    one, other = parse(whole), parse(streamed)
    assert list(one.rows) == list(other.rows)
    assert [(r.row, r.value, r.cells) for r in one.rejected] == [
        (r.row, r.value, r.cells) for r in other.rejected
    ]
    assert [str(w) for w in one.warnings] == [str(w) for w in other.warnings]
    assert (len(other.rows), len(other.rejected)) == (len(one.rows), len(one.rejected))
    return one


ROWS = [
    ("市民热线导出",),
    HEAD,
    ("A1", "2021-01-02 03:04", "13800000000", "路灯不亮,\n已三天", "", "x"),
    ("A2", "不是时间", "1.38E+10", '说"坏了"', "", ""),
    (),
    ("A3", "2021-01-02", "1.38E+10", "水", "y", "z"),
    ("合计", "", "", "3", "", ""),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_sheet(tmp_path, encoding, delimiter):
    import csv

    path = tmp_path / "t.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(ROWS)
    found = same(path)
    assert [row.number for row in found.rows] == ["A1", "A3"]
    assert len(found.rejected) == 1


def test_a_workbook(tmp_path):
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("工单")
    sheet.merge_range(0, 1, 0, 4, "市民热线导出")
    sheet.write_row(1, 1, HEAD)
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for at, code in enumerate(FORMATS, start=2):
        style = book.add_format({"num_format": code})
        sheet.write_string(at, 1, f"A{at}")
        sheet.write_datetime(at, 2, datetime(2021, 1, at, 3, 4, 5), moment)
        sheet.write_number(at, 3, 13800000000 + at)
        sheet.write_rich_string(at, 4, "路灯", bold, " 不亮 ", "<&>")
        for column, number in ((5, 44000.123456), (6, 0.25), (7, 59), (8, 1.5)):
            sheet.write_number(at, column, number, style)
    sheet.write_formula(20, 1, "=A1", None, "")
    sheet.write_formula(21, 1, "=1/0", None, "#DIV/0!")
    sheet.write_row(22, 1, ["A22", "2021-02-03 04:05", "", "水"])
    sheet.write_boolean(22, 6, True)
    hidden = book.add_worksheet("藏")
    hidden.write_row(0, 0, HEAD)
    hidden.hide()
    book.add_worksheet("空")
    book.close()
    assert len(same(path).rows) == len(FORMATS) + 1


def test_merged_cells_among_the_rows_are_read_with_the_whole_sheet(tmp_path):
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    for at in range(1, 60):
        sheet.write_row(at, 0, [f"A{at}", "2021-02-03 04:05", "", "水"])
    sheet.merge_range(50, 3, 52, 3, "同一件")
    book.close()
    table = read_kind(path, "hotline_sheet", streamed=True)
    assert not isinstance(table.rows, Streamed)
    assert [row.cells[3] for row in table.rows[49:52]] == ["同一件"] * 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "工单编号,诉求内容\nA1,好\n".encode() + "A2,坏\n".encode("gb18030"),
            "sheet_encoding_mixed",
        ),
        ("工单编号,诉求内容\nA1,好".encode()[:-1], "sheet_cut"),
        ('工单编号,诉求内容\nA1,"没有关\nA2,x\n'.encode(), "sheet_quotes"),
    ],
)
def test_what_is_refused_at_once_is_refused_streamed(tmp_path, body, code):
    path = tmp_path / "t.csv"
    path.write_bytes(body)
    with pytest.raises(BadInput) as refused:
        fetch_tickets(path)
    with pytest.raises(BadInput) as streamed:
        read_kind(path, "hotline_sheet", streamed=True)
    assert refused.value.code == streamed.value.code == code
    assert refused.value.facts == streamed.value.facts


@pytest.mark.parametrize("nameless", [0, 30])
def test_a_text_sheet_is_read_a_few_times(tmp_path, monkeypatch, nameless):
    taken, plainly = [], Path.open

    class Counted(io.FileIO):
        def readinto(self, buffer):
            taken.append(super().readinto(buffer))
            return taken[-1]

    def opened(self, mode="r", encoding=None, newline=None, **more):
        if self != path:
            return plainly(self, mode, encoding=encoding, newline=newline, **more)
        data = io.BufferedReader(Counted(path))
        return data if "b" in mode else io.TextIOWrapper(data, encoding, newline=newline)

    path = tmp_path / "t.csv"
    lines = [[f"A{n}", "2021-01-02 03:04", "", "路灯不亮" * 20] for n in range(4000)]
    more = "," * nameless + "\n"
    path.write_text(more.join(map(",".join, [HEAD[:4], *lines])), encoding="utf-8")
    monkeypatch.setattr(Path, "open", opened)
    assert read_kind(path, "hotline_sheet", streamed=True).rows
    assert sum(taken) < 7 * path.stat().st_size


DAMAGE = [
    ("<v>7</v>", "<v>9999</v>"),
    ("<v>7</v>", "<v>-3</v>"),
    ("<v>7</v>", "<v>x</v>"),
    ("<v>44000.5</v>", "<v>x</v>"),
    ("<v>44000.5</v>", "<v>1,5</v>"),
    ("<v>44000.5</v>", "<v>nan</v>"),
    ("<v>0.25</v>", "<v>1e999</v>"),
    ('r="C2" s="1"', 'r="C2" s="x"'),
    ('r="C2" s="1"', 'r="2" s="1"'),
    ('<row r="2"', '<row r="x"'),
    ('<row r="2"', '<row r="0"'),
    ('ref="A9:B9"', 'ref="AB"'),
    ("UTF-8", "no-such"),
    ("UTF-8", "gb18030"),
]


@pytest.mark.parametrize(("sound", "damaged"), DAMAGE)
def test_a_damaged_cell_is_refused(tmp_path, sound, damaged):
    whole, path = tmp_path / "w.xlsx", tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(whole)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["A1", "2021-02-03 04:05"])
        sheet.write_number(1, 2, 44000.5, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_string(1, 3, "路灯不亮")
        sheet.write_number(1, 4, 0.25, book.add_format({"num_format": "[h]:mm"}))
        sheet.merge_range(8, 0, 8, 1, "完")
    with ZipFile(whole) as sound_book, ZipFile(path, "w") as book:
        for part in sound_book.namelist():
            body = sound_book.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                assert sound in body
                body = body.replace(sound, damaged, 1)
            book.writestr(part, body)
    with pytest.raises(BadInput) as refused:
        read_kind(path, "hotline_sheet", streamed=True)
    assert refused.value.code == "sheet_damaged"
    assert "t.xlsx" in str(refused.value)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(tmp_path, kind):
    def peak(rows):
        path = tmp_path / f"{rows}.{kind}"
        lines = [
            (f"A{n}", "2021-01-02 03:04", "", f"第{n}件:" + "路灯不亮" * 20) for n in range(rows)
        ]
        if kind == "csv":
            text = "\n".join(map(",".join, [HEAD[:4], *lines]))
            path.write_text(text, encoding="utf-8")
        else:
            with xlsxwriter.Workbook(str(path)) as book:
                sheet = book.add_worksheet()
                for at, line in enumerate([HEAD[:4], *lines]):
                    sheet.write_row(at, 0, line)
        del lines
        tracemalloc.start()
        assert sum(1 for _ in parse(read_kind(path, "hotline_sheet", streamed=True)).rows) == rows
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(6000) < peak(1500) * 2
