"""Home of the tests of effects on real complaints, where they lie beside this checkout."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench.rules_of_thumb import NAIVE
from xiaowei.analysis.effects.judging import Verdict, judge
from xiaowei.analysis.effects.record import Record, record_of, round_at

SHEET = Path(__file__).parents[3] / "shared/data/chicago311/sanitation_2011_2013.csv"
DAYS = [date(2012, 9, 3), date(2013, 1, 7), date(2013, 6, 3)]
WEEKS, CHOSEN = 26, 40


@pytest.fixture(scope="module")
def record() -> Record:
    if not SHEET.exists():
        pytest.skip("the complaints are not beside this checkout (../shared/data/chicago311)")
    with SHEET.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Latitude"]]
    days = [date.fromisoformat(row["Creation_Date"]).toordinal() for row in rows]
    cells = [f"{float(r['Latitude']):.2f} {float(r['Longitude']):.2f}" for r in rows]
    return record_of(days, cells)[0]


def test_with_nothing_done_little_is_claimed_and_halves_are_found(record: Record) -> None:
    claimed, thumb = [], []
    for day in map(date.toordinal, DAYS):
        before = record.count(day - 7 * WEEKS, 7 * WEEKS)
        sites = np.argsort(-before, kind="stable")[:CHOSEN]
        outcome = judge(record, sites.tolist(), day, WEEKS)
        claimed.append(np.mean([one.verdict is Verdict.WORKED for one in outcome.sites]))
        assert outcome.whole.verdict is Verdict.NO_CHANGE
        now = round_at(record, 0, day, day + 1, 7 * WEEKS)
        thumb.append(NAIVE["any drop"](now, sites).mean())
        gone = np.isin(record.place, sites) & (record.day > day)
        gone &= np.random.default_rng(1).random(len(record.day)) < 0.5
        halved = Record(record.day[~gone], record.place[~gone], record.places)
        assert judge(halved, sites.tolist(), day, WEEKS).whole.verdict is Verdict.WORKED
    assert np.mean(claimed) <= 0.06
    assert np.mean(thumb) > 0.5


def test_stray_years_are_no_history(record: Record) -> None:
    span = record.span(date(2012, 1, 2).toordinal())
    assert date(2010, 11, 1) < date.fromordinal(span.first) < date(2011, 1, 10)
    assert date.fromordinal(span.last) == date(2013, 12, 31)
