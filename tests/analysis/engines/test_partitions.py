"""Home of the proof that labels don't depend on how rows are parted or ordered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.engines.ticketing import (
    CATALOGUE,
    Elsewhere,
    Frames,
    gazetteer,
    in_parts,
    labels,
    make_district,
    run,
    shuffled,
    tickets_of,
)
from xiaowei.analysis.engines.ground import Ground, told_together
from xiaowei.analysis.engines.local import LocalEngine
from xiaowei.analysis.engines.pipeline import Plan, group
from xiaowei.analysis.engines.steps import REJECTED, ByGround, Link, Sample
from xiaowei.analysis.grouping.engine import LOCATED, learn
from xiaowei.analysis.grouping.habits import Habits

PLACES, CONTEXTS, TOPICS = 4, 3, 3
ROW = st.tuples(
    st.none() | st.integers(0, 60),
    st.integers(-1, PLACES - 1),
    st.sampled_from([-1, -1, *range(PLACES)]),
    st.integers(-1, TOPICS - 1),
    st.sampled_from([-1, -1, *range(TOPICS)]),
    st.integers(0, 2),
    st.integers(0, 4),
    st.integers(-1, 1),
    st.sampled_from(["", *"甲乙丙"]),
    st.sampled_from([False, False, False, True]),
)
HABITS = Habits(
    np.array([15, 40, 20]), np.array([True, False, False]), np.array([False, False, True])
)


def located(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    found = pl.DataFrame(rows, LOCATED, orient="row")
    index = pl.int_range(pl.len(), dtype=pl.Int64)
    return found.with_columns(row=index, number=pl.format("T{}", index), readable=True)


def linked_apart(rows: pl.DataFrame, parts: int) -> list[tuple[object, ...]]:
    ground = Ground.of([told_together(rows)])
    key = ByGround(ground, parts)(rows)
    link = Link(HABITS, ground.first)
    found = [link(rows.filter(pl.Series(key == part))) for part in np.unique(key)]
    assert key.min() >= 0 and key.max() < parts
    return pl.concat(found).select("number", "event", "how").sort("number").rows()


@settings(deadline=None, max_examples=60)
@given(st.lists(ROW, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_rows_linked_apart_come_to_the_same_events(
    rows: list[tuple[object, ...]], chance: object
) -> None:
    whole = located(rows)
    together = linked_apart(whole, 1)
    for parts in (2, 7, 64):
        assert linked_apart(whole, parts) == together
    other = whole.sample(fraction=1, shuffle=True, seed=chance.randrange(1000))  # type: ignore[attr-defined]
    other = other.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))
    assert linked_apart(other, 3) == together


def test_a_caller_leads_on_to_where_the_words_may_lie() -> None:
    """One call at a spot, one of the same caller whose place only its words suggest: one event."""
    alone = (None, 0, -1, 0, -1, 0, 0, 0, "", False)
    rows = [
        *[alone] * 12,
        (1, 0, -1, 1, -1, 0, 1, 0, "", False),
        (2, -1, 1, 1, -1, 0, 1, 0, "", False),
    ]
    whole = located(rows)
    assert all(linked_apart(whole, parts) == linked_apart(whole, 1) for parts in (2, 7, 64))


def test_the_ground_is_really_parted() -> None:
    rows = located(
        [(at, at % 4, -1, 0, -1, 0, 0, -1, "甲乙丙丁"[at % 4], False) for at in range(40)]
    )
    key = ByGround(Ground.of([told_together(rows)]), 64)(rows)
    assert len(set(key.tolist())) == 4
    bridge = located(
        [*rows.select(list(LOCATED)).rows(), (41, 0, -1, 0, -1, 0, 0, -1, "乙", False)]
    )
    assert len(set(ByGround(Ground.of([told_together(bridge)]), 64)(bridge).tolist())) == 3
    same = located([(at, at, -1, 0, -1, 0, 5 if at < 2 else 0, -1, "", False) for at in range(4)])
    assert len(set(ByGround(Ground.of([told_together(same)]), 64)(same).tolist())) == 3


@pytest.fixture(scope="module")
def town() -> tuple[pl.DataFrame, Plan]:
    district = make_district(4_000, 11)
    plan = Plan(CATALOGUE, gazetteer(district))
    return tickets_of(district), plan


def test_all_rows_taught_from_give_what_learning_gives(
    town: tuple[pl.DataFrame, Plan], tmp_path: Path
) -> None:
    from xiaowei.interfaces.cli.analyse.ticket_sheets import for_grouping

    tickets, plan = town
    found = run(in_parts(tickets, 3), plan, tmp_path)
    _, plain = learn(for_grouping(tickets, CATALOGUE), plan.known)
    assert found.read == len(tickets) and found.rejected == 0
    rows = found.rows().collect()
    assert rows["row"].to_list() == tickets["row"].to_list()
    assert rows["place"].to_list() == plain.place.tolist()
    assert rows["topic"].to_list() == plain.topic.tolist()
    assert rows["how"].to_list() == plain.how.tolist()
    numbers = tickets["number"].to_list()
    first: dict[int, str] = {}
    for number, event in zip(numbers, plain.event.tolist(), strict=True):
        first.setdefault(event, number)
    assert rows["event"].to_list() == [first[event] for event in plain.event.tolist()]
    assert found.events == len(first)


@pytest.mark.parametrize("bound", [1_000, 1_000_000])
def test_labels_are_the_same_however_rows_are_parted_and_ordered(
    town: tuple[pl.DataFrame, Plan], tmp_path: Path, bound: int
) -> None:
    tickets, plan = town
    runs = [
        run(
            in_parts(shuffled(tickets, seed) if seed else tickets, pieces),
            Plan(CATALOGUE, plan.known, parts=parts, bound=bound),
            tmp_path / f"{parts}",
            Elsewhere,
        )
        for parts, pieces, seed in ((1, 1, 0), (2, 5, 1), (7, 3, 2), (64, 11, 3))
    ]
    expected, *others = map(labels, runs)
    assert len(expected) == len(tickets) and len({one[1] for one in expected}) < len(tickets)
    for found in others:
        assert found == expected


@pytest.mark.parametrize("bound", [1_000, 1_000_000])
def test_nothing_is_kept_once_it_was_written(
    town: tuple[pl.DataFrame, Plan], tmp_path: Path, bound: int
) -> None:
    for name in ("work", "rows"):
        (tmp_path / name).mkdir()
    plan = Plan(CATALOGUE, town[1].known, parts=3, bound=bound)
    group(in_parts(town[0], 2), LocalEngine(tmp_path / "work"), plan, tmp_path / "rows")
    assert not [path for path in (tmp_path / "work").rglob("*") if path.is_file()]


def test_the_sample_holds_no_number_of_a_caller(town: tuple[pl.DataFrame, Plan]) -> None:
    tickets, _ = town
    told = Sample(in_parts(tickets, 1).read, 1 << 63, b"a" * 16)(tickets)
    assert told.schema["caller"] == pl.Int64 and told["content"].equals(tickets["content"])


def test_a_number_that_comes_twice_names_two_events_apart(tmp_path: Path) -> None:
    row = (True, "T1", 1_600_000_000, None, None, None, None, None, None, "东里3号楼", None)
    tickets = pl.DataFrame(
        [
            (1, *row, "停水", "停水"), (2, *row, "路灯不亮", "路灯"),
            (3, *row[:1], "T2", *row[2:], "停水", "停水"),
            (4, False, "T3", *[None] * 11), (5, False, "T3", *[None] * 11),
        ],
        list(in_parts(tickets_of(make_district(30, 1)), 1).parts[0].schema.items()),
        orient="row",
    )  # fmt: skip
    found = run(Frames([tickets]), Plan(CATALOGUE, parts=3), tmp_path)
    rows = found.rows().collect()
    assert rows["event"].to_list() == ["T1", "T1#2", "T1", "T3", "T3#2"]
    assert rows["how"].to_list()[3:] == [REJECTED, REJECTED]
    assert (found.read, found.rejected, found.events) == (5, 2, 4)


def test_a_sheet_without_rows_has_no_events(tmp_path: Path) -> None:
    none = tickets_of(make_district(30, 1)).clear()
    found = run(Frames([none]), Plan(CATALOGUE), tmp_path)
    assert (found.read, found.events, len(found.files)) == (0, 0, 0)
