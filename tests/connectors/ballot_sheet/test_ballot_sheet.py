"""Home of the tests of paper ballots typed into sheets."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from xiaowei.connectors.ballot_sheet.fetch import fetch
from xiaowei.connectors.ballot_sheet.parse import parse
from xiaowei.connectors.pabulib.poll import Poll
from xiaowei.domain.errors import BadInput

PROJECTS = "项目编号,项目名称,费用\n1,修路,60000\n2,路灯,40000.50\n3,停车棚,20000\n"


def read(folder: Path, ballots: str, projects: str = PROJECTS, budget: str = "100000") -> Poll:
    (folder / "b.csv").write_bytes(ballots.encode("gb18030"))
    (folder / "p.csv").write_text(projects, encoding="utf-8")
    return parse(*fetch(folder / "b.csv", folder / "p.csv"), budget)


def told(poll: Poll) -> list[list[tuple[str, float]]]:
    return [
        [
            (poll.options[poll.choices[at]].id, float(poll.points[at]))
            for at in range(poll.begins[v], poll.begins[v + 1])
        ]
        for v in range(len(poll.begins) - 1)
    ]


@pytest.mark.parametrize(
    ("ballots", "kind", "expected"),
    [
        ("票号,项目编号\nA1,1、3\nA2,2\nA3,\n", "approval", [[("1", 1), ("3", 1)], [("2", 1)], []]),
        ("票号,项目\nA1,修路\nA1,停车棚\nA2,路灯\n", "approval", [[("1", 1), ("3", 1)], [("2", 1)]]),
        ("票号,项目编号,得分\nA1,1,3\nA1,2,2\nA2,3,0\n", "cumulative", [[("1", 3), ("2", 2)], []]),
        ("票号,项目编号,得分\nA1,1；2,3；1.5\nA2,2,1\n", "cumulative", [[("1", 3), ("2", 1.5)], [("2", 1)]]),
        ("票号,项目编号,名次\nA1,1,2\nA1,2,1\nA2,3,1\n", "ordinal", [[("2", 2), ("1", 1)], [("3", 1)]]),
    ],
)  # fmt: skip
def test_sheets_of_every_kind(tmp_path, ballots, kind, expected):
    poll = read(tmp_path, ballots)
    assert (poll.kind, told(poll)) == (kind, expected)
    assert [one.cost for one in poll.options] == [60000, Decimal("40000.5"), 20000]


def test_a_workbook_with_costs_in_ten_thousands(tmp_path):
    for name, rows in {
        "b": [["票号", "项目编号"], [1, 1], [1, 2], [2, 2]],
        "p": [["项目编号", "项目名称", "费用(万元)"], [1, "修路", 6], [2, "路灯", 4.05]],
    }.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    poll = parse(*fetch(tmp_path / "b.xlsx", tmp_path / "p.xlsx"), "80000")
    assert [(one.id, one.cost) for one in poll.options] == [("1", 60000), ("2", 40500)]
    assert told(poll) == [[("1", 1), ("2", 1)], [("2", 1)]]


@pytest.mark.parametrize(
    ("ballots", "projects", "budget", "code"),
    [
        ("票号,项目编号\nA1,4\n", PROJECTS, "1", "vote_unknown_project"),
        ("票号,项目编号\n,1\n", PROJECTS, "1", "vote_ballot_blank"),
        ("票号,项目编号\nA1,1、2\nA1,3\n", PROJECTS, "1", "vote_ballot_twice"),
        ("票号,项目编号,得分\nA1,1,2\nA1,1,2\n", PROJECTS, "1", "vote_project_again"),
        ("票号,项目编号,得分\nA1,1,\n", PROJECTS, "1", "vote_points_count"),
        ("票号,项目编号,得分\nA1,1,好\n", PROJECTS, "1", "vote_points_value"),
        ("票号,项目编号,得分\nA1,1,-1\n", PROJECTS, "1", "vote_points_negative"),
        ("票号,项目编号,名次\nA1,1,1\nA1,2,1\n", PROJECTS, "1", "vote_rank_value"),
        ("票号,项目编号,名次\nA1,1,0\n", PROJECTS, "1", "vote_rank_value"),
        ("票号,意见\nA1,1\n", PROJECTS, "1", "sheet_columns_missing"),
        ("票号,项目编号\nA1,1\n", "项目编号,项目名称\n1,修路\n", "1", "sheet_columns_missing"),
        ("票号,项目编号\nA1,1\n", "项目编号,费用\n1,0\n", "1", "vote_cost_line"),
        ("票号,项目编号\nA1,1\n", "项目编号,费用\n1,-5\n", "1", "negative_amount"),
        ("票号,项目编号\nA1,1\n", "项目编号,费用\n1,5\n1,6\n", "1", "vote_project_twice"),
        ("票号,项目编号\nA1,1\n", PROJECTS, "0", "vote_budget"),
        ("票号,项目编号\nA1,1\n", PROJECTS, "很多", "vote_budget"),
        ("", PROJECTS, "1", "sheet_empty"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path, ballots, projects, budget, code):
    with pytest.raises(BadInput) as refused:
        read(tmp_path, ballots, projects, budget)
    assert refused.value.code == code
    for language in ("zh", "en"):
        assert refused.value.text(language)


def test_a_hundred_thousand_rows(tmp_path):
    rows = "".join(f"A{n // 2},{n % 2 + 1}\n" for n in range(100_000))
    poll = read(tmp_path, "票号,项目编号\n" + rows)
    assert len(poll.begins) - 1 == 50_000
    assert len(poll.choices) == 100_000
