"""Home of the promises of bursts: synthetic districts, ours beside three callers in a day and a Poisson tail.

How a flag is judged. An outage is a true event of 50 calls or more within hours; it is flagged at its
n-th call when n of its calls had come by then, wherever the sheet placed them. A flag is **false** unless
most of the tickets seen at it belong to one true event about which ten people called within a day of it:
several callers about an ordinary defect are no burst, even though they speak of the same thing. Flags
that are neither outage nor false are true events that many called about; they are counted as `others`.
The tickets are placed as `analyse bursts` places them: by grouping, with the gazetteer.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench import Comparison, Norm, seconds
from bench.bench_grouping import frame
from xiaowei.analysis.bursts import Burst, BurstRule, bursts, poisson_tail
from xiaowei.analysis.generating.district import District
from xiaowei.analysis.grouping.engine import COLUMNS, learn
from xiaowei.analysis.matters import LinkTicket
from xiaowei.analysis.nameindex import GazetteerEntry

SEEDS = (20_261_130, 20_261_131, 20_261_132)
TICKETS = 100_000
DAYS = 365
MANY, A_DAY = 10, timedelta(days=1)
Flag = tuple[str, ...]
"""The numbers of the tickets that had come when a place and topic was flagged."""


@dataclass
class Truth:
    """What is true of each ticket, in time order."""

    event: dict[str, int]
    at: dict[str, datetime]
    nth: dict[str, int]
    calls: dict[int, list[tuple[datetime, str]]]
    outages: frozenset[int]


@dataclass
class Verdict:
    """How a year's flags are judged; `calls` is at which call each outage was flagged."""

    outages: int
    calls: list[int]
    false: int = 0
    others: int = 0

    def __str__(self) -> str:
        found = f"{len(self.calls)} of {self.outages}"
        calls = sorted(self.calls) or [0]
        high = calls[math.ceil(0.9 * len(calls)) - 1]
        return (
            f"{found} outages, call {statistics.median(calls):g} (p90 {high}); "
            f"{self.false / DAYS:.3f} false flags a day, {self.others / DAYS:.3f} others"
        )


def district(seed: int, tickets: int = TICKETS) -> tuple[list[LinkTicket], Truth]:
    """Return a year's tickets, placed as `analyse bursts` places them, and their truth."""
    sheet, made = frame(tickets, seed)
    names = [
        GazetteerEntry(one.code, one.name, one.kind, one.town_code, one.town, one.aliases)
        for one in made.places
    ]
    _, grouping = learn(sheet.select(list(COLUMNS)), names)
    truth, told = truth_of(made)
    rows = zip(told, grouping.place.tolist(), grouping.topic.tolist(), strict=True)
    calls = [
        LinkTicket(number, str(place), str(topic), caller, truth.at[number], kind=kind)
        for (number, caller, kind), place, topic in rows
        if place >= 0
    ]
    return calls, truth


def truth_of(made: District) -> tuple[Truth, list[tuple[str, str, str]]]:
    """Return the truth of a district's tickets, and number, caller and kind of each."""
    seen: Counter[int] = Counter()
    truth = Truth({}, {}, {}, defaultdict(list), frozenset())
    told, outages = [], set()
    for one in made.tell():
        seen[one.event] += 1
        truth.event[one.number], truth.at[one.number] = one.event, one.received_at
        truth.nth[one.number] = seen[one.event]
        truth.calls[one.event].append((one.received_at, one.caller or one.number))
        if one.outage:
            outages.add(one.event)
        kind = "inquiry" if one.told.kind in ("咨询", "表扬") else "complaint"
        told.append((one.number, one.caller, kind))
    truth.outages = frozenset(outages)
    return truth, told


def judge(flags: Sequence[Flag], truth: Truth) -> Verdict:
    """Return what the flags of a year are worth."""
    verdict = Verdict(len(truth.outages), [])
    found: set[int] = set()
    for numbers in flags:
        event, tickets = Counter(truth.event[n] for n in numbers).most_common(1)[0]
        at = truth.at[numbers[-1]]
        near = {who for when, who in truth.calls[event] if abs(when - at) <= A_DAY}
        if event in truth.outages:
            if event not in found:
                found.add(event)
                last = max(truth.nth[n] for n in numbers if truth.event[n] == event)
                verdict.calls.append(last)
        elif 2 * tickets > len(numbers) and len(near) >= MANY:
            verdict.others += 1
        else:
            verdict.false += 1
    return verdict


def ours(calls: Sequence[LinkTicket]) -> list[Flag]:
    """Flag as the product does."""
    return [_flag(burst) for burst in bursts(calls)]


def frozen(calls: Sequence[LinkTicket]) -> list[Flag]:
    """Flag as the house does at an import: each place and topic by itself, by a level that learns nothing."""
    streams: dict[tuple[str | None, str | None], list[LinkTicket]] = defaultdict(list)
    for call in calls:
        streams[call.place, call.topic].append(call)
    rule = BurstRule(frozen=True)
    return [_flag(burst) for stream in streams.values() for burst in bursts(stream, rule)]


def _flag(burst: Burst) -> Flag:
    return burst.numbers[: burst.tickets_so_far]


def three_in_a_day(calls: Sequence[LinkTicket]) -> list[Flag]:
    """Flag what three called about within a day, anew after a quiet day."""
    return _windowed(calls, lambda callers, _: callers >= 3)


def poisson(calls: Sequence[LinkTicket]) -> list[Flag]:
    """Flag what a Poisson tail over a day, against the usual of four weeks, gives a chance below 1e-6."""
    return _windowed(
        calls, lambda callers, usual: callers >= 3 and poisson_tail(callers, usual) < 1e-6
    )


def _windowed(calls: Sequence[LinkTicket], unlikely: Callable[[int, float], bool]) -> list[Flag]:
    recent: dict[tuple[str | None, str | None], deque[LinkTicket]] = defaultdict(deque)
    before: Counter[tuple[str | None, str | None]] = Counter()
    begun: dict[tuple[str | None, str | None], datetime] = {}
    flags = []
    for call in calls:
        at, key = call.received_at, (call.place, call.topic)
        if at is None or call.kind != "complaint":
            continue
        window = recent[key]
        if window and at - window[-1].received_at > A_DAY:  # type: ignore[operator]
            before[key] += len(window)
            window.clear()
            begun.pop(key, None)
        window.append(call)
        callers = {one.caller or one.number for one in window if at - one.received_at < A_DAY}  # type: ignore[operator]
        if key not in begun and unlikely(len(callers), (before[key] + 1) / 56):
            begun[key] = at
            flags.append(tuple(one.number for one in window))
    return flags


def norms() -> Iterator[Norm | Comparison]:
    """Yield each way of flagging with its verdict, on three years of tickets."""
    for seed in SEEDS:
        calls, truth = district(seed)
        taken = seconds(lambda calls=calls: ours(calls), 1)  # type: ignore[misc]
        verdict = judge(ours(calls), truth)
        each = f"{taken / len(calls) * 1e6:.0f} µs a ticket"
        yield Norm(f"bursts: {verdict}; {each}", "tickets", len(calls), taken, 5.0)
        ways = (("the frozen level", frozen), ("three callers in a day", three_in_a_day))
        for name, way in (*ways, ("Poisson tail", poisson)):
            plain = seconds(lambda calls=calls, way=way: way(calls), 1)  # type: ignore[misc]
            claim = f"beside {name}: {judge(way(calls), truth)}"
            yield Comparison(claim, "tickets", len(calls), taken, plain)
