"""Home of the tests of event sheets: moments as logs and clerks write them, rows refused and named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from xiaowei.connectors.event_sheet.fetch import fetch
from xiaowei.connectors.event_sheet.parse import EventSheet, moment_of, parse
from xiaowei.domain.errors import BadInput


def sheet(tmp_path: Path, *rows: str, encoding: str = "utf-8") -> EventSheet:
    path = tmp_path / "log.csv"
    path.write_text("\n".join(("编号,环节,时间", *rows)) + "\n", encoding=encoding)
    columns = {"case": "编号", "step": "环节"}
    return parse(fetch(path, ["编号", "环节", "时间"]), "时间", columns)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2011-10-11 13:45:40.276000+02:00", datetime(2011, 10, 11, 19, 45, 40, 276000)),
        ("2011-10-11T13:45:40Z", datetime(2011, 10, 11, 21, 45, 40)),
        ("2011-10-11", datetime(2011, 10, 11)),
        ("2011/10/11 6:30", datetime(2011, 10, 11, 6, 30)),
        ("2011年10月11日", datetime(2011, 10, 11)),
        (20111011, datetime(2011, 10, 11)),
        (None, None),
        ("  ", None),
    ],
)
def test_a_moment_is_read_however_it_is_written(told: object, meant: datetime | None) -> None:
    assert moment_of(told) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize("told", ["1011-10-11", "inf", "2011-13-01", "yesterday", 1e300])
def test_what_is_no_moment_is_refused(told: object) -> None:
    with pytest.raises(BadInput):
        moment_of(told)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_keep_their_order_and_words(tmp_path: Path, encoding: str) -> None:
    found = sheet(tmp_path, "甲,受理,2020-04-12", "甲,办结,2020-04-13", encoding=encoding)
    assert list(found.words["step"]) == ["受理", "办结"]
    assert found.at.tolist() == [datetime(2020, 4, 12), datetime(2020, 4, 13)]
    assert found.rows.tolist() == [2, 3] and found.read == 2


def test_a_row_that_cant_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    found = sheet(
        tmp_path, "甲,受理,2020-04-12", "甲,办结,不久", ",办结,2020-04-13", "乙,受理,2020-04-14"
    )
    assert len(found.at) == 2 and found.read == 4
    assert [(one.code, one.row, one.column) for one in found.refused] == [
        ("event_moment", 3, "时间"),
        ("event_word", 4, "编号"),
    ]
    assert "不久" in found.refused[0].text("en")


def test_a_sheet_of_which_no_row_can_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        sheet(tmp_path, "甲,受理,不久")
    assert refused.value.code == "event_moment"


def test_a_column_that_isnt_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("编号,环节,时间\n甲,受理,2020-04-12\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        parse(fetch(path, ["编号", "环节"]), "日期", {"case": "编号"})
    assert refused.value.code == "no_such_column"


def test_a_long_sheet_is_read(tmp_path: Path) -> None:
    rows = [f"c{n % 9},s{n % 4},2020-04-{n % 28 + 1:02}" for n in range(100_000)]
    assert np.unique(sheet(tmp_path, *rows).at).size == 28


def test_a_column_tells_whether_day_or_month_comes_first(tmp_path: Path) -> None:
    months = sheet(tmp_path, "甲,受理,02/03/2020 12:19:00 PM", "甲,办结,02/17/2020 01:05:00 PM")
    assert months.at.tolist() == [datetime(2020, 2, 3, 12, 19), datetime(2020, 2, 17, 13, 5)]
    days = sheet(tmp_path, "甲,受理,02/03/2020 09:30", "甲,办结,17/3/2020")
    assert days.at.tolist() == [datetime(2020, 3, 2, 9, 30), datetime(2020, 3, 17)]


@pytest.mark.parametrize("other", ["03/04/2020", "17/13/2020"])
def test_a_column_that_doesnt_tell_is_not_guessed_at(tmp_path: Path, other: str) -> None:
    found = sheet(tmp_path, "甲,受理,2020-01-01", "甲,受理,02/03/2020", f"甲,办结,{other}")
    assert len(found.at) == 1 and len(found.refused) == 2
