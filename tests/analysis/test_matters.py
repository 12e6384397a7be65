"""Home of the tests of matters: what one project could cure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.matters import LinkTicket, count_callers, matters
from xiaowei.domain.catalogue import Catalogue, ProjectType, Topic

DAY = datetime(2021, 3, 1, 8)


def ticket(number: str, day: int = 0, **more: object) -> LinkTicket:
    fields = {"place": "V1", "topic": "road", "caller": number, "text": "路坏了"} | more
    return LinkTicket(number=number, received_at=DAY + timedelta(days=day), **fields)  # type: ignore[arg-type]


def together(
    tickets: Sequence[LinkTicket], topics: Catalogue | None = None
) -> list[tuple[str, ...]]:
    """Return the numbers of the tickets of each matter, in the order in which matters show first."""
    found: dict[object, list[str]] = {}
    for one, matter in zip(tickets, matters(tickets, topics), strict=True):
        found.setdefault(matter, []).append(one.number)
    return [tuple(numbers) for numbers in found.values()]


def test_one_place_and_topic_is_one_matter_however_long_it_was_quiet() -> None:
    tickets = [ticket("a", 1), ticket("b", 300), ticket("c", topic="light")]
    assert together(tickets) == [("a", "b"), ("c",)]
    assert count_callers([*tickets, ticket("a", 9), ticket("d", caller=None)]) == 4


def test_inquiries_praise_and_unplaced_stay_single() -> None:
    tickets = [
        ticket("a"),
        ticket("b", kind="inquiry"),
        ticket("c", kind="praise"),
        ticket("d", place=None),
        ticket("e", place=None),
        ticket("f", kind="request"),
    ]
    assert together(tickets) == [("a", "f"), ("b",), ("c",), ("d",), ("e",)]


def test_without_a_topic_only_equal_words_go_together() -> None:
    tickets = [
        ticket("a", topic=None, text="路坏了,电话10000000001"),
        ticket("b", topic=None, text="路坏了,电话10000000002"),
        ticket("c", topic=None, text="灯不亮"),
    ]
    assert together(tickets) == [("a", "b"), ("c",)]


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
    assert together(told("bare", "park", "trees"), TOPICS) == [("V10", "V11"), ("V12",)]
    assert len(together(told("bare", "park"))) == 2


def test_a_broad_topic_joins_what_is_called_most_at_its_place() -> None:
    assert together(told("green", "bare", "green"), TOPICS) == [("V10", "V11", "V12")]
    most = together(told("green", "trees", "trees", "park", "lamp"), TOPICS)
    assert most == [("V10", "V11", "V12"), ("V13",), ("V14",)]
    elsewhere = [*told("green"), *told("bare", place="V2")]
    assert len(together(elsewhere, TOPICS)) == 2


def test_a_broad_topic_joins_nothing_where_two_are_called_as_often() -> None:
    assert len(together(told("green", "trees", "bare"), TOPICS)) == 3
    assert len(together(told("green", "lamp"), TOPICS)) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["V1", "V2", None]),
            st.sampled_from(["road", None]),
            st.sampled_from(["complaint", "inquiry"]),
            st.integers(0, 99),
        )
    )
)
def test_every_row_is_in_exactly_one_matter(
    rows: list[tuple[str | None, str | None, str, int]],
) -> None:
    tickets = [
        ticket(str(i), day, place=place, topic=topic, kind=kind)
        for i, (place, topic, kind, day) in enumerate(rows)
    ]
    found = sorted(number for one in together(tickets) for number in one)
    assert found == sorted(one.number for one in tickets)


def pairs(labels: dict[str, object], numbers: Iterable[str]) -> set[frozenset[str]]:
    by_label: dict[object, list[str]] = {}
    for number in numbers:
        by_label.setdefault(labels[number], []).append(number)
    return {frozenset(p) for members in by_label.values() for p in combinations(members, 2)}


def test_gold_pairs(gold_tickets: list[LinkTicket], gold_key: dict[str, tuple[str, str]]) -> None:
    """A ticket that the key doesn't name is a matter of its own."""
    ours: dict[str, object] = {n: one[0] for one in together(gold_tickets) for n in one}
    assert len(ours) == len(gold_tickets)
    truth: dict[str, object] = {number: gold_key.get(number, (number, "")) for number in ours}
    burst = {n for n in ours if len(set(gold_key.get(n, "ab"))) == 1}
    for scope in (set(ours), set(ours) - burst):
        found, right = pairs(ours, scope), pairs(truth, scope)
        assert len(found & right) >= 0.95 * len(found)
        assert len(found & right) >= 0.95 * len(right)
