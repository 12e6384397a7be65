"""Home of a project's story as plain rows: head, nine steps, strip, money, sites, trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.selection import CLOSED
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.clocks import retained
from xiaowei.interfaces.web.desk.beside import beside_rows
from xiaowei.interfaces.web.desk.strip import count_told, strip_of
from xiaowei.interfaces.web.shown import (
    as_day,
    language,
    listed,
    quantity,
    wan_of_yuan,
    words,
)
from xiaowei.journey.proof import Proof

MONEY = ("applied", "approved", "filed", "disbursed", "paid", "settled", "returned")
DRAFTING = ("new", "reported", "town_review", "returned")
"""States in which the township still works on the application form."""
UNDECIDED = (*DRAFTING, "submitted", "in_review")
"""States before the approval, in which the application is still being weighed."""
SHARED = {"settle": ("finance", "town")}
"""Steps that either of two desks may take, by the table of steps."""
TONE = {"stopped": "okc", "comes_back": "warnc"}


def story_page(told: Mapping[str, Any], *, inside: bool) -> dict[str, Any]:
    """Return the page of a project; outside, no tickets are named and small counts not told."""
    places = [p["name"] for p in told["places"]]
    taken_over = told["basis"] == "taken_over"
    return {
        "number": told["number"],
        "name": told["name"],
        "place": listed(places[:3]) or told["name"],
        "town": told["town"],
        "type": type_name(told["type_code"]),
        "state": words(told["state"], "state"),
        "drafting": told["state"] in DRAFTING,
        "undecided": told["state"] in UNDECIDED,
        "closed": told["state"] in CLOSED,
        "facts": _facts(told, inside=inside),
        "turns": [
            _turn(step, told["town"])
            for step in told["clock"]["turns"]
            if told["state"] not in CLOSED
        ],
        "paid_unknown": told["money"]["settled"] is not None and told["money"]["paid"] is None,
        "steps": [_step(i, s, told) for i, s in enumerate(told["clock"]["steps"], start=1)],
        "building_days": told["clock"]["building_calendar_days"],
        "fast": _fast(told["clock"], _("表中无日期") if taken_over else "—"),
        "verdict": _verdict(told, inside=inside),
        "strip": strip_of(told, inside=inside),
        "money": _money(told["money"]),
        "source": told["money"].get("source") or "",
        "sites": told["sites"][:60],
        "sites_more": max(len(told["sites"]) - 60, 0),
        "measured": told["quantity"]["measured"],
        "unit": told["quantity"]["unit"],
        "root_cause": told["root_cause"],
        "maintainer": told["maintainer"],
        "proactive": told["proactive"],
        "reason": told["reason"],
        "note": told["note"],
        "return_reason": told["return_reason"],
        "taken_over": taken_over,
        "beside": beside_rows(told),
        "over": bool(told["closed"]) or told["state"] == "stopped",
    }


def proof_page(told: Proof | None) -> dict[str, Any] | None:
    """Return the verdict on whether it worked, and the sentences that explain it."""
    if told is None:
        return None
    tone = {"worked": "ok", "worse": "over"}.get(told.verdict, "")
    says = [note.text(language()) for note in told.sentences]
    return {"label": words(told.verdict, "proof"), "tone": tone, "says": says}


def trail_rows(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what happened, newest first, the papers a sheet lacked named."""
    return [
        {
            "on": as_day(event["on"]),
            "at": event.get("at"),
            "by": event.get("by", ""),
            "what": _act_said(event["action"]),
            "missing": [
                words(code, "paper") for code in (event["facts"] or {}).get("not_in_sheet", [])
            ],
            "reason": words((event["facts"] or {}).get("reason", ""), "suspension"),
        }
        for event in reversed(told["events"])
    ]


def _act_said(action: str) -> str:
    """Say what was done: the act's own words, else those of the event it leaves."""
    act = action.rsplit(".", 1)[-1]
    said = words(act, "action")
    return said if said != act else words(action, "event")


def _facts(told: Mapping[str, Any], *, inside: bool) -> list[dict[str, str]]:
    money, amount = told["money"], told["quantity"]
    spent = (
        money["settled"]
        if not inside and money["settled"]
        else money["approved"] or money["applied"]
    )
    label = _("审定") if money["approved"] else _("申报")
    if not inside and money["settled"]:
        label = _("花了")
    known = [m for m in amount["measured"] if m["quantity"] is not None]
    measured = [m for m in known if m["site"] is None] or known
    done = measured[-1]["quantity"] if measured else amount["planned"]
    households = sum(p["households"] or 0 for p in told["places"])
    return [
        {"label": label, "yuan": spent, "unit": _("万元")},
        {
            "label": _("征集→完工") if inside else _("用了"),
            "value": told["clock"]["T1"],
            "unit": _("工作日"),
        },
        {
            "label": _("完成") if measured else _("计划"),
            "value": quantity(done),
            "unit": amount["unit"],
        },
        {"label": _("惠及"), "value": f"{households:,}" if households else "—", "unit": _("户")},
    ]


def _turn(step: Mapping[str, Any], town: str) -> dict[str, Any]:
    return {
        "label": words(step["code"], "step"),
        "who": desk_name(step["desk"], town, step["code"]),
        "clock": clock_of(step),
        "since_on": step["since_on"],
        "due_on": step["due_on"],
        "amount": step["amount"],
        "after": retained(step),
    }


