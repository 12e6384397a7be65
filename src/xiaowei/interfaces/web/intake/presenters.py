"""Home of the plain rows behind the import pages, and of the list of tickets as a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.interfaces.web.intake.tray import Held
from xiaowei.interfaces.web.pictures import shares
from xiaowei.interfaces.web.shown import language, listed, moment, words

KINDS = ("tickets", "projects", "places")
TELLING = ("content", "title", "address", "name")
"""Columns of which one has to say something, for tickets, projects and places."""


def ticket_cells(tickets: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Return the rows of the list of tickets as a table of its own, masked as they are."""
    headers = [
        _("编号"), _("来电时间"), _("类型"), _("分类"), _("点位"), _("镇街"), _("地址"), _("内容(已遮)"),
        _("办理情况"),
    ]  # fmt: skip
    return headers, [
        [
            row["number"], moment(row["received_at"]), row["kind"], row["topic"] or row["topic_words"],
            row["place"], row["town"], row["address"], row["text"] or row["title"], row["status"],
        ]
        for row in tickets
    ]  # fmt: skip


def tray_rows(sheets: list[Held], current: str) -> list[dict[str, Any]]:
    """Return the sheets in the tray with how each stands."""
    return [
        {
            "token": one.token,
            "name": one.name,
            "kinds": [(k, words(k, "sheet_kind"), k == one.kind) for k in KINDS],
            "on": one.token == current,
            **_standing(one.preview or {}),
        }
        for one in sheets
    ]


def _standing(preview: dict[str, Any]) -> dict[str, Any]:
    if preview.get("error"):
        return {"rows": None, "state": _("读不了"), "tone": "warnc"}
    if "refusal" in preview:
        return {"rows": None, "state": _("缺列"), "tone": "warnc"}
    counts = preview.get("counts")
    if not counts:
        return {"rows": None, "state": _("正在看"), "tone": "q"}
    if counts["rejected"]:
        state, tone = _("%(n)s 行要改") % {"n": counts["rejected"]}, "warnc"
    elif counts["changed"]:
        state, tone = _("%(n)s 行有变") % {"n": counts["changed"]}, "warnc"
    elif counts["new"]:
        state, tone = _("可收"), "okc"
    else:
        state, tone = _("已收过,0 变"), "q"
    return {"rows": counts["read"], "state": state, "tone": tone}


def sheet_page(one: Held) -> dict[str, Any]:
    """Return the preview of one sheet as plain rows."""
    preview = one.preview or {}
    if preview.get("error"):
        return {"error": preview["error"][language()]}
    counts = preview["counts"]
    bars = {k: counts[k] for k in ("new", "changed", "same", "rejected")}
    return {
        "columns": _columns(preview),
        "headers": preview["headers"],
        "rows": _rows(preview, one.mends),
        "counts": counts,
        "picture": shares(bars),
        "refusal": preview["refusal"][language()] if "refusal" in preview else "",
        "takeable": counts["read"] - counts["rejected"],
        "masked": [(words(kind, "masked"), n) for kind, n in preview["masked"].items() if n],
        "skipped": preview["skipped"],
        "warnings": [note[language()] for note in preview["warnings"]],
        "elsewhere": [note[language()] for note in preview["elsewhere"]],
        "open": [_field(name, preview) for name in preview["open"]],
        "missing": [_field(name, preview) for name in preview["missing"]],
        "absent": [
            {"field": name, "label": words(name, "sheet_column")} for name in preview["absent"]
        ],
        "people": listed(preview["people"]),
        "unmapped": len(preview["headers"]) - len(set(preview["mapping"].values())),
        "bad_kinds": [(column, n) for column, n in preview["bad_kinds"] if column],
        "trouble": one.trouble.get(language(), ""),
        "mended": sum(len(cells) for cells in one.mends.values()),
    }


