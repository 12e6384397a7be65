"""Home of invented event logs for the tests of pace: cases that walk, queue, or are left lying."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from xiaowei.analysis.eventlog import EventLog, log_of

DAY_ONE = 18_000.0
Row = tuple[str, str, float]


def log(rows: Sequence[Row]) -> EventLog:
    cases, steps, days = zip(*rows, strict=True)
    return log_of(cases, steps, moments(days))


def moments(days: Sequence[float]) -> np.ndarray:
    return (np.round(np.array(days) * 86_400e6)).astype("datetime64[us]")


def walking(
    seed: int, cases: int = 900, days: float = 500, scale: float = 3, left: float = 0
) -> list[Row]:
    """Cases come evenly and walk from step to step, log-normal waits; a share is left lying."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(cases):
        at = DAY_ONE + random.uniform(0, days)
        rows.append((f"c{number:05}", "come", at))
        for step in ("look", "ask", "sign", "done")[: 1 if random.random() < left else 4]:
            at += random.lognormal(np.log(scale), 0.9)
            rows.append((f"c{number:05}", step, at))
    return rows


def queueing(seed: int, people: int, cases: int = 400, load: float = 0.95) -> list[Row]:
    """Cases come at random and wait for the first of so many people who is free, in their order."""
    random = np.random.default_rng(seed)
    came = DAY_ONE + np.sort(random.uniform(0, 100, cases))
    work = random.exponential(100 / cases * people * load, cases)
    rows = []
    for number, (at, end) in enumerate(zip(came, served(came, work, people), strict=True)):
        rows += [(f"c{number:05}", "come", at), (f"c{number:05}", "review", end)]
    return rows


def served(came: np.ndarray, work: np.ndarray, people: int) -> list[float]:
    free = [-np.inf] * people
    ends = []
    for at, needed in zip(came.tolist(), work.tolist(), strict=True):
        end = max(at, free[0]) + needed
        heapq.heapreplace(free, end)
        ends.append(end)
    return ends
