"""Home of the tests of same-issue grouping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.linkage import Group, LinkTicket, group
from xiaowei.domain.catalogue import Catalogue, ProjectType, Topic

DAY = datetime(2021, 3, 1, 8)


def ticket(number: str, day: int = 0, **more: object) -> LinkTicket:
    fields = {"place": "V1", "topic": "road", "caller": number, "text": "路坏了"} | more
    return LinkTicket(number=number, received_at=DAY + timedelta(days=day), **fields)  # type: ignore[arg-type]


def numbers(groups: Iterable[Group]) -> list[tuple[str, ...]]:
    return [one.numbers for one in groups]


def test_one_place_and_topic_is_one_group() -> None:
    groups = group([ticket("b", 3), ticket("a", 1), ticket("c", topic="light")])
    assert numbers(groups) == [("a", "b"), ("c",)]
    assert (groups[0].id, groups[0].callers) == ("a", 2)


def test_what_comes_back_is_the_same_group_unless_a_gap_is_given() -> None:
    tickets = [ticket("a"), ticket("b", 90)]
    assert numbers(group(tickets)) == [("a", "b")]
    assert numbers(group(tickets, gap_days=30)) == [("a",), ("b",)]
    assert numbers(group(tickets, gap_days=90)) == [("a", "b")]


def test_inquiries_praise_and_unplaced_stay_single() -> None:
    tickets = [
        ticket("a"),
        ticket("b", kind="inquiry"),
        ticket("c", kind="praise"),
        ticket("d", place=None),
        ticket("e", place=None),
        ticket("f", kind="request"),
    ]
    assert numbers(group(tickets)) == [("a", "f"), ("b",), ("c",), ("d",), ("e",)]


def test_without_a_topic_only_equal_words_go_together() -> None:
    tickets = [
        ticket("a", topic=None, text="路坏了,电话10000000001"),
        ticket("b", topic=None, text="路坏了,电话10000000002"),
        ticket("c", topic=None, text="灯不亮"),
    ]
    assert numbers(group(tickets)) == [("a", "b"), ("c",)]


TOPICS = Catalogue(
    "1",
    (
        Topic("green", "绿化"), Topic("bare", "绿化缺失", "green"), Topic("park", "公园", "green"),
        Topic("trees", "树木", "green"), Topic("lamp", "路灯"),
    ),
    (ProjectType("garden", "绿地", "a", "甲类", "平方米", frozenset({"bare", "park"})),),
)  # fmt: skip


def told(*topics: str, place: str = "V1") -> list[LinkTicket]:
    return [ticket(f"{place}{i}", i, topic=topic, place=place) for i, topic in enumerate(topics)]


def test_siblings_that_one_type_cures_are_one_matter() -> None:
    assert numbers(group(told("bare", "park", "trees"), topics=TOPICS)) == [
        ("V10", "V11"),
        ("V12",),
    ]
    assert len(group(told("bare", "park"))) == 2


def test_a_broad_topic_joins_what_is_called_most_at_its_place() -> None:
    assert numbers(group(told("green", "bare", "green"), topics=TOPICS)) == [("V10", "V11", "V12")]
    most = group(told("green", "trees", "trees", "park", "lamp"), topics=TOPICS)
    assert numbers(most) == [("V10", "V11", "V12"), ("V13",), ("V14",)]
    elsewhere = [*told("green"), *told("bare", place="V2")]
    assert len(group(elsewhere, topics=TOPICS)) == 2


def test_a_broad_topic_joins_nothing_where_two_are_called_as_often() -> None:
    assert len(group(told("green", "trees", "bare"), topics=TOPICS)) == 3
    assert len(group(told("green", "lamp"), topics=TOPICS)) == 2


def test_tickets_without_time_and_caller() -> None:
    tickets = [LinkTicket("a", "V1", "road", None, None), LinkTicket("b", "V1", "road", None, None)]
    (only,) = group(tickets, gap_days=1)
    assert (only.numbers, only.callers, only.first_at) == (("a", "b"), 2, None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["V1", "V2", None]),
            st.sampled_from(["road", None]),
            st.sampled_from(["complaint", "inquiry"]),
            st.integers(0, 99),
        )
    ),
    st.none() | st.integers(0, 50),
)
def test_every_row_is_in_exactly_one_group(
    rows: list[tuple[str | None, str | None, str, int]], gap: int | None
) -> None:
    tickets = [
        ticket(str(i), day, place=place, topic=topic, kind=kind)
        for i, (place, topic, kind, day) in enumerate(rows)
    ]
    found = sorted(number for one in group(tickets, gap_days=gap) for number in one.numbers)
    assert found == sorted(one.number for one in tickets)


def pairs(labels: dict[str, object], numbers: Iterable[str]) -> set[frozenset[str]]:
    by_label: dict[object, list[str]] = {}
    for number in numbers:
        by_label.setdefault(labels[number], []).append(number)
    return {frozenset(p) for members in by_label.values() for p in combinations(members, 2)}


def test_gold_pairs(gold_tickets: list[LinkTicket], gold_key: dict[str, tuple[str, str]]) -> None:
    """A ticket that the key doesn't name is a matter of its own."""
    ours = {number: one.id for one in group(gold_tickets) for number in one.numbers}
    assert len(ours) == len(gold_tickets)
    truth = {number: gold_key.get(number, (number, "")) for number in ours}
    burst = {number for number, key in truth.items() if key[0] == key[1]}
    for scope in (set(ours), set(ours) - burst):
        found, right = pairs(ours, scope), pairs(truth, scope)
        assert len(found & right) >= 0.95 * len(found)
        assert len(found & right) >= 0.95 * len(right)
