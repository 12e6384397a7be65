"""Home of the page 时限 as plain rows: where the days go, per step, desk, township and type."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.interfaces.web.atlas.charts import Chart, Series, bars
from xiaowei.interfaces.web.desk.story import SHARED
from xiaowei.interfaces.web.shown import listed, words
from xiaowei.journey.pace import FEWEST_OF_GROUP
from xiaowei.journey.prospects import FEWEST, Prospects

WIDTH = 300.0
SHOWN, LATEST = 50, 20
FIRST = {"apply": 1, "papers": 2, "review": 3, "file": 4, "disburse": 5, "order": 6, "works": 7,
         "accept": 8, "settle": 9}  # fmt: skip
"""The colour of each step."""
DRAWN = ("apply", "review", "file", "disburse", "order", "works", "accept")


def pace_page(
    told: Mapping[str, Any], watched: Sequence[Mapping[str, Any]], carried: str
) -> dict[str, Any]:
    """Return the page's rows; bars are drawn on one scale, so that steps can be compared."""
    steps = [row for row in told["steps"] if row["n"] or row["waiting"]]
    longest = max([row["nine"] or 0 for row in steps] + [row["limit"] for row in steps], default=1)
    return {
        "projects": told["projects"],
        "completed": told["completed"],
        "fast": [_fast(name, told["fast"][name]) for name in LABELS],
        "steps": [_step(row, longest) for row in steps],
        "desks": [_desk(row) for row in told["desks"]],
        "debts": [
            {**row, "label": words(row["code"], "step"), "who": _who(row["desk"])}
            for row in told["debts"]
        ],
        "towns": _group(told["towns"], "town", carried),
        "types": _group(told["types"], "type", carried),
        "chart": _chart(told["towns"]),
        "drawn": [words(code, "step") for code in DRAWN],
        "at_once": told["at_once"],
        "emergencies": told["emergencies"],
        "watched": [{**row, "label": _watched(row)} for row in watched[:SHOWN]],
        "more": max(len(watched) - SHOWN, 0),
        "share": _percent(told["emergencies"]["share"]),
    }


def prospects_page(
    told: Prospects, held: tuple[float | None, int], near: Collection[str], carried: str
) -> dict[str, Any]:
    """Return when open projects will be built, those in `near` by name, and how true that was before."""
    share, judged = held
    return {
        "finished": told.finished,
        "fewest": FEWEST,
        "open": len(told.rows),
        "half_days": told.half_days,
        "held": None if share is None else round(share * 100),
        "judged": judged,
        "rows": [
            {
                "number": row.number,
                "url": reverse("project", args=[row.number]) + (f"?{carried}" if carried else ""),
                "step": words(row.step, "step"),
                "half_on": row.half_on,
                "nine_on": row.nine_on,
                "half_days": row.half_days,
                "nine_days": row.nine_days,
            }
            for row in [one for one in told.rows if one.number in near][:LATEST]
        ],
    }


def _watched(row: Mapping[str, Any]) -> str:
    if row["code"] == "stale_progress":
        return _("开工后 %(n)s 个工作日没有计量或照片") % {"n": row["measure"]}
    if row["code"] == "relapse":
        return _("完工后停过,又响起来了:%(n)s 件") % {"n": row["measure"]}
    if row["code"] == "cut_up":
        return _("同一地点、同类、同一施工单位,%(n)s 天内委托,像是化整为零") % {"n": row["measure"]}
    return _("钱没到就开工了,不得让施工单位垫资")


LABELS = {
    "T1": lambda: (_("征集→完工"), _("个工作日")),
    "T2": lambda: (_("开工→投用"), _("个工作日")),
    "T3": lambda: (_("申报→完工"), _("个日历日")),
    "T4": lambda: (_("备案→拨付"), _("个工作日")),
}


def _fast(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    label, unit = LABELS[name]()
    return {"label": label, "unit": unit, **told}


def _step(row: Mapping[str, Any], longest: int) -> dict[str, Any]:
    scale = WIDTH / max(longest, 1)
    half, nine = (row["half"] or 0) * scale, (row["nine"] or 0) * scale
    return {
        **row,
        "label": words(row["code"], "step"),
        "who": listed(words(one, "role" if one != "town" else "desk")
                      for one in SHARED.get(row["code"], (row["desk"],))),
        "css": f"st{FIRST[row['code']]}",
        "half_width": f"{half:.1f}",
        "nine_width": f"{nine:.1f}",
        "limit_x": f"{row['limit'] * scale:.1f}",
        "is_slow": row["nine"] is not None and row["nine"] > row["limit"],
    }  # fmt: skip


def _desk(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "who": _who(row["desk"]), "percent": _percent(row["share"]),
            "width": f"{(row['share'] or 0) * WIDTH:.1f}"}  # fmt: skip


def _who(desk: str) -> str:
    return words(desk, "desk" if desk == "town" else "role")


def _group(rows: Sequence[Mapping[str, Any]], by: str, carried: str) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "tells": row["n"] >= FEWEST_OF_GROUP,
            "url": f"{reverse('projects')}?{by}={row['code']}" + (f"&{carried}" if carried else ""),
            "cells": [row["stages"].get(code) for code in DRAWN],
            "emergency": row["emergencies"]["projects"],
            "unjustified": row["emergencies"]["unjustified"],
        }
        for row in rows
    ]


def _chart(towns: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Return each township's days by step, piled up; nothing where no township has any."""
    known = [row for row in towns if any(row["stages"].get(code) for code in DRAWN)]
    if not known:
        return None
    steps = [
        Series(
            words(code, "step"),
            [row["stages"].get(code) for row in known],
            f"st{FIRST[code]}",
            stack="days",
        )
        for code in DRAWN
    ]
    names = [row["name"] for row in known]
    label = _("各镇街每一步一半不超过的净工作日")
    return bars("stages", label, names, steps, head=_("镇街"), unit=_("工作日"), lying=True)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.0f}%"
