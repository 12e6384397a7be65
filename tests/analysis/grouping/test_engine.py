"""Home of the tests of the engine: a synthetic district whose truth is known, at once and one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from xiaowei.analysis.constraints import Constraints
from xiaowei.analysis.generating.district import District, SyntheticTicket, synthesise
from xiaowei.analysis.grouping import linking
from xiaowei.analysis.grouping.engine import COLUMNS, learn
from xiaowei.analysis.grouping.ruling import rule
from xiaowei.analysis.grouping.stream import Call, Stream
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.packs.synthetic import load_script

CATALOGUE = load(("default",)).catalogue
TICKETS = 20_000


def column(ticket: SyntheticTicket) -> tuple[Any, ...]:
    told = ticket.told
    return (
        int(ticket.received_at.timestamp()), told.address, told.content, told.community, told.town,
        ticket.district, told.topic, int(ticket.caller or 0), told.kind in ("咨询", "表扬"),
    )  # fmt: skip


def sheet_of(district: District) -> tuple[pl.DataFrame, list[int]]:
    tickets = list(district.tell())
    rows = [column(ticket) for ticket in tickets]
    return pl.DataFrame(rows, COLUMNS, orient="row"), [ticket.event for ticket in tickets]


def gazetteer(district: District, every: int = 0) -> list[GazetteerEntry]:
    """Return the places but each `every`-th."""
    return [
        GazetteerEntry(one.code, one.name, one.kind, one.town_code, one.town, one.aliases)
        for index, one in enumerate(district.places)
        if not every or index % every
    ]


def b_cubed(ours: list[int], truth: list[int]) -> float:
    """Return the B³ F of a grouping (Bagga and Baldwin 1998)."""
    both = Counter(zip(ours, truth, strict=True))
    size, real = Counter(ours), Counter(truth)
    precision = sum(n * n / size[a] for (a, _), n in both.items()) / len(truth)
    recall = sum(n * n / real[b] for (_, b), n in both.items()) / len(truth)
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def told() -> tuple[District, pl.DataFrame, list[int]]:
    district = synthesise(TICKETS, 5, load_script(), CATALOGUE)
    return district, *sheet_of(district)


@pytest.mark.parametrize(
    ("missing", "least"), [("", 0.93), ("community", 0.9), ("address", 0.88), ("content", 0.87)]
)
def test_events_are_found_again_with_two_places_of_three(
    told: tuple[District, pl.DataFrame, list[int]], missing: str, least: float
) -> None:
    district, sheet, truth = told
    if missing:
        sheet = sheet.with_columns(pl.lit("").alias(missing))
    _, found = learn(sheet, gazetteer(district, every=3))
    assert b_cubed(found.event.tolist(), truth) >= least


def test_one_by_one_comes_to_the_same(told: tuple[District, pl.DataFrame, list[int]]) -> None:
    district, sheet, _ = told
    sheet = sheet.head(6_000)
    model, at_once = learn(sheet, gazetteer(district, every=3))
    stream = Stream(model)
    joined = [stream.add(Call(**row)) for row in sheet.iter_rows(named=True)]
    again = model.group(sheet)
    for name in ("event", "how", "place", "topic"):
        expected = getattr(at_once, name).tolist()
        assert [getattr(one, name) for one in joined] == expected
        assert getattr(again, name).tolist() == expected


def test_a_gap_that_is_given_ends_every_event(
    told: tuple[District, pl.DataFrame, list[int]],
) -> None:
    district, sheet, _ = told
    sheet = sheet.head(6_000)
    model, short = learn(sheet, gazetteer(district), gap_days=0.5)
    assert set(model.habits.quiet.tolist()) == {43_200}
    assert not model.habits.by_caller.any() and not model.habits.by_building.any()
    assert len(set(short.event.tolist())) > len(set(learn(sheet)[1].event.tolist()))


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_sheet_of_next_to_nothing(rows: int) -> None:
    row = (None, "东里3号楼", "停水", None, None, None, "停水", 0, False)
    _, found = learn(pl.DataFrame([row] * rows, COLUMNS, orient="row"))
    assert found.members() == ([list(range(rows))] if rows else [])


def test_people_correct_the_events_of_a_sheet(
    told: tuple[District, pl.DataFrame, list[int]],
) -> None:
    _, sheet, _ = told
    _, free = learn(sheet.head(2_000))
    events = sorted(free.members(), key=len, reverse=True)
    (first, second, *rest), other = events[0], events[1]
    rules = Constraints(
        (frozenset({first, other[0]}),), ((frozenset({first}), frozenset({second})),)
    )
    order = sheet.head(2_000)["at"].arg_sort(nulls_last=False).to_numpy()
    event, how = rule(free.event, free.how, order, rules)
    ruled = replace(free, event=event, how=how)
    assert set(ruled.event[[first, *rest]]) == set(ruled.event[other]) == {ruled.event[first]}
    assert ruled.event[second] != ruled.event[first]
    untouched = [rows for rows in events[2:] if rows in ruled.members()]
    assert len(untouched) == len(events) - 2
    began = [min(rows, key=lambda row: (sheet["at"][row], row)) for rows in ruled.members()]
    assert ruled.how[began].tolist() == [linking.OPENED] * len(began)
    assert linking.PERSON in ruled.how[[first, *other]]


def test_a_district_is_no_area_that_tickets_without_a_place_share() -> None:
    """Where a sheet tells neither community nor township, the same trouble elsewhere stays apart."""
    estate = (None, "丽景家园3号楼", "丽景家园3号楼夜里噪音大", None, None, None, "噪音", 0, False)
    others = [
        (None, "", f"第{n}处夜里噪音大", None, None, None, "噪音", 0, False) for n in range(9)
    ]
    rows = [estate] * 6 + others
    _, found = learn(pl.DataFrame(rows, COLUMNS, orient="row"))
    assert sorted(len(rows) for rows in found.members()) == [1] * 9 + [6]


ROW: dict[str, Any] = dict.fromkeys(COLUMNS) | {"caller": 0, "alone": False, "label": "停水"}


def events_of(*rows: dict[str, Any], known: tuple[GazetteerEntry, ...] = ()) -> list[int]:
    """Return the events of rows a minute apart, which come one by one to the same."""
    told = [ROW | {"at": 60 * at} | row for at, row in enumerate(rows)]
    sheet = pl.DataFrame(told, COLUMNS, orient="row")
    model, found = learn(sheet, known)
    stream = Stream(model)
    empty = {"address": "", "content": "", "community": "", "town": "", "district": "", "caller": 0}
    calls = [Call(**(row | {k: row[k] or v for k, v in empty.items()})) for row in told]
    assert [stream.add(call).event for call in calls] == found.event.tolist()
    return found.event.tolist()


def test_a_market_in_each_of_several_communities_is_several() -> None:
    rows = [
        {"address": "菜市场", "community": f"{name}社区", "town": f"{name}镇"}
        for name in "甲乙丙丁" for _ in range(9)
    ]  # fmt: skip
    assert len(set(events_of(*rows))) == 4


def test_an_estate_that_has_its_communitys_name_is_a_place() -> None:
    known = (GazetteerEntry("E1", "幸福小区", "小区", "", "甲镇"),)
    row = {"address": "幸福小区3号楼", "community": "幸福小区", "town": "甲镇"}
    model, found = learn(pl.DataFrame([ROW | row] * 3, COLUMNS, orient="row"), known)
    assert {model.atlas.places[one].code for one in found.place} == {"E1"}


def test_a_road_called_after_a_village_is_none_of_it() -> None:
    there = {"address": "大李村卫生室", "community": "大李村", "town": "甲镇"}
    road = {"address": "大李村路12号", "community": "城东社区", "town": "乙镇"}
    assert len(set(events_of(*[there] * 3, *[road] * 3))) == 2


def test_a_caller_who_calls_again_is_heard_within_a_district() -> None:
    calls = [
        {"address": f"{name}里小区", "caller": 7, "district": name} for name in "南北南"
    ]  # fmt: skip
    assert events_of(*calls) == [0, 1, 0]


@pytest.mark.parametrize(("villages", "events"), [("甲乙", 1), ("甲乙丙丁戊己", 6)])
def test_who_reports_all_around_makes_an_event_of_each_place(villages: str, events: int) -> None:
    """A caller may name one place in two ways; nobody's one matter lies in six villages."""
    calls = [
        {"address": f"{name}家庄村卫生室", "community": f"{name}家庄村", "town": "甲镇", "caller": 7}
        for name in villages for _ in range(3)
    ]  # fmt: skip
    assert len(set(events_of(*calls))) == events
