"""The default rule of 治理类: who enters, who stays, who leaves, whom a threshold hangs on."""

from __future__ import annotations

from xiaowei.domain.policy import ManagedRule
from xiaowei.domain.rates import Tally
from xiaowei.domain.supervision import judge, moved

RULE = ManagedRule(top_share=0.1, monthly_tickets=500, leave_months=3, leave_solved=0.9)


def month(tickets: int, solved: int = 95) -> Tally:
    return Tally(tickets, 0, 0, 0, 100, solved)


def town(*tickets: int, solved: int = 95) -> list[Tally]:
    return [month(n, solved) for n in tickets]


def others(length: int, count: int = 9) -> dict[str, list[Tally]]:
    return {f"t{i}": town(*[100 + i] * length) for i in range(count)}


def of(found, code):
    return next(one for one in found if one.code == code)


def test_the_highest_share_enters_by_three_months_mean():
    found = judge({"a": town(90, 400, 110), **others(3)}, RULE)
    assert (found[0].code, found[0].why, found[0].mean) == ("a", "top", 200)
    assert [one.code for one in found if one.listed] == ["a"]
    assert of(judge({"a": town(400, 90, 90, 90), **others(4)}, RULE), "a").rank == 10


def test_a_number_enters_whatever_the_share():
    found = judge({"a": town(900, 900), "b": town(500, 500), **others(2)}, RULE)
    assert {one.code: one.why for one in found if one.listed} == {"a": "top", "b": "number"}


def test_it_leaves_after_months_on_end_below_and_solved():
    def whys(solved_then: int) -> list[str]:
        quiet = town(*[50] * 7)
        quiet[3] = month(50, solved_then)
        months = {"a": town(900) + quiet, **others(8)}
        return [
            of(judge({c: own[: n + 1] for c, own in months.items()}, RULE, {"a"}), "a").why
            for n in range(8)
        ]

    # two months of the mean still hold the first; then three months on end are needed
    assert whys(95) == ["top", "top", "top", "stays", "stays", "left", "left", "left"]
    assert whys(80) == ["top", "top", "top", "stays", "stays", "stays", "stays", "left"]


def test_who_is_not_on_the_list_neither_stays_nor_leaves():
    quiet = {"a": town(900, *[50] * 3), **others(4)}
    assert of(judge(quiet, RULE), "a").why == ""


def test_nobody_leaves_whose_solved_rate_is_not_known():
    quiet = {"a": [Tally(5)] * 8, **others(8)}
    assert of(judge(quiet, RULE, held={"a"}), "a").why == "stays"


def test_no_tickets_are_never_the_most():
    assert not any(one.listed for one in judge({"a": town(0, 0, 0)}, RULE))
    assert judge({}, RULE) == []


def test_whom_the_thresholds_hang_on():
    months = {"a": town(520, 520, 520), "b": town(480, 480, 480), **others(3, 18)}
    told = moved(months, ManagedRule(0.0, 500, 3, 0.9))
    assert [(one.more, one.fewer) for one in told] == [
        ((), ()), (("b",), ()), ((), ()), ((), ("a",)),
    ]  # fmt: skip
