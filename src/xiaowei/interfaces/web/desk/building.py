"""Home of the works as their contractor sees them: what to build, by when, what was paid for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.interfaces.web.desk.presenters import project_row
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.line import Line
from xiaowei.journey.paying import kept_fen, payable, plan
from xiaowei.stages.funding.queries import lines


def works_page(line: Line) -> dict[str, Any]:
    """Return the days, the quantity and the payments of a project to who builds it."""
    seen = line.seen_on
    paid = [
        {"fen": one["amount_fen"], "on": one["on"], "document_no": one["document_no"]}
        for one in lines(line.number)
        if one["kind"] == "paid"
        and one["amount_fen"]
        and (not one["on"] or not seen or one["on"] <= seen)
    ]
    return {
        "firm": line.contractor,
        "quantity": line.quantity,
        "unit": line.unit,
        "days": [
            (_("委托"), line.ordered_on),
            (_("开工"), line.started_on),
            (_("完工"), line.finished_on),
            (_("验收"), line.accepted_on),
        ],
        "repairs": [one for one in line.facts.repairs if one.done_on is None],
        "paid": paid,
        "paid_fen": line.paid_at_least_fen,
        "payable_fen": payable(line),
        "kept_fen": kept_fen(line),
        "warranty_to": line.warranty_to,
        "plan": [
            {
                "label": words(one.condition, "condition"),
                "up_to_fen": one.up_to_fen,
                "is_met": one.is_met,
            }
            for one in plan(line)
        ],
    }


def works_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the projects of a contractor as cards."""
    kept = ("ordered_on", "is_over", "paid_fen", "payable_fen")
    return [project_row(row) | {name: row[name] for name in kept} for row in rows]
