"""Home of the plain rows of the desk and of the project list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.selection import CLOSED
from xiaowei.interfaces.web.clocks import pressing, retained
from xiaowei.interfaces.web.desk.story import clock_of, desk_name
from xiaowei.interfaces.web.shown import listed, words
from xiaowei.journey.desk import Task

PRESSING = {"due": ("over", "today"), "eve": ("eve",)}
"""The tabs of what presses, with how the clock of their rows does."""


def waiting_page(
    waiting: Sequence[Task],
    wanted: str,
    limit: int,
    flags: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return tabs and rows of what waits; `wanted` is an act, `due`, `eve`, or blank for all.

    `flags` are the emergencies by number.
    """
    counts = Counter(task.action for task in waiting)
    chosen = [task for task in waiting if _fits(task, wanted)]
    rows = [row | {"flag": (flags or {}).get(row["number"])} for row in desk_rows(chosen[:limit])]
    return {
        "tabs": tab_rows(counts, Counter(map(_pressing, waiting)), wanted),
        "rows": rows,
        "more": max(len(chosen) - limit, 0),
        "total": len(waiting),
    }


def _fits(task: Task, wanted: str) -> bool:
    return _pressing(task) == wanted if wanted in PRESSING else wanted in ("", task.action)


def _pressing(task: Task) -> str:
    """Return the tab of what presses that a task stands under, blank for none."""
    step = task.row["step"]
    how = pressing(step) if step else ""
    return next((tab for tab, hows in PRESSING.items() if how in hows), "")


def tab_rows(
    counts: Mapping[str, int], presses: Mapping[str, int], wanted: str
) -> list[dict[str, Any]]:
    """Return the tabs: all, one per act, what is due today or overdue, and the working day after."""
    tabs = [{"code": "", "label": _("全部"), "n": sum(counts.values()), "css": ""}]
    tabs += [
        {"code": c, "label": _("待%(act)s") % {"act": words(c, "action")}, "n": n, "css": ""}
        for c, n in counts.items()
    ]
    names = {"due": _("今天到期或超期"), "eve": _("下个工作日到期")}
    tabs += [
        {"code": tab, "label": names[tab], "n": presses[tab], "css": "due"}
        for tab in PRESSING
        if presses.get(tab)
    ]
    return [tab | {"on": tab["code"] == wanted} for tab in tabs]


def desk_rows(waiting: Sequence[Task]) -> list[dict[str, Any]]:
    """Return one row per task; the ball is with whoever signed in."""
    return [
        project_row(task.row) | {"action": task.action, "act": words(task.action, "action")}
        for task in waiting
    ]


def project_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one project as the tables show it."""
    step = row["step"] if row["state"] not in CLOSED else None
    return {
        "number": row["number"],
        "name": row["name"],
        "year": row["year"],
        "place": listed(row["places"][:2]) or row["name"],
        "town": row["town"],
        "type": row["type"],
        "amount": row["approved_wan"] or row["applied_wan"],
        "sites": row["sites"],
        "round": row["round"],
        "state": words(row["state"], "state"),
        "who": desk_name(step.desk, row["town"], step.code) if step else "",
        "step": words(step.code, "step") if step else "",
        **_owed(step, row["retention"]),
        "clock": clock_of(step) if step else {"state": "ended" if row["is_over"] else "closed"},
        "collected_on": row["collected_on"],
        "finished_on": row["finished_on"],
    }


def board_page(stages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the stages of the board, each with its projects and how many more there are."""
    return [
        {
            "code": stage["code"],
            "label": words(stage["code"], "stage"),
            "total": stage["total"],
            "rows": [project_row(row) for row in stage["rows"]],
            "more": stage["total"] - len(stage["rows"]),
        }
        for stage in stages
    ]


def _owed(step: Any, kept: Any) -> dict[str, Any]:
    """Return what is owed now and what of it is kept for the warranty, in fen."""
    return {
        "due_fen": step.amount_fen if step else None,
        "kept_fen": kept.amount_fen if kept else None,
        "kept_until": retained(kept) if kept else "",
    }


def project_cells(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Return headers and cells of the list as a sheet."""
    columns = (
        "number",
        "name",
        "places",
        "town",
        "type",
        "round",
        "sites",
        "applied_wan",
        "approved_wan",
        "state",
        "collected_on",
        "finished_on",
        "accepted_on",
    )
    cells = [[_plain(row, column) for column in columns] for row in rows]
    return [words(column, "figure_column") for column in columns], cells


def _plain(row: Mapping[str, Any], column: str) -> Any:
    if column == "places":
        return "、".join(row[column])
    return words(row[column], "state") if column == "state" else row[column]
