"""The sheet into which paper ballots are typed: filled, read back, each wrong cell named by its place."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from xiaowei.analysis.voting.election import election
from xiaowei.analysis.voting.tally import tally
from xiaowei.connectors.ballot_sheet.entry import entry_headers, read_entry
from xiaowei.connectors.ballot_sheet.poll import poll_of
from xiaowei.connectors.pabulib.fetch import fetch as fetch_pb
from xiaowei.connectors.pabulib.parse import parse
from xiaowei.connectors.pabulib.write import write
from xiaowei.connectors.tabular.fetch import fetch
from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import BALLOTS, MEASURED, Ballot, ballot_fault

NAMES = ("村道", "路灯", "车棚")
HEADS = entry_headers(NAMES)


def filled(*rows: tuple[Any, ...], heads: tuple[Any, ...] = HEADS) -> Any:
    """Return the book of a sheet with these rows, as an office would save it."""
    book, file = Workbook(), BytesIO()
    for row in (heads, *rows):
        book.active.append(row)
    book.save(file)
    return fetch(file.getvalue(), "录票.xlsx")


def test_ballots_are_read_as_they_were_typed() -> None:
    book = filled((1, "√", None, 1, None), ("A-2", "1", "是", "否", None), (3, None, None, None, "白"),
                  (4, None, None, None, "废"), (None, None, None, None, None))  # fmt: skip
    assert read_entry(book, NAMES, "approval", None)[0] == (
        Ballot("1", ((1, 1), (3, 1))),
        Ballot("A-2", ((1, 1), (2, 1))),
        Ballot("3"),
        Ballot("4", valid=False),
    )


def test_points_and_ranks_are_numbers() -> None:
    points = read_entry(filled((1, 7, 0, 3.0, None)), NAMES, "cumulative", 10)[0]
    assert points == (Ballot("1", ((1, 7), (3, 3))),)
    ranks = read_entry(filled((1, 2, None, 1, None)), NAMES, "ordinal", None)[0]
    assert ranks == (Ballot("1", ((1, 2), (3, 1))),)


def test_a_title_above_and_blanks_in_headers_do_no_harm() -> None:
    heads = tuple(f" {head} ".replace(" ", "\u3000") for head in HEADS)
    book = filled(heads, (7, 1, None, None, None), heads=("二〇二二年居民议事会录票表",))
    assert read_entry(book, NAMES, "choose-1", None)[0] == (Ballot("7", ((1, 1),)),)


@pytest.mark.parametrize(
    ("row", "kind", "most", "code", "column"),
    [
        ((2, "大概", None, None, None), "approval", None, "ballot_mark", "1 村道"),
        ((2, -3, None, None, None), "cumulative", 10, "ballot_whole", "1 村道"),
        ((2, 1.5, None, None, None), "cumulative", 10, "ballot_whole", "1 村道"),
        ((2, None, "三点", None, None), "cumulative", 10, "ballot_whole", "2 路灯"),
        ((2, 1001, None, None, None), "cumulative", 10, "ballot_whole", "1 村道"),
        ((2, 8, 3, None, None), "cumulative", 10, "ballot_points_over", None),
        ((2, 1, 1, None, None), "choose-1", None, "ballot_marks_over", None),
        ((2, 1, 1, 1, None), "approval", 2, "ballot_marks_over", None),
        ((2, 1, 1, None, None), "ordinal", None, "ballot_ranks", None),
        ((2, 1, 3, None, None), "ordinal", None, "ballot_ranks", None),
        ((2, None, None, None, None), "approval", None, "ballot_says_nothing", None),
        ((2, 1, None, None, "废"), "approval", None, "ballot_void_marked", "废票或白票"),
        ((2, None, None, None, "缺角"), "approval", None, "ballot_void_mark", "废票或白票"),
        ((None, 1, None, None, None), "approval", None, "vote_ballot_blank", None),
        ((1, None, 1, None, None), "approval", None, "vote_ballot_twice", None),
        (("13800138000", 1, None, None, None), "approval", None, "ballot_number", "票号"),
        (("王建国", 1, None, None, None), "approval", None, "ballot_number", "票号"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(
    row: Any, kind: str, most: int | None, code: str, column: str | None
) -> None:
    first = (1, 1, None, None, None)
    ballots, faults = read_entry(filled(first, row), NAMES, kind, most)
    assert ballots == ()
    assert [(one.code, one.row, one.column) for one in faults] == [(code, 3, column)]
    assert faults[0].text("zh") != faults[0].text("en")


def test_all_that_is_wrong_is_told_at_once() -> None:
    rows = (
        ("王建国", "大概", None, "？", None),
        (2, 1, None, None, "缺角"),
        (2, None, None, None, None),
    )
    ballots, faults = read_entry(filled(*rows), NAMES, "approval", None)
    assert ballots == ()
    assert [(one.code, one.row, one.column) for one in faults] == [
        ("ballot_number", 2, "票号"), ("ballot_mark", 2, "1 村道"), ("ballot_mark", 2, "3 车棚"),
        ("ballot_void_mark", 3, "废票或白票"),
        ("ballot_says_nothing", 4, None), ("vote_ballot_twice", 4, None),
    ]  # fmt: skip


@pytest.mark.parametrize("tick", ["V", "v", "ｖ", "y", "Y", "是", 1, "√", "✓", "✔", " √ "])
def test_what_is_typed_for_a_tick_is_one(tick: Any) -> None:
    ballots, faults = read_entry(filled((1, tick, None, None, None)), NAMES, "approval", None)
    assert (ballots, faults) == ((Ballot("1", ((1, 1),)),), ())


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (("编号", *HEADS[1:]), "ballot_sheet_other"),
        (HEADS[:-1], "ballot_column_missing"),
        ((*HEADS[:2], "2 路灯杆", *HEADS[3:]), "ballot_column_missing"),
        ((*HEADS, "姓名"), "ballot_column_unknown"),
        ((*HEADS, HEADS[1]), "ballot_column_doubled"),
    ],
)
def test_another_sheet_and_a_column_of_names_are_refused(heads: Any, code: str) -> None:
    try:
        _, faults = read_entry(
            filled((1, 1, None, None, None), heads=heads), NAMES, "approval", None
        )
    except BadInput as error:
        faults = (error,)
    assert faults[0].code == code


def test_what_stands_beside_the_columns_of_the_sheet_is_refused_and_not_lost() -> None:
    far = (1, 1, None, None, None, None, "张三投了路灯")
    _, faults = read_entry(filled(far), NAMES, "approval", None)
    assert [(one.code, one.facts["header"]) for one in faults] == [("ballot_column_nameless", "7")]
    with pytest.raises(BadInput) as refusal:
        read_entry(
            filled((1, 1, None, None, None), HEADS, (2, 1, None, None, None)),
            NAMES,
            "approval",
            None,
        )
    assert refusal.value.code == "ballot_sheet_second"
    book, file = Workbook(), BytesIO()
    for sheet in (book.active, book.create_sheet("二")):
        sheet.append(HEADS)
        sheet.append((sheet.title, 1, None, None, None))
    book.save(file)
    with pytest.raises(BadInput) as refusal:
        read_entry(fetch(file.getvalue(), "录票.xlsx"), NAMES, "approval", None)
    assert refusal.value.code == "ballot_sheet_second"


@pytest.mark.parametrize(("one", "other"), [("1", "001"), ("a1", "A1"), ("0", "00")])
def test_one_paper_written_in_two_ways_is_one(one: str, other: str) -> None:
    rows = ((one, 1, None, None, None), (other, None, 1, None, None))
    _, faults = read_entry(filled(*rows), NAMES, "approval", None)
    assert [fault.code for fault in faults] == ["vote_ballot_twice"]


def test_a_sheet_without_ballots_says_so() -> None:
    with pytest.raises(BadInput) as refusal:
        read_entry(filled(), NAMES, "approval", None)
    assert refusal.value.code == "vote_no_ballots"


def drawn(kind: str, projects: int) -> st.SearchStrategy[list[Ballot]]:
    """Draw ballots of a kind."""
    order = st.permutations(range(1, projects + 1)).flatmap(
        lambda places: st.integers(0, projects).map(lambda n: places[:n])
    )

    def marked(places: list[int]) -> tuple[tuple[int, int], ...]:
        if kind == "choose-1":
            places = places[:1]
        ranks = {place: n for n, place in enumerate(places, 1)}
        return tuple((place, ranks[place] if kind == "ordinal" else 1) for place in sorted(places))

    one = order.map(marked)
    if kind == "cumulative":
        one = st.dictionaries(st.integers(1, projects), st.integers(1, 3), max_size=3).map(
            lambda marks: tuple(sorted(marks.items()))
        )
    return st.lists(one, min_size=1, max_size=12).map(
        lambda found: [Ballot(str(n), marks) for n, marks in enumerate(found, 1)]
    )


@settings(deadline=None)  # the first count compiles its method
@given(data=st.data(), kind=st.sampled_from(BALLOTS))
def test_a_pb_file_written_of_ballots_tells_the_same_winners(
    data: st.DataObject, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ballots = data.draw(drawn(kind, 4))
    most = 100 if kind == "cumulative" else None
    assert not any(ballot_fault(ballot, kind, most) for ballot in ballots)
    projects = [
        (f"P{n}", cost, f"项目 {n}") for n, cost in enumerate((90_001, 60_000, 50_000, 50_000))
    ]
    poll = poll_of(
        [*ballots, Ballot("X", valid=False)], projects, 130_000, kind, {"description": "会"}
    )
    file = tmp_path_factory.mktemp("pb") / "vote.pb"
    write(poll, (), "mes", file)
    read = parse(fetch_pb(file))
    found = []
    for one in (poll, read):
        told = [(option.id, option.cost) for option in one.options]
        vote = election(told, one.budget, one.begins, one.choices, one.points)
        tallied = tally(vote, f"mes_{MEASURED[kind]}", "add1u")
        found.append(([vote.projects[at] for at in tallied.winners], tallied.raised, vote.voters))
    assert found[0] == found[1]
    assert found[0][2] == len(ballots)