def run_page(run: Any) -> dict[str, Any]:
    """Return what an import's page shows beside the run itself."""
    bars = {k: getattr(run, k) for k in ("new", "changed", "same", "rejected")}
    return {
        "warnings": [note[language()] for note in run.warnings],
        "picture": shares(bars),
        "masked": [(words(kind, "masked"), n) for kind, n in run.masked.items() if n],
    }


def _field(name: str, preview: dict[str, Any]) -> dict[str, Any]:
    """Return a field that no column carries: why it matters, and the columns it may be."""
    mapped = set(preview["mapping"].values())
    return {
        "field": name,
        "label": words(name, "sheet_column"),
        "why": words(name, "missing_column"),
        "without": words(name, "absent_column"),
        "columns": [
            {"index": i, "header": header, "samples": " · ".join(samples)}
            for i, (header, samples) in enumerate(
                zip(preview["headers"], preview["samples"], strict=True)
            )
            if header and header not in mapped
        ],
    }


def _columns(preview: dict[str, Any]) -> list[dict[str, Any]]:
    chosen = {header: field.split(".")[0] for field, header in preview["mapping"].items()}
    choices = [(name, words(name, "sheet_column")) for name in preview["fields"]]
    return [
        {
            "index": index,
            "header": header,
            "field": chosen.get(header, ""),
            "choices": choices,
            "samples": " · ".join(samples),
        }
        for index, (header, samples) in enumerate(
            zip(preview["headers"], preview["samples"], strict=True)
        )
        if header
    ]


def _rows(preview: dict[str, Any], mends: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    bad = {b["row"]: b for b in preview["bad"]}
    changes: dict[int, list[dict[str, Any]]] = {}
    for change in preview["changes"]:
        changes.setdefault(change["row"], []).append(change)
    header_of = {field.split(".")[0]: header for field, header in preview["mapping"].items()}
    rows = []
    before = None
    for row in preview["rows"]:
        fault, mended = bad.get(row["number"]), mends.get(str(row["number"]), {})
        if fault and not fault["column"]:
            # What is wrong with the whole row is mended in the column that says most.
            said = (header_of.get(field, "") for field in TELLING)
            fault = {**fault, "column": next(filter(None, said), "")}
        changed = {header_of.get(c["field"], c["field"]): c for c in changes.get(row["number"], [])}
        cells = [
            _cell(value, header, fault, changed, mended)
            for value, header in zip(row["cells"], preview["headers"], strict=False)
        ]
        beside = [c for h, c in changed.items() if h not in preview["headers"]]
        rows.append(
            {
                "number": row["number"],
                "gap": before is not None and row["number"] > before + 1,
                "cells": cells,
                "fault": _fault(fault) if fault else None,
                "beside": [_beside(change) for change in beside],
            }
        )
        before = row["number"]
    return rows


def _beside(change: dict[str, Any]) -> dict[str, Any]:
    """Say a change that no single cell shows; a step taken is named by its act."""
    if change["field"] == "step":
        code, _space, rest = change["new"].partition(" ")
        new = " ".join(filter(None, (words(code.removesuffix("d"), "action"), rest)))
        return {**change, "label": _("补记"), "new": new if rest else words(code, "action")}
    known = words(change["field"], "sheet_column")
    return {**change, "label": known if known != change["field"] else words(known, "field")}


def _cell(
    value: str,
    header: str,
    fault: dict[str, Any] | None,
    changed: dict[str, Any],
    mended: Mapping[str, str],
) -> dict[str, Any]:
    if fault and fault["column"] == header:
        return {"value": value or _("(空)"), "css": "bad", "old": None}
    if header in changed:
        return {
            "value": changed[header]["new"] or value,
            "css": "chg",
            "old": changed[header]["old"],
        }
    return {"value": value, "css": "chg" if header in mended else "", "old": None}


def _fault(fault: dict[str, Any]) -> dict[str, Any]:
    spoken = language()
    return {
        "row": fault["row"],
        "column": fault["column"] or "",
        "value": fault["value"],
        "wrong": fault["wrong"][spoken],
        "remedy": fault["remedy"][spoken],
    }
