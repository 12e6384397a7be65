"""Home of the order of days: a step is not dated before the step that made it possible."""

from __future__ import annotations

from collections.abc import Mapping

ORDERED: Mapping[str, tuple[str, ...]] = {
    "selection": (
        "report", "prepare", "declare_emergency", "confirm_emergency", "submit", "begin_review",
        "visit_site", "send_back", "merge", "be_merged", "split", "approve", "reject", "withdraw",
    ),
    "funding": ("file", "ask_change", "agree_change", "refuse_change"),
    "delivery": (
        "order", "start", "suspend", "resume", "finish", "fail_acceptance", "accept", "stop",
    ),
}  # fmt: skip
"""The steps of each room that follow each other, one project's at a time; money moves in the order of
its own days (`domain.books`)."""
AWAITED: Mapping[str, tuple[str, ...]] = {"selection": ("give_opinion", "note_opinion")}
"""What runs beside them and may be noted late, but is waited for: no later step is dated before it."""
BESIDE: Mapping[str, tuple[str, ...]] = {"delivery": ("finish_site",)}
"""What may be noted in any order among itself, but not before the last of the steps."""


def is_bound(room: str, action: str) -> bool:
    """Tell whether a step is bound to the days of those before it."""
    return action in (*ORDERED.get(room, ()), *BESIDE.get(room, ()))


def before_it(room: str) -> tuple[str, ...]:
    """Return the steps of a room after whose days the next one is dated, as the trail names them."""
    return tuple(f"{room}.{one}" for one in (*ORDERED.get(room, ()), *AWAITED.get(room, ())))
