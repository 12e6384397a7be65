"""Home of the tests of reading projects to choose among, and the rules for choosing."""

from __future__ import annotations

import contextlib
import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests import mutated
from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.portfolio_sheet.fetch import fetch, fetch_rules
from xiaowei.connectors.portfolio_sheet.parse import parse
from xiaowei.connectors.portfolio_sheet.rules import parse_rules
from xiaowei.domain.errors import BadInput
from xiaowei.domain.portfolio import Limit, Phase, PortfolioRules, Project, Synergy, Weights

CHINESE = """编号,资金(万元),得分,镇街,类别,互斥组,捆绑,工力
甲1,12.5,8,东镇,道路,G1,,2.5
甲2,7.123456,3.25,西镇,照明,,B1,
"""
ENGLISH = "id,cost,value,township\n1,100.10,5,E\n2,0,0.5,\n"
PARTS = "编号,费用,预计减少诉求,受益户数,得票,紧急程度,从未立项\nA,100,4,50,20,,是\nB,100,,,,2,否\n"


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> tuple[Project, ...]:
    file = tmp_path / "p.csv"
    file.write_bytes(text.encode(encoding))
    return parse(fetch(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, CHINESE, encoding) == (
        Project("甲1", 12_500_000, Decimal(8), "东镇", "道路", "G1", None, 25_000),
        Project("甲2", 7_123_456, Decimal("3.25"), "西镇", "照明", None, "B1", 0),
    )


def test_plain_headers(tmp_path: Path) -> None:
    first, second = read(tmp_path, ENGLISH)
    assert (first.id, first.cost_fen, first.township) == ("1", 10_010, "E")
    assert (second.cost_fen, second.value, second.township) == (0, Decimal("0.5"), None)


def test_parts_make_the_value(tmp_path: Path) -> None:
    first, second = read(tmp_path, PARTS)
    usual = Weights()
    assert dict(first.parts) == {
        "complaints": 4 * usual.complaints, "households": 50 * usual.households,
        "votes": 20 * usual.votes, "never_served": usual.never_served,
    }  # fmt: skip
    assert first.value == sum(part for _, part in first.parts)
    assert second.value == 2 * usual.urgency


REFUSED = [
    ("id,cost,value\nA,1,1\nA,2,2\n", "portfolio_id_twice", 3, "id"),
    ("id,cost,value\n,1,1\n", "portfolio_id", 2, None),
    ("id,cost,value\nA,,1\n", "portfolio_cost", 2, None),
    ("id,cost,value\nA,1,\n", "portfolio_value", 2, None),
    ("id,cost,value\nA,1,-1\n", "portfolio_negative", 2, "value"),
    ("id,cost,value\nA,-1,1\n", "negative_amount", 2, "cost"),
    ("id,cost,value\nA,1e9x,1\n", "bad_money", 2, "cost"),
    ("id,cost,value\nA,1.005,1\n", "below_fen", 2, "cost"),
    ("id,cost,value\nA,1,inf\n", "bad_number", 2, "value"),
    ("id,cost,value\nA,1,1e300\n", "bad_number", 2, "value"),
    ("id,cost,value,crew\nA,1,1,-2\n", "portfolio_negative", 2, "crew"),
    ("id,value,town\nA,1,1\n", "sheet_columns_missing", None, None),
    ("id,cost,town\nA,1,1\n", "sheet_columns_missing", None, None),
    ("id,cost,value\n", "sheet_no_rows", None, None),
    ("", "sheet_empty", None, None),
]


@pytest.mark.parametrize(("text", "code", "row", "column"), REFUSED)
def test_refused(tmp_path: Path, text: str, code: str, row: int | None, column: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, text)
    assert (refused.value.code, refused.value.row, refused.value.column) == (code, row, column)
    assert refused.value.text("zh") and refused.value.text("en")


def test_a_damaged_sheet_is_read_or_refused(tmp_path: Path) -> None:
    whole = CHINESE.encode("gb18030")
    for seed in range(150):
        chance = random.Random(seed)
        data = bytes(chance.choice(mutated.MUTATIONS)(chance, bytearray(whole)))
        (tmp_path / "p.csv").write_bytes(data)
        with contextlib.suppress(BadInput):
            projects = parse(fetch(tmp_path / "p.csv"))
            assert all(one.cost_fen >= 0 and one.value >= 0 for one in projects)


RULES = """
reserve_share: 5%
limits:
  - {township: each, least_share: 2%, most_share: 0.25}
  - {township: 东镇, least_count: 1, price: 0.5}
  - {category: 道路, most_count: 12}
  - {most_crew: 1200.5}
synergies:
  - {pair: [A, B], value: 3}
phases:
  - {name: 一期, share: 40%}
  - {name: 二期, share: 0.6, worth: 0.9}
weights: {complaints: 2}
"""


def rules(text: str) -> PortfolioRules:
    return parse_rules(PackFile("r.yaml", text))


def test_rules() -> None:
    D = Decimal  # noqa: N806 - short for a table
    assert rules(RULES) == PortfolioRules(
        reserve=D("0.05"),
        reserve_is_share=True,
        limits=(
            Limit("cost", "township", None, D("0.02"), D("0.25"), True),
            Limit("count", "township", "东镇", D(1), None, False, D("0.5")),
            Limit("count", "category", "道路", None, D(12)),
            Limit("crew", None, None, None, D("1200.5")),
        ),
        synergies=(Synergy(("A", "B"), D(3)),),
        phases=(Phase("一期", D("0.4")), Phase("二期", D("0.6"), D("0.9"))),
        weights=Weights(complaints=D(2)),
    )


def test_a_limit_is_never_laxer_than_said() -> None:
    third = Limit("cost", None, None, Decimal("0.3333"), Decimal("0.3333"), True)
    assert third.bounds(10_001) == (3334, 3333)
    assert rules("reserve_share: 0.3333").spendable(10_001) == 6667
    assert rules("reserve: 50.01").spendable(10_001) == 5000


WRONG = [
    ("reserve: 0.05", 1),
    ("reserve: 5\nreserve_share: 0.1", 1),
    ("reserve_share: 1.5", 1),
    ("reserve_share: x", 1),
    ("reserve_share: .nan", 1),
    ("reserve_share: -1", 1),
    ("a: 1", 1),
    ("limits:\n  - {township: A}", 2),
    ("limits:\n  - {township: A, category: B, most: 1}", 2),
    ("limits:\n  - {township: A, most_share: 20}", 2),
    ("limits:\n  - {township: A, most: 1, price: 2}", 2),
    ("limits:\n  - {township: A, mots: 1}", 2),
    ("limits: 3", 1),
    ("synergies:\n  - {pair: [A], value: 1}", 2),
    ("synergies:\n  - {pair: [A, A], value: 1}", 2),
    ("phases:\n  - {name: a, share: 0.7}\n  - {name: b, share: 0.7}", 1),
    ("phases:\n  - {name: a, share: 0.1}\n  - {name: a, share: 0.1}", 1),
    ("weights: {complaint: 1}", 1),
    ("- a", 1),
    ("a: [", 2),
]


@pytest.mark.parametrize(("text", "line"), WRONG)
def test_wrong_rules_name_their_line(text: str, line: int) -> None:
    with pytest.raises(BadInput) as refused:
        rules(text)
    assert refused.value.code == "portfolio_rules_wrong"
    assert refused.value.facts["line"] == line
    assert "r.yaml" in refused.value.text("en")


def test_rules_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件"):
        fetch_rules(tmp_path / "none.yaml")
