"""Home of the solver's door: HiGHS with one thread, quiet, and its answer as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from xiaowei.analysis.portfolio.rows import Floats, Ints

INFINITY = highspy.kHighsInf
_FOUND = {
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kObjectiveTarget,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
}
_NONE = {
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
}


class QuietHighs(highspy.Highs):
    """HiGHS that prints nothing, not even its name when it starts: standard output is the answer's."""

    def enableCallbacks(self) -> None:  # noqa: N802 - their name; the first thing said while starting
        """Silence it before it speaks."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Program:
    """A linear program to maximise: `offset` + values · x; the first `binary` columns are whole."""

    values: Floats
    most: Floats
    matrix: Any
    lower: Floats
    upper: Floats
    binary: int = 0
    offset: float = 0.0


@dataclass(frozen=True)
class Answered:
    """What came of a program: x where one was found, the proven bound, duals of rows and columns.

    `impossible` tells that nothing keeps all rows.
    """

    x: Floats | None
    objective: float
    bound: float
    impossible: bool
    prices: Floats
    margins: Floats


def started(program: Program, options: Mapping[str, Any]) -> QuietHighs:
    """Return HiGHS with this program loaded."""
    solver = QuietHighs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "threads": 1, "random_seed": 1, **options}.items():
        solver.setOptionValue(name, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.values), len(program.lower)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.offset_ = program.offset
    lp.col_cost_ = program.values
    lp.col_lower_ = np.zeros(len(program.values))
    lp.col_upper_ = program.most
    lp.row_lower_, lp.row_upper_ = program.lower, program.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.matrix.indptr
    lp.a_matrix_.index_ = program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    if program.binary:
        whole, any_ = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        rest = len(program.values) - program.binary
        lp.integrality_ = [whole] * program.binary + [any_] * rest
    solver.passModel(lp)
    return solver


def solved(program: Program, start: Ints | None = None, **options: Any) -> Answered:
    """Run HiGHS on a program; a `start` of its whole columns is where the search begins."""
    solver = started(program, options)
    if start is not None:
        begun = highspy.HighsSolution()
        begun.col_value = np.concatenate(
            [start, np.zeros(len(program.values) - len(start))]
        ).tolist()
        solver.setSolution(begun)
    return ran(solver, whole=bool(program.binary))


def ran(solver: QuietHighs, *, whole: bool = False) -> Answered:
    """Run HiGHS as it stands and return its answer."""
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kModelEmpty:
        return _without_columns(solver)
    status, info, found = solver.getModelStatus(), solver.getInfo(), solver.getSolution()
    is_point = info.primal_solution_status == highspy.kSolutionStatusFeasible
    x = np.asarray(found.col_value, np.float64) if is_point and status in _FOUND else None
    bound = info.mip_dual_bound if whole else info.objective_function_value
    return Answered(
        x,
        info.objective_function_value,
        bound,
        status in _NONE,
        np.asarray(found.row_dual, np.float64),
        np.asarray(found.col_dual, np.float64),
    )


def _without_columns(solver: QuietHighs) -> Answered:
    """Answer what HiGHS leaves open: whether nothing at all keeps every row."""
    lp = solver.getLp()
    lower, upper = np.asarray(lp.row_lower_), np.asarray(lp.row_upper_)
    impossible = bool((lower > 0).any() or (upper < 0).any())
    none = np.zeros(0)
    x = None if impossible else none
    return Answered(x, lp.offset_, lp.offset_, impossible, np.zeros(len(lower)), none)
