"""Small files that ask for all the memory or time there is are refused before they are unpacked."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from tests import mutated
from xiaowei.connectors.hotline_sheet.fetch import fetch as fetch_tickets
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.connectors.tabular import fetch as opening
from xiaowei.connectors.tabular import textfile
from xiaowei.connectors.tabular.fetch import fetch
from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.domain.errors import BadInput

M = f'xmlns="{mutated.SPACES["m"]}"'
HEAD = "<row><c t='inlineStr'><is><t>工单编号</t></is></c><c t='inlineStr'><is><t>诉求内容</t></is></c></row>"
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SECONDS = 20


def book(body: str = "", after: str = "", **parts: bytes) -> bytes:
    """Return a workbook whose worksheet has this body; `parts` are other parts by their short name."""
    whole = {
        "_rels/.rels": mutated.ROOT.format(**mutated.SPACES),
        "xl/workbook.xml": mutated.BOOK.format(**mutated.SPACES),
        "xl/_rels/workbook.xml.rels": mutated.LINKS.format(**mutated.SPACES),
        SHEET: f"<worksheet {M}><sheetData>{HEAD}{body}</sheetData>{after}</worksheet>",
        TEXTS: f"<sst {M}/>",
        "xl/styles.xml": mutated.STYLES.format(**mutated.SPACES),
    }
    packed = {name: text.encode() for name, text in whole.items()}
    return mutated.zipped(packed | {f"xl/{name}.xml": data for name, data in parts.items()})


def lying(parts: dict[str, bytes], part: str) -> bytes:
    """Return a workbook that says a part is ten bytes long."""
    data = bytearray(mutated.zipped(parts))
    at = data.rindex(part.encode()) - 46
    assert data[at : at + 4] == b"PK\1\2"
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


CELL = '<c t="n"><v>1</v></c>'
OVER = '<mergeCell ref="A1:XFD1048576"/>'
BOMBS = {
    "a huge part": (lambda: book(sharedStrings=b" " * (65 << 20)), "sheet_too_large"),
    "a huge list of sheets": (lambda: book(workbook=b"<a>" + b"<b/>" * (1 << 21) + b"</a>"), "sheet_damaged"),
    "deeply nested": (lambda: book("<row>" + "<x>" * 200_000), "sheet_no_rows"),
    "cells without a place": (
        lambda: book(f'<row>{CELL * 300_000}</row><row r="1000000">{CELL}</row>'), "sheet_damaged",
    ),
    "a far row": (lambda: book('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "sheet_spread"),
    "a tag that never ends": (lambda: book("<c " * 200_000), "sheet_damaged"),
    "cells that never end": (lambda: book('<c r="A1" t="e"><f>1</f>' * 100_000), "sheet_damaged"),
    "cells merged over each other": (
        lambda: book(f"<row>{CELL * 50}</row>" * 400, f"<mergeCells>{OVER * 90_000}</mergeCells>"),
        "sheet_merged_over",
    ),
    "many columns": (lambda: book(f"<row>{CELL * 100_000}</row>"), "sheet_too_wide"),
    "a row that is said to be far": (
        lambda: book(f'<row r="99999999">{CELL * 99}</row>'), "sheet_damaged",
    ),
    "a place in other marks": (
        lambda: book("<row r='1'><c r='ZZZ9999999'><v>1</v></c></row>"), "sheet_damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_at_once(
    bomb: str, streamed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(BOMBS[bomb][0]())
    if streamed:
        monkeypatch.setattr(opening, "LARGE_BYTES", 0)
    began = time.process_time()
    with pytest.raises(BadInput) as refused:
        read_kind(path, "hotline_sheet", streamed=streamed)
    others = ["sheet_damaged", "sheet_too_large", "sheet_spread"] if streamed else []
    assert refused.value.code in (BOMBS[bomb][1], *others)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("part", [TEXTS, SHEET, "xl/styles.xml"])
def test_a_part_longer_than_it_says_is_damaged(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(book(f"<row>{CELL}</row>"))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with pytest.raises(BadInput) as refused:
        fetch(lying(parts, part), name="t.xlsx")
    assert refused.value.code == "sheet_damaged"


def test_thousands_of_members_are_read_in_no_time() -> None:
    data = book(
        "<row><c t='inlineStr'><is><t>A1</t></is></c></row>",
        **{f"media/{n}": b"x" for n in range(5000)},
    )
    began = time.process_time()
    assert len(fetch_tickets(data).rows) == 1
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("streamed", [False, True])
def test_a_cell_of_fifty_megabytes_costs_its_row_alone(
    tmp_path: Path, streamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if streamed:
        monkeypatch.setattr(opening, "LARGE_BYTES", 0)
        monkeypatch.setattr("xiaowei.connectors.tabular.xlsx_streaming.MOST_PACKED", 10_000)
    path = tmp_path / "t.xlsx"
    rows = [
        f"<row><c t='str'><v>A{n}</v></c><c t='str'><v>{text}</v></c></row>"
        for n, text in enumerate(["好", "路" * (3 << 20), "好"])
    ]
    path.write_bytes(book("".join(rows)))
    parsed = parse(read_kind(path, "hotline_sheet", streamed=streamed))
    assert [row.number for row in parsed.rows] == ["A0", "A2"]
    (reject,) = parsed.rejected
    assert (reject.row, reject.error.code) == (3, "cell_too_long")
    assert "B3" in reject.error.text("en") and "B3" in reject.error.text("zh")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("工单编号,诉求内容" + ",列" * 1_000_000 + "\nA1,路\n", "sheet_too_wide"),
        ("\n" * 1_000_000, "sheet_empty"),
        ("工单编号,诉求内容\n" + ",\n" * 100_000, "sheet_no_rows"),
        ('工单编号,诉求内容\nA1,"' + "路" * (3 << 20) + '"\n', "sheet_cell_too_long"),
        ("工单编号,诉求内容\rA1" + "\r" * 100_000, None),
    ],
    ids=["columns", "empty", "blank", "cell", "returns"],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_text_too_large_in_one_way_is_refused_in_time(
    tmp_path: Path, text: str, code: str | None, streamed: bool
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, "utf-8", newline="")
    began = time.process_time()
    if code is None:
        assert len(read_kind(path, "hotline_sheet", streamed=streamed).rows) == 1
    else:
        with pytest.raises(BadInput) as refused:
            list(read_kind(path, "hotline_sheet", streamed=streamed).rows)
        assert refused.value.code == code
    assert time.process_time() - began < SECONDS


def test_nameless_columns_are_looked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LARGE_BYTES", 0)
    path = tmp_path / "t.csv"
    path.write_text("工单编号,诉求内容" + "," * 400 + "\nA1,路\n" * 50, "utf-8")
    read, looked = textfile._rows, []
    monkeypatch.setattr(textfile, "_rows", lambda *of: looked.append(of) or read(*of))
    read_kind(path, "hotline_sheet", streamed=True)
    assert len(looked) < 100


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    for path in (tmp_path, tmp_path / "t.csv", Path("/dev/zero"), tmp_path / "none.csv"):
        for streamed in (False, True):
            with pytest.raises(BadInput) as refused:
                fetch(path, streamed=streamed)
            assert refused.value.code == "sheet_not_found"
    (tmp_path / "link.csv").symlink_to("/dev/zero")
    with pytest.raises(BadInput):
        fetch(tmp_path / "link.csv")


def test_rows_in_no_order_are_read_with_the_whole_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LARGE_BYTES", 0)
    path = tmp_path / "t.xlsx"
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="str"><v>A{at}</v></c></row>' for at in (5, 3, 9))
    path.write_bytes(book(rows))
    assert [row.number for row in read_kind(path, "hotline_sheet", streamed=True).rows] == [3, 5, 9]
