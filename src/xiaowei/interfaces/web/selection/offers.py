"""Home of which steps beside the way are offered: only those that would not be refused at once."""

from __future__ import annotations

from collections.abc import Callable

from xiaowei.journey.line import Line
from xiaowei.stages.selection import forming, hearing

RARE = frozenset({
    "note_opinion", "reject", "withdraw", "declare_emergency", "merge", "split", "note_paid", "refund",
})  # fmt: skip
"""Steps that are needed now and then; the page folds them away."""
OFFERED: dict[str, Callable[[Line], bool]] = {
    "send_back": lambda line: hearing.returns_left(line.number) > 0,
    "ask_opinion": lambda line: bool(hearing.departments_left(line.number)),
    "merge": lambda line: bool(forming.joinable_with(line.number)),
    "split": lambda line: bool(line.estimate_fen),
    "declare_emergency": lambda line: line.facts.emergency is None,
}


def is_offered(action: str, line: Line) -> bool:
    """Tell whether a step that the table allows makes sense now."""
    return action not in OFFERED or OFFERED[action](line)
