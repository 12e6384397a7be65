"""Home of the tests of conflicts: what a choice leaves out, keeps, and when it lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.domain.test_merging import TOWN, known, line
from xiaowei.domain.conflicts import BOTH, FIRST, SECOND, Choice, settle
from xiaowei.domain.town_sheets import Funded, Total, TownSheet


def sheet(file, *lines, totals=()):
    return TownSheet(file, tuple(lines), (), tuple(totals), {})


def three_of_one_place(last=Decimal(9_000)):
    """Return three sheets with a project of one place and type each; the last asks otherwise."""
    amounts = {"a.csv": Decimal(10_000), "b.csv": Decimal(12_000), "c.csv": last}
    return [
        sheet(file, line(2, number=file[0].upper(), places=("村",), applied_yuan=amount))
        for file, amount in amounts.items()
    ]


def numbers(settled):
    return [entry.row.number for entry in settled.merged.good]


def choices(settled, keep, reason="因为"):
    return {one.key: Choice(keep, reason) for one in settled.open}


def test_nothing_is_chosen_for_anybody():
    found = settle(three_of_one_place(), known())
    assert (len(found.open), found.decided, found.left_out) == (2, (), ())
    assert numbers(found) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("keep", "stay", "still"), [(FIRST, ["A"], 0), (BOTH, ["A", "B", "C"], 0), (SECOND, ["B", "C"], 1)]
)  # fmt: skip
def test_what_is_not_chosen_is_left_out_and_the_rest_is_looked_at_anew(keep, stay, still):
    sheets = three_of_one_place()
    found = settle(sheets, known(), choices(settle(sheets, known()), keep))
    assert numbers(found) == stay
    assert len(found.open) == still
    assert len(found.left_out) == 3 - len(stay)
    assert "合并取舍:因为" in (found.merged.good[0].row.note or "")


def test_a_choice_without_a_reason_or_that_is_none_is_no_choice():
    sheets = three_of_one_place()
    first = settle(sheets, known())
    for made in (choices(first, FIRST, " "), choices(first, "neither")):
        assert len(settle(sheets, known(), made).open) == 2


def test_a_choice_lapses_when_its_side_says_something_else():
    made = choices(settle(three_of_one_place(), known()), BOTH)
    found = settle(three_of_one_place(Decimal(9_001)), known(), made)
    assert (len(found.open), len(found.decided)) == (1, 1)


def test_a_project_twice_is_never_both():
    sheets = [sheet(file, line(2, number=None, places=("村",))) for file in ("a.csv", "b.csv")]
    first = settle(sheets, known())
    made = {one.key: Choice(BOTH, "都要") for one in first.open}
    found = settle(sheets, known(), made)
    assert [one.finding.error.code for one in found.open] == ["merge_double"]
    assert len(found.merged.bad) == 1
    assert len(settle(sheets, known(), choices(first, SECOND)).merged.bad) == 0


def test_the_same_place_again_in_one_sheet_is_no_conflict():
    own = [line(2, places=("村",)), line(3, places=("村",), quantity_planned=Decimal(5))]
    found = settle([sheet("a.csv", *own)], known())
    assert found.open == ()
    assert [one.error.code for one in found.merged.findings] == ["merge_again"]


def test_earlier_funding_stands_or_is_added_to():
    paid = Funded("X1", f"{TOWN}000", "村2", "road_repair", date(2021, 5, 1))
    kind = settle([sheet("a.csv", line())], known()).merged.good[0].type_code
    at = replace(known(), funded=(replace(paid, type_code=kind),))
    first = settle([sheet("a.csv", line())], at)
    assert len(first.open) == 1
    assert numbers(settle([sheet("a.csv", line())], at, choices(first, BOTH))) == ["N2"]
    assert numbers(settle([sheet("a.csv", line())], at, choices(first, FIRST))) == []


def test_rows_outweigh_a_total():
    total = Total(3, "申报资金", Decimal(20_000), (Decimal(10_000),))
    sheets = [sheet("a.csv", line(), totals=[total])]
    first = settle(sheets, known())
    assert [one.options for one in first.open] == [(SECOND,)]
    assert settle(sheets, known(), choices(first, SECOND)).merged.findings == ()
