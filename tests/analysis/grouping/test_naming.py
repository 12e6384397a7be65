"""Home of the tests of names in texts: which places words name, in columns and one by one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.grouping.atlas import survey
from xiaowei.analysis.grouping.naming import Names
from xiaowei.analysis.grouping.wording import Where
from xiaowei.analysis.nameindex import GazetteerEntry

KNOWN = [
    GazetteerEntry("E1", "和平里小区", "小区", "", "青禾镇"),
    GazetteerEntry("E2", "和平里小区", "小区", "", "柳湾街道"),
    GazetteerEntry("E3", "春晓苑一区", "小区", "", "柳湾街道", ("机床厂大院",)),
    GazetteerEntry("E4", "融岳·玖珑府", "小区", "", "柳湾街道"),
]
TOLD = (
    ("和平里小区", "和平社区", "青禾镇", 9),
    ("和平里小区", "柳北社区", "柳湾街道", 9),
    ("春晓苑1区", "春晓社区", "柳湾街道", 9),
    ("翠泽", "柳北社区", "柳湾街道", 5),
)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(survey(TOLD, KNOWN))


@pytest.mark.parametrize(
    ("text", "context", "town", "places"),
    [
        ("翠泽停水", "和平社区", "青禾镇", []),
        ("翠泽停水", "柳北社区", "柳湾街道", ["翠泽"]),
        ("从和平里小区过来,春晓苑一区停水", "春晓社区", "柳湾街道", ["E3"]),
        ("春晓苑1区停水", "春晓社区", "柳湾街道", ["E3"]),
        ("和平里小区停水", "", "青禾镇", ["E1"]),
        ("和平里小区停水", "", "", []),
        ("融岳·玖珑府停水", "春晓社区", "柳湾街道", ["E4"]),
        ("停水", "春晓社区", "柳湾街道", []),
    ],
)
def test_a_name_in_a_text_counts_where_it_fits(
    names: Names, text: str, context: str, town: str, places: list[str]
) -> None:
    found = names.text(text, context, town)
    atlas = names._atlas
    assert [atlas.places[one].code or atlas.places[one].name for one, _ in found] == places
    told = pl.DataFrame({"head": [""], "context": [context], "town": [town], "len": [2]})
    where = Where(told, np.zeros(2, np.int64), np.zeros(2, np.int64))
    column = names.column(pl.Series([text, "别的事"]), where)
    assert column.filter(pl.col("row") == 0).select("place", "fits").rows() == found


@given(
    st.lists(st.text("甲乙丙3", min_size=3, max_size=5), min_size=1, max_size=6),
    st.text("甲乙丙3", max_size=30),
)
def test_texts_are_read_as_columns_are(known: list[str], text: str) -> None:
    names = Names(
        survey(
            [("甲", "某社区", "某镇", 1)],
            [GazetteerEntry(one, one, "", "", "某镇") for one in known],
        )
    )
    told = pl.DataFrame({"head": [""], "context": ["某社区"], "town": ["某镇"], "len": [1]})
    where = Where(told, np.zeros(1, np.int64), np.zeros(1, np.int64))
    column = names.column(pl.Series([text]), where)
    assert column.select("place", "fits").rows() == names.text(text, "某社区", "某镇")
