"""Home of damaged sheets: rows and files of every kind, each mutated by a seed of its own."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import polars as pl
import xlwt

Rows = list[list[str]]
Mutation = Callable[[random.Random, bytearray], bytes | bytearray]

PHONE, PERSON = "13800138000", "11010119900307803X"
"""What no message may show."""
TICKETS = (
    "工单编号",
    "来电时间",
    "来电号码",
    "诉求类型",
    "二级分类",
    "街乡镇",
    "诉求地址",
    "诉求内容",
)
PLACES = ("编号", "类型", "街乡镇", "名称", "别名", "户数", "经度", "纬度")
PROJECTS = (
    "序号",
    "项目名称",
    "街乡镇",
    "地点",
    "项目类型",
    "申报数量",
    "单位",
    "申报资金(万元)",
    "申报时间",
    "状态",
)
ROWS: dict[str, tuple[tuple[str, ...], Callable[[int], tuple[str, ...]]]] = {
    "tickets": (TICKETS, lambda n: (
        f"T{n}", f"2021-05-01 08:{n:02}", PHONE, "投诉", ("停水", "路灯")[n % 2], "柳湾街道",
        f"东里小区{n % 2}号",
        f"{('停水了', '路灯坏了')[n % 2]},电话{PHONE},证{PERSON}",
    )),
    "places": (PLACES, lambda n: (
        f"E{n}", "小区", "柳湾街道", f"东里小区{n}", "大院;铁院", f"{n * 100}", "116.2", "40.1",
    )),
    "projects": (PROJECTS, lambda n: (
        f"{n}", f"东里小区{n}号楼防水", "柳湾街道", "东里小区", "屋顶防水", "120", "平方米", "12.5",
        "2021-03-04", "已完工",
    )),
}  # fmt: skip
ODD = (
    "", " ", "0000-00-00", "9999-99-99", "1899-12-31", "3000-01-01", "2020-13-45", "2020-02-30 25:61",
    "1e308", "1e999", "-0", "NaN", "inf", "-inf", "1.38E+10", "9" * 400, "-1", "1,5", "1/0", "½", "٣",
    "Ⅷ", "一百亿",
    "=1+1", "=cmd|'/C calc'!A0", "+1+1", "-2+3+cmd|'/C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://x")',
    "\t=1", "#REF!", "\0", "\x01\x1f", "\u200b", "\ufeff", "\u2028", "\x85", "\U0001f600", "\u202e倒",
    "e\u0301" * 30,
    PHONE, PERSON, f"电话{PHONE}", "１３８００１３８０００", "路" * 300, "\"", "\"\"\"", "a\nb", "a\rb",
    "'", "''", "合计",
    "备注:", "<a>&amp;", "{x}", "%s", "列1", "工单编号", "诉求内容", "来电日期", "问题分类", "类别",
    "项目名称", "名称", "上午25:61",
    "1-1", "(", "[(", "*" * 50, "万元", "12.5万元", "1e-400", "0.000000000001", "116.2,40.1", "43933.27",
    "99999", "-43933",
)  # fmt: skip
CODES = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32", "big5", "shift_jis")
WRONG = {
    "jpg": b"\xff\xd8\xff\xe0",
    "html": b"<html><table><tr><td>1",
    "pdf": b"%PDF-1.4",
    "rtf": b"{\\rtf1",
}


@dataclass(frozen=True)
class Sheet:
    """A damaged file: what it is called, what it holds, and the headers that were meant."""

    name: str
    data: bytes
    headers: tuple[str, ...]


def draw(seed: int, kind: str, forms: Sequence[str] = ("csv", "xlsx")) -> Sheet:
    """Return the damaged sheet of a seed."""
    chance = random.Random(f"{kind}{seed}")
    rows = rows_of(chance, kind)
    form = chance.choice(forms)
    data: bytes | bytearray = FORMS[form](chance, rows)
    for _ in range(chance.choice((0, 0, 0, 0, 0, 1, 1, 4))):
        if data:
            data = chance.choice(MUTATIONS)(chance, bytearray(data))
    ending = chance.choice(("csv", "xlsx", "xls", "txt")) if chance.random() < 0.05 else form
    return Sheet(f"{kind}.{ending}", bytes(data), tuple(rows[0]) if rows else ())


def rows_of(chance: random.Random, kind: str) -> Rows:
    """Return the rows of a kind, some cells of them odd, some rows and columns out of order."""
    headers, row = ROWS[kind]
    rows = [list(headers), *(list(row(n)) for n in range(chance.randrange(0, 12)))]
    for _ in range(chance.choice((0, 1, 3, 10))):
        own = chance.choice(rows[chance.choice((0, 1)) if len(rows) > 1 else 0 :])
        own[chance.randrange(len(own))] = chance.choice(ODD)
    for _ in range(chance.choice((0, 0, 1, 3))):
        chance.choice(SHUFFLES)(chance, rows)
    return rows


def _widened(chance: random.Random, rows: Rows) -> None:
    chance.choice(rows).extend(chance.choices(ODD, k=chance.choice((1, 5, 1200))))


def _narrowed(chance: random.Random, rows: Rows) -> None:
    own = chance.choice(rows)
    del own[chance.randrange(len(own) + 1) :]


def _titled(chance: random.Random, rows: Rows) -> None:
    rows.insert(chance.randrange(len(rows) + 1), [chance.choice(ODD)])


def _dropped(chance: random.Random, rows: Rows) -> None:
    at = chance.randrange(8)
    for own in rows:
        if len(own) > at + 1:
            del own[at]


def _doubled(chance: random.Random, rows: Rows) -> None:
    rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))


def _swapped(chance: random.Random, rows: Rows) -> None:
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]


def _emptied(chance: random.Random, rows: Rows) -> None:
    rows[1:1] = [[] for _ in range(chance.choice((1, 60)))]


SHUFFLES = (_widened, _narrowed, _titled, _dropped, _doubled, _swapped, _emptied)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def csv_of(chance: random.Random, rows: Rows) -> bytes:
    """Return rows as text, in some encoding, parted and ended in some way, quoted well or badly."""
    part, end = chance.choice((",", ",", "\t", ";", "|")), chance.choice(("\n", "\r\n", "\r"))
    quoted = chance.random() < 0.7
    cells = [
        [_quoted(cell) if quoted and any(x in cell for x in '",\r\n\t;|') else cell for cell in own]
        for own in rows
    ]  # fmt: skip
    text = end.join(part.join(own) for own in cells)
    if chance.random() < 0.05:
        lines = text.split(end)
        half = chance.randrange(len(lines))
        parts = (end.join(lines[:half]), end.join(["", *lines[half:]]))
        return parts[0].encode() + parts[1].encode("gb18030")
    return text.encode(chance.choice((*CODES[:3] * 3, *CODES)), "replace")


BOOK = (
    '<workbook xmlns="{m}" xmlns:r="{r}"><sheets><sheet name="表" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>"
)
LINKS = '<Relationships xmlns="{p}"><Relationship Id="r1" Type="{r}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{r}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{r}/styles" Target="styles.xml"/></Relationships>'  # noqa: E501
ROOT = (
    '<Relationships xmlns="{p}"><Relationship Id="r1" Type="{r}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
STYLES = (
    '<styleSheet xmlns="{m}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="22"/></cellXfs></styleSheet>'
)
SPACES = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p": "http://schemas.openxmlformats.org/package/2006/relationships",
}
TAGS = (
    "<c>", "</c>", "<row>", "</row>", "<f>1+1</f>", "<v>1e999</v>", "<v>nan</v>", '<c t="e"/>',
    '<c r="ZZZ9999999"><v>1</v></c>',
    '<c r="A0"><v>1</v></c>', '<c t="s"><v>-1</v></c>', '<c t="s"><v>999999</v></c>',
    '<c s="99"><v>1</v></c>', '<c s="x"/>',
    '<row r="99999999"><c><v>1</v></c></row>', '<row r="x"/>', '<row r="-5"/>', '<c r="1"><v>1</v></c>',
    '<c r="a1"><v>1</v></c>',
    '<c t="d"><v>0000-00-00</v></c>', '<c t="b"><v>x</v></c>', '<c t="n"><v>x</v></c>',
    '<c s="1"><v>1e300</v></c>',
    '<c s="1"><v>nan</v></c>', '<mergeCell ref="A1:XFD1048576"/>', '<mergeCell ref=""/>',
    '<mergeCell ref="x:y"/>', "&bad;",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<x>" * 400, "]]>", '<dimension ref="A1:XFD1048576"/>', "\ud7ff",
    "&#0;", "<v/>",
)  # fmt: skip


def xlsx_parts(chance: random.Random, rows: Rows) -> dict[str, str]:
    """Return the parts of a workbook."""
    texts: dict[str, int] = {}
    lines = []
    for at, own in enumerate(rows, 1):
        cells = []
        for column, text in enumerate(own):
            where = f'r="{letter(column)}{at}"'
            if text and chance.random() < 0.1:
                cells.append(
                    f'<c {where} s="1"><f>{plain(text)}</f><v>{chance.choice((43933.5, 1, -1, 1e9))}</v></c>'
                )
            elif chance.random() < 0.3:
                cells.append(f'<c {where} t="inlineStr"><is><t>{plain(text)}</t></is></c>')
            elif text:
                cells.append(f'<c {where} t="s"><v>{texts.setdefault(text, len(texts))}</v></c>')
        lines.append(f'<row r="{at}">{"".join(cells)}</row>')
    shared = "".join(f"<si><t>{plain(text)}</t></si>" for text in texts)
    box = f"A{chance.randrange(1, 9)}:C{chance.randrange(1, 9)}"
    merged = f'<mergeCells><mergeCell ref="{box}"/></mergeCells>'
    body = f"<sheetData>{''.join(lines)}</sheetData>{merged if chance.random() < 0.2 else ''}"
    return {
        "_rels/.rels": ROOT.format(**SPACES),
        "xl/workbook.xml": BOOK.format(**SPACES),
        "xl/_rels/workbook.xml.rels": LINKS.format(**SPACES),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPACES["m"]}">{body}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SPACES["m"]}">{shared}</sst>',
        "xl/styles.xml": STYLES.format(**SPACES),
    }


def xlsx_of(chance: random.Random, rows: Rows) -> bytes:
    """Return rows as a workbook; the text of a part of it is spoilt, or a part is lost."""
    parts = xlsx_parts(chance, rows)
    if chance.random() < 0.4:
        name = chance.choice((*parts, "xl/worksheets/sheet1.xml"))
        text = parts[name]
        for _ in range(chance.choice((1, 1, 4))):
            spots = [at for at, sign in enumerate(text) if sign == "<"]
            if not spots:
                break
            at = chance.choice(spots)
            ends = [found for end in ("</c>", '">') if (found := text.find(end, at)) >= 0]
            if ends and chance.random() < 0.7:
                at = min(ends) + (4 if text[min(ends)] == "<" else 2)
            text = text[:at] + chance.choice(("", *TAGS)) + text[at + chance.choice((0, 0, 0, 5)) :]
        parts[name] = text
    if chance.random() < 0.05:
        del parts[chance.choice(list(parts))]
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(parts: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def xls_of(_: random.Random, rows: Rows) -> bytes:
    """Return rows as an old workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, own in enumerate(rows):
        for column, text in enumerate(own[:200]):
            sheet.write(at, column, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet_of(_: random.Random, rows: Rows) -> bytes:
    """Return rows as columns."""
    headers = list(dict.fromkeys(rows[0])) or ["x"]
    body = [(own + [""] * len(headers))[: len(headers)] for own in rows[1:]]
    stream = io.BytesIO()
    pl.DataFrame(body, headers, orient="row").write_parquet(stream)
    return stream.getvalue()


FORMS = {"csv": csv_of, "xlsx": xlsx_of, "xls": xls_of, "parquet": parquet_of}


@cache
def letter(column: int) -> str:
    """Name a column: 0 is A."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def plain(text: str) -> str:
    """Return a text as XML can hold it."""
    return escape("".join(sign for sign in text if sign >= " " or sign in "\t\n"))


def _cut(chance: random.Random, data: bytearray) -> bytearray:
    return data[: chance.randrange(len(data))]


def _turned(chance: random.Random, data: bytearray) -> bytearray:
    for _ in range(chance.choice((1, 5, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return data


def _stuffed(chance: random.Random, data: bytearray) -> bytearray:
    at = chance.randrange(len(data))
    data[at:at] = chance.choice(
        (b"\0", b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"\xb2\xe2", b"\r", b"PK\3\4", b"\xed\xa0\x80")
    ) * chance.choice((1, 3, 500))
    return data


def _repeated(chance: random.Random, data: bytearray) -> bytearray:
    if not data:
        return data
    start, stop = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    return data[:stop] + data[start:]


def _masqueraded(chance: random.Random, data: bytearray) -> bytes:
    return chance.choice(list(WRONG.values())) + bytes(data)


MUTATIONS: tuple[Mutation, ...] = (
    _cut,
    _cut,
    _turned,
    _turned,
    _turned,
    _stuffed,
    _stuffed,
    _repeated,
    _masqueraded,
)


def write(folder: Path, sheet: Sheet) -> Path:
    """Write a damaged sheet into a folder."""
    path = folder / sheet.name
    path.write_bytes(sheet.data)
    return path
