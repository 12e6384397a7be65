"""Home of the promises of effects: what is claimed on Chicago's complaints when nothing was done.

Sites are chosen as a programme would, because their counts were the highest before each of the dates;
then half of what came afterwards is taken out, to see what is found. Skipped where the sheet is not
beside this checkout. Rates are shares; what misses its limit is printed as missed.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from bench import Norm
from bench.rules_of_thumb import NAIVE
from xiaowei.analysis.effects.judging import Outcome, Verdict, judge
from xiaowei.analysis.effects.record import Floats, Ints, Record, record_of, round_at
from xiaowei.analysis.relapses import LOOKS, evidence

SHEET = Path(__file__).parents[2] / "shared/data/chicago311/sanitation_2011_2013.csv"
FIRST, LAST = date(2011, 1, 1).toordinal(), date(2013, 12, 31).toordinal()
DATES = 24
WEEKS = (13, 26)
LAT, LON = 0.0045, 0.006
"""About 500 m at that latitude."""
CHOSEN = {"address": 200, "500 m": 60, "1 km": 40, "ward": 10}
"""How many of the worst places a programme chooses: at most a tenth of them, or a fifth of the wards."""
ALPHA = 0.05
CLAIMED, REJECTED, MISSED = 0.06, 0.07, 0.05
RUNS, RATE, TIMES = 20_000, 2.0, 2.5


@dataclass
class Tally:
    """What was told on each date: shares of sites, and of dates for the programme."""

    worked: list[float] = field(default_factory=list)
    worse: list[float] = field(default_factory=list)
    rejected: list[bool] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    found_sites: list[float] = field(default_factory=list)
    naive: list[list[float]] = field(default_factory=list)


def norms() -> Iterator[Norm]:
    """Yield the rates of each scale and length, then the watch for relapses."""
    if SHEET.exists():
        rejected: dict[int, list[bool]] = {weeks: [] for weeks in WEEKS}
        for scale, record in records().items():
            for weeks in WEEKS:
                began = time.process_time()
                tally = tallied(record, CHOSEN[scale], weeks)
                rejected[weeks] += tally.rejected
                taken = time.process_time() - began
                yield from _told(f"{scale}, {weeks} weeks", tally, CHOSEN[scale], taken)
        for weeks, told in rejected.items():
            claim = f"effects, all scales, {weeks} weeks: a programme of which nothing was done"
            yield Norm(claim, "dates", len(told), _mean(told), REJECTED, "share")
    yield from relapses()


def _told(name: str, tally: Tally, size: int, taken: float) -> Iterator[Norm]:
    sites, dates = size * len(tally.worked), len(tally.worked)
    thumb = "; ".join(
        f"{rule} {share:.0%}"
        for rule, share in zip(NAIVE, np.mean(tally.naive, axis=0), strict=True)
    )
    claim = f"effects, {name}: sites said to have worked with nothing done ({thumb})"
    yield Norm(claim, "sites", sites, _mean(tally.worked), CLAIMED, "share")
    claim = f"effects, {name}: sites said to be worse with nothing done"
    yield Norm(claim, "sites", sites, _mean(tally.worse), CLAIMED, "share")
    claim = f"effects, {name}: programmes that halved and were not found ({_found(tally)})"
    yield Norm(claim, "dates", dates, 1 - _mean(tally.found), MISSED, "share")
    yield Norm(f"effects, {name}: with and without works", "judged", 2 * dates, taken, 60.0)


def _found(tally: Tally) -> str:
    return f"of single sites {_mean(tally.found_sites):.0%} were; {_mean(tally.rejected):.0%} at no works"


def records() -> dict[str, Record]:
    """Return the complaints by address, by cell of a grid and by ward; unplaced ones left out."""
    with SHEET.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    days = [date.fromisoformat(row["Creation_Date"]).toordinal() for row in rows]
    places = {
        "address": [row["Street_Address"] for row in rows],
        "500 m": [_cell(row, 1) for row in rows],
        "1 km": [_cell(row, 2) for row in rows],
        "ward": [row["Ward"] for row in rows],
    }
    found = {}
    for scale, names in places.items():
        told = [(day, name) for day, name in zip(days, names, strict=True) if name]
        found[scale] = record_of([day for day, _ in told], [name for _, name in told])[0]
    return found


def _cell(row: dict[str, str], size: int) -> str:
    if not row["Latitude"]:
        return ""
    lat, lon = float(row["Latitude"]) / LAT / size, float(row["Longitude"]) / LON / size
    return f"{lat // 1:.0f} {lon // 1:.0f}"


def tallied(record: Record, size: int, weeks: int) -> Tally:
    """Judge the worst places of evenly spaced dates, as they were and halved."""
    chance = np.random.default_rng(20130101)
    tally, days = Tally(), 7 * weeks
    for day in np.linspace(FIRST + 3 * days, LAST - days, DATES).astype(int).tolist():
        sites = np.argsort(-record.count(day - days, days), kind="stable")[:size]
        told = judge(record, sites.tolist(), day, weeks, ALPHA)
        tally.worked.append(_share(told, Verdict.WORKED))
        tally.worse.append(_share(told, Verdict.WORSE))
        tally.rejected.append(_rejected(told))
        now = round_at(record, FIRST, day, day + 1, days)
        tally.naive.append([float(rule(now, sites).mean()) for rule in NAIVE.values()])
        gone = np.isin(record.place, sites) & (record.day > day)
        gone &= chance.random(len(record.day)) < 0.5
        halved = Record(record.day[~gone], record.place[~gone], record.places)
        told = judge(halved, sites.tolist(), day, weeks, ALPHA)
        tally.found.append(told.whole.verdict is Verdict.WORKED)
        tally.found_sites.append(_share(told, Verdict.WORKED))
    return tally


def _rejected(told: Outcome) -> bool:
    return told.whole.p_value is not None and told.whole.p_value <= ALPHA


def _share(told: Outcome, verdict: Verdict) -> float:
    return sum(one.verdict is verdict for one in told.sites) / len(told.sites)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def relapses() -> Iterator[Norm]:
    """Yield how often the watch alarms falsely in 26 weekly looks, and when it does rightly."""
    chance = np.random.default_rng(1)
    began = time.process_time()
    before: Ints = chance.poisson(RATE * LOOKS, RUNS).astype(np.int64)
    alarms = {
        times: _alarms(before, chance.poisson(RATE * times, (RUNS, LOOKS)).astype(np.float64))
        for times in (1.0, TIMES)
    }
    taken = time.process_time() - began
    again = alarms[TIMES]
    claim = (
        f"relapses: false alarms in {LOOKS} looks; at ×{TIMES} {(again > 0).mean():.1%} alarm, "
        f"on average in week {again[again > 0].mean():.1f}; a 5 % test each week {_repeated(chance):.1%}"
    )
    yield Norm(claim, "runs", RUNS, float((alarms[1.0] > 0).mean()), ALPHA, "share")
    yield Norm("relapses: that watch", "runs", 2 * RUNS, taken, 20.0)


def _alarms(before: Ints, seen: Floats) -> Ints:
    """Return the look (from 1) at which each run alarms; 0 where none does."""
    found = np.zeros(len(seen), np.int64)
    for count in np.unique(before):
        same = before == count
        reached = evidence(float(count), LOOKS, seen[same]) >= 1 / ALPHA
        found[same] = np.where(reached.any(1), reached.argmax(1) + 1, 0)
    return found


def _repeated(chance: np.random.Generator) -> float:
    """Return how often a Poisson test at 5 % of all weeks so far, made each week, alarms falsely."""
    from scipy.special import pdtrc

    until = chance.poisson(RATE, (RUNS, LOOKS)).cumsum(1)
    tail = pdtrc(until - 1, RATE * np.arange(1, LOOKS + 1))
    return float((np.where(until > 0, tail, 1.0) <= ALPHA).any(1).mean())
