"""Home of the tests of sheets in parts: the same tickets as the sheet read at once."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaowei.connectors.hotline_sheet import columnar, lake, parts
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


def test_a_sheet_read_as_a_whole_keeps_its_order(tmp_path: Path) -> None:
    rows = rows_of(9)
    rows[4] = (rows[4][0], "不清楚", *rows[4][2:])
    path = write(tmp_path / "t.csv", rows)
    path.write_bytes(path.read_bytes().replace("来电时间".encode(), "来电日期".encode()))
    source = parts.open_parts(path, CATALOGUE)
    assert isinstance(source, parts.HeldSheet)
    found = told(source)
    assert found["number"].to_list() == [row[0] for row in rows]
    assert found["row"].to_list() == list(range(3, 12)), "as they stand in the sheet"
    assert found.filter(~pl.col("readable"))["number"].to_list() == ["T4"]


def lay(folder: Path, tickets: pl.DataFrame, *ends: int) -> Path:
    """Write tickets as a lake, a month up to each end."""
    for month, (start, end) in enumerate(zip((0, *ends), ends, strict=False), start=1):
        file = folder / f"month=2021-{month:02}" / "tickets.parquet"
        file.parent.mkdir(parents=True)
        tickets[start:end].with_columns(status=pl.lit("x")).write_parquet(file)
    return folder


def test_a_lake_is_read_as_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake, "PART_ROWS", 20)
    tickets = columnar.read_columns(write(tmp_path / "t.csv", rows_of(90)), CATALOGUE).frame
    folder = lay(tmp_path / "lake", tickets, 50, 50, 90)
    source = parts.open_parts(folder, CATALOGUE)
    found = told(source)
    assert [len(source.read(part)) for part in source.parts] == [20, 20, 10, 20, 20]
    assert source.rows == 90 and found["row"].to_list() == list(range(1, 91))
    assert found["topics"].to_list() == ["停水"] * 90 and found["at"].null_count() == 0
    assert found.select(tickets.columns).rows() == tickets.rows()
    assert columnar.read_columns(folder).frame.rows() == tickets.rows()
    month = parts.open_parts(folder / "month=2021-03" / "tickets.parquet", CATALOGUE)
    assert told(month).select(tickets.columns).rows() == tickets[50:].rows()
    assert told(month)["row"].to_list() == list(range(1, 41))


@pytest.mark.parametrize("what", ["empty", "other", "damaged"])
def test_a_folder_that_is_no_lake_is_refused(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "lake"
    folder.mkdir()
    if what == "other":
        pl.DataFrame({"number": ["T1"], "at": ["2021-03-01"]}).write_parquet(folder / "a.parquet")
    elif what == "damaged":
        (folder / "a.parquet").write_bytes(b"PAR1 nothing")
    for read in (parts.open_parts, columnar.read_columns):
        with pytest.raises(BadInput) as refused:
            read(folder)
        assert refused.value.code == "sheet_not_a_sheet"
