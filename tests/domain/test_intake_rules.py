"""The rules of intake: the effect rule point by point, callers, words of places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from xiaowei.domain.intake import caller_of, content_of, is_complaint, place_words, topic_words
from xiaowei.domain.sheets import TicketRow
from xiaowei.domain.zone import ZONE, day_of


@pytest.mark.parametrize("kind", ["complaint", "request", "report", ""])
def test_complaints_requests_reports_and_unknown_kinds_count(kind):
    assert is_complaint(kind)


@pytest.mark.parametrize(
    ("caller", "identity"),
    [
        ("10000000001", "tel:10000000001"),
        ("+86 100 0000 0001", "tel:10000000001"),
        ("100-0000-0001", "tel:10000000001"),
        ("1000000 0001", "tel:10000000001"),
        ("10000000001(本人)", "tel:10000000001"),
        ("+86 10000000001(女儿)", "tel:10000000001"),
        ("013800000000", "tel:13800000000"),
        ("10000000001/69520000", "tel:10000000001"),
        ("wx_abc123(本人)", "id:wx_abc123(本人)"),
        ("010-80000001", "tel:01080000001"),
        ("100****0001", "id:100****0001"),
        ("wx_abc123", "id:wx_abc123"),
        ("王小明", "name:王小明|甲镇"),
        ("张先生", None),
        ("女士", None),
        ("匿名", None),
        ("", None),
        (None, None),
        ("123", "id:123"),
    ],
)
def test_what_tells_one_caller_from_another(caller, identity):
    assert caller_of(caller, "甲镇") == identity


@pytest.mark.parametrize(
    ("estate", "community", "address", "words"),
    [
        ("甲小区", "乙社区", "丙路1号楼", "甲小区"),
        ("", "乙社区", "丙小区3号楼2单元", "丙小区"),
        ("", "乙社区", "丙小区 12-3-401", "丙小区"),
        ("", "乙社区", "", "乙社区"),
        ("", "", "3号楼", "3号楼"),
        ("", "乙社区", "不详", "乙社区"),
        ("", "无", "不详", ""),
        ("", "", "", ""),
    ],
)
def test_the_words_under_which_a_place_is_asked_for(estate, community, address, words):
    assert place_words(estate, community, address) == words


def test_topic_levels_become_one_path():
    assert topic_words(("道路交通", " ", "道路破损")) == "道路交通->道路破损"


def test_content_does_not_depend_on_the_row_or_the_order_of_other_columns():
    said = dict.fromkeys(TicketRow.__slots__) | {"number": "T1", "topics": (), "content": "x"}
    one = TicketRow(**said | {"row": 2, "extra": {"a": "1", "b": "2", "c": ""}})
    two = TicketRow(**said | {"row": 9, "extra": {"b": "2", "a": "1"}})
    assert content_of(one) == content_of(two)
    assert content_of(replace(one, content="y")) != content_of(one)


def test_a_moment_lies_on_its_day_in_the_houses_zone():
    assert day_of(datetime(2022, 5, 1, 0, 30, tzinfo=ZONE)) == date(2022, 5, 1)
    assert day_of(None) is None