def clock_of(step: Any) -> dict[str, Any]:
    """Return the clock badge's facts from a step, a mapping or an object."""
    get = step.get if isinstance(step, Mapping) else lambda name: getattr(step, name)
    state = get("state")
    return {
        "code": get("code"),
        "after_on": get("after_on"),
        "state": "done" if state in ("done", "late") else state,
        "day": get("day"),
        "of": get("limit"),
        "due_on": get("due_on"),
        "over": get("over"),
    }


def desk_name(desk: str, town: str, step: str = "") -> str:
    """Say who has the ball; where a step is several desks', all of them."""
    named = [town if one == "town" else words(one, "role") for one in SHARED.get(step, (desk,))]
    return named[0] if len(named) == 1 else _("%(a)s或%(b)s") % {"a": named[0], "b": named[1]}


def _step(index: int, step: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    turns = () if told["state"] in CLOSED else told["clock"]["turns"]
    turn = next((one for one in turns if one["during"] == step["code"]), None)
    held = turn or step
    return {
        "index": index,
        "label": words(step["code"], "step"),
        "done": step["done"],
        "current": turn is not None,
        "on": step["on"],
        "days": step["day"],
        "who": desk_name(held["desk"], told["town"], held["code"]),
        "paused": step["paused"],
        "late": step["over"] if step["state"] == "late" else 0,
        "due_on": held["due_on"],
        "loops": _loops(told["events"]) if step["code"] == "review" else [],
        "pauses": told["suspensions"] if step["code"] == "works" else [],
        "unknown": step["done"] and not step["on"],
    }


def _loops(events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each return for correction with the day on which it came back, None while it is out."""
    found: list[dict[str, Any]] = []
    for event in events:
        if event["action"] == "selection.send_back":
            found.append({"out_on": as_day(event["on"]), "back_on": None})
        elif event["action"] == "selection.submit" and found and found[-1]["back_on"] is None:
            found[-1]["back_on"] = as_day(event["on"])
    return found


def _fast(clock: Mapping[str, Any], missing: str) -> list[tuple[str, str]]:
    days, calendar = _("%(n)s 个工作日"), _("%(n)s 个日历日")
    rows = (
        (_("征集→完工"), clock["T1"], days),
        (_("开工→投用"), clock["T2"], days),
        (_("申报→完工"), clock["T3"], calendar),
        (_("备案→拨付"), clock["T4"], days),
    )
    return [(label, form % {"n": n} if n is not None else missing) for label, n, form in rows]


def _verdict(told: Mapping[str, Any], *, inside: bool) -> dict[str, Any] | None:
    silence = told["silence"]
    if silence is None:
        return None
    heard = told["complaints"]
    facts = {
        "days": heard["days_since"],
        "after": count_told(silence["after"], inside),
        "before": count_told(silence["before"], inside),
        "least": silence["min_days"],
    }
    code = silence["verdict"]
    is_first_day = code == "too_early" and heard["days_since"] == 0
    window = [as_day(day) for day in silence["observed_days"] or ()]
    return {
        "code": code,
        "label": words(code, "verdict"),
        "tone": TONE.get(code, "q"),
        "since": window[0] if window else None,
        "until": window[1] if window else None,
        "says": _sentence("first_day" if is_first_day else _kind_of(code, told)) % facts,
    }


def _kind_of(code: str, told: Mapping[str, Any]) -> str:
    """Return which sentence a verdict is told in: what came back may be residents' words alone."""
    came = set(told["silence"]["tickets"])
    said_only = came and came.isdisjoint(told["complaints"]["ticket_numbers"])
    return "said_again" if code == "comes_back" and said_only else code


def _sentence(code: str) -> str:
    return {
        "stopped": _("投用后 %(days)s 天,同处同类诉求 %(after)s 件;投用前 %(before)s 件。"),
        "first_day": _("今天刚投用,从明天起才看诉求来不来,不作判断。"),
        "comes_back": _("投用后 %(days)s 天里又有 %(after)s 件;投用前 %(before)s 件。"),
        "said_again": _(
            "投用后 %(days)s 天里没有工单,但居民说还没修好,到现场看属实;投用前 %(before)s 件。"
        ),
        "too_early": _("投用才 %(days)s 天,不满 %(least)s 天,不作判断。"),
        "not_judged": _("没有导入诉求,或不知何日投用,不作判断。"),
        "never_complained": _("投用前就没有诉求,静默不作证明。"),
    }[code]


def _money(money: Mapping[str, Any]) -> list[dict[str, Any]]:
    unknown = {"paid"} if money.get("disbursed") else set()
    last = {one["kind"]: one["on"] for one in money["lines"]}
    return [
        {
            "code": name,
            "label": words(name, "money"),
            "yuan": money.get(name),
            "pending": money.get(name) is None,
            "says": _paid_in_part(money) if name in unknown else _("尚无"),
            "on": as_day(money["days"].get(name) or last.get(name)),
            "opens": name in last,
        }
        for name in MONEY
    ]


def ledger_rows(told: Mapping[str, Any], wanted: str) -> list[dict[str, Any]]:
    """Return the project's ledger lines in their order; `wanted` is the kind one came for."""
    return [
        one
        | {
            "label": words(one["kind"], "money"),
            "day": as_day(one["on"]),
            "hit": one["kind"] == wanted,
        }
        for one in told["money"]["lines"]
    ]


def _paid_in_part(money: Mapping[str, Any]) -> str:
    least = money.get("paid_at_least")
    return _("至少 %(wan)s") % {"wan": wan_of_yuan(least)} if least else _("未知")
