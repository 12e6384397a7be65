"""Home of the tests of classifying by rules."""

from __future__ import annotations

import pytest

from xiaowei.analysis.classifying import TopicRules
from xiaowei.domain.catalogue import Topic

RULES = TopicRules(
    (
        Topic("water", "供水", aliases=("水务",)),
        Topic("outage", "停水", parent="water", words=("没水", "停水", "断水")),
        Topic("pressure", "水压不足", parent="water", words=("水压", "水流小")),
        Topic("road", "道路", words=("道路",)),
        Topic("hole", "道路破损", parent="road", words=("坑洼", "路面破损")),
    )
)


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("供水", "停水"), "", ("outage", "name")),
        (("供水->停水",), "", ("outage", "name")),
        (("水务",), "", ("water", "name")),
        (("水务",), "楼上水流小", ("pressure", "words")),
        (("水务",), "门口坑洼", ("water", "name")),
        ((), "全小区没水,排队打水", ("outage", "words")),
        (("其他",), "道路坑洼不平", ("hole", "words")),
        (("水流小水压低",), "门口坑洼", ("pressure", "category")),
        (("水龙头",), "门口坑洼,有人摔倒", ("hole", "hint")),
        (("水龙头",), "门口坑洼,路面破损", ("hole", "words")),
        ((), "没水,路上坑洼", (None, "ambiguous")),
        ((), "夜里太吵", (None, "unknown")),
        ((), "", (None, "unknown")),
    ],
)
def test_classify(names: tuple[str, ...], text: str, expected: tuple[str | None, str]) -> None:
    assert RULES.classify(names, text) == expected


def test_no_topics() -> None:
    assert TopicRules(()).classify(("供水",), "没水") == (None, "unknown")
