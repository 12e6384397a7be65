"""Home of the promises of choosing under a budget: gap, time and memory beside plain solvers and greedy.

The same generated instances go to ours, to HiGHS on the whole model and to CBC (by PuLP), all with one
thread and the gap 1e-4; CPU seconds include building the model, not the sentences of refusals, which the
others don't have. Plain solvers that are not through in
time are counted with the time they had. Every choice is checked from the plain rows.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import yaml

from bench import Comparison, Norm
from tests.portfolio_checker import broken, greedy, worth
from xiaowei.analysis.portfolio import engine
from xiaowei.analysis.portfolio.choosing import GAP, Choice, choose
from xiaowei.analysis.portfolio.generating import Instance, instance
from xiaowei.analysis.portfolio.model import Model, modelled
from xiaowei.analysis.portfolio.relaxing import Relaxation
from xiaowei.analysis.portfolio.solving import solve as solve_model
from xiaowei.connectors.portfolio_sheet.writing import HEADERS, rules_text, sheet_rows
from xiaowei.domain.money import yuan

SIZES = {200: 120, 2_000: 60, 6_000: 180, 50_000: 240}
"""How many projects, and how many seconds a plain solver has."""
KINDS = ("usual", "weak", "strong")
SEED = int(os.environ.get("PORTFOLIO_SEED", "11"))
SEEDS = 3
"""So many instances of each size and kind count together: one alone may be easy or hard by chance."""
PROMISED_MB, PROMISED_PART = 1_000, 1 / 1.02


def norms() -> Iterator[Comparison | Norm]:
    """Yield ours beside each plain solver, then gap and gain as norms (limits in their own unit)."""
    for count, seconds in SIZES.items():
        large = count >= 50_000
        for kind in KINDS[:1] if large else KINDS:
            seeds = range(SEED, SEED + (1 if large else SEEDS))
            yield from _beside([instance(count, seed, kind) for seed in seeds], kind, seconds)
    yield Norm("memory at 50,000, MB", "projects", 50_000, _memory(), PROMISED_MB)


def _beside(made: list[Instance], kind: str, seconds: float) -> Iterator[Comparison | Norm]:
    count = len(made[0].projects)
    choices = [choose(one.projects, one.budget_fen, one.rules) for one in made]
    ours = sum(_timed(lambda one=one: solve_model(_model(one), GAP, seconds))[1] for one in made)  # type: ignore[misc]
    gap = max(1.0 if choice.gap is None else choice.gap for choice in choices)
    yield Norm(
        f"{kind}: proven gap in 1/10,000, the worst", "projects", count, gap * 1e4, GAP * 1e4
    )
    wrong = sum(map(_wrong, made, choices))
    claim = (
        f"{kind}: rules broken: {wrong}; greedy's part of ours at its best, with and without minima"
    )
    promised = PROMISED_PART if count >= 2_000 else 1
    yield Norm(claim, "projects", count, max(map(_gain, made, choices)), promised)
    for name, solve in (("HiGHS", _highs), ("CBC", _cbc)):
        found = [_timed(partial(solve, one, seconds)) for one in made]
        gaps = [
            (bound - value) / value if value > 0 else float("inf") for (value, bound), _ in found
        ]
        closed = sum(one <= GAP * 1.01 for one in gaps)
        better = sum(
            value > choice.objective * (1 + GAP)
            for ((value, _), _), choice in zip(found, choices, strict=True)
        )
        claim = (
            f"{kind}: beside {name}, which closed {closed} of {len(made)} in {seconds:.0f} s each"
        )
        plain = sum(taken for _, taken in found)
        yield Comparison(f"{claim} and found better {better} times", "projects", count, ours, plain)


def _wrong(made: Instance, choice: Choice) -> int:
    rows, rules = _plain(made)
    return len(broken(rows, choice.chosen, yuan(made.budget_fen), rules))


def _gain(made: Instance, choice: Choice) -> float:
    """Return greedy's part of our value, the better of both ways."""
    rows, rules = _plain(made)
    ways = [greedy(rows, yuan(made.budget_fen), rules, minima=minima) for minima in (False, True)]
    return max(float(worth(rows, way)) for way in ways) / float(choice.value)


def _plain(made: Instance) -> tuple[list[dict[str, str]], Any]:
    rows = [dict(zip(HEADERS, one, strict=True)) for one in list(sheet_rows(made.projects))[1:]]
    return rows, yaml.safe_load(rules_text(made.rules))


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what came of `work`, and the CPU seconds of this process and its children."""
    began = _cpu()
    found = work()
    return found, max(_cpu() - began, 1e-9)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _model(made: Instance) -> Model:
    return modelled(sorted(made.projects, key=lambda one: one.id), made.rules, made.budget_fen)


def _highs(made: Instance, seconds: float) -> tuple[float, float]:
    """Solve the whole model by HiGHS as it comes."""
    model = _model(made)
    program = replace(Relaxation(model).program(()), binary=model.binary)
    found = engine.solved(program, mip_rel_gap=GAP, time_limit=seconds)
    return (found.objective if found.x is not None else 0.0), found.bound


def _cbc(made: Instance, seconds: float) -> tuple[float, float]:
    """Solve the whole model by CBC as PuLP brings it."""
    import pulp

    model = _model(made)
    problem = pulp.LpProblem("portfolio", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{at}", cat="Binary") for at in range(model.binary)]
    problem += pulp.LpAffineExpression(zip(x, model.values.tolist(), strict=True))
    for line in range(model.matrix.shape[0]):
        own = slice(model.matrix.indptr[line], model.matrix.indptr[line + 1])
        terms = [(x[at], float(one)) for at, one in
                 zip(model.matrix.indices[own], model.matrix.data[own], strict=True)]  # fmt: skip
        for bound, sense in ((model.upper[line], -1), (model.lower[line], 1)):
            if np.isfinite(bound):
                problem += pulp.LpConstraint(
                    pulp.LpAffineExpression(terms), sense, rhs=float(bound)
                )
    log = f"/dev/shm/cbc-{os.getpid()}.log" if os.path.isdir("/dev/shm") else "cbc.log"
    solver = pulp.PULP_CBC_CMD(msg=False, gapRel=GAP, timeLimit=seconds, threads=1, logPath=log)
    problem.solve(solver)
    value = float(pulp.value(problem.objective) or 0)
    return value, _cbc_bound(log, value)


def _cbc_bound(log: str, value: float) -> float:
    """Read the bound that CBC tells; where it tells none it closed the gap that was asked for."""
    with open(log, encoding="utf-8") as file:
        told = [line for line in file if line.startswith(("Upper bound:", "Lower bound:"))]
    os.unlink(log)
    return abs(float(told[-1].split(":")[1])) if told else value


def _memory() -> float:
    """Return the largest resident size in MB of a process that chooses among 50,000."""
    code = (
        "import resource; from xiaowei.analysis.portfolio.generating import instance;"
        "from xiaowei.analysis.portfolio.choosing import choose;"
        f"made = instance(50_000, {SEED}); choose(made.projects, made.budget_fen, made.rules);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)
