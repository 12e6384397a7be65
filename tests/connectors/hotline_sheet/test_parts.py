"""Home of the tests of sheets in parts: the same tickets as the sheet read at once."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaowei.connectors.hotline_sheet import columnar, parts
from xiaowei.connectors.packs.parse import load
from xiaowei.domain.errors import BadInput

CATALOGUE = load(("default",)).catalogue
HEADERS = ("工单编号", "来电时间", "街乡镇", "社区(村)", "诉求地址", "诉求内容", "二级分类")
CELL = st.text(st.sampled_from('甲乙丙丁停水,"\r\n 1a'), max_size=8)


def rows_of(count: int) -> list[tuple[str, ...]]:
    return [
        (f"T{at}", f"2021-03-01 08:{at % 60:02}", "甲镇", "乙社区", f"{at}号", f"停水\n第{at},次", "停水")
        for at in range(count)
    ]  # fmt: skip


def write(path: Path, rows: list[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("工单表",), HEADERS, *rows])
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    monkeypatch.setattr(parts, "BLOCK", 700)


def told(source: parts.TicketParts) -> pl.DataFrame:
    return pl.concat([source.read(part) for part in source.parts])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_parts_hold_what_the_sheet_holds(tmp_path: Path, encoding: str) -> None:
    rows = rows_of(90)
    rows[7] = ("", *rows[7][1:])
    rows[11] = (rows[11][0], "不清楚", *rows[11][2:])
    path = write(tmp_path / "t.csv", rows, encoding)
    source = parts.open_parts(path, CATALOGUE)
    assert isinstance(source, parts.TextParts) and len(source.parts) > 5
    found = told(source)
    whole = columnar.read_columns(path, CATALOGUE)
    readable = found.filter("readable")
    assert readable.select(whole.frame.columns).rows() == whole.frame.rows()
    assert found.filter(~pl.col("readable"))["number"].to_list() == ["T11"]
    assert found["row"].to_list() == list(range(3, 93)), "as they stand in the sheet"
    assert found["number"][7] == "row 10"
    assert source.rows == 90


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=30), st.integers(60, 400))
def test_any_regular_sheet_is_cut_where_rows_end(cells: list[tuple[str, str]], block: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        rows = [
            (f"T{at}", "2021-03-01 08:00", "甲镇", "乙社区", one, f"停水{other}", "停水")
            for at, (one, other) in enumerate(cells)
        ]
        path = write(Path(folder, "t.csv"), rows)
        before, parts.BLOCK = parts.BLOCK, block
        try:
            found = told(parts.open_parts(path, CATALOGUE))
        finally:
            parts.BLOCK = before
        assert found["number"].to_list() == [row[0] for row in rows]
        assert found["content"].to_list() == [row[5].strip() for row in rows]


@pytest.mark.parametrize("odd", ["quote", "mixture", "kinds of time"])
def test_what_is_irregular_is_read_as_before(tmp_path: Path, odd: str) -> None:
    path = write(tmp_path / "t.csv", rows_of(60))
    data = path.read_bytes()
    if odd == "quote":
        path.write_bytes(data + '"T1,开了没关\r\n'.encode())
    elif odd == "mixture":
        path.write_bytes(data + "T99,2021-03-01 08:00,甲镇,乙社区,丙,丁,停水\r\n".encode("gb18030"))
    else:
        path.write_bytes(data.replace("来电时间".encode(), "来电日期".encode()))
        found = parts.open_parts(path, CATALOGUE)
        assert isinstance(found, parts.HeldSheet) and found.rows == 60
        return
    with pytest.raises(BadInput) as now:
        parts.open_parts(path, CATALOGUE)
    with pytest.raises(BadInput) as before:
        columnar.read_columns(path, CATALOGUE)
    assert (now.value.code, now.value.facts) == (before.value.code, before.value.facts)


def test_a_parquet_file_is_a_sheet_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_ROWS", 40)
    rows = rows_of(90)
    path = write(tmp_path / "t.csv", rows)
    frame = pl.DataFrame(rows, HEADERS, orient="row")
    frame = frame.with_columns(pl.col("来电时间").str.to_datetime("%Y-%m-%d %H:%M"))
    frame.write_parquet(tmp_path / "t.parquet")
    source = parts.open_parts(tmp_path / "t.parquet", CATALOGUE)
    assert len(source.parts) == 3 and source.rows == 90
    names = [name for name in told(source).columns if name != "row"]
    assert told(source).select(names).rows() == told(parts.open_parts(path)).select(names).rows()
    (tmp_path / "no.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(BadInput, match=r"no\.parquet"):
        parts.open_parts(tmp_path / "no.parquet", CATALOGUE)
