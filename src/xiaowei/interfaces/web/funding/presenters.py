"""Home of the plain rows of the pages of money: ledger, queue, envelopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.money import yuan
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.funding.forms import DisburseForm
from xiaowei.interfaces.web.shown import batch, words
from xiaowei.journey.ledger import AMOUNTS
from xiaowei.journey.line import Line
from xiaowei.journey.sources import to_come


def ledger_page(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sums, the groups and what does not reconcile."""
    return {
        "sums": [
            {
                "label": words(name, "money"),
                "yuan": told[name],
                "at_least": name in told["at_least"],
            }
            for name in ("allotted", *AMOUNTS)
        ],
        "heads": [words(name, "money") for name in AMOUNTS],
        "groups": [
            (words(name, "ledger_group"), _said(name, told[name]))
            for name in ("townships", "rounds", "sources", "classes")
        ],
        "reconciliation": [
            {
                **line,
                "label": words(line["code"], "reconciliation"),
                "some": line["numbers"][:12],
                "more": max(len(line["numbers"]) - 12, 0),
            }
            for line in told["reconciliation"]
        ],
        "projects": len(told["rows"]),
        "at_least": [words(name, "money") for name in told["at_least"]],
        "envelopes": bool(told["envelopes"]),
        "kinds": [row | {"name": _kind(row["name"])} for row in told["kinds"]],
        "alerts": [row | {"label": words(row["code"], "alert")} for row in told["alerts"]],
        "carry_over": told["carry_over"],
    }


def _said(group: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, "name": batch(row["name"]) if group == "rounds" else row["name"]} for row in rows
    ]


def ledger_cells(told: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Return headers and one row a project, amounts in yuan."""
    columns = ("number", "name", "town", "round", "source", "applied", *AMOUNTS)
    return (
        [words(c, "figure_column") for c in columns[:5]] + [words(c, "money") for c in columns[5:]],
        [[row[column] for column in columns] for row in told["rows"]],
    )


def queue_rows(
    lines: Sequence[Line], number: str = "", form: DisburseForm | None = None
) -> list[dict[str, Any]]:
    """Return the disbursements that wait, each with its form: `form` is that of `number`."""
    shares = to_come(lines)
    return [
        _queue_row(line, shares[line.number], form if line.number == number else None)
        for line in lines
    ]


def _queue_row(
    line: Line, shares: Sequence[tuple[str, int]], form: DisburseForm | None
) -> dict[str, Any]:
    """Return payee, amount, sources, filing number and form; several sources each with its share."""
    amount = yuan(line.undisbursed_fen)
    first = {"amount": amount, "on": today()}
    told = [
        source if len(shares) == 1 else f"{source or _('其余')} {yuan(fen)}"
        for source, fen in shares
    ]
    return {
        "number": line.number,
        "name": line.name,
        "payee": name_of(line.town_code),
        "amount": amount,
        "source": "、".join(told),
        "filing_no": line.filing_no,
        "filed_on": line.filed_on,
        "form": form or DisburseForm(number=line.number, initial=first),
        "opened": form is not None,
    }


def queue_cells(lines: Sequence[Line]) -> tuple[list[str], list[list[Any]]]:
    """Return headers and rows of the payment sheet: what waits, its sum at the bottom; in yuan."""
    heads = [
        _("收款"),
        _("金额(元)"),
        _("资金来源"),
        _("备案号"),
        _("备案日期"),
        _("项目编号"),
        _("项目"),
    ]
    rows = queue_rows(lines)
    cells = [
        [
            row["payee"], Decimal(row["amount"]), row["source"], row["filing_no"], row["filed_on"],
            row["number"], row["name"],
        ]
        for row in rows
    ]  # fmt: skip
    total = sum((Decimal(row["amount"]) for row in rows), Decimal(0))
    return heads, [*cells, [_("合计"), total, "", "", None, "", ""]]


def waiting_towns(lines: Sequence[Line], most: int) -> list[dict[str, Any]]:
    """Return by township what no envelope carries yet: how many, how much, and the first `most` of them."""
    by_town: dict[str, list[Line]] = {}
    for line in lines:
        by_town.setdefault(line.town_code, []).append(line)
    return [
        {
            "town": name_of(town),
            "n": len(own),
            "fen": sum(line.filed_fen or 0 for line in own),
            "rows": own[:most],
            "more": max(len(own) - most, 0),
        }
        for town, own in sorted(by_town.items())
    ]


def envelope_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an envelope's name and its sums in yuan, with the share that is drawn in percent."""
    allotted = row["allotted_fen"]
    return {
        "name": _envelope(row["kind"], row["town_code"], row["managed_only"]),
        "managed_only": row["managed_only"],
        "allotted": yuan(allotted),
        "drawn": yuan(row["drawn_fen"]),
        "left": yuan(row["left_fen"]),
        "share": round(100 * row["drawn_fen"] / allotted) if allotted else 0,
    }


def move_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a movement of an envelope; money given back stands in red."""
    drawn = row["moved"] == "drawn"
    code = "allotted" if not drawn else "drawn" if row["amount_fen"] > 0 else "given_back"
    return {
        "on": row["on"],
        "envelope": _envelope(row["kind"], row["town"], row["managed_only"]),
        "label": words(code, "envelope_move"),
        "amount": yuan(row["amount_fen"]),
        "red": row["amount_fen"] < 0,
        "number": row["number"],
        "document_no": row["document_no"],
        "reason": row["reason"],
    }


def _envelope(kind: str, town_code: str, managed_only: bool) -> str:
    told = [words(kind, "source_kind"), name_of(town_code) if town_code else ""]
    told.append(words("managed", "envelope_move") if managed_only else "")
    return " · ".join(filter(None, told))


def _kind(kind: str) -> str:
    return words(kind or "unsplit", "source_kind")
