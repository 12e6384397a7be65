"""Home of the tests of choosing under a budget: rules kept, the proven bound true, refusals told."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.portfolio_checker import broken, greedy, worth
from xiaowei.analysis.portfolio.choosing import Choice, choose, what_if
from xiaowei.analysis.portfolio.clashing import minimal
from xiaowei.analysis.portfolio.generating import KINDS, instance
from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.portfolio_sheet.rules import parse_rules
from xiaowei.connectors.portfolio_sheet.writing import HEADERS, rules_text, sheet_rows
from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen, yuan
from xiaowei.domain.portfolio import Project

Rows = list[dict[str, str]]


def project(row: dict[str, str]) -> Project:
    ties = {name: row.get(name) or None for name in ("township", "category", "group", "bundle")}
    crew = int(Decimal(row.get("crew") or "0") * 10_000)
    return Project(row["id"], fen(row["cost"]), Decimal(row["value"]), crew=crew, **ties)


def chosen(rows: Rows, budget: str, rules: dict[str, Any] | None = None, **more: Any) -> Choice:
    told = parse_rules(PackFile("r.yaml", yaml.safe_dump(rules or {}, allow_unicode=True)))
    return choose([project(row) for row in rows], fen(budget), told, **more)


def row(name: str, cost: object, value: object, **more: str) -> dict[str, str]:
    return {"id": name, "cost": str(cost), "value": str(value)} | more


def best(rows: Rows, budget: str, rules: dict[str, Any]) -> float | None:
    """Return the most that any choice is worth, by trying all."""
    names = [one["id"] for one in rows]
    sums = [
        float(worth(rows, some, rules))
        for size in range(len(names) + 1)
        for some in combinations(names, size)
        if not broken(rows, some, budget, rules)
    ]
    return max(sums, default=None)


MONEY = st.integers(1, 3000).map(lambda amount: f"{amount / 100:.2f}")
SOME = st.sampled_from(["", "", "", "a", "b"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {"cost": MONEY, "value": MONEY, "township": st.sampled_from(["东", "西"]),
         "category": st.sampled_from(["路", "灯"]), "group": SOME, "bundle": SOME,
         "crew": st.sampled_from(["", "1", "2.5"])}
    ), max_size=8,
)  # fmt: skip
LIMITS = st.lists(
    st.sampled_from(
        [
            {"township": "each", "least_share": "10%"},
            {"township": "东", "most_share": "0.4", "least_count": 1},
            {"category": "路", "most_count": 2},
            {"category": "灯", "least": 5},
            {"most_crew": 4},
            {"township": "西", "least_crew": "2.5"},
        ]
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, LIMITS, st.sampled_from(["0", "12.34", "50", "99999"]), st.booleans())
def test_the_best_there_is(
    found: Rows, limits: list[dict[str, Any]], budget: str, pair: bool
) -> None:
    rows = [{"id": f"P{at}"} | one for at, one in enumerate(found)]
    rules: dict[str, Any] = {"limits": limits, "reserve_share": "10%"}
    if pair and len(rows) > 1:
        rules["synergies"] = [{"pair": ["P0", "P1"], "value": "7.5"}]
    choice = chosen(rows, budget, rules, gap=0.0)
    most = best(rows, budget, rules)
    assert bool(choice.clashes) == (most is None)
    if most is not None:
        assert not broken(rows, choice.chosen, budget, rules)
        assert float(choice.value) == pytest.approx(most)
        assert choice.bound is not None and choice.bound >= most - 1e-6
        assert {*choice.chosen, *(one.id for one in choice.refused)} == {one["id"] for one in rows}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 2, 40, 2000])
def test_generated(kind: str, count: int) -> None:
    made = instance(count, 1, kind)
    rows = [dict(zip(HEADERS, one, strict=True)) for one in list(sheet_rows(made.projects))[1:]]
    rules = yaml.safe_load(rules_text(made.rules))
    budget = yuan(made.budget_fen)
    choice = choose(made.projects, made.budget_fen, made.rules)
    if not choice.found:
        assert choice.clashes and count < 2000
        return
    assert choice.gap is not None and choice.gap <= 1e-4
    assert broken(rows, choice.chosen, budget, rules) == []
    assert choice.cost_fen == sum(one.cost_fen for one in made.projects if one.id in choice.chosen)
    value = float(worth(rows, choice.chosen))
    assert float(choice.value) == value
    if count == 2000:
        usual = max(
            float(worth(rows, greedy(rows, budget, rules, minima=minima)))
            for minima in (False, True)
        )
        assert value > usual * (1.02 if kind != "equal" else 1)


def test_what_is_written_reads_as_the_same_rules() -> None:
    made = instance(100, 2)
    assert parse_rules(PackFile("r.yaml", rules_text(made.rules))) == made.rules


def test_the_order_of_rows_changes_nothing() -> None:
    made = instance(60, 3)
    shuffled = list(made.projects)
    random.Random(1).shuffle(shuffled)
    one = choose(made.projects, made.budget_fen, made.rules)
    other = choose(shuffled, made.budget_fen, made.rules)
    assert set(one.chosen) == set(other.chosen)
    assert (one.digest, one.bound, one.method) == (other.digest, other.bound, other.method)
    assert one.digest != choose(made.projects, made.budget_fen + 1, made.rules).digest


@pytest.mark.parametrize(
    ("budget", "names"),
    [("0", ("F",)), ("9.99", ("F",)), ("10", ("A", "F")), ("1e", None), ("99999", ("A", "B", "F"))],
)
def test_ends(budget: str, names: tuple[str, ...] | None) -> None:
    rows = [row("A", 10, 1), row("B", 20, 1), row("F", 0, 1), row("N", 1, 0)]
    if names is None:
        with pytest.raises(BadInput):
            chosen(rows, budget)
    else:
        choice = chosen(rows, budget)
        assert (choice.chosen, choice.gap) == (names, 0)


def test_a_fen_decides() -> None:
    rows = [row("A", "33333333333.33", 1), row("B", "66666666666.67", 1)]
    assert len(chosen(rows, "100000000000.00").chosen) == 2
    assert len(chosen(rows, "99999999999.99").chosen) == 1


CLASHING = [
    ({"limits": [{"township": "东", "least": 1000}]}, {"东"}, 1),
    (
        {"limits": [{"township": "each", "least_share": "50%"}], "reserve_share": "5%"},
        {"东", "西", "预算"},
        3,
    ),
    ({"limits": [{"township": "南", "least_count": 1}]}, {"南"}, 1),
    ({"limits": [{"category": "路", "least_count": 2}, {"most_count": 1}]}, {"路", "全部"}, 2),
    ({"limits": [{"township": "西", "least_count": 2}, {"township": "each", "most_crew": 3}]}, {"西"}, 2),
    ({"limits": [{"township": "东", "least_count": 2}], "reserve": 60}, {"东", "预算"}, 2),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "named", "size"), CLASHING)
def test_clashes_are_named(rules: dict[str, Any], named: set[str], size: int) -> None:
    rows = [
        row("A", 30, 1, township="东", category="路", crew="2"),
        row("B", 40, 1, township="西", category="路", crew="2"),
        row("C", 20, 1, township="东", category="灯", crew="1"),
        row("D", 35, 1, township="西", category="灯", crew="2"),
    ]
    choice = chosen(rows, "100", rules)
    assert not choice.found and choice.chosen == () and len(choice.clashes) == 1
    clash = choice.clashes[0]
    assert len(clash.rules) == size
    assert all(name in clash.text.text() for name in named)
    assert clash.text.text("en")


def test_clashes_that_shares_do_not_show() -> None:
    rows = [row(name, 6, 1, township="东") for name in "ABC"]
    choice = chosen(rows, "20", {"limits": [{"township": "东", "least": 7, "most": 11}]})
    assert len(choice.clashes) == 1 and len(choice.clashes[0].rules) == 2


def test_a_smallest_set_needs_each_of_its_rules() -> None:
    sides = [(at, True) for at in range(9)]
    found = minimal(sides, lambda some: {(2, True), (7, True)} <= set(some))
    assert found == [(2, True), (7, True)]


def test_a_soft_least_is_missed_at_its_price() -> None:
    rows = [row("A", 60, 10, township="东"), row("B", 60, 7, township="西")]
    limit = {"township": "西", "least": 60}
    assert chosen(rows, "100", {"limits": [limit]}).chosen == ("B",)
    dear = chosen(rows, "100", {"limits": [limit | {"price": "0.1"}]})
    assert (dear.chosen, dear.missed) == (("B",), ())
    cheap = chosen(rows, "100", {"limits": [limit | {"price": "0.01"}]})
    assert cheap.chosen == ("A",)
    assert [by for _, by in cheap.missed] == [6000]
    assert cheap.objective == pytest.approx(10 - 0.6) and cheap.gap is not None and cheap.gap < 1e-9


REASONS = [
    ("A", "alternative"), ("B", "alone"), ("C", "full"), ("D", "worth_nothing"), ("E", "bundled"),
]  # fmt: skip


def test_every_refusal_has_its_reason() -> None:
    rows = [
        row("X", 10, 50, township="东", group="g"),
        row("A", 10, 9, group="g"),
        row("B", 1000, 99),
        row("C", 10, 9, township="东"),
        row("D", 1, 0),
        row("E", 30, 2, bundle="b"),
        row("F", 30, 2, bundle="b"),
        row("Y", 50, 80),
        row("Z", 45, 30),
    ]
    choice = chosen(rows, "100", {"limits": [{"township": "东", "most": 15}]})
    why = {one.id: one.reason for one in choice.refused}
    assert choice.chosen == ("X", "Y")  # fits: 60 of 100; Z would need 45
    for name, key in REASONS:
        assert why[name].key == f"portfolio.why.{key}", (name, why[name].text())
    assert "X" in why["A"].text() and "东" in why["C"].text() and "「b」" in why["E"].text()
    assert all(reason.text("en") != reason.text("zh") for reason in why.values())


def test_a_reason_compares_with_what_was_chosen() -> None:
    # A alone fits; B, the worthiest a yuan, does not fit beside it, and C is dearer than A.
    rows = [row("A", 60, 75), row("B", 50, 65), row("C", 45, 5)]
    choice = chosen(rows, "100")
    why = {one.id: one.reason for one in choice.refused}
    assert choice.chosen == ("A",)
    assert why["C"].key == "portfolio.why.dearer"
    assert (
        "9 元" in why["C"].text() and "0.8 元" in why["C"].text() and "40.00 元" in why["C"].text()
    )
    assert why["B"].key in ("portfolio.why.near", "portfolio.why.worth_less")
    assert "50.00 元" in why["B"].text()


def test_phases_spend_what_has_come() -> None:
    made = instance(60, 4)
    rules = yaml.safe_load(rules_text(made.rules)) | {
        "phases": [{"name": "一期", "share": "40%"}, {"name": "二期", "share": "60%", "worth": 0.9}]
    }
    told = parse_rules(PackFile("r.yaml", yaml.safe_dump(rules, allow_unicode=True)))
    choice = choose(made.projects, made.budget_fen, told)
    rows = [dict(zip(HEADERS, one, strict=True)) for one in list(sheet_rows(made.projects))[1:]]
    assert broken(rows, choice.chosen, yuan(made.budget_fen), rules, choice.phase_of) == []
    assert set(choice.phase_of.values()) == {"一期", "二期"}
    assert choice.gap is not None and choice.gap <= 1e-3


def test_more_money_never_gives_less() -> None:
    made = instance(200, 6)
    budgets = [made.budget_fen * part // 10 for part in (5, 8, 10, 12, 40)]
    loose = made.rules.__class__(reserve=made.rules.reserve)
    found = [one.objective for _, one in what_if(made.projects, budgets, loose, gap=0.0)]
    assert found == sorted(found) and found[0] < found[-1]


def test_out_of_time_tells_what_is_proven() -> None:
    made = instance(400, 1, "weak")
    choice = choose(made.projects, made.budget_fen, made.rules, seconds=0.001, gap=0.0)
    assert choice.bound is not None
    if choice.found:
        assert choice.bound >= choice.objective and choice.gap is not None


def test_refused() -> None:
    rows = [row("A", 1, 1)]
    with pytest.raises(BadInput, match="备用金"):
        chosen(rows, "10", {"reserve": 11})
    with pytest.raises(BadInput, match="「B」"):
        chosen(rows, "10", {"synergies": [{"pair": ["A", "B"], "value": 1}]})
    with pytest.raises(BadInput, match="超过"):
        choose([Project("A", 2**62, Decimal(1))], 1)
