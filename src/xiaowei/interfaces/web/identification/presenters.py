"""Home of the plain rows of the spots and of the form that turns one into an application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.alarms import STATES
from xiaowei.domain.flow import Basis
from xiaowei.domain.identification import Check
from xiaowei.domain.selection import EMERGENCIES
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.shown import as_day, full_day, wan, words
from xiaowei.journey.alarms import Alarm
from xiaowei.stages.identification.queries import Prefill, SpotStory
from xiaowei.stages.identification.visits import last_at

AT_FIRST = 5
SHOWN_TICKETS = 40
LEVELS = (0, 1, 3, 6, 12)
CALLS_AT_FIRST = 3
BARS = 48
YEAR, CENTURY = 365, 36_500


def spot_list_row(row: Any) -> dict[str, Any]:
    """Return one spot of the list."""
    return {
        **row,
        "kind_said": words(row["kind"], "spot_kind"),
        "last": as_day(row["last_at"]),
        "first": as_day(row["first_at"]),
    }


def spot_cells(rows: Iterable[Any]) -> tuple[list[str], list[list[Any]]]:
    """Return spots as a table of its own."""
    headers = [
        _("点位编号"), _("种类"), _("点位"), _("问题"), _("镇街"), _("件"), _("人"), _("最早"),
        _("最近一次"), _("列项"),
    ]  # fmt: skip
    return headers, [
        [
            row["id"], row["kind_said"], row["place"], row["topic"], row["town"], row["tickets"],
            row["callers"], full_day(row["first"]), full_day(row["last"]), " ".join(row["projects"]),
        ]
        for row in map(spot_list_row, rows)
    ]  # fmt: skip


def tabs(wanted: str, total: int) -> list[dict[str, Any]]:
    """Return the lists of spots to choose from; the open one says how many it holds."""
    names = {"": _("全部"), "burst": words("burst", "spot_kind")}
    names |= {"repeat": words("repeat", "spot_kind"), "closed": _("已了结")}
    return [
        {"code": code, "label": label, "on": code == wanted, "n": total}
        for code, label in names.items()
    ]


def alarm_tabs(counts: Mapping[str, int], wanted: str) -> list[dict[str, Any]]:
    """Return the states of alarms to choose from, with how many stand so."""
    names = {"": _("全部")} | {state: words(state, "alarm") for state in STATES}
    numbers = {"": sum(counts.values()), **counts}
    return [
        {"code": code, "label": label, "on": code == wanted, "n": numbers[code]}
        for code, label in names.items()
    ]


def alarm_row(alarm: Alarm) -> dict[str, Any]:
    """Return one alarm: its facts, its calls over time, what the emergency form starts with."""
    calls = [{"number": c.number, "at": c.at, "text": c.words} for c in reversed(alarm.calls)]
    spot = alarm.spot
    cures = [(one.code, one.name) for one in catalogue().types_for(spot["topic_code"])]
    return {
        **spot,
        "state": alarm.state,
        "state_said": words(alarm.state, "alarm"),
        "at_call": alarm.at_call,
        "seen": alarm.seen,
        "rare": rarity(alarm.interval_days),
        "pulse": pulse([call.at for call in alarm.calls], alarm.at_call),
        "calls": calls[:CALLS_AT_FIRST],
        "folded": calls[CALLS_AT_FIRST:SHOWN_TICKETS],
        "beyond": max(len(calls) - SHOWN_TICKETS, 0),
        "emergency": alarm.emergency,
        "emergencies": [{"code": one, "label": words(one, "emergency")} for one in EMERGENCIES],
        "types": cures or [("", _("选一种项目类型")), *choices.types()],
        "why": spot["reasons"][0],
    }


def rarity(days: float | None) -> str:
    """Say how rarely chance alone brings a burst like it; blank where nobody knows."""
    if days is None:
        return ""
    if days >= CENTURY:
        return _("一百年也碰不上一次")
    if days >= YEAR:
        return _("平均 %(n)s 年碰上一次") % {"n": round(days / YEAR)}
    return _("平均 %(n)s 天碰上一次") % {"n": max(round(days), 1)}


def pulse(moments: Sequence[datetime], at_call: int) -> dict[str, Any]:
    """Return a burst's calls as bars over time, the one in which it was flagged marked."""
    if not moments:
        return {}
    hours = int((moments[-1] - moments[0]).total_seconds() // 3600) + 1
    step = -(-hours // BARS)
    bins = [int((at - moments[0]).total_seconds() // 3600) // step for at in moments]
    counts = Counter(bins)
    most, marked = max(counts.values()), bins[at_call - 1] if 0 < at_call <= len(bins) else -1
    last = max(bins)
    bars = [
        {"x": 10 * one, "y": 40 - round(38 * n / most), "h": round(38 * n / most),
         "hit": one == marked}
        for one, n in sorted(counts.items())
    ]  # fmt: skip
    return {"bars": bars, "width": 10 * (max(last, 23) + 1), "hours": step, "most": most}


def talks(candidate: Any) -> list[dict[str, Any]]:
    """Return a draft's consultations with the options they weighed."""
    return [
        {
            "held_on": talk.held_on,
            "parties": talk.parties,
            "decision": talk.decision,
            "options": list(talk.options.order_by("sequence")),
        }
        for talk in candidate.consultations.order_by("held_on", "pk")
    ]


def locked_because(candidate: Any, state: str) -> str:
    """Say why an application can't be changed any more, and what to do; blank while it is a draft."""
    if candidate.state == "draft":
        return ""
    if candidate.state == "dropped":
        return _("这个项目不再办理(%(state)s),申报内容只看不改。") % {
            "state": words(state, "state")
        }
    if candidate.basis == Basis.TAKEN_OVER:
        return _("这个项目是从台账导入的,申报内容只看不改:请在台账里改好,重新导入。")
    if state in ("submitted", "in_review"):
        return _("已经申报,内容只看不改。要改:请区里退回补正;不办了:在项目页撤回。")
    return _("已经审定,申报内容只看不改。金额、点位或内容要变:备案后在项目页提变更。")


def trail(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what was done at a spot, newest first."""
    return [
        {
            "at": entry["at"],
            "by": entry["by_name"],
            "what": words(entry["action"].rsplit(".", 1)[-1], "action"),
            "why": entry["facts"].get("reason") or entry["facts"].get("what") or "",
        }
        for entry in reversed(entries)
    ]


def spot_page(told: SpotStory, as_of: date) -> dict[str, Any]:
    """Return the evidence of a spot: history by month, tickets with why, what was done."""
    row = told.row
    evidence = [
        {
            "number": t.number,
            "at": t.received_at,
            "kind": words(t.kind, "kind"),
            "text": t.text or t.title,
            "why": why,
            "how": words(t.place_how, "place_how"),
        }
        for t, why in told.tickets[:SHOWN_TICKETS]
    ]
    return {
        **row,
        "kind_said": words(row["kind"], "spot_kind"),
        "state_said": words(row["state"], "state"),
        "history": history(told.months, as_of),
        "evidence": evidence[:AT_FIRST],
        "folded": evidence[AT_FIRST:],
        "visits": last_at(row["place_code"], as_of),
        "more": max(len(told.tickets) - SHOWN_TICKETS, 0),
        "gaps": [{"what": g.what, "from_on": g.from_on, "to_on": g.to_on} for g in told.stop_gaps],
        "own": [{"number": c.number, "name": c.name} for c in told.candidates],
        "earlier": [
            {"number": c.number, "name": c.name, "year": c.year} for c in told.earlier[:12]
        ],
    }


def history(months: Sequence[tuple[str, int]], as_of: date) -> list[dict[str, Any]]:
    """Return tickets per month, one row a year; months to come are hatched, none are dots."""
    counts = dict(months)
    if not counts:
        return []
    years = range(int(min(counts)[:4]), as_of.year + 1)
    return [
        {
            "year": year,
            "cells": [
                _cell(counts.get(f"{year}-{m:02d}", 0), (year, m) > (as_of.year, as_of.month))
                for m in range(1, 13)
            ],
            "total": sum(n for month, n in counts.items() if month.startswith(f"{year}-")),
        }
        for year in years
    ]


def _cell(count: int, ahead: bool) -> dict[str, Any]:
    level = sum(count >= least for least in LEVELS[1:])
    return {"n": count, "css": "fu" if ahead else f"v{level}"}


def sources(filled: Prefill, tickets: int) -> dict[str, str]:
    """Return which fields a spot fills, each with where it comes from."""
    found = {
        "name": _("点位 + 类型"),
        "type_code": _("诉求的主题"),
        "reason": _("%(n)s 件工单") % {"n": tickets},
    }
    if filled.households:
        found["households_claimed"] = _("点位表")
    if filled.maintainer:
        found["maintainer"] = _("此处上一个项目")
    return found


def initial_of(candidate: Any) -> dict[str, Any]:
    """Return what is already said of a draft."""
    names = (
        "name",
        "type_code",
        "households_claimed",
        "root_cause",
        "maintainer",
        "maintainer_trigger",
        "reason",
    )
    return {name: getattr(candidate, name) for name in names}


def check_rows(found: Sequence[Check]) -> list[dict[str, Any]]:
    """Return the checks of the foot."""
    return [
        {
            "code": c.code,
            "holds": c.holds,
            "label": words(c.code, "check"),
            "more": f"{wan(c.facts['cap_fen'])} {_('万元')}" if "cap_fen" in c.facts else "",
        }
        for c in found
    ]
